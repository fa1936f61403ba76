#include "calendar/date.h"

#include "base/ensure.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace demarc {

namespace {
std::chrono::year_month_day civil(std::int32_t days) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days}}};
}
std::int32_t count(std::chrono::year_month_day date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}
} // namespace

Date Date::of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  ENSURE(date.ok(), "a date in code is a day of the calendar");
  return Date(count(date));
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return std::nullopt;
  int parts[3] = {0, 0, 0};
  const std::size_t starts[3] = {0, 5, 8};
  const std::size_t lengths[3] = {4, 2, 2};
  for (int p = 0; p < 3; ++p) {
    for (std::size_t i = starts[p]; i < starts[p] + lengths[p]; ++i) {
      if (text[i] < '0' || text[i] > '9')
        return std::nullopt;
      parts[p] = parts[p] * 10 + (text[i] - '0');
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                         std::chrono::month{static_cast<unsigned>(parts[1])},
                                         std::chrono::day{static_cast<unsigned>(parts[2])}};
  if (!date.ok())
    return std::nullopt;
  return Date(count(date));
}

int Date::year() const { return static_cast<int>(civil(days_).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(civil(days_).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(civil(days_).day())); }
int Date::weekday() const {
  return static_cast<int>(std::chrono::weekday{std::chrono::sys_days{std::chrono::days{days_}}}.iso_encoding());
}

Date Date::plus_months_clamped(int months) const {
  const std::chrono::year_month_day from = civil(days_);
  const std::chrono::year_month month = from.year() / from.month() + std::chrono::months{months};
  const std::chrono::day last = (month / std::chrono::last).day();
  return Date(count(month / std::min(from.day(), last)));
}

std::string to_string(Date date) {
  const std::chrono::year_month_day c = civil(date.days());
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(c.year()), static_cast<unsigned>(c.month()),
                     static_cast<unsigned>(c.day()));
}

Period intersect(Period a, Period b) {
  const Period both{std::max(a.start, b.start), std::min(a.end, b.end)};
  return both.empty() ? Period{both.start, both.start} : both;
}

std::string to_string(Period period) { return to_string(period.start) + ".." + to_string(period.end); }

} // namespace demarc
