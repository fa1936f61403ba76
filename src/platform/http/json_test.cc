#include "platform/http/json.h"
#include "platform/http/page.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::http {

namespace {

using CrateId = StrongId<struct CrateTag>;

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Label {
  std::string text;
  int size = 0;
};
BOOST_DESCRIBE_STRUCT(Label, (), (text, size))

struct Crate {
  CrateId id;
  std::string name;
  std::int64_t price_minor = 0;
  Currency currency; // no initializer: the struct cannot be made without one
  Percent tax;
  Date packed_on;
  Instant sealed_at;
  Colour colour = Colour::red;
  bool fragile = false;
  std::optional<std::string> note;
  std::optional<Label> front;
  std::vector<Label> labels;
};
BOOST_DESCRIBE_STRUCT(Crate, (),
                      (id, name, price_minor, currency, tax, packed_on, sealed_at, colour, fragile, note, front,
                       labels))

struct EditCrate {
  Patch<std::string> name;
  Patch<std::optional<std::string>> note;
  std::optional<int> count;
};
BOOST_DESCRIBE_STRUCT(EditCrate, (), (name, note, count))

struct Strict {
  std::string code;
  std::string text;
  int days = 14;
  std::string kind = "box";
  std::vector<std::string> tags;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(Strict, (), (code, text, days, kind, tags, password))

struct Filter {
  std::string q;
  std::optional<Colour> colour;
  int limit = 50;
  std::optional<bool> fragile;
  std::vector<CrateId> id;
  std::optional<Date> from;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (q, colour, limit, fragile, id, from))

template <class T> struct Box {
  T inside;
  BOOST_DESCRIBE_CLASS(Box, (), (inside), (), ())
};

constexpr std::string_view crate_text =
    R"({"id":7,"name":"Tea","price_minor":1250,"currency":"EUR","tax":190000,"packed_on":"2026-01-31",)"
    R"("sealed_at":"2026-01-31T09:00:00Z","colour":"green","fragile":true,"note":null,"front":{"text":"up","size":3},)"
    R"("labels":[{"text":"a","size":1},{"text":"b","size":2}]})";

// "path: code" of each error, joined by "; ".
std::string errors_of(const auto &decoded) {
  if (decoded)
    return "";
  std::string text;
  for (const FieldError &error : decoded.error())
    text += (text.empty() ? "" : "; ") + error.path + ": " + error.code;
  return text;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text(crate_text);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

} // namespace

template <> struct Rules<Strict> {
  static FieldRules fields() {
    return {{"code", {.min_length = 1, .max_length = 5, .format = Format::code}},
            {"text", {.multiline = true}},
            {"days", {.minimum = 1, .maximum = 31, .optional = true}},
            {"kind", {.one_of = {"box", "bag"}, .optional = true}},
            {"tags", {.min_length = 1, .max_length = 2, .format = Format::country}},
            {"password", {.min_length = 12, .max_length = 20}}};
  }
};

template <> struct Rules<Filter> {
  static FieldRules fields() { return {{"limit", {.minimum = 1, .maximum = 500}}, {"q", {.max_length = 10}}}; }
};

TEST(DecodeJson, fills_every_kind_of_member) {
  const auto crate = decode_json<Crate>(crate_text);
  ASSERT_TRUE(crate) << errors_of(crate);
  EXPECT_EQ(crate->id, CrateId(7));
  EXPECT_EQ(crate->name, "Tea");
  EXPECT_EQ(crate->price_minor, 1250);
  EXPECT_EQ(crate->currency, Currency::of("EUR"));
  EXPECT_EQ(crate->tax.ppm, 190'000);
  EXPECT_EQ(crate->packed_on, Date::of(2026, 1, 31));
  EXPECT_EQ(crate->sealed_at, parse_instant("2026-01-31T09:00:00Z"));
  EXPECT_EQ(crate->colour, Colour::green);
  EXPECT_TRUE(crate->fragile);
  EXPECT_EQ(crate->note, std::nullopt);
  ASSERT_TRUE(crate->front);
  EXPECT_EQ(crate->front->text, "up");
  ASSERT_EQ(crate->labels.size(), 2U);
  EXPECT_EQ(crate->labels[1].size, 2);
}

TEST(DecodeJson, what_is_written_is_read_again) {
  const auto crate = decode_json<Crate>(crate_text);
  ASSERT_TRUE(crate);
  EXPECT_EQ(to_json(*crate), crate_text);
}

TEST(DecodeJson, names_the_path_of_whatever_is_wrong) {
  struct Case {
    std::string_view from, to, errors;
  };
  const Case cases[] = {
      {"\"id\":7,", "", "id: required"},
      {"\"note\":null,", "", ""},
      {"\"id\":7", "\"id\":0", "id: too_small"},
      {"\"id\":7", "\"id\":\"7\"", "id: wrong_type"},
      {"\"id\":7", "\"id\":7.0", "id: wrong_type"},
      {"\"id\":7", "\"id\":7e0", "id: wrong_type"},
      {"\"id\":7", "\"id\":true", "id: wrong_type"},
      {"\"id\":7", "\"id\":null", "id: not_null"},
      {"\"id\":7", "\"id\":9223372036854775807", ""},
      {"\"id\":7", "\"id\":9223372036854775808", "id: too_large"},
      {"\"name\":\"Tea\"", "\"name\":5", "name: wrong_type"},
      {"\"name\":\"Tea\"", "\"name\":[\"Tea\"]", "name: wrong_type"},
      {"Tea", "T\\u0000a", "name: bad_format"},
      {"Tea", "T\\na", "name: bad_format"},
      {"\"EUR\"", "\"eur\"", "currency: bad_format"},
      {"\"EUR\"", "978", "currency: wrong_type"},
      {"190000", "-1", "tax: too_small"},
      {"190000", "10000001", "tax: too_large"},
      {"2026-01-31\"", "2026-02-30\"", "packed_on: bad_format"},
      {"\"2026-01-31\"", "20260131", "packed_on: wrong_type"},
      {"T09:00:00Z", "T25:00:00Z", "sealed_at: bad_format"},
      {"\"green\"", "\"blue\"", "colour: not_one_of"},
      {"\"green\"", "1", "colour: wrong_type"},
      {"\"fragile\":true", "\"fragile\":\"true\"", "fragile: wrong_type"},
      {"\"fragile\":true", "\"fragile\":1", "fragile: wrong_type"},
      {"\"size\":3", "\"size\":2147483648", "front.size: too_large"},
      {"\"size\":2", "\"size\":\"x\"", "labels[1].size: wrong_type"},
      {"{\"text\":\"b\",\"size\":2}", "null", "labels[1]: not_null"},
      {"{\"text\":\"b\",\"size\":2}", "{}", "labels[1].text: required; labels[1].size: required"},
      {"\"size\":2", "\"size\":2,\"colour\":1", "labels[1].colour: unknown_field"},
      {"\"id\":7", "\"ID\":7", "id: required; ID: unknown_field"},
      {"\"labels\":[", "\"labels\":{\"x\":[", ": malformed_json"},
  };
  for (const Case &c : cases)
    EXPECT_EQ(errors_of(decode_json<Crate>(with(c.from, c.to))), c.errors) << c.to;
}

TEST(DecodeJson, collects_all_errors_but_not_without_end) {
  EXPECT_EQ(errors_of(decode_json<Label>(R"({"text":1,"size":"x","more":0})")),
            "text: wrong_type; size: wrong_type; more: unknown_field");
  std::string text = "{";
  for (int i = 0; i < 1000; ++i)
    text += (i > 0 ? ",\"m" : "\"m") + std::to_string(i) + "\":1";
  EXPECT_EQ(decode_json<Label>(text + "}").error().size(), max_field_errors);
}

TEST(DecodeJson, refuses_a_member_given_twice_however_it_is_spelt) {
  EXPECT_EQ(errors_of(decode_json<Label>(R"({"size":1,"text":"a","size":2})")), "size: repeated");
  EXPECT_EQ(errors_of(decode_json<Label>(R"({"size":1,"text":"a","s\u0069ze":1})")), "size: repeated");
  EXPECT_EQ(errors_of(decode_json<Crate>(with("\"size\":2", "\"size\":2,\"size\":2"))), "labels[1].size: repeated");
  EXPECT_EQ(errors_of(decode_json<Label>(R"([{"a":{"b":1}},{"a":{"b":1,"b":1}}])")), "[1].a.b: repeated");
  EXPECT_EQ(errors_of(decode_json<Label>(R"({"text":"size","size":1})")), "");
}

TEST(DecodeJson, says_in_words_what_would_be_right) {
  EXPECT_EQ(decode_json<Crate>(with("\"green\"", "\"blue\"")).error().at(0).detail, "must be one of: red, green");
  EXPECT_EQ(decode_json<Crate>(with("\"EUR\"", "\"eur\"")).error().at(0).detail,
            "must be a currency's three capital letters (ISO 4217), like EUR");
}

TEST(DecodeJson, refuses_what_is_no_json) {
  for (const char *text : {"{", "}", "{\"text\":\"a\",\"size\":1}x", "{'text':1}", "{\"text\":\"a\",}", "nul",
                           "\"\xff\"", "{\"text\":\"\xc0\xaf\"}", "{\"text\":\"\\ud800\"}", " "})
    EXPECT_EQ(errors_of(decode_json<Label>(text)), ": malformed_json") << text;
  EXPECT_EQ(errors_of(decode_json<Label>(std::string(1000, '['))), ": malformed_json") << "too deep";
  EXPECT_EQ(errors_of(decode_json<Label>("[]")), ": wrong_type");
  EXPECT_EQ(errors_of(decode_json<Label>("null")), ": not_null");
  EXPECT_EQ(errors_of(decode_json<Label>(" {\"text\":\"a\",\"size\":1} \r\n")), "");
}

TEST(DecodeJson, an_empty_body_is_an_empty_object) {
  EXPECT_TRUE(decode_json<NoInput>(""));
  EXPECT_TRUE(decode_json<NoInput>("{}"));
  EXPECT_EQ(errors_of(decode_json<NoInput>("{\"a\":1}")), "a: unknown_field");
  EXPECT_TRUE(decode_json<EditCrate>(""));
  EXPECT_EQ(errors_of(decode_json<Label>("")), "text: required; size: required");
}

TEST(DecodeJson, tells_absent_from_null_in_a_patch) {
  const auto absent = decode_json<EditCrate>("{}");
  ASSERT_TRUE(absent);
  EXPECT_FALSE(absent->name.is_set());
  EXPECT_FALSE(absent->note.is_set());

  const auto cleared = decode_json<EditCrate>(R"({"note":null})");
  ASSERT_TRUE(cleared);
  ASSERT_TRUE(cleared->note.is_set());
  EXPECT_EQ(cleared->note.value(), std::nullopt);

  const auto changed = decode_json<EditCrate>(R"({"name":"Tea","note":"dry","count":null})");
  ASSERT_TRUE(changed);
  std::string name = "Coffee";
  std::optional<std::string> note;
  EXPECT_TRUE(changed->name.apply_to(name));
  EXPECT_TRUE(changed->note.apply_to(note));
  EXPECT_EQ(name, "Tea");
  EXPECT_EQ(note, "dry");
  EXPECT_EQ(changed->count, std::nullopt);

  EXPECT_EQ(errors_of(decode_json<EditCrate>(R"({"name":null})")), "name: not_null");
}

TEST(DecodeJson, holds_members_to_their_rules) {
  struct Case {
    std::string_view text, errors;
  };
  const Case cases[] = {
      {R"({"code":"a-1","text":"a\nb\tc","tags":["DE"],"password":"correct horse"})", ""},
      {R"({"code":"a-1","text":"","days":31,"kind":"bag","tags":["DE","FR"],"password":"correct horse"})", ""},
      {R"({"code":"","text":"","tags":["DE"],"password":"correct horse"})", "code: too_short"},
      {R"({"code":"abcdef","text":"","tags":["DE"],"password":"correct horse"})", "code: too_long"},
      {R"({"code":"A","text":"","tags":["DE"],"password":"correct horse"})", "code: bad_format"},
      {R"({"code":"a","text":"\u0007","tags":["DE"],"password":"correct horse"})", "text: bad_format"},
      {R"({"code":"a","text":"","days":0,"tags":["DE"],"password":"correct horse"})", "days: too_small"},
      {R"({"code":"a","text":"","days":32,"tags":["DE"],"password":"correct horse"})", "days: too_large"},
      {R"({"code":"a","text":"","days":null,"tags":["DE"],"password":"correct horse"})", "days: not_null"},
      {R"({"code":"a","text":"","kind":"jar","tags":["DE"],"password":"correct horse"})", "kind: not_one_of"},
      {R"({"code":"a","text":"","tags":[],"password":"correct horse"})", "tags: too_short"},
      {R"({"code":"a","text":"","tags":["DE","FR","IT"],"password":"correct horse"})", "tags: too_long"},
      {R"({"code":"a","text":"","tags":["DE","fr"],"password":"correct horse"})", "tags[1]: bad_format"},
      {R"({"code":"a","text":"","tags":["DE"],"password":"short"})", "password: too_short"},
      {R"({"code":"a","text":"","tags":["DE"],"password":"far too long for this rule"})", "password: too_long"},
  };
  for (const Case &c : cases)
    EXPECT_EQ(errors_of(decode_json<Strict>(c.text)), c.errors) << c.text;
  // Characters count, not bytes: five umlauts are five.
  EXPECT_EQ(errors_of(decode_json<Strict>(R"({"code":"äöüßé","text":"","tags":["DE"],"password":"correct horse"})")),
            "code: bad_format");
}

TEST(DecodeJson, a_member_left_out_keeps_its_initializer) {
  const auto strict = decode_json<Strict>(R"({"code":"a","text":"","tags":["DE"],"password":"correct horse"})");
  ASSERT_TRUE(strict);
  EXPECT_EQ(strict->days, 14);
  EXPECT_EQ(strict->kind, "box");
  EXPECT_TRUE(strict->password.equals("correct horse"));
}

TEST(DecodeJson, texts_have_a_limit_even_without_a_rule) {
  const std::string long_text(2001, 'x');
  EXPECT_EQ(errors_of(decode_json<Label>("{\"size\":1,\"text\":\"" + long_text + "\"}")), "text: too_long");
  EXPECT_EQ(errors_of(decode_json<Label>("{\"size\":1,\"text\":\"" + long_text.substr(1) + "\"}")), "");
}

TEST(DecodeQuery, fills_members_from_texts) {
  const auto filter = decode_query<Filter>("q=a+b%26c&colour=red&limit=20&fragile=true&id=3&id=4&from=2026-01-01");
  ASSERT_TRUE(filter) << errors_of(filter);
  EXPECT_EQ(filter->q, "a b&c");
  EXPECT_EQ(filter->colour, Colour::red);
  EXPECT_EQ(filter->limit, 20);
  EXPECT_EQ(filter->fragile, true);
  EXPECT_EQ(filter->id, (std::vector<CrateId>{CrateId(3), CrateId(4)}));
  EXPECT_EQ(filter->from, Date::of(2026, 1, 1));
}

TEST(DecodeQuery, everything_may_be_left_out_or_empty) {
  for (const char *query : {"", "q=&colour=&limit=&fragile=&id=&from=", "&&", "q"}) {
    const auto filter = decode_query<Filter>(query);
    ASSERT_TRUE(filter) << query << errors_of(filter);
    EXPECT_EQ(filter->limit, 50);
    EXPECT_EQ(filter->colour, std::nullopt);
    EXPECT_TRUE(filter->id.empty());
  }
}

TEST(DecodeQuery, names_the_parameter_at_fault) {
  struct Case {
    std::string_view query, errors;
  };
  const Case cases[] = {
      {"limit=0", "limit: too_small"},
      {"limit=501", "limit: too_large"},
      {"limit=ten", "limit: wrong_type"},
      {"limit=99999999999999999999", "limit: wrong_type"},
      {"limit=5 ", "limit: wrong_type"},
      {"colour=blue", "colour: not_one_of"},
      {"fragile=yes", "fragile: wrong_type"},
      {"id=3&id=x", "id: wrong_type"},
      {"id=0", "id: too_small"},
      {"from=yesterday", "from: bad_format"},
      {"nothing=1", "nothing: unknown_field"},
      {"limit=1&limit=2", "limit: repeated"},
      {"q=%zz", "query: bad_format"},
      {"q=%ff", "query: bad_format"},
      {"q=%00", "q: bad_format"},
      {"q=12345678901", "q: too_long"},
  };
  for (const Case &c : cases)
    EXPECT_EQ(errors_of(decode_query<Filter>(c.query)), c.errors) << c.query;
}

TEST(WriteJson, escapes_what_json_wants_escaped) {
  std::string out;
  append_json_text(out, "a\"b\\c\nd\re\tf\x01g\x1f/é€😀");
  EXPECT_EQ(out, R"("a\"b\\c\nd\re\tf\u0001g\u001f/é€😀")");
}

TEST(WriteJson, shows_bytes_that_are_no_utf8_as_replacement_characters) {
  for (const auto &[bytes, expected] : std::vector<std::pair<std::string, std::string>>{
           {"a\xff"
            "b",
            "\"a\xef\xbf\xbd"
            "b\""},
           {"\xc3", "\"\xef\xbf\xbd\""},                                                 // cut off
           {"\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\""},                                 // overlong slash
           {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},                 // surrogate
           {"\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, // above U+10FFFF
           {"\xe2\x82\xac", "\"€\""}}) {
    std::string out;
    append_json_text(out, bytes);
    EXPECT_EQ(out, expected);
  }
}

TEST(WriteJson, writes_empty_things) {
  EXPECT_EQ(to_json(NoInput{}), "{}");
  EXPECT_EQ(to_json(Page<Label>{}), R"({"items":[],"next_cursor":null,"total":null})");
  EXPECT_EQ(to_json(std::vector<int>{}), "[]");
}

RC_GTEST_PROP(Json, any_text_that_decodes_survives_the_round_trip, (std::string text, int size)) {
  const auto decoded = decode_json<Label>(to_json(Label{text, size}));
  if (decoded) {
    const auto again = decode_json<Label>(to_json(*decoded));
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->text == decoded->text);
    RC_ASSERT(again->size == size);
  } else {
    RC_ASSERT(decoded.error().front().code == "bad_format"); // control characters; never malformed_json
  }
}

RC_GTEST_PROP(Json, no_bytes_crash_the_decoder, (std::string text)) {
  (void)decode_json<Crate>(text);
  (void)decode_query<Filter>(text);
}

TEST(DocumentName, drops_namespaces_and_turns_templates_round) {
  EXPECT_EQ(shape_of<Crate>().name, "Crate");
  EXPECT_EQ(shape_of<Colour>().name, "Colour");
  EXPECT_EQ(shape_of<Page<Crate>>().name, "CratePage");
  EXPECT_EQ(shape_of<Page<Box<Crate>>>().name, "CrateBoxPage");
}

TEST(Cursor, carries_any_keys) {
  const std::string cursor = make_cursor(std::string("a:b\0c&=", 7), std::int64_t{-42});
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  const auto keys = parse_cursor<std::string, std::int64_t>(cursor);
  ASSERT_TRUE(keys);
  EXPECT_EQ(std::get<0>(*keys), std::string("a:b\0c&=", 7));
  EXPECT_EQ(std::get<1>(*keys), -42);
}

TEST(Cursor, refuses_another_lists_cursor_and_nonsense) {
  EXPECT_FALSE((parse_cursor<std::int64_t>(make_cursor("name", std::int64_t{1}))));
  EXPECT_FALSE((parse_cursor<std::int64_t>(make_cursor("name"))));
  for (const char *text : {"", "x", "!!!!", "OTk5OTk6YQ", "OnE"})
    EXPECT_FALSE((parse_cursor<std::string>(text))) << text;
}

RC_GTEST_PROP(Cursor, no_text_crashes_it, (std::string text, std::string key, std::int64_t number)) {
  (void)parse_cursor<std::string, std::int64_t>(text);
  const auto keys = parse_cursor<std::string, std::int64_t>(make_cursor(key, number));
  RC_ASSERT(keys.has_value());
  RC_ASSERT(std::get<0>(*keys) == key);
  RC_ASSERT(std::get<1>(*keys) == number);
}

TEST(PageOf, says_there_is_more_only_when_there_is) {
  const auto cursor_of = [](int row) { return make_cursor(std::int64_t{row}); };
  const auto last = page_of(std::vector<int>{1, 2, 3}, 3, cursor_of);
  EXPECT_EQ(last.items.size(), 3U);
  EXPECT_EQ(last.next_cursor, std::nullopt);
  const auto first = page_of(std::vector<int>{1, 2, 3, 4}, 3, cursor_of);
  EXPECT_EQ(first.items, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(first.next_cursor, make_cursor(std::int64_t{3}));
}

TEST(Rules, a_rule_for_no_member_is_a_broken_program) {
  Shape shape = shape_of<Label>();
  EXPECT_DEATH(shaping::put_rules(shape, {{"sise", {.minimum = 1}}}), "Label has the member its rule is for: sise");
}

} // namespace demarc::http
