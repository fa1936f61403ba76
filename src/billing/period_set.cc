#include "billing/period_set.h"

#include <algorithm>

namespace demarc::billing {

PeriodSet unite(std::vector<Period> periods) {
  std::sort(periods.begin(), periods.end());
  PeriodSet set;
  for (const Period &period : periods) {
    if (period.empty())
      continue;
    if (!set.empty() && period.start <= set.back().end)
      set.back().end = std::max(set.back().end, period.end);
    else
      set.push_back(period);
  }
  return set;
}

PeriodSet subtract(const PeriodSet &from, const PeriodSet &what) {
  PeriodSet left;
  for (Period rest : from) {
    for (const Period &cut : what) {
      if (cut.end <= rest.start || cut.empty() || rest.empty())
        continue;
      if (cut.start >= rest.end)
        break;
      if (rest.start < cut.start)
        left.push_back({rest.start, cut.start});
      rest.start = cut.end;
    }
    if (!rest.empty())
      left.push_back(rest);
  }
  return left;
}

PeriodSet common(const PeriodSet &a, const PeriodSet &b) {
  PeriodSet both;
  for (const Period &x : a) {
    for (const Period &y : b) {
      const Period overlap = intersect(x, y);
      if (!overlap.empty())
        both.push_back(overlap);
    }
  }
  return both;
}

std::int32_t days_of(const PeriodSet &set) {
  std::int32_t days = 0;
  for (const Period &period : set)
    days += period.days();
  return days;
}

} // namespace demarc::billing
