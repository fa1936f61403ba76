#include "calendar/billing_cycle.h"

#include "base/ensure.h"

namespace demarc {

namespace {
int floor_divide(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); } // dates before the anchor
} // namespace

std::string per(Interval interval) {
  const bool is_weeks = interval.is_in_days() && interval.days() % 7 == 0;
  const int count = is_weeks ? interval.days() / 7 : interval.is_in_days() ? interval.days() : interval.months();
  const std::string unit = is_weeks ? "week" : interval.is_in_days() ? "day" : "month";
  return count == 1 ? "per " + unit : "per " + std::to_string(count) + ' ' + unit + 's';
}

BillingCycle::BillingCycle(Date anchor, Interval interval) : anchor_(anchor), interval_(interval) {
  ENSURE(interval.months() >= 1 || interval.days() >= 1, "a billing cycle is at least a month or a day long");
}

int BillingCycle::index_of(Date date) const {
  if (interval_.is_in_days())
    return floor_divide(days_between(anchor_, date), interval_.days());
  const int elapsed = (date.year() - anchor_.year()) * 12 + (date.month() - anchor_.month());
  // Clamping moves a boundary within its month only, so the estimate is off by at most one.
  int k = floor_divide(elapsed, interval_.months());
  while (boundary(k) > date)
    --k;
  while (boundary(k + 1) <= date)
    ++k;
  return k;
}

namespace {
const Date first_day = Date::of(1, 1, 1), last_day = Date::of(9999, 12, 31);
} // namespace

BillingAnchors::BillingAnchors(Date anchor) : stretches_{{anchor, {first_day, last_day}}} {}

void BillingAnchors::change(Date on, Date anchor) {
  while (stretches_.size() > 1 && stretches_.back().days.start >= on)
    stretches_.pop_back();
  stretches_.back().days.end = on;
  stretches_.push_back({anchor, {on, last_day}});
}

Date BillingAnchors::on(Date day) const {
  for (const Stretch &stretch : stretches_) {
    if (day < stretch.days.end)
      return stretch.anchor;
  }
  return stretches_.back().anchor;
}

Date BillingAnchors::boundary_on_or_after(Interval interval, Date day) const {
  for (const Stretch &stretch : stretches_) {
    if (stretch.days.end <= day)
      continue;
    if (&stretch != &stretches_.front() && day <= stretch.days.start)
      return stretch.days.start;
    const Date boundary = BillingCycle(stretch.anchor, interval).boundary_on_or_after(day);
    if (boundary < stretch.days.end)
      return boundary;
    day = stretch.days.end;
  }
  return day;
}

} // namespace demarc
