#include "daemon/local_call.h"

#include "platform/client/fetch.h"
#include "platform/http/json.h"
#include "platform/http/problem.h"
#include "platform/http/staff.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace demarc::daemon {

namespace {

constexpr int no_timeout = 0; // `clock advance` by years takes its time

std::string address_file(const Installation &installation) { return installation.data_file("serve.url"); }

std::optional<std::string> refusal_in(const std::string &answer) {
  const auto problem = http::decode_json<http::Problem>(answer);
  return problem ? std::optional(problem->detail) : std::nullopt;
}

// A token that ends with the call, whatever happens in it.
class CallToken {
public:
  explicit CallToken(Installation &installation) : installation_(installation) {
    made_ = installation.database().write([&](db::Tx &tx) {
      return http::create_api_token(tx, installation.database(), {.name = "command line", .role = http::Role::admin},
                                    std::nullopt, SystemClock{}.now());
    });
  }
  ~CallToken() {
    try {
      installation_.database().write(
          [&](db::Tx &tx) { return http::revoke_api_token(tx, made_.id, SystemClock{}.now()); });
    } catch (const std::exception &) {
      // The database went away; the token is worth no more than the database.
    }
  }
  CallToken(const CallToken &) = delete;
  CallToken &operator=(const CallToken &) = delete;
  [[nodiscard]] const std::string &text() const { return made_.token; }

private:
  Installation &installation_;
  http::MadeApiToken made_;
};

} // namespace

ServerAddress::ServerAddress(const Installation &installation, const std::string &url)
    : path_(address_file(installation)) {
  std::ofstream(path_) << url << "\n";
}

ServerAddress::~ServerAddress() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

std::string call_server(Installation &installation, const std::string &path, const std::string &json) {
  std::ifstream file(address_file(installation));
  std::string url;
  if (!std::getline(file, url))
    throw std::runtime_error("no Demarc serves from this data folder; start `demarc serve` first");
  const CallToken token(installation);
  const auto answer =
      client::fetch({.method = "POST",
                     .url = url + path,
                     .headers = {"Content-Type: application/json", "Authorization: Bearer " + token.text()},
                     .body = json,
                     .timeout_s = no_timeout,
                     .is_local = true});
  if (!answer)
    throw std::runtime_error(fmt::format("the server at {} does not answer: {}", url, answer.error().detail));
  if (answer->status >= 300)
    throw std::runtime_error(
        refusal_in(answer->body).value_or(fmt::format("the server answered {}: {}", answer->status, answer->body)));
  return answer->body;
}

} // namespace demarc::daemon
