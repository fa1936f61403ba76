// What parts of a period cost: civil days of the part over civil days of the full period it lies in, each part rounded
// once, half up (money-rules 1.1, 1.4). A part that is the period is the full price. A stub before the first boundary
// lies in the period that ends there, so it is measured on that one (1.5). A rule.
//
// total_price() depends on the days alone, not on how they came about, and never falls when days are added. From that
// follows conservation (1.6): taking days away credits total_price(before) − total_price(after), so what was used plus
// the credit is what was billed, to the minor unit, after any number of changes.
#pragma once

#include "billing/period_set.h"
#include "money/money.h"

#include <limits>

namespace demarc::billing {

// The price of a full period, exact to the millionth of a minor unit: a discount in percent and the days of a part are
// rounded once, together, on the line (money-rules 1.1, 1.9).
class PeriodPrice {
public:
  static constexpr std::int64_t per_minor = 1'000'000;
  // Prices beyond it are refused where they are made (charges.h).
  static constexpr std::int64_t max_minor = std::numeric_limits<std::int64_t>::max() / per_minor;

  PeriodPrice(Money price) : micro_(price.minor_units() * per_minor), currency_(price.currency()) {} // one is the other
  static PeriodPrice micro(std::int64_t micro, Currency currency) { return {micro, currency}; }

  [[nodiscard]] std::int64_t micro() const { return micro_; }
  [[nodiscard]] Currency currency() const { return currency_; }

private:
  PeriodPrice(std::int64_t micro, Currency currency) : micro_(micro), currency_(currency) {}
  std::int64_t micro_;
  Currency currency_;
};

// round(price × days / full_days).
Money share_of(PeriodPrice price, std::int32_t days, std::int32_t full_days);

// Whether a day costs two minor units or more, which every real price does. Below, see part_prices().
bool has_day_price(PeriodPrice price, Period full);

// Prices of the parts of `full` (a set: sorted and apart), one by one. Without a day price,
// rounding each part could make two halves dearer than the whole; there the sum of the days is rounded and laid out
// over the parts (largest remainder).
std::vector<Money> part_prices(PeriodPrice price, Period full, const PeriodSet &parts);
Money total_price(PeriodPrice price, Period full, const PeriodSet &parts);

} // namespace demarc::billing
