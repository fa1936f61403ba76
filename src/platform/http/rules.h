// What an input must satisfy beyond its type. A door states it once per input struct; the decoder enforces it (422 with
// the path of every field at fault) and the OpenAPI document shows it:
//
//   template <> struct demarc::http::Rules<demarc::NewPlan> {
//     static FieldRules fields() {
//       return {{"name", {.min_length = 1, .max_length = 80, .description = "Shown on invoices"}},
//               {"price_minor", {.minimum = 0}},
//               {"billing_day", {.minimum = 1, .maximum = 31, .optional = true}}};
//     }
//   };
//
// What is required. In a body every member is, except std::optional<> and Patch<> (absent: nullopt, not set) and
// members with
// `.optional = true`, which then keep the initializer they have in the struct (the document shows it as the default).
// In a query nothing is, unless `.required = true`; absent members keep their initializer. null is taken by
// std::optional<> only.
//
// A struct whose short name another one has already in the API says another: `static constexpr std::string_view name =
// "…";`.
//
// Put the specialization before the first use of the struct in an operation: in the door that takes it, or in a header
// (catalog/plan_rules.h) when several files read or write it. A file that sees the struct without its rules may win at
// the link, and the limits are gone everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demarc::http {

// Named text formats, checked by hand-written predicates (rules.cc).
enum class Format {
  any,
  email,
  ipv4,        // "192.0.2.1"
  cidr4,       // "192.0.2.0/24"
  username,    // 1 to 128 printable ASCII characters without space: what a PPPoE client can send
  code,        // 1 to 40 of a-z 0-9 - _ . : "fiber-100"
  country,     // ISO 3166-1 alpha-2, two capital letters
  phone,       // "+" and 6 to 15 digits; spaces, dots, hyphens and brackets between them
  time_of_day, // "06:00"
  time_zone,   // an IANA name of this system
  language,    // "de", "pt-BR"
};

struct Rule {
  std::optional<std::int64_t> minimum = std::nullopt; // numbers
  std::optional<std::int64_t> maximum = std::nullopt;
  std::size_t min_length = 0;                           // texts in characters, lists in items
  std::optional<std::size_t> max_length = std::nullopt; // absent: 2000 characters, 1000 items
  Format format = Format::any;
  std::vector<std::string> one_of = {}; // a text that must be one of these
  bool multiline = false;               // line breaks and tabs allowed; other control characters never are
  bool optional = false;                // bodies: may be absent
  bool required = false;                // queries: must be there
  std::string description = {};
};

using FieldRules = std::vector<std::pair<std::string_view, Rule>>;

template <class T> struct Rules {
  static FieldRules fields() { return {}; }
};

// Whether `text` has the format; `what` of the document ("an e-mail address") for error texts.
bool has_format(Format format, std::string_view text);
std::string_view format_name(Format format);        // "email"
std::string_view format_description(Format format); // "an e-mail address"

} // namespace demarc::http
