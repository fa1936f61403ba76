// Request bodies, queries, cursors and cookies: whatever bytes come, the decoder answers, and what it takes it can
// write and take again, unchanged.
#include "base/ensure.h"
#include "platform/http/json.h"
#include "platform/http/message.h"
#include "platform/http/page.h"

namespace demarc::http {

namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Label {
  std::string text;
  int size = 0;
};
BOOST_DESCRIBE_STRUCT(Label, (), (text, size))

struct Everything {
  StrongId<struct EverythingTag> id;
  std::string name;
  std::string mail;
  std::string zone;
  std::int64_t price_minor = 0;
  std::int16_t small = 0;
  Currency currency;
  Percent tax;
  Date day;
  Instant at;
  Colour colour = Colour::red;
  bool flag = false;
  std::optional<std::string> note;
  std::optional<Label> front;
  std::vector<Label> labels;
  std::vector<std::vector<int>> table;
  Patch<std::string> patched;
  Patch<std::optional<int>> cleared;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (id, name, mail, zone, price_minor, small, currency, tax, day, at, colour, flag, note, front,
                       labels, table, patched, cleared))

struct Filter {
  std::string q;
  std::optional<Colour> colour;
  int limit = 50;
  std::vector<std::int64_t> id;
  std::optional<Date> from;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (q, colour, limit, id, from))

} // namespace

template <> struct Rules<Everything> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 20}},
            {"mail", {.format = Format::email, .optional = true}},
            {"zone", {.format = Format::language, .optional = true}},
            {"labels", {.max_length = 5}},
            {"small", {.minimum = -5, .maximum = 5, .optional = true}}};
  }
};

namespace {

void body(std::string_view text) {
  const auto first = decode_json<Everything>(text);
  if (!first) {
    ENSURE(!first.error().empty() && first.error().size() <= max_field_errors, "a refusal names one to fifty faults");
    for (const FieldError &error : first.error())
      ENSURE(!error.code.empty() && !error.detail.empty(), "each fault has a code and a sentence");
    return;
  }
  // What was absent is written as it stands in the struct: a patch that is not set as null, which a patch of a text
  // does not take, and a text with a format as "", which is not of that format. Fill them in.
  Everything value = *first;
  if (value.mail.empty())
    value.mail = "a@b.example";
  if (value.zone.empty())
    value.zone = "de";
  if (!value.patched.is_set())
    value.patched.emplace("x");
  const std::string written = to_json(value);
  const auto again = decode_json<Everything>(written);
  ENSURE(again.has_value(), "what was taken can be taken again");
  ENSURE(to_json(*again) == written, "and is the same");
}

void query(std::string_view text) {
  const auto filter = decode_query<Filter>(text);
  if (filter)
    (void)to_json(*filter);
}

void address(std::string_view text) {
  std::string decoded;
  if (percent_decode(text, true, decoded))
    ENSURE(decoded.size() <= text.size(), "decoding never makes text longer");
  Request request;
  request.headers = {{"cookie", std::string(text)}};
  (void)request.cookie("demarc_session");
  if (const auto keys = unpack_cursor(text, 2)) {
    const auto same = unpack_cursor(pack_cursor(*keys), 2);
    ENSURE(same == keys, "a cursor's keys survive");
  }
  std::string quoted;
  append_json_text(quoted, text);
  const auto label = decode_json<Label>("{\"size\":1,\"text\":" + quoted + "}");
  ENSURE(label || label.error().front().code != "malformed_json", "any bytes are written as valid JSON");
}

} // namespace
} // namespace demarc::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
  switch (data[0] % 3) {
  case 0: demarc::http::body(text); break;
  case 1: demarc::http::query(text); break;
  default: demarc::http::address(text); break;
  }
  return 0;
}
