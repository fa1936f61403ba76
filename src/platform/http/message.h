// A request and its response, as values between the server, the API and the tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::http {

class Listener;

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method = "GET";
  std::string path = "/";           // as sent, percent-encoded
  std::string query = {};           // without the question mark
  std::vector<Header> headers = {}; // names in lower case
  std::string body = {};
  std::string remote_address = {}; // without the port
  bool is_tls = false;

  // The first header of that (lower case) name; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // A cookie's value; empty when there is none.
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = {}; // empty: no body
  std::vector<Header> headers = {};
  std::string body = {};
  std::string_view fixed_body = {};      // instead of `body`: bytes that outlive the server (embedded files)
  std::shared_ptr<Listener> stream = {}; // instead of a body: events until one side ends it

  [[nodiscard]] std::string_view bytes() const {
    return fixed_body.data() != nullptr ? fixed_body : std::string_view(body);
  }
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

std::string lower_ascii(std::string_view text); // header names, methods, e-mail addresses

// "a%20b" → "a b"; with `plus_is_space` as in queries. False when it is badly encoded.
bool percent_decode(std::string_view text, bool plus_is_space, std::string &out);

} // namespace demarc::http
