#include "billing/proration.h"

#include "base/ensure.h"

namespace demarc::billing {

Money share_of(PeriodPrice price, std::int32_t days, std::int32_t full_days) {
  ENSURE(days >= 0 && days <= full_days && full_days > 0, "a part lies within its full period");
  return Money::minor(divide_rounded(static_cast<__int128>(price.micro()) * days,
                                     static_cast<__int128>(full_days) * PeriodPrice::per_minor, Rounding::half_up),
                      price.currency());
}

bool has_day_price(PeriodPrice price, Period full) {
  return price.micro() >= 2 * PeriodPrice::per_minor * std::int64_t{full.days()};
}

std::vector<Money> part_prices(PeriodPrice price, Period full, const PeriodSet &parts) {
  std::vector<Money> prices;
  if (parts.empty())
    return prices;
  ENSURE(full.start <= parts.front().start && parts.back().end <= full.end, "a part lies within its full period");
  if (has_day_price(price, full)) {
    for (const Period &part : parts)
      prices.push_back(share_of(price, part.days(), full.days()));
    return prices;
  }
  std::vector<std::int64_t> weights;
  for (const Period &part : parts)
    weights.push_back(part.days());
  return allocate(share_of(price, days_of(parts), full.days()), weights);
}

Money total_price(PeriodPrice price, Period full, const PeriodSet &parts) {
  Money total = Money::zero(price.currency());
  for (const Money &part : part_prices(price, full, parts))
    total += part;
  return total;
}

} // namespace demarc::billing
