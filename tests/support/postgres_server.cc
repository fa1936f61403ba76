#include "tests/support/postgres_server.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace demarc::testing {

void need_postgres(int count, char **arguments) {
  if (std::getenv("DEMARC_TEST_POSTGRES") != nullptr)
    return;
  for (int i = 1; i < count; ++i)
    if (std::string_view(arguments[i]) == "--gtest_list_tests")
      return;
  std::string script = WITH_POSTGRES, program = "/proc/self/exe";
  std::string self(4096, '\0');
  const auto length = readlink(program.c_str(), self.data(), self.size());
  self.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  std::vector<char *> command{script.data(), self.data()};
  for (int i = 1; i < count; ++i)
    command.push_back(arguments[i]);
  command.push_back(nullptr);
  execv(script.c_str(), command.data());
  std::perror(script.c_str());
  std::_Exit(1);
}

std::string postgres_url(const std::string &database) {
  const char *const server = std::getenv("DEMARC_TEST_POSTGRES");
  if (server == nullptr)
    std::abort(); // need_postgres() was not called
  std::string url = server;
  const std::size_t query = std::min(url.find('?'), url.size());
  const std::size_t slash = url.find('/', url.find("://") + 3);
  const std::size_t end = std::min(slash, query);
  return url.substr(0, end) + "/" + database + url.substr(query);
}

} // namespace demarc::testing
