#include "tests/sim/reference.h"

#include <algorithm>

namespace demarc::sim {

namespace {

int days_in(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : days[month - 1];
}

// The n-th month after the anchor's, on the anchor's day or the month's last.
Date boundary(Date anchor, int months_later) {
  const int month0 = anchor.year() * 12 + anchor.month() - 1 + months_later;
  const int year = month0 / 12, month = month0 % 12 + 1;
  return Date::of(year, month, std::min(anchor.day(), days_in(year, month)));
}

// The first monthly boundary at or after `from`.
Date boundary_from(Date anchor, Date from) {
  int n = (from.year() - anchor.year()) * 12 + from.month() - anchor.month() - 1;
  while (boundary(anchor, n) < from)
    ++n;
  return boundary(anchor, n);
}

} // namespace

std::int64_t half_up(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

const Version *Line::plan_on(Date day) const {
  const Version *found = nullptr;
  for (const auto &[from, version] : plans) {
    if (from <= day)
      found = &version;
  }
  return found;
}

bool Line::runs_on(Date day) const {
  if (day < starts || (ends && day >= *ends))
    return false;
  return std::none_of(pauses.begin(), pauses.end(),
                      [&](const auto &pause) { return pause.first <= day && (!pause.second || day < *pause.second); });
}

namespace {
Date boundary_of(const Version &version, Date anchor, Date day) {
  const Period full = full_period(anchor, version, day);
  return full.start == day ? day : full.end;
}
} // namespace

void change_plan(Line &line, Date from, const Version &version, const std::vector<Raise> &coming, Date anchor) {
  line.plans.erase(line.plans.lower_bound(from), line.plans.end());
  line.plans[from] = version;
  for (const Raise &raise : coming)
    line.plans[boundary_of(version, anchor, std::max(from, raise.from))] = raise.to;
}

// Day by day: a stay on an older version ends on the first boundary from the day on. What stands planned on another
// old version of the plan behind that boundary is the new price too, from its own day.
void announce(Line &line, const Raise &raise, Date anchor) {
  std::map<Date, Version> after = line.plans;
  bool is_moved = false;
  for (auto stay = line.plans.begin(); stay != line.plans.end(); ++stay) {
    const auto next = std::next(stay);
    const Date start = std::max(stay->first, line.starts);
    Date end = next != line.plans.end() ? next->first : Date::of(9999, 1, 1);
    if (line.ends)
      end = std::min(end, *line.ends);
    if (stay->second.plan != raise.to.plan || stay->second.id == raise.to.id) {
      is_moved = false;
      continue;
    }
    if (end <= start)
      continue;
    const Date on = is_moved ? start : boundary_of(stay->second, anchor, std::max(start, raise.from));
    is_moved = on < end;
    if (is_moved)
      after[on] = raise.to;
  }
  line.plans = std::move(after);
}

void add_pause(Line &line, Date from, std::optional<Date> until) { line.pauses[from] = until; }

void end_pause(Line &line, Date on) {
  for (auto &[from, until] : line.pauses) {
    if (from <= on && (!until || on < *until)) {
      if (from == on)
        line.pauses.erase(from);
      else
        until = on;
      return;
    }
  }
  const auto coming = line.pauses.upper_bound(on);
  if (coming != line.pauses.end())
    line.pauses.erase(coming);
}

bool Subscriber::has_left(Date day) const {
  return !lines.empty() && std::all_of(lines.begin(), lines.end(),
                                       [&](const auto &line) { return line.second.ends && *line.second.ends <= day; });
}

Date Subscriber::bill_day_from(Date day) const {
  const auto is_on = [&](const Line &line, const Version &version, Date on) {
    const Version *there = on >= line.starts && (!line.ends || on < *line.ends) ? line.plan_on(on) : nullptr;
    return there != nullptr && there->id == version.id;
  };
  for (const Date month = boundary_from(anchor, day); day < month; day = day.plus_days(1)) {
    for (const auto &[number, line] : lines) {
      for (const auto &[from, version] : line.plans) {
        if (version.interval_days == 0 || full_period(anchor, version, day).start != day)
          continue;
        if (is_on(line, version, day))
          return day;
        for (int before = 1; version.in_arrears && before <= version.interval_days; ++before) {
          if (is_on(line, version, day.plus_days(-before)))
            return day;
        }
      }
    }
  }
  return day;
}

bool Subscriber::run(Date day) {
  bool has_compared = false;
  const auto compare = [&](Date on) {
    compared = lines;
    billed_until = on;
    bill_days.insert(on);
    has_compared = true;
  };
  for (Date next = bill_day_from(billed_until ? billed_until->plus_days(1) : joined); next <= day;
       next = bill_day_from(next.plus_days(1)))
    compare(next);
  if (!has_last_bill && (!billed_until || *billed_until <= day) && has_left(day)) {
    compare(day);
    has_last_bill = true;
  }
  return has_compared;
}

Date anchor_of(int billing_day, Date joined) {
  for (Date day = joined;; day = day.plus_days(-1)) {
    if (day.day() == billing_day)
      return day;
  }
}

Period full_period(Date anchor, const Version &version, Date day) {
  if (version.interval_days > 0) {
    const int into =
        ((day.days() - anchor.days()) % version.interval_days + version.interval_days) % version.interval_days;
    return {day.plus_days(-into), day.plus_days(version.interval_days - into)};
  }
  const int months = version.interval_months;
  int n = 0;
  while (boundary(anchor, n) > day)
    n -= months;
  while (boundary(anchor, n + months) <= day)
    n += months;
  return {boundary(anchor, n), boundary(anchor, n + months)};
}

std::int64_t Owed::price() const {
  const std::int64_t whole = full.days();
  if (!has_day_price())
    return half_up(version.price_minor * static_cast<std::int64_t>(days.size()), whole);
  std::int64_t sum = 0, stretch = 0;
  for (Date day = full.start; day <= full.end; day = day.plus_days(1)) {
    if (days.contains(day)) {
      ++stretch;
    } else {
      sum += half_up(version.price_minor * stretch, whole);
      stretch = 0;
    }
  }
  return sum;
}

std::map<OwedKey, Owed> owed_days(const Line &line, Date anchor, Date billed_until) {
  std::map<OwedKey, Owed> all;
  if (line.starts > billed_until)
    return all;
  int longest = 1;
  for (const auto &[from, version] : line.plans)
    longest = std::max(longest, version.interval_months);
  const Date last = std::min(line.ends.value_or(Date::of(9999, 1, 1)), boundary(billed_until, longest).plus_days(32));
  std::map<std::pair<int, int>, Period> period_at; // by interval: the one that the day before lay in
  for (Date day = line.starts; day < last; day = day.plus_days(1)) {
    const Version *version = line.plan_on(day);
    if (version == nullptr || !line.runs_on(day))
      continue;
    Period &full = period_at[{version->interval_months, version->interval_days}];
    if (!full.contains(day))
      full = full_period(anchor, *version, day);
    const bool is_over = full.end <= billed_until || (line.ends && *line.ends <= billed_until);
    if (full.start > billed_until || (version->in_arrears && !is_over))
      continue;
    Owed &owed = all[{full.start, version->id}];
    owed.full = full;
    owed.version = *version;
    owed.days.insert(day);
  }
  return all;
}

} // namespace demarc::sim
