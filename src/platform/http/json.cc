#include "platform/http/json.h"

#include "base/ensure.h"
#include "platform/http/message.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <fmt/format.h>
#include <unordered_set>

namespace demarc::http {

namespace json = boost::json;

bool is_required(const Field &field, bool in_query) {
  if (in_query)
    return field.rule.required;
  const Shape::Kind kind = field.shape().kind;
  return kind != Shape::Kind::optional && kind != Shape::Kind::patch && !field.rule.optional;
}

namespace {

constexpr std::size_t default_max_characters = 2000;
constexpr std::size_t default_max_items = 1000;

// Where the decoder stands: links on the stack, made into text only when something is wrong there.
struct Place {
  const Place *parent = nullptr;
  std::string_view name = {};
  std::size_t index = 0;
  bool is_item = false;

  [[nodiscard]] std::string path() const {
    const std::string above = parent == nullptr ? std::string() : parent->path();
    if (is_item)
      return fmt::format("{}[{}]", above, index);
    return above.empty() ? std::string(name) : fmt::format("{}.{}", above, name);
  }
};

class Errors {
public:
  void add(const Place &place, std::string_view code, std::string detail) {
    if (list_.size() < max_field_errors)
      list_.push_back({place.path(), std::string(code), std::move(detail)});
  }
  std::vector<FieldError> take() { return std::move(list_); }

private:
  std::vector<FieldError> list_;
};

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string joined(const auto &names) {
  std::string text;
  for (const auto &name : names) {
    text += text.empty() ? "" : ", ";
    text += name;
  }
  return text;
}

void check_text(std::string_view text, const Rule &rule, const Place &place, Errors &errors) {
  const std::size_t length = characters(text);
  if (length < rule.min_length)
    return errors.add(place, "too_short",
                      length == 0 ? std::string("must not be empty")
                                  : fmt::format("must have at least {} characters", rule.min_length));
  if (const std::size_t most = rule.max_length.value_or(default_max_characters); length > most)
    return errors.add(place, "too_long", fmt::format("must have at most {} characters", most));
  const bool clean = std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || (rule.multiline && (c == '\n' || c == '\r' || c == '\t'));
  });
  if (!clean)
    return errors.add(place, "bad_format", "must not hold control characters");
  if (!rule.one_of.empty() && std::find(rule.one_of.begin(), rule.one_of.end(), text) == rule.one_of.end())
    return errors.add(place, "not_one_of", "must be one of: " + joined(rule.one_of));
  if (!has_format(rule.format, text))
    errors.add(place, "bad_format", fmt::format("must be {}", format_description(rule.format)));
}

void take_integer(std::int64_t value, const Shape &shape, void *at, const Rule &rule, const Place &place,
                  Errors &errors) {
  const std::int64_t least = std::max(shape.minimum, rule.minimum.value_or(shape.minimum));
  const std::int64_t most = std::min(shape.maximum, rule.maximum.value_or(shape.maximum));
  if (value < least)
    return errors.add(place, "too_small", fmt::format("must be at least {}", least));
  if (value > most)
    return errors.add(place, "too_large", fmt::format("must be at most {}", most));
  shape.store(at, value);
}

void take_formatted(std::string_view text, const Shape &shape, void *at, const Rule &rule, const Place &place,
                    Errors &errors) {
  if (shape.format == "password")
    check_text(text, rule, place, errors);
  if (shape.parse(at, text))
    return;
  if (!shape.names.empty())
    errors.add(place, "not_one_of", "must be one of: " + joined(shape.names));
  else
    errors.add(place, "bad_format", fmt::format("must be {}", shape.description));
}

bool check_count(std::size_t count, const Rule &rule, const Place &place, Errors &errors) {
  if (count < rule.min_length) {
    errors.add(place, "too_short", fmt::format("must have at least {} items", rule.min_length));
    return false;
  }
  if (const std::size_t most = rule.max_length.value_or(default_max_items); count > most) {
    errors.add(place, "too_long", fmt::format("must have at most {} items", most));
    return false;
  }
  return true;
}

// The rule of a list is for the list; what it says of the items is their format and range.
Rule rule_of_items(const Rule &rule) {
  Rule items = rule;
  items.min_length = 0;
  items.max_length.reset();
  return items;
}

