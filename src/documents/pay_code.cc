#include "documents/pay_code.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <qrencode.h>

namespace demarc::documents {

namespace {

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

std::string spaced_iban(std::string_view iban) {
  std::string text;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    if (i > 0 && i % 4 == 0)
      text += ' ';
    text += iban[i];
  }
  return text;
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
