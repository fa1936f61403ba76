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

namespace demarc::billing {

// round(price × days / full_days).
Money share_of(Money price, std::int32_t days, std::int32_t full_days);

// Whether a day costs two minor units or more, which every real price does. Below, see part_prices().
bool has_day_price(Money price, Period full);

// Prices of the parts of `full` (a set: sorted and apart), one by one. Without a day price,
// rounding each part could make two halves dearer than the whole; there the sum of the days is rounded and laid out
// over the parts (largest remainder).
std::vector<Money> part_prices(Money price, Period full, const PeriodSet &parts);
Money total_price(Money price, Period full, const PeriodSet &parts);

} // namespace demarc::billing