class Decoder {
public:
  void decode(const json::value &value, const Shape &shape, void *at, const Rule &rule, const Place &place) {
    switch (shape.kind) {
    case Shape::Kind::optional:
      if (!value.is_null())
        decode(value, shape.inner(), shape.emplace(at), rule, place);
      return;
    case Shape::Kind::patch: return decode(value, shape.inner(), shape.emplace(at), rule, place);
    case Shape::Kind::nothing:
    case Shape::Kind::file: ENSURE(false, "Done and File are answers, not input"); return;
    default: break;
    }
    if (value.is_null())
      return errors_.add(place, "not_null", "must not be null");
    switch (shape.kind) {
    case Shape::Kind::boolean:
      if (!value.is_bool())
        return wrong_type(place, "true or false");
      *static_cast<bool *>(at) = value.get_bool();
      return;
    case Shape::Kind::integer:
      if (value.is_uint64()) // beyond a signed 64-bit integer
        return errors_.add(place, "too_large", fmt::format("must be at most {}", shape.maximum));
      if (!value.is_int64())
        return wrong_type(place, "a whole number");
      return take_integer(value.get_int64(), shape, at, rule, place, errors_);
    case Shape::Kind::text:
      if (!value.is_string())
        return wrong_type(place, "a text");
      check_text(text_of(value), rule, place, errors_);
      *static_cast<std::string *>(at) = text_of(value);
      return;
    case Shape::Kind::formatted:
      if (!value.is_string())
        return wrong_type(place, shape.names.empty() ? shape.description : std::string_view("a text"));
      return take_formatted(text_of(value), shape, at, rule, place, errors_);
    case Shape::Kind::list: return decode_list(value, shape, at, rule, place);
    case Shape::Kind::object: return decode_object(value, shape, at, place);
    default: return;
    }
  }

  std::vector<FieldError> take_errors() { return errors_.take(); }

private:
  static std::string_view text_of(const json::value &value) {
    const json::string &text = value.get_string();
    return {text.data(), text.size()};
  }

  void wrong_type(const Place &place, std::string_view expected) {
    errors_.add(place, "wrong_type", fmt::format("must be {}", expected));
  }

  void decode_list(const json::value &value, const Shape &shape, void *at, const Rule &rule, const Place &place) {
    if (!value.is_array())
      return wrong_type(place, "a list");
    const json::array &array = value.get_array();
    if (!check_count(array.size(), rule, place, errors_))
      return;
    const Rule items = rule_of_items(rule);
    std::size_t index = 0;
    for (const json::value &item : array) {
      const Place here{&place, {}, index++, true};
      decode(item, shape.inner(), shape.emplace(at), items, here);
    }
  }

  void decode_object(const json::value &value, const Shape &shape, void *at, const Place &place) {
    if (!value.is_object())
      return wrong_type(place, "an object");
    const json::object &object = value.get_object();
    std::size_t known = 0;
    for (const Field &field : shape.fields) {
      const Place here{&place, field.name};
      const json::value *member = object.if_contains(json::string_view(field.name.data(), field.name.size()));
      if (member != nullptr) {
        ++known;
        decode(*member, field.shape(), field.at(at), field.rule, here);
      } else if (is_required(field, false)) {
        errors_.add(here, "required", "is required");
      }
    }
    if (known == object.size())
      return;
    for (const auto &member : object) {
      const std::string_view name(member.key().data(), member.key().size());
      if (std::none_of(shape.fields.begin(), shape.fields.end(), [&](const Field &f) { return f.name == name; }))
        errors_.add(Place{&place, name.substr(0, 100)}, "unknown_field", "is not known here");
    }
  }

  Errors errors_;
};

// Names the first member that an object of the text has twice. RFC 8259 leaves open which of them counts, and the
// parser keeps the last without a word: whoever sent {"amount_minor": 100, "amount_minor": 900} is to hear of it. Walks
// the text a second time, without building anything but the names of the objects it is in.
class RepeatedMember {
public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Code = boost::system::error_code;
  using Text = json::string_view;

