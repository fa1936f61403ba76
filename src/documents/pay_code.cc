#include "documents/pay_code.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <qrencode.h>

namespace demarc::documents {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// The first `count` characters of UTF-8 text.
std::string first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  while (end < text.size() && count > 0) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
      ++end;
    --count;
  }
  return std::string(text.substr(0, end));
}

// Line feeds part the fields of the code.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

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

std::string spaced_iban(std::string_view iban) {
  std::string text;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    if (i > 0 && i % 4 == 0)
      text += ' ';
    text += iban[i];
  }
  return text;
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

std::string epc_payload(const Transfer &to, Money amount) {
  if (amount.currency() != Currency::of("EUR") || !amount.is_positive() || amount.minor_units() > 99'999'999'999)
    return {};
  const auto iban = parse_iban(to.iban);
  if (!iban || to.holder.empty())
    return {};
  // BCD, version, UTF-8, SEPA credit transfer, BIC, name, IBAN, amount, purpose, structured and free reference.
  // Trailing empty elements are left out.
  return fmt::format("BCD\n002\n1\nSCT\n{}\n{}\n{}\nEUR{}\n\n\n{}", to.bic, first_characters(one_line(to.holder), 70),
                     *iban, to_decimal(amount), first_characters(one_line(to.reference), 140));
}

std::optional<QrCode> make_qr(const std::string &text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                             &QRcode_free);
  if (!code)
    return std::nullopt;
  QrCode made;
  made.side = code->width;
  const auto count = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  made.modules.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.modules.push_back(code->data[i] & 1U);
  return made;
}

} // namespace demarc::documents
