#include "platform/client/fetch.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>
#include <mutex>

namespace demarc::client {

namespace {

struct Intake {
  std::string bytes;
  std::size_t limit;
};

std::size_t take(char *bytes, std::size_t size, std::size_t count, void *context) {
  auto &intake = *static_cast<Intake *>(context);
  if (intake.bytes.size() + size * count > intake.limit)
    return 0; // libcurl ends the transfer
  intake.bytes.append(bytes, size * count);
  return size * count;
}

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

} // namespace

Outcome<Answer> fetch(const Request &request) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const Easy curl(curl_easy_init(), &curl_easy_cleanup);
  List headers(nullptr, &curl_slist_free_all);
  for (const std::string &header : request.headers)
    if (curl_slist *longer = curl_slist_append(headers.get(), header.c_str())) {
      (void)headers.release();
      headers.reset(longer);
    }
  Intake intake{{}, request.max_answer_bytes};
  char problem[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (!request.body.empty() || request.method == "POST") {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &intake);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, static_cast<long>(request.timeout_s));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, problem);
  if (request.is_local)
    curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_WRITE_ERROR)
    return refuse("no_answer", fmt::format("the answer is longer than {} bytes", intake.limit));
  if (code != CURLE_OK)
    return refuse("no_answer", *problem != '\0' ? problem : curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return Answer{static_cast<int>(status), std::move(intake.bytes)};
}

} // namespace demarc::client
