#include "platform/http/shape.h"

#include "base/ensure.h"

#include <algorithm>

namespace demarc::http::shaping {

namespace {

// "a::B<c::D, E>" → "DEB"; `text` has no spaces around it.
std::string short_name(std::string_view text) {
  int depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '<' || text[i] == '(' || text[i] == '{')
      ++depth;
    else if (text[i] == '>' || text[i] == ')' || text[i] == '}')
      --depth;
    else if (depth == 0 && text[i] == ':' && text[i + 1] == ':')
      from = i + 2;
  }
  text.remove_prefix(from);
  const std::size_t open = text.find('<');
  if (open == std::string_view::npos)
    return std::string(text);
  std::string arguments;
  std::string_view inside = text.substr(open + 1, text.rfind('>') - open - 1);
  depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    if (i == inside.size() || (inside[i] == ',' && depth == 0)) {
      std::string_view argument = inside.substr(start, i - start);
      while (argument.starts_with(' '))
        argument.remove_prefix(1);
      arguments += short_name(argument);
      start = i + 1;
    } else if (inside[i] == '<') {
      ++depth;
    } else if (inside[i] == '>') {
      --depth;
    }
  }
  return arguments + std::string(text.substr(0, open));
}

} // namespace

// GCC: "… [with T = demarc::Plan; std::string = …]", Clang: "… [T = demarc::Plan]".
std::string document_name(std::string_view pretty_function) {
  const std::size_t at = pretty_function.find("T = ");
  ENSURE(at != std::string_view::npos, "the compiler names a template's type as T = …");
  std::string_view type = pretty_function.substr(at + 4);
  int depth = 0;
  std::size_t end = 0;
  for (; end < type.size(); ++end) {
    if (type[end] == '<' || type[end] == '(' || type[end] == '{' || type[end] == '[')
      ++depth;
    else if (type[end] == '>' || type[end] == ')' || type[end] == '}')
      --depth;
    else if ((type[end] == ';' || type[end] == ']') && depth == 0)
      break;
    else if (type[end] == ']')
      --depth;
  }
  return short_name(type.substr(0, end));
}

Shape date_shape() {
  return formatted<Date>([](const void *at) { return to_string(*static_cast<const Date *>(at)); },
                         [](void *at, std::string_view text) {
                           const auto date = Date::parse(text);
                           if (date)
                             *static_cast<Date *>(at) = *date;
                           return date.has_value();
                         },
                         "date", "a date like 2026-01-31");
}

Shape instant_shape() {
  return formatted<Instant>([](const void *at) { return to_string(*static_cast<const Instant *>(at)); },
                            [](void *at, std::string_view text) {
                              const auto instant = parse_instant(text);
                              if (instant)
                                *static_cast<Instant *>(at) = *instant;
                              return instant.has_value();
                            },
                            "date-time", "an instant like 2026-01-31T09:00:00Z");
}

Shape currency_shape() {
  Shape shape = formatted<Currency>([](const void *at) { return static_cast<const Currency *>(at)->code(); },
                                    [](void *at, std::string_view text) {
                                      const auto currency = Currency::parse(text);
                                      if (currency)
                                        *static_cast<Currency *>(at) = *currency;
                                      return currency.has_value();
                                    },
                                    {}, "a currency's three capital letters (ISO 4217), like EUR");
  shape.pattern = "^[A-Z]{3}$";
  return shape;
}

Shape secret_shape() {
  return formatted<Secret>(
      [](const void *) -> std::string {
        ENSURE(false, "a Secret never leaves in an answer");
        return {};
      },
      [](void *at, std::string_view text) {
        *static_cast<Secret *>(at) = Secret(std::string(text));
        return true;
      },
      "password", "a text");
}

void put_rules(Shape &shape, FieldRules rules) {
  for (auto &entry : rules) {
    const std::string_view name = entry.first; // a structured binding cannot be captured (Clang 14)
    const auto field =
        std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Field &f) { return f.name == name; });
    if (field == shape.fields.end()) {
      const std::string claim = shape.name + " has the member its rule is for: " + std::string(name);
      ENSURE(false, claim);
    }
    field->rule = std::move(entry.second);
  }
}

} // namespace demarc::http::shaping
