// Error answers: RFC 9457 problem details. `code` is what programs look at, `detail` what people read.
#pragma once

#include "base/result.h"
#include "platform/http/json.h"
#include "platform/http/message.h"

namespace demarc::http {

struct Problem {
  std::string type = "about:blank"; // RFC 9457 4.2.1: then `title` is the status' own phrase
  std::string title;
  int status = 500;
  std::string code;
  std::string detail;
  std::vector<FieldError> errors = {};
  std::optional<std::string> incident = {}; // of a 500: the number under which the log has the cause
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, code, detail, errors, incident))

std::string_view status_phrase(int status);
int status_of(Refusal::Kind kind);

Response problem(int status, std::string code, std::string detail, std::vector<FieldError> errors = {});
Response problem(const Refusal &refusal);
// For an exception: gives it a number, logs it under that, and says no more to the client than the number.
Response incident(std::string_view where, std::string_view what);

} // namespace demarc::http
