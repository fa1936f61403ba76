#include "daemon/greeting.h"

#include "daemon/demo.h"
#include "daemon/greeting_store.h"
#include "daemon/installation_store.h"
#include "network/access_server.h"
#include "platform/crypto/crypto.h"
#include "subscribers/service_operations.h"

#include <fmt/format.h>

namespace demarc::daemon {

namespace {

// A password on a command line: in single quotes, whatever it holds.
std::string shell_quoted(std::string_view text) {
  std::string shell = "'";
  for (const char c : text)
    shell += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return shell + "'";
}

// A line that works as printed on this machine: a service that may log in, and the secret of the access server
// 127.0.0.1.
std::optional<std::string> radtest_line(Installation &installation, int auth_port) {
  const auto example = installation.database().read([](db::Tx &tx) { return find_login_example(tx); });
  if (!example)
    return std::nullopt;
  const auto password = installation.sealer().open(example->password_sealed, subscribers::password_purpose);
  const auto secret = installation.sealer().open(example->secret_sealed, network::access_server_secret_purpose);
  if (!password || !secret)
    return std::nullopt;
  return fmt::format("radtest {} {} 127.0.0.1:{} 0 {}", shell_quoted(example->username),
                     shell_quoted(password->reveal()), auth_port, shell_quoted(secret->reveal()));
}

// Only of a demo, and only while the password is the one that everybody knows.
std::optional<std::string> portal_line(Installation &installation, const std::string &url) {
  const auto example = installation.database().read([](db::Tx &tx) {
    const auto row = find_installation(tx);
    return row && row->demo ? find_portal_example(tx) : std::nullopt;
  });
  if (!example || !crypto::verify_password(example->password_hash, Secret(std::string(demo_portal_password))))
    return std::nullopt;
  return fmt::format("{}/portal/ as {} with the password: {}", url, example->number, demo_portal_password);
}

} // namespace

void greet(const Ready &ready, Installation &installation) {
  fmt::print("\nDemarc is ready.\n\n  Console and API   {}\n", ready.url);
  if (!ready.console_is_built)
    fmt::print("                    (this program was built without the console's files: run tools/build_web and build "
               "again)\n");
  if (const auto line = portal_line(installation, ready.url))
    fmt::print("  Portal            {}\n", *line);
  if (ready.auth_port != 0) {
    fmt::print("  RADIUS            authentication on UDP port {}, accounting on {}\n", ready.auth_port,
               ready.accounting_port);
    if (const auto line = radtest_line(installation, ready.auth_port))
      fmt::print("  Try a login       {}\n", *line);
    else
      fmt::print(
          "  Try a login       add an access server with the address 127.0.0.1 and a service, then use radtest\n");
  }
  if (installation.simulated() != nullptr)
    fmt::print("  Clock             simulated, at {}; move it with `demarc clock advance 1d`\n",
               to_string(installation.clock().now()));
  fmt::print("\nCtrl-C stops it.\n");
  std::fflush(stdout);
}

} // namespace demarc::daemon
