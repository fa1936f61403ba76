#include "platform/http/rules.h"

#include "calendar/time_zone.h"

#include <algorithm>

namespace demarc::http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A decimal number of at most three digits without leading zeros, taken from the front of `text`.
std::optional<int> take_number(std::string_view &text) {
  std::size_t digits = 0;
  int value = 0;
  for (; digits < text.size() && digits < 3 && is_digit(text[digits]); ++digits)
    value = value * 10 + (text[digits] - '0');
  if (digits == 0 || (digits > 1 && text[0] == '0'))
    return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_ipv4(std::string_view &text) {
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0) {
      if (!text.starts_with('.'))
        return false;
      text.remove_prefix(1);
    }
    const auto value = take_number(text);
    if (!value || *value > 255)
      return false;
  }
  return true;
}

bool is_cidr4(std::string_view text) {
  if (!take_ipv4(text) || !text.starts_with('/'))
    return false;
  text.remove_prefix(1);
  const auto bits = take_number(text);
  return bits && *bits <= 32 && text.empty();
}

// Labels of letters, digits and inner hyphens; bytes above ASCII are let through (internationalized names).
bool is_domain(std::string_view domain) {
  int labels = 0;
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    const bool fits = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                      std::all_of(label.begin(), label.end(), [](char c) {
                        return is_letter(c) || is_digit(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
                      });
    if (!fits)
      return false;
    ++labels;
    if (dot == std::string_view::npos)
      return labels >= 2;
    domain.remove_prefix(dot + 1);
  }
}

// RFC 5321 without quoted local parts and address literals: what people have.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254)
    return false;
  const std::string_view local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return false;
  return is_domain(text.substr(at + 1)) && std::all_of(local.begin(), local.end(), [](char c) {
           return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
                  std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
         });
}

bool is_phone(std::string_view text) {
  if (text.size() > 30 || !text.starts_with('+'))
    return false;
  int digits = 0;
  for (const char c : text.substr(1)) {
    if (is_digit(c))
      ++digits;
    else if (std::string_view(" .-()/").find(c) == std::string_view::npos)
      return false;
  }
  return digits >= 6 && digits <= 15; // E.164
}

bool is_time_of_day(std::string_view text) {
  return text.size() == 5 && text[2] == ':' && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[3]) &&
         is_digit(text[4]) && text.substr(0, 2) < "24" && text[3] < '6';
}

bool is_language(std::string_view text) {
  bool first = true;
  while (true) {
    const std::size_t hyphen = text.find('-');
    const std::string_view part = text.substr(0, hyphen);
    const bool fits =
        part.size() >= (first ? 2U : 1U) && part.size() <= (first ? 3U : 8U) &&
        std::all_of(part.begin(), part.end(), [first](char c) { return is_letter(c) || (!first && is_digit(c)); });
    if (!fits)
      return false;
    if (hyphen == std::string_view::npos)
      return true;
    first = false;
    text.remove_prefix(hyphen + 1);
  }
}

} // namespace

bool has_format(Format format, std::string_view text) {
  switch (format) {
  case Format::any: return true;
  case Format::email: return is_email(text);
  case Format::ipv4: return take_ipv4(text) && text.empty();
  case Format::cidr4: return is_cidr4(text);
  case Format::username:
    return !text.empty() && text.size() <= 128 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  case Format::code:
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.' || c == ':';
    });
  case Format::country:
    return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  case Format::phone: return is_phone(text);
  case Format::time_of_day: return is_time_of_day(text);
  case Format::time_zone: return text.size() <= 64 && TimeZone::find(text).has_value();
  case Format::language: return is_language(text);
  }
  return false;
}

std::string_view format_name(Format format) {
  switch (format) {
  case Format::any: return "";
  case Format::email: return "email";
  case Format::ipv4: return "ipv4";
  case Format::cidr4: return "cidr4";
  case Format::username: return "username";
  case Format::code: return "code";
  case Format::country: return "country";
  case Format::phone: return "phone";
  case Format::time_of_day: return "time-of-day";
  case Format::time_zone: return "time-zone";
  case Format::language: return "language";
  }
  return "";
}

std::string_view format_description(Format format) {
  switch (format) {
  case Format::any: return "a text";
  case Format::email: return "an e-mail address like name@example.net";
  case Format::ipv4: return "an IPv4 address like 192.0.2.1";
  case Format::cidr4: return "an IPv4 network like 192.0.2.0/24";
  case Format::username: return "1 to 128 printable ASCII characters without spaces";
  case Format::code: return "1 to 40 small letters, digits, hyphens, dots, colons or underscores, like fiber-100";
  case Format::country: return "a country's two capital letters (ISO 3166), like DE";
  case Format::phone: return "a phone number with its country code, like +49 30 123456";
  case Format::time_of_day: return "a time of day like 06:00";
  case Format::time_zone: return "an IANA time zone like Europe/Berlin";
  case Format::language: return "a language tag like de or pt-BR";
  }
  return "a text";
}

} // namespace demarc::http
