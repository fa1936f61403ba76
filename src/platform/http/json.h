// JSON in and out of described structs (shape.h). The decoder is strict: unknown and missing members, wrong types and
// values that break a rule are all collected, each with its path ("lines[2].quantity"). Any thread.
#pragma once

#include "platform/http/shape.h"

#include <string>
#include <string_view>
#include <vector>

namespace demarc::http {

struct FieldError {
  std::string path;   // empty: the document as a whole
  std::string code;   // malformed_json, required, unknown_field, wrong_type, not_null, too_small, too_large, too_short,
                      // too_long, not_one_of, bad_format, repeated
  std::string detail; // a sentence for a person

  bool operator==(const FieldError &) const = default;
};
BOOST_DESCRIBE_STRUCT(FieldError, (), (path, code, detail))

// At most this many errors are collected from one input.
inline constexpr std::size_t max_field_errors = 50;

// Fills `target` (of `shape`); the answer is empty when all is well. `target` is only to be used then.
std::vector<FieldError> decode_json_into(const Shape &shape, void *target, std::string_view text);
// "limit=50&status=open": texts become what the members are; a list takes a repeated name.
std::vector<FieldError> decode_query_into(const Shape &shape, void *target, std::string_view query);

template <class T> Result<T, std::vector<FieldError>> decode_json(std::string_view text) {
  T value = shaping::blank<T>();
  std::vector<FieldError> errors = decode_json_into(shape_of<T>(), &value, text);
  if (!errors.empty())
    return tl::make_unexpected(std::move(errors));
  return value;
}
template <class T> Result<T, std::vector<FieldError>> decode_query(std::string_view query) {
  T value = shaping::blank<T>();
  std::vector<FieldError> errors = decode_query_into(shape_of<T>(), &value, query);
  if (!errors.empty())
    return tl::make_unexpected(std::move(errors));
  return value;
}

void append_json(std::string &out, const Shape &shape, const void *value);
// A quoted JSON text; bytes that are no UTF-8 become U+FFFD, so whatever a router sent can be shown.
void append_json_text(std::string &out, std::string_view text);

template <class T> std::string to_json(const T &value) {
  std::string out;
  append_json(out, shape_of<T>(), &value);
  return out;
}

} // namespace demarc::http
