#include "money/exchange_rate.h"

#include "base/ensure.h"

#include <fmt/format.h>

namespace demarc {

namespace {
constexpr std::int64_t one_e12 = 1'000'000'000'000;
constexpr int digits = 12;
constexpr std::int64_t most = 1'000'000; // a rate is less

__int128 power_of_ten(int exponent) {
  __int128 power = 1;
  for (int n = 0; n < exponent; ++n)
    power *= 10;
  return power;
}
} // namespace

std::optional<ExchangeRate> ExchangeRate::parse(std::string_view decimal) {
  const std::size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : decimal.substr(point + 1);
  if (whole.empty() || whole.size() > 6 || fraction.size() > digits ||
      (point != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  std::int64_t e12 = 0;
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (c < '0' || c > '9')
        return std::nullopt;
      e12 = e12 * 10 + (c - '0');
    }
  }
  for (std::size_t i = fraction.size(); i < digits; ++i)
    e12 *= 10;
  if (e12 <= 0)
    return std::nullopt;
  return ExchangeRate{e12};
}

std::string to_string(ExchangeRate rate) {
  std::string text = fmt::format("{}.{:012}", rate.e12 / one_e12, rate.e12 % one_e12);
  while (text.ends_with('0'))
    text.pop_back();
  if (text.ends_with('.'))
    text.pop_back();
  return text;
}

Money convert(Money amount, ExchangeRate rate, Currency to) {
  ENSURE(rate.e12 > 0 && rate.e12 < most * one_e12, "an exchange rate is more than zero and less than a million");
  // 10^17 × 10^18 × 10^3 is below 2^127.
  const __int128 above = static_cast<__int128>(amount.minor_units()) * rate.e12 * power_of_ten(to.exponent());
  const __int128 below = static_cast<__int128>(one_e12) * power_of_ten(amount.currency().exponent());
  const __int128 size = above < 0 ? -above : above;
  const __int128 rounded = (size * 2 + below) / (below * 2);
  ENSURE(rounded <= Money::limit_minor, "an amount of money stays within ±10^17 minor units");
  return Money::minor(static_cast<std::int64_t>(above < 0 ? -rounded : rounded), to);
}

} // namespace demarc