  bool on_object_begin(Code &) { return open(false); }
  bool on_object_end(std::size_t, Code &) { return close(); }
  bool on_array_begin(Code &) { return open(true); }
  bool on_array_end(std::size_t, Code &) { return close(); }
  bool on_key_part(Text part, std::size_t, Code &) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(Text part, std::size_t, Code &error) {
    key_.append(part.data(), part.size());
    Level &level = levels_.back();
    level.last = std::exchange(key_, {});
    if (level.names.insert(level.last).second)
      return true;
    path_ = path();
    error = json::make_error_code(json::error::exception); // stops here; `path_` says why
    return false;
  }
  bool on_document_begin(Code &) { return true; }
  bool on_document_end(Code &) { return true; }
  bool on_string_part(Text, std::size_t, Code &) { return true; }
  bool on_string(Text, std::size_t, Code &) { return value(); }
  bool on_number_part(Text, Code &) { return true; }
  bool on_int64(std::int64_t, Text, Code &) { return value(); }
  bool on_uint64(std::uint64_t, Text, Code &) { return value(); }
  bool on_double(double, Text, Code &) { return value(); }
  bool on_bool(bool, Code &) { return value(); }
  bool on_null(Code &) { return value(); }
  bool on_comment_part(Text, Code &) { return true; }
  bool on_comment(Text, Code &) { return true; }

  [[nodiscard]] const std::optional<std::string> &found() const { return path_; }

private:
  struct Level {
    bool is_list = false;
    std::size_t index = 0;
    std::string last = {};
    std::unordered_set<std::string> names = {};
  };

  bool open(bool is_list) {
    levels_.push_back({is_list});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return value();
  }
  bool value() {
    if (!levels_.empty() && levels_.back().is_list)
      ++levels_.back().index;
    return true;
  }
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Level &level : levels_) {
      if (level.is_list)
        path += fmt::format("[{}]", level.index);
      else
        path += (path.empty() ? "" : ".") + level.last.substr(0, 100);
    }
    return path;
  }

  std::vector<Level> levels_;
  std::string key_;
  std::optional<std::string> path_;
};

std::optional<std::string> repeated_member(std::string_view text, const json::parse_options &options) {
  json::basic_parser<RepeatedMember> parser(options);
  boost::system::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  return parser.handler().found();
}

// A query's value for a member that is no list.
void take_query_value(std::string_view text, const Shape &shape, void *at, const Rule &rule, const Place &place,
                      Errors &errors) {
  switch (shape.kind) {
  case Shape::Kind::optional:
  case Shape::Kind::patch: return take_query_value(text, shape.inner(), shape.emplace(at), rule, place, errors);
  case Shape::Kind::boolean:
    if (text != "true" && text != "false" && text != "1" && text != "0")
      return errors.add(place, "wrong_type", "must be true or false");
    *static_cast<bool *>(at) = text == "true" || text == "1";
    return;
  case Shape::Kind::integer: {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
      return errors.add(place, "wrong_type", "must be a whole number");
    return take_integer(value, shape, at, rule, place, errors);
  }
  case Shape::Kind::text:
    check_text(text, rule, place, errors);
    *static_cast<std::string *>(at) = text;
    return;
  case Shape::Kind::formatted: return take_formatted(text, shape, at, rule, place, errors);
  default: ENSURE(false, "a query's members are single values or lists of them");
  }
}

bool is_valid_utf8(std::string_view text);

} // namespace

std::vector<FieldError> decode_json_into(const Shape &shape, void *target, std::string_view text) {
  const Place root;
  if (text.empty())
    text = "{}";
  std::array<unsigned char, 4096> first_block; // most requests need no other memory
  json::monotonic_resource memory(first_block.data(), first_block.size());
  json::parse_options options;
  options.max_depth = 32;
  json::parser parser(json::storage_ptr(), options);
  parser.reset(&memory);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  const std::size_t rest = error ? read : text.find_first_not_of(" \t\r\n", read);
  if (error || rest < text.size()) {
    const std::string why = error ? error.message() : "text after the end";
    return {{"", "malformed_json", fmt::format("the body is not JSON: {} at byte {}", why, rest)}};
  }
  if (const auto path = repeated_member(text, options))
    return {{*path, "repeated", "must be given once"}};
  const json::value value = parser.release();
  Decoder decoder;
  decoder.decode(value, shape, target, Rule{}, root);
  return decoder.take_errors();
}

