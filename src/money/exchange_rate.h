// What one unit of a currency was worth in another, held exactly: a decimal with up to twelve digits after the point.
// For reports only; nothing is ever billed or booked at such a rate.
#pragma once

#include "money/money.h"

namespace demarc {

struct ExchangeRate {
  std::int64_t e12 = 0; // the price of one major unit, times 10^12; > 0

  // "0.9213", "83000", "0.000058": more than zero, less than a million, at most twelve digits after the point. nullopt
  // when it is none of that.
  static std::optional<ExchangeRate> parse(std::string_view decimal);
  constexpr auto operator<=>(const ExchangeRate &) const = default;
};

std::string to_string(ExchangeRate rate); // "0.9213"

// In the minor units of `to`, rounded once, half away from zero. Both currencies' digits are seen to.
Money convert(Money amount, ExchangeRate rate, Currency to);

} // namespace demarc
