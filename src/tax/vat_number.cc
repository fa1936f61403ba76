#include "tax/vat_number.h"

#include <array>
#include <fmt/format.h>
#include <span>

namespace demarc::tax {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
int digit(char c) { return c - '0'; }

int weighted(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += digit(digits[i]) * weights[i];
  return sum;
}
template <std::size_t N> int weighted(std::string_view digits, const std::array<int, N> &weights) {
  return weighted(digits, std::span<const int>(weights));
}
std::int64_t value(std::string_view digits) {
  std::int64_t n = 0;
  for (const char c : digits)
    n = n * 10 + digit(c);
  return n;
}
// ISO 7064, modulus 11, 10.
bool iso_11_10(std::string_view digits) {
  int product = 10;
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    const int sum = (digit(digits[i]) + product) % 10;
    product = 2 * (sum == 0 ? 10 : sum) % 11;
  }
  return (11 - product) % 10 == digit(digits.back());
}
bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int d = digit(digits[digits.size() - 1 - i]);
    if (i % 2 == 1)
      d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 == 0;
}

bool at(std::string_view n) { // U + 8 digits
  int sum = 0;
  for (int i = 1; i <= 7; ++i) {
    const int d = digit(n[static_cast<std::size_t>(i)]);
    sum += i % 2 == 1 ? d : d / 5 + d * 2 % 10;
  }
  return (10 - (sum + 4) % 10) % 10 == digit(n[8]);
}
bool be(std::string_view n) { return 97 - value(n.substr(0, 8)) % 97 == value(n.substr(8)); }
bool bg(std::string_view n) {
  if (n.size() == 9) {
    int sum = weighted(n, std::array{1, 2, 3, 4, 5, 6, 7, 8}) % 11;
    if (sum == 10)
      sum = weighted(n, std::array{3, 4, 5, 6, 7, 8, 9, 10}) % 11 % 10;
    return sum == digit(n[8]);
  }
  // A person's number, a foreigner's, or any other.
  if (weighted(n, std::array{2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10 == digit(n[9]))
    return true;
  if (weighted(n, std::array{21, 19, 17, 13, 11, 9, 7, 3, 1}) % 10 == digit(n[9]))
    return true;
  const int check = 11 - weighted(n, std::array{4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
  return check != 10 && check % 11 == digit(n[9]);
}
bool cy(std::string_view n) { // 8 digits and a letter
  constexpr std::array<int, 10> odd{1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i)
    sum += i % 2 == 0 ? odd[static_cast<std::size_t>(digit(n[i]))] : digit(n[i]);
  return 'A' + sum % 26 == n[8] && !n.starts_with("12");
}
bool cz(std::string_view n) {
  if (n.size() == 8) {
    const int rest = weighted(n, std::array{8, 7, 6, 5, 4, 3, 2}) % 11;
    const int check = rest == 0 ? 1 : rest == 1 ? 0 : 11 - rest;
    return check == digit(n[7]) && n[0] != '9';
  }
  if (n.size() == 9)
    return true; // birth numbers before 1954 have no check digit, and six-led ones their own table
  return value(n) % 11 == 0 || (value(n.substr(0, 9)) % 11 == 10 && n[9] == '0');
}
bool de(std::string_view n) { return n[0] != '0' && iso_11_10(n); }
bool dk(std::string_view n) { return weighted(n, std::array{2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0; }
bool ee(std::string_view n) { return weighted(n, std::array{3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0; }
bool el(std::string_view n) { return weighted(n, std::array{256, 128, 64, 32, 16, 8, 4, 2}) % 11 % 10 == digit(n[8]); }
bool es(std::string_view n) {
  constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
  const std::string_view middle = n.substr(1, 7);
  const auto all_digits = [](std::string_view text) {
    for (const char c : text) {
      if (!is_digit(c))
        return false;
    }
    return true;
  };
  if (!all_digits(middle))
    return false;
  if (is_digit(n[0])) // a person's DNI: eight digits and a letter
    return letters[static_cast<std::size_t>(value(n.substr(0, 8)) % 23)] == n[8];
  if (n[0] == 'X' || n[0] == 'Y' || n[0] == 'Z') // a foreigner's NIE
    return letters[static_cast<std::size_t>(((n[0] - 'X') * 10'000'000 + value(middle)) % 23)] == n[8];
  if (n[0] == 'K' || n[0] == 'L' || n[0] == 'M')
    return letters[static_cast<std::size_t>(value(middle) % 23)] == n[8];
  int sum = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    const int d = digit(middle[i]);
    sum += i % 2 == 0 ? d * 2 / 10 + d * 2 % 10 : d;
  }
  const int check = (10 - sum % 10) % 10;
  return n[8] == '0' + check || n[8] == "JABCDEFGHI"[check];
}
bool fi(std::string_view n) {
  const int rest = weighted(n, std::array{7, 9, 10, 5, 8, 4, 2}) % 11;
  return rest != 1 && (rest == 0 ? 0 : 11 - rest) == digit(n[7]);
}
bool fr(std::string_view n) {
  const std::string_view siren = n.substr(2);
  if (is_digit(n[0]) && is_digit(n[1])) // the SIREN itself has a Luhn digit, Monaco's numbers do not
    return (value(siren) * 100 + 12) % 97 == value(n.substr(0, 2));
  return n.find('O') == std::string_view::npos && n.find('I') == std::string_view::npos; // the newer keys
}
bool gb(std::string_view n) {
  if (n.size() == 5) // GD: departments, HA: health authorities
    return n.starts_with("GD") ? value(n.substr(2)) < 500 : value(n.substr(2)) >= 500;
  const int sum = weighted(n, std::array{8, 7, 6, 5, 4, 3, 2});
  const std::int64_t check = value(n.substr(7, 2));
  return (sum + check) % 97 == 0 || (sum + check + 55) % 97 == 0;
}
bool hr(std::string_view n) { return iso_11_10(n); }
bool hu(std::string_view n) { return weighted(n, std::array{9, 7, 3, 1, 9, 7, 3, 1}) % 10 == 0; }
bool ie(std::string_view n) {
  constexpr std::string_view letters = "WABCDEFGHIJKLMNOPQRSTUV";
  std::string digits(n.substr(0, 7));
  int extra = 0;
  if (!is_digit(n[1])) { // the old form: 8Z49289F
    digits = std::string("0") + std::string(n.substr(2, 5)) + n[0];
  } else if (n.size() == 9) {
    extra = 9 * (n[8] == 'W' ? 0 : n[8] - 'A' + 1);
  }
  for (const char c : digits) {
    if (!is_digit(c))
      return false;
  }
  return letters[static_cast<std::size_t>((weighted(digits, std::array{8, 7, 6, 5, 4, 3, 2}) + extra) % 23)] == n[7];
}
bool it(std::string_view n) { return luhn(n); }
bool lt(std::string_view n) {
  const auto check = [&](int from) {
    int sum = 0;
    for (std::size_t i = 0; i + 1 < n.size(); ++i)
      sum += digit(n[i]) * ((from - 1 + static_cast<int>(i)) % 9 + 1);
    return sum % 11;
  };
  int rest = check(1);
  if (rest == 10)
    rest = check(3) % 10;
  return rest == digit(n.back()) && n[n.size() - 2] == '1';
}
bool lu(std::string_view n) { return value(n.substr(0, 6)) % 89 == value(n.substr(6)); }
bool lv(std::string_view n) {
  if (n[0] <= '3')
    return true; // a person's code: a date, or since 2017 "32" and no meaning
  return weighted(n, std::array{9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1}) % 11 == 3;
}
bool mt(std::string_view n) { return 37 - weighted(n, std::array{3, 4, 6, 7, 8, 9}) % 37 == value(n.substr(6)); }
bool nl(std::string_view n) {
  if (weighted(n, std::array{9, 8, 7, 6, 5, 4, 3, 2}) % 11 == digit(n[8]))
    return true;
  // Since 2020 sole traders have numbers under ISO 7064, modulus 97, over "NL" and all of it.
  int rest = 0;
  for (const char c : std::string("NL") + std::string(n))
    rest = is_digit(c) ? (rest * 10 + digit(c)) % 97 : (rest * 100 + c - 'A' + 10) % 97;
  return rest == 1;
}
bool pl(std::string_view n) { return weighted(n, std::array{6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == digit(n[9]); }
bool pt(std::string_view n) {
  const int check = 11 - weighted(n, std::array{9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return (check > 9 ? 0 : check) == digit(n[8]);
}
bool ro(std::string_view n) {
  const std::string padded = std::string(10 - n.size(), '0') + std::string(n);
  return weighted(padded, std::array{7, 5, 3, 2, 1, 7, 5, 3, 2}) * 10 % 11 % 10 == digit(padded[9]);
}
bool se(std::string_view n) { return luhn(n.substr(0, 10)) && n.substr(10) != "00"; }
bool si(std::string_view n) {
  const int check = 11 - weighted(n, std::array{8, 7, 6, 5, 4, 3, 2}) % 11;
  return check != 11 && check % 10 == digit(n[7]);
}
bool sk(std::string_view n) { return value(n) % 11 == 0; }
bool ch(std::string_view n) { // E + 9 digits
  const int check = (11 - weighted(n.substr(1), std::array{5, 4, 3, 2, 7, 6, 5, 4}) % 11) % 11;
  return check == digit(n[9]);
}
bool no(std::string_view n) {
  const int check = (11 - weighted(n, std::array{3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  return check == digit(n[8]);
}

struct Form {
  std::string_view prefix;
  std::string_view country;
  // 9 is a digit, A a letter, * either; anything else stands for itself. Several forms are parted by a bar.
  std::string_view patterns;
  std::string_view words; // what is expected, for people
  bool (*check)(std::string_view);
};

constexpr Form forms[] = {
    {"AT", "AT", "U99999999", "ATU and 8 digits", at},
    {"BE", "BE", "0999999999|1999999999", "BE and 10 digits, the first 0 or 1", be},
    {"BG", "BG", "999999999|9999999999", "BG and 9 or 10 digits", bg},
    {"CY", "CY", "99999999A", "CY, 8 digits and a letter", cy},
    {"CZ", "CZ", "99999999|999999999|9999999999", "CZ and 8 to 10 digits", cz},
    {"DE", "DE", "999999999", "DE and 9 digits", de},
    {"DK", "DK", "99999999", "DK and 8 digits", dk},
    {"EE", "EE", "999999999", "EE and 9 digits", ee},
    {"EL", "GR", "999999999", "EL and 9 digits", el},
    {"ES", "ES", "*9999999*", "ES and 9 characters, the first or the last a letter", es},
    {"FI", "FI", "99999999", "FI and 8 digits", fi},
    {"FR", "FR", "**999999999", "FR, 2 characters and 9 digits", fr},
    {"HR", "HR", "99999999999", "HR and 11 digits", hr},
    {"HU", "HU", "99999999", "HU and 8 digits", hu},
    {"IE", "IE", "9*99999A|9999999AA", "IE, 7 digits and 1 or 2 letters", ie},
    {"IT", "IT", "99999999999", "IT and 11 digits", it},
    {"LT", "LT", "999999999|999999999999", "LT and 9 or 12 digits", lt},
    {"LU", "LU", "99999999", "LU and 8 digits", lu},
    {"LV", "LV", "99999999999", "LV and 11 digits", lv},
    {"MT", "MT", "99999999", "MT and 8 digits", mt},
    {"NL", "NL", "999999999B99", "NL, 9 digits, B and 2 digits", nl},
    {"PL", "PL", "9999999999", "PL and 10 digits", pl},
    {"PT", "PT", "999999999", "PT and 9 digits", pt},
    {"RO", "RO", "99|999|9999|99999|999999|9999999|99999999|999999999|9999999999", "RO and 2 to 10 digits", ro},
    {"SE", "SE", "999999999999", "SE and 12 digits", se},
    {"SI", "SI", "99999999", "SI and 8 digits", si},
    {"SK", "SK", "9999999999", "SK and 10 digits", sk},
    {"GB", "GB", "999999999|999999999999|GD999|HA999", "GB and 9 or 12 digits", gb},
    {"XI", "GB", "999999999|999999999999|GD999|HA999", "XI and 9 or 12 digits", gb},
    {"CH", "CH", "E999999999", "CHE and 9 digits", ch},
    {"NO", "NO", "999999999", "NO and 9 digits", no},
};

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.size() != text.size())
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char p = pattern[i], c = text[i];
    const bool fits = p == '9'   ? is_digit(c)
                      : p == 'A' ? is_letter(c)
                      : p == '*' ? is_digit(c) || is_letter(c)
                                 : p == c;
    if (!fits)
      return false;
  }
  return true;
}
bool matches_any(std::string_view patterns, std::string_view text) {
  while (true) { // ends: each turn drops a pattern
    const std::size_t bar = patterns.find('|');
    if (matches(patterns.substr(0, bar), text))
      return true;
    if (bar == std::string_view::npos)
      return false;
    patterns.remove_prefix(bar + 1);
  }
}

} // namespace

Outcome<VatNumber> parse_vat_number(std::string_view text) {
  const auto malformed = [&](std::string detail) {
    return refuse("vat_number_malformed", std::move(detail), "vat_number");
  };
  if (text.size() > 40)
    return malformed("A VAT number has at most 15 characters.");
  std::string plain;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      plain += static_cast<char>(c - 'a' + 'A');
    else if (is_digit(c) || is_letter(c))
      plain += c;
    else if (c != ' ' && c != '.' && c != '-' && c != '/')
      return malformed("A VAT number is made of letters and digits.");
  }
  if (plain.size() < 4 || !is_letter(plain[0]) || !is_letter(plain[1]))
    return malformed("A VAT number begins with the two letters of its country, such as DE123456788.");
  if (plain.starts_with("GR"))
    plain.replace(0, 2, "EL");
  for (const Form &form : forms) {
    if (!plain.starts_with(form.prefix))
      continue;
    std::string number = plain.substr(2);
    // "MVA", "MWST", "TVA", "IVA" are written behind, and are no part of the number.
    for (const std::string_view tail : {"MVA", "MWST", "TVA", "IVA"}) {
      if ((form.prefix == "NO" || form.prefix == "CH") && number.ends_with(tail))
        number.resize(number.size() - tail.size());
    }
    if (form.prefix == "BE" && number.size() == 9)
      number.insert(0, "0"); // as written before 2005
    if (!matches_any(form.patterns, number))
      return malformed(fmt::format("Expected {}.", form.words));
    if (!form.check(number))
      return refuse("vat_number_checksum",
                    fmt::format("The check digits of {}{} do not agree: a digit is wrong or two are swapped.",
                                form.prefix, number),
                    "vat_number");
    return VatNumber{std::string(form.prefix), std::string(form.country), std::move(number)};
  }
  return malformed(fmt::format("\"{}\" is no country whose VAT numbers are known here.", plain.substr(0, 2)));
}

} // namespace demarc::tax
