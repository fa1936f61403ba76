#include "ledger/recognition.h"

#include <algorithm>

namespace demarc::ledger {

Money earned_by(Money amount, Period period, Date day) {
  const std::int32_t days = period.days();
  const std::int32_t elapsed = std::clamp(days_between(period.start, day) + 1, 0, days);
  return prorate(amount, elapsed, days, Rounding::half_up);
}

Schedule schedule_of(Money amount, Period period, Date booked, std::optional<Date> recognised) {
  if (period.empty())
    period.end = period.start.plus_days(1);
  const Date before = booked.plus_days(-1);
  const Date passed = recognised ? std::max(*recognised, before) : before;
  return {period, amount, booked, before, passed.plus_days(1)};
}

Money earned_when_booked(const Schedule &schedule) {
  return earned_by(schedule.amount, schedule.period, schedule.earned_until);
}

Money earned_on(const Schedule &schedule, Date day) {
  if (day < schedule.from)
    return Money::zero(schedule.amount.currency());
  const Date before = day == schedule.from ? schedule.earned_until : day.plus_days(-1);
  return earned_by(schedule.amount, schedule.period, day) - earned_by(schedule.amount, schedule.period, before);
}

Money booked_by(const Schedule &schedule, std::optional<Date> recognised) {
  const bool is_taken = recognised && *recognised >= schedule.from;
  return earned_by(schedule.amount, schedule.period, is_taken ? *recognised : schedule.earned_until);
}

} // namespace demarc::ledger
