#include "billing/charges.h"

#include "calendar/billing_cycle.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

struct Segment {
  PlanVersionId plan_version_id;
  Date start;
  std::optional<Date> end; // none: open
};

// The life of the service, one piece for each stay on a plan version.
std::vector<Segment> stays(const ServiceLife &life) {
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < life.plans.size(); ++i) {
    const Date start = std::max(life.plans[i].from, life.starts_on);
    std::optional<Date> end = life.ends_on;
    if (i + 1 < life.plans.size())
      end = end ? std::min(*end, life.plans[i + 1].from) : life.plans[i + 1].from;
    if (end && *end <= start)
      continue;
    if (!segments.empty() && segments.back().plan_version_id == life.plans[i].plan_version_id)
      segments.back().end = end; // "changed" to the same version: one stay
    else
      segments.push_back({life.plans[i].plan_version_id, start, end});
  }
  return segments;
}

PeriodSet paused_days(const ServiceLife &life, Period full) {
  std::vector<Period> days;
  for (const Pause &pause : life.pauses)
    days.push_back(intersect(full, {pause.from, pause.until.value_or(full.end)}));
  return unite(std::move(days));
}

} // namespace

Result<std::vector<Part>, Inconsistency> parts_owed(const ServiceLife &life, Date anchor, const Prices &prices,
                                                    Currency currency, Date until) {
  std::vector<Part> parts;
  if (life.starts_on > until || (life.ends_on && *life.ends_on <= life.starts_on))
    return parts;
  if (life.plans.empty() || life.plans.front().from > life.starts_on)
    return tl::make_unexpected(Inconsistency{fmt::format("service {} ({}) has no plan on its first day, {}",
                                                         life.id.value(), life.username, to_string(life.starts_on))});
  for (const Segment &segment : stays(life)) {
    const auto found = prices.find(segment.plan_version_id);
    if (found == prices.end())
      return tl::make_unexpected(
          Inconsistency{fmt::format("service {} ({}) is on plan version {}, which does not exist", life.id.value(),
                                    life.username, segment.plan_version_id.value())});
    const PlanPrice &plan = found->second;
    if (plan.price.currency() != currency)
      return tl::make_unexpected(Inconsistency{
          fmt::format("\"{}\" of service {} ({}) is priced in {}, but the customer is billed in {}", plan.name,
                      life.id.value(), life.username, plan.price.currency().code(), currency.code())});
    const BillingCycle cycle(anchor, plan.interval_months);
    // Ends: each step is at least a month on, and `until` is given.
    for (int k = cycle.index_of(segment.start);; ++k) {
      const Period full = cycle.period(k);
      if (full.start > until || (segment.end && full.start >= *segment.end))
        break;
      const Period part = intersect(full, {segment.start, segment.end.value_or(full.end)});
      if (part.empty())
        continue;
      for (const Period &served : subtract({part}, paused_days(life, full)))
        parts.push_back({segment.plan_version_id, full, served});
    }
  }
  return parts;
}

} // namespace demarc::billing
