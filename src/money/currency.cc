#include "money/currency.h"

#include "base/ensure.h"

#include <algorithm>

namespace demarc {

namespace {
// ISO 4217 minor units that are not 2.
constexpr std::string_view no_digits[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                          "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view three_digits[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view four_digits[] = {"CLF", "UYW"};

bool among(std::string_view code, const auto &list) {
  return std::find(std::begin(list), std::end(list), code) != std::end(list);
}
} // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return std::nullopt;
  return Currency({code[0], code[1], code[2]});
}

Currency Currency::of(std::string_view code) {
  const auto currency = parse(code);
  ENSURE(currency.has_value(), "a currency constant is three capital letters");
  return *currency;
}

int Currency::exponent() const {
  const std::string_view letters(letters_.data(), letters_.size());
  if (among(letters, no_digits))
    return 0;
  if (among(letters, three_digits))
    return 3;
  if (among(letters, four_digits))
    return 4;
  return 2;
}

} // namespace demarc
