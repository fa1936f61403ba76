#include "payments/voucher_code.h"

#include "base/ensure.h"

namespace demarc::payments {

namespace {

constexpr std::string_view letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; // 31: a prime, which the check rests on
static_assert(letters.size() == 31);

// Weights 1 to 15 are distinct and none is 0 modulo a prime above them: a change of one letter, or an exchange of two,
// changes the sum.
char check_of(std::string_view code) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i + 1 < voucher_code_length; ++i)
    sum += (i + 1) * letters.find(code[i]);
  return letters[sum % letters.size()];
}

} // namespace

std::string grouped_voucher_code(std::string_view normal) {
  std::string text;
  for (std::size_t i = 0; i < normal.size(); ++i) {
    if (i > 0 && i % 4 == 0)
      text += '-';
    text += normal[i];
  }
  return text;
}

std::string voucher_code(std::string_view random) {
  // Bytes of 248 and above are left out, so that every letter is as likely as the others.
  std::string code;
  for (const char byte : random) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 8 * letters.size() && code.size() + 1 < voucher_code_length)
      code += letters[value % letters.size()];
  }
  ENSURE(code.size() + 1 == voucher_code_length, "there is enough randomness for a code");
  code += check_of(code);
  return grouped_voucher_code(code);
}

std::optional<std::string> normal_voucher_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == ' ' || c == '-')
      continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (letters.find(upper) == std::string_view::npos || code.size() == voucher_code_length)
      return std::nullopt;
    code += upper;
  }
  if (code.size() != voucher_code_length || code.back() != check_of(code))
    return std::nullopt;
  return code;
}

} // namespace demarc::payments
