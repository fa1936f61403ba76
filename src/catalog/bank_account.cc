#include "catalog/bank_account.h"

#include <map>

namespace demarc::catalog {

namespace {
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
} // namespace

std::optional<std::string> parse_iban(std::string_view text) {
  std::string iban;
  for (const char c : text) {
    if (c != ' ')
      iban += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (iban.size() < 15 || iban.size() > 34 || !is_capital(iban[0]) || !is_capital(iban[1]) || !is_digit(iban[2]) ||
      !is_digit(iban[3]))
    return std::nullopt;
  // Lengths of the countries where a mistake is likely; the check digits guard the others.
  static const std::map<std::string_view, std::size_t> lengths{
      {"AT", 20}, {"BE", 16}, {"BG", 22}, {"CH", 21}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18},
      {"EE", 20}, {"ES", 24}, {"FI", 18}, {"FR", 27}, {"GB", 22}, {"GR", 27}, {"HR", 21}, {"HU", 28},
      {"IE", 22}, {"IT", 27}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"MT", 31}, {"NL", 18}, {"NO", 15},
      {"PL", 28}, {"PT", 25}, {"RO", 24}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"UA", 29}};
  if (const auto length = lengths.find(std::string_view(iban).substr(0, 2));
      length != lengths.end() && length->second != iban.size())
    return std::nullopt;
  // ISO 7064 mod 97-10 of the number with the first four moved to the end, letters as 10 to 35.
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    if (is_digit(c))
      rest = (rest * 10 + (c - '0')) % 97;
    else if (is_capital(c))
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    else
      return std::nullopt;
  }
  return rest == 1 ? std::optional(iban) : std::nullopt;
}

bool is_bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11)
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i < 6 ? !is_capital(text[i]) : !is_capital(text[i]) && !is_digit(text[i]))
      return false;
  }
  return true;
}

} // namespace demarc::catalog
