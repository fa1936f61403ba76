// Sets of days, as periods: sorted, apart from each other, none empty. A rule.
#pragma once

#include "calendar/date.h"

#include <vector>

namespace demarc::billing {

using PeriodSet = std::vector<Period>;

// The set of all days of `periods`, which may be in any order, touch and overlap.
PeriodSet unite(std::vector<Period> periods);
PeriodSet subtract(const PeriodSet &from, const PeriodSet &what);
PeriodSet common(const PeriodSet &a, const PeriodSet &b);
std::int32_t days_of(const PeriodSet &set);

} // namespace demarc::billing
