#include "platform/http/problem.h"

#include "base/log.h"
#include "base/random.h"
#include "platform/crypto/crypto.h"

namespace demarc::http {

namespace {

Response problem_response(Problem details) {
  details.title = status_phrase(details.status);
  Response response;
  response.status = details.status;
  response.content_type = "application/problem+json";
  response.body = to_json(details);
  response.headers.push_back({"cache-control", "no-store"});
  if (details.status == 401)
    response.headers.push_back({"www-authenticate", "Bearer realm=\"demarc\""}); // RFC 9110 11.6.1: a 401 must name one
  return response;
}

} // namespace

std::string_view status_phrase(int status) {
  switch (status) {
  case 200: return "OK";
  case 201: return "Created";
  case 202: return "Accepted";
  case 204: return "No Content";
  case 206: return "Partial Content";
  case 301: return "Moved Permanently";
  case 302: return "Found";
  case 304: return "Not Modified";
  case 400: return "Bad Request";
  case 401: return "Unauthorized";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 405: return "Method Not Allowed";
  case 408: return "Request Timeout";
  case 409: return "Conflict";
  case 411: return "Length Required";
  case 413: return "Content Too Large";
  case 414: return "URI Too Long";
  case 415: return "Unsupported Media Type";
  case 417: return "Expectation Failed";
  case 422: return "Unprocessable Content";
  case 429: return "Too Many Requests";
  case 431: return "Request Header Fields Too Large";
  case 500: return "Internal Server Error";
  case 501: return "Not Implemented";
  case 503: return "Service Unavailable";
  case 505: return "HTTP Version Not Supported";
  default: return status < 400 ? "OK" : "Error";
  }
}

int status_of(Refusal::Kind kind) {
  switch (kind) {
  case Refusal::Kind::invalid: return 422;
  case Refusal::Kind::not_found: return 404;
  case Refusal::Kind::conflict: return 409;
  case Refusal::Kind::forbidden: return 403;
  case Refusal::Kind::unauthenticated: return 401;
  case Refusal::Kind::too_many: return 429;
  }
  return 500;
}

Response problem(int status, std::string code, std::string detail, std::vector<FieldError> errors) {
  Problem details;
  details.status = status;
  details.code = std::move(code);
  details.detail = std::move(detail);
  details.errors = std::move(errors);
  return problem_response(std::move(details));
}

Response problem(const Refusal &refusal) {
  std::vector<FieldError> errors;
  if (!refusal.field.empty())
    errors.push_back({refusal.field, refusal.code, refusal.detail});
  return problem(status_of(refusal.kind), refusal.code, refusal.detail, std::move(errors));
}

Response incident(std::string_view where, std::string_view what) {
  const std::string number = crypto::to_hex(random_bytes(6));
  log::error("http", "incident {} in {}: {}", number, where, what);
  Problem details;
  details.code = "internal_error";
  details.detail = "Something went wrong on our side. The log has it as incident " + number + ".";
  details.incident = number;
  return problem_response(std::move(details));
}

} // namespace demarc::http
