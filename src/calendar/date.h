// Civil dates and half-open periods. A Date has no time and no zone: it is the provider's business date.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace demarc {

class Date {
public:
  constexpr Date() = default; // 1970-01-01
  static constexpr Date from_days(std::int32_t days_since_1970) { return Date(days_since_1970); }
  // A broken program when there is no such day.
  static Date of(int year, int month, int day);
  // "2026-01-31", nothing else.
  static std::optional<Date> parse(std::string_view text);

  [[nodiscard]] constexpr std::int32_t days() const { return days_; }
  [[nodiscard]] int year() const;
  [[nodiscard]] int month() const;
  [[nodiscard]] int day() const;
  // 1 = Monday … 7 = Sunday (ISO 8601).
  [[nodiscard]] int weekday() const;
  [[nodiscard]] constexpr Date plus_days(std::int32_t days) const { return Date(days_ + days); }
  // The same day of the month `months` later (or earlier), clamped to that month's last day. Counting from the result
  // of an earlier call loses the day (31 Jan → 28 Feb → 28 Mar): always count from the first anchor (BillingCycle
  // does).
  [[nodiscard]] Date plus_months_clamped(int months) const;
  constexpr auto operator<=>(const Date &) const = default;

private:
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

std::string to_string(Date date); // "2026-01-31"
constexpr std::int32_t days_between(Date from, Date to) { return to.days() - from.days(); }

// [start, end): contains start, not end. Empty when start >= end.
struct Period {
  Date start;
  Date end;

  [[nodiscard]] constexpr std::int32_t days() const { return end > start ? days_between(start, end) : 0; }
  [[nodiscard]] constexpr bool empty() const { return end <= start; }
  [[nodiscard]] constexpr bool contains(Date date) const { return start <= date && date < end; }
  constexpr auto operator<=>(const Period &) const = default;
};

// The days both have; empty (start == end) when there are none.
Period intersect(Period a, Period b);
std::string to_string(Period period); // "2026-01-31..2026-02-28"

} // namespace demarc
