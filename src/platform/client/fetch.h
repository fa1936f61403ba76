// One request to another machine's HTTP server, through libcurl: http and https only, certificates checked, redirects
// not followed (an answer that sends elsewhere is the caller's to judge), a bound on the answer's size and on the time.
//
// Blocks up to the timeout: for job threads and the command line, never inside a transaction. Any thread.
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace demarc::client {

struct Request {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers = {}; // "Content-Type: application/json"
  std::string body = {};
  int timeout_s = 20; // 0: none
  std::size_t max_answer_bytes = 4 * 1024 * 1024;
  bool is_local = false; // this machine's own server: no proxy of the environment is asked
};
struct Answer {
  int status = 0;
  std::string body;
};

// Refused with no_answer when there was none: unreachable, too slow, too large, not authentic. Whether the request was
// acted on is then unknown.
Outcome<Answer> fetch(const Request &request);

} // namespace demarc::client
