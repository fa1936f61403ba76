#include "daemon/local_call.h"

#include "platform/http/json.h"
#include "platform/http/problem.h"
#include "platform/http/staff.h"

#include <curl/curl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace demarc::daemon {

namespace {

std::string address_file(const Installation &installation) { return installation.data_file("serve.url"); }

std::size_t append(char *bytes, std::size_t size, std::size_t count, void *target) {
  static_cast<std::string *>(target)->append(bytes, size * count);
  return size * count;
}

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
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  std::string answer;
  char problem[CURL_ERROR_SIZE] = "";
  curl_slist *headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, ("Authorization: Bearer " + token.text()).c_str());
  const std::string whole = url + path;
  curl_easy_setopt(curl.get(), CURLOPT_URL, whole.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, json.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  if (code != CURLE_OK)
    throw std::runtime_error(fmt::format("the server at {} does not answer: {}", url,
                                         *problem != '\0' ? problem : curl_easy_strerror(code)));
  if (status >= 300)
    throw std::runtime_error(refusal_in(answer).value_or(fmt::format("the server answered {}: {}", status, answer)));
  return answer;
}

} // namespace demarc::daemon