std::vector<FieldError> decode_query_into(const Shape &shape, void *target, std::string_view query) {
  ENSURE(shape.kind == Shape::Kind::object, "a query is a struct");
  const Place root;
  Errors errors;
  std::vector<std::string_view> seen;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (pair.empty())
      continue;
    const std::size_t equals = pair.find('=');
    std::string name, value;
    const std::string_view raw = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    const bool decoded = percent_decode(pair.substr(0, equals), true, name) && percent_decode(raw, true, value) &&
                         is_valid_utf8(name) && is_valid_utf8(value);
    const Place here{&root, decoded ? std::string_view(name).substr(0, 100) : pair.substr(0, 100)};
    if (!decoded) {
      errors.add(Place{&root, "query"}, "bad_format", "must be percent-encoded UTF-8");
      continue;
    }
    const auto field =
        std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Field &f) { return f.name == name; });
    if (field == shape.fields.end()) {
      errors.add(here, "unknown_field", "is not known here");
      continue;
    }
    const bool repeated = std::find(seen.begin(), seen.end(), field->name) != seen.end();
    const Shape &member = field->shape();
    if (member.kind == Shape::Kind::list) {
      if (value.empty())
        continue;
      seen.push_back(field->name);
      if (!check_count(member.size(field->at(target)) + 1, rule_of_items(field->rule), here, errors))
        break;
      take_query_value(value, member.inner(), member.emplace(field->at(target)), rule_of_items(field->rule), here,
                       errors);
    } else if (repeated) {
      errors.add(here, "repeated", "must be given once");
    } else if (!value.empty()) { // an empty value is an absent one: forms send both
      seen.push_back(field->name);
      take_query_value(value, member, field->at(target), field->rule, here, errors);
    }
  }
  for (const Field &field : shape.fields)
    if (is_required(field, true) && std::find(seen.begin(), seen.end(), field.name) == seen.end())
      errors.add(Place{&root, field.name}, "required", "is required");
  return errors.take();
}

namespace {

// Length of the UTF-8 sequence at the front of `text` (RFC 3629: no overlong forms, no surrogates); 0 when there is
// none.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead <= 0xdf)
    return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef)
    return follows(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
  if (lead >= 0xf0 && lead <= 0xf4)
    return follows(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_integer(std::string &out, std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

} // namespace

void append_json_text(std::string &out, std::string_view text) {
  out += '"';
  std::size_t plain = 0; // first byte not yet written
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
      ++i;
      continue;
    }
    if (byte >= 0x80) {
      if (const std::size_t length = utf8_sequence(text.substr(i)); length != 0) {
        i += length;
        continue;
      }
    }
    out.append(text, plain, i - plain);
    switch (byte) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      if (byte < 0x20)
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
      else
        out += "\xef\xbf\xbd"; // U+FFFD
    }
    plain = ++i;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_json(std::string &out, const Shape &shape, const void *value) {
  switch (shape.kind) {
  case Shape::Kind::boolean: out += *static_cast<const bool *>(value) ? "true" : "false"; return;
  case Shape::Kind::integer: return append_integer(out, shape.load(value));
  case Shape::Kind::text: return append_json_text(out, *static_cast<const std::string *>(value));
  case Shape::Kind::formatted: return append_json_text(out, shape.print(value));
  case Shape::Kind::optional:
  case Shape::Kind::patch:
    if (const void *held = shape.held(value))
      return append_json(out, shape.inner(), held);
    out += "null";
    return;
  case Shape::Kind::list: {
    const std::size_t size = shape.size(value);
    const Shape &inner = shape.inner();
    out += '[';
    for (std::size_t i = 0; i < size; ++i) {
      if (i > 0)
        out += ',';
      append_json(out, inner, shape.item(value, i));
    }
    out += ']';
    return;
  }
  case Shape::Kind::object: {
    char separator = '{';
    for (const Field &field : shape.fields) {
      out += separator;
      out += '"';
      out += field.name;
      out += "\":";
      // at() finds the member of a changeable object; nothing is changed through it here.
      append_json(out, field.shape(), field.at(const_cast<void *>(value)));
      separator = ',';
    }
    out += shape.fields.empty() ? "{}" : "}";
    return;
  }
  case Shape::Kind::nothing: out += "{}"; return;
  case Shape::Kind::file: ENSURE(false, "a File is not JSON"); return;
  }
}

} // namespace demarc::http
