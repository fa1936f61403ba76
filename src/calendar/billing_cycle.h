// When periods begin and end. Period k of a cycle is [anchor + k × interval, anchor + (k + 1) × interval), each
// boundary counted from the anchor itself; months are clamped to their last day, so 31 Jan → 28 Feb → 31 Mar and
// nothing drifts (money-rules 1.3). k may be negative: the period that ends at the anchor measures a stub before it
// (1.5).
#pragma once

#include "calendar/date.h"

#include <vector>

namespace demarc {

// How long a full period is: so many months, or so many days (a week is seven).
class Interval {
public:
  constexpr Interval(int months = 1) : months_(months) {} // one is the other: 12 is yearly
  static constexpr Interval of_days(int days) { return {0, days}; }
  // As they are stored and told: days when there are any, else months.
  static constexpr Interval of(int months, int days) { return days > 0 ? of_days(days) : Interval(months); }

  [[nodiscard]] constexpr bool is_in_days() const { return days_ > 0; }
  [[nodiscard]] constexpr int months() const { return months_; } // 0 when in days
  [[nodiscard]] constexpr int days() const { return days_; }     // 0 when in months
  constexpr auto operator<=>(const Interval &) const = default;

private:
  constexpr Interval(int months, int days) : months_(months), days_(days) {}
  int months_;
  int days_ = 0;
};

std::string per(Interval interval); // "per month", "per 3 months", "per week", "per 10 days"

class BillingCycle {
public:
  // At least a month, or a day.
  BillingCycle(Date anchor, Interval interval);

  [[nodiscard]] Date boundary(int k) const {
    return interval_.is_in_days() ? anchor_.plus_days(k * interval_.days())
                                  : anchor_.plus_months_clamped(k * interval_.months());
  }
  [[nodiscard]] Period period(int k) const { return {boundary(k), boundary(k + 1)}; }
  // The index of the period that contains `date`.
  [[nodiscard]] int index_of(Date date) const;
  [[nodiscard]] Period containing(Date date) const { return period(index_of(date)); }
  [[nodiscard]] bool is_boundary(Date date) const { return containing(date).start == date; }
  [[nodiscard]] Date boundary_on_or_after(Date date) const {
    const Period period = containing(date);
    return period.start == date ? date : period.end;
  }
  [[nodiscard]] Date anchor() const { return anchor_; }
  [[nodiscard]] Interval interval() const { return interval_; }

private:
  Date anchor_;
  Interval interval_;
};

// From which anchor a customer's cycles are counted on which day: one for ever, until the billing day is changed.
class BillingAnchors {
public:
  struct Stretch {
    Date anchor;
    Period days; // on which it holds; the first and the last are open
  };

  BillingAnchors(Date anchor = {}); // one is the other
  // From `on` on; what was to change on that day or later is dropped.
  void change(Date on, Date anchor);

  [[nodiscard]] const std::vector<Stretch> &stretches() const { return stretches_; } // by day, never empty
  [[nodiscard]] Date on(Date day) const;
  // The first boundary of the cycle on or after `day`, or the day on which a stretch begins before it.
  [[nodiscard]] Date boundary_on_or_after(Interval interval, Date day) const;

private:
  std::vector<Stretch> stretches_;
};

} // namespace demarc
