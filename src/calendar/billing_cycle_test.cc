#include "calendar/billing_cycle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc {
namespace {

TEST(Date, knows_the_calendar) {
  EXPECT_EQ(to_string(Date::of(2024, 2, 29)), "2024-02-29");
  EXPECT_EQ(Date::of(2024, 3, 1).days() - Date::of(2024, 2, 28).days(), 2);
  EXPECT_EQ(Date::of(1970, 1, 1).days(), 0);
  EXPECT_EQ(Date::of(2026, 1, 31).weekday(), 6);
  for (const std::string_view bad : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-31", "26-01-31", "2026/01/31",
                                     "2026-01-31 ", "", "2026-01-32", "abcd-ef-gh"})
    EXPECT_FALSE(Date::parse(bad)) << bad;
}

RC_GTEST_PROP(Date, reads_back_what_it_prints, ()) {
  const Date date = Date::from_days(*rc::gen::inRange(-700'000, 2'900'000));
  RC_ASSERT(Date::parse(to_string(date)) == date);
}

TEST(Date, counts_months_clamped_to_the_last_day) {
  const Date jan31 = Date::of(2026, 1, 31);
  EXPECT_EQ(jan31.plus_months_clamped(1), Date::of(2026, 2, 28));
  EXPECT_EQ(jan31.plus_months_clamped(2), Date::of(2026, 3, 31));
  EXPECT_EQ(jan31.plus_months_clamped(25), Date::of(2028, 2, 29));
  EXPECT_EQ(jan31.plus_months_clamped(-2), Date::of(2025, 11, 30));
  EXPECT_EQ(Date::of(2024, 2, 29).plus_months_clamped(12), Date::of(2025, 2, 28));
}

TEST(Period, is_half_open) {
  const Period january{Date::of(2026, 1, 1), Date::of(2026, 2, 1)};
  EXPECT_EQ(january.days(), 31);
  EXPECT_TRUE(january.contains(january.start));
  EXPECT_FALSE(january.contains(january.end));
  EXPECT_TRUE(intersect(january, {january.end, january.end.plus_days(5)}).empty());
}

// field-notes 3, rows 26 and 27 (killbill #127, #2133; lago #6173): anchors 28 to 31, every month to start in, leap
// years, 48 periods, 1 to 12 months long.
TEST(BillingCycle, tiles_time_for_every_anchor_and_start) {
  for (int year = 2023; year <= 2026; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 28; day <= 31; ++day) {
        const auto anchor = Date::parse(std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month) + "-" +
                                        std::to_string(day));
        if (!anchor)
          continue;
        for (const int months : {1, 2, 3, 6, 12}) {
          const BillingCycle cycle(*anchor, months);
          for (int k = -24; k < 48; ++k) {
            const Period period = cycle.period(k);
            ASSERT_FALSE(period.empty());
            ASSERT_EQ(period.end, cycle.period(k + 1).start) << to_string(period);
            // On the anchor's day, or on the last day of a month too short for it.
            const bool is_last = period.start.plus_days(1).day() == 1;
            ASSERT_TRUE(period.start.day() == day || (period.start.day() < day && is_last)) << to_string(period);
            ASSERT_EQ((period.start.year() - year) * 12 + period.start.month() - month, k * months);
          }
        }
      }
    }
  }
}

TEST(BillingCycle, does_not_drift_behind_a_short_month) {
  const BillingCycle cycle(Date::of(2024, 1, 31), 1);
  const std::string_view expected[] = {"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"};
  for (int k = 0; k < 5; ++k)
    EXPECT_EQ(to_string(cycle.boundary(k)), expected[k]);
  EXPECT_EQ(to_string(cycle.boundary(13)), "2025-02-28");
  EXPECT_EQ(to_string(cycle.boundary(14)), "2025-03-31");
}

// killbill's quarterly on the 30th: the denominator is the real quarter, 91 days and not 42 (lago #6194).
TEST(BillingCycle, measures_a_quarter_on_its_own_days) {
  const BillingCycle cycle(Date::of(2025, 11, 30), 3);
  EXPECT_EQ(to_string(cycle.period(0)), "2025-11-30..2026-02-28");
  EXPECT_EQ(to_string(cycle.period(1)), "2026-02-28..2026-05-30");
  EXPECT_EQ(cycle.period(1).days(), 91);
}

RC_GTEST_PROP(BillingCycle, puts_every_date_in_exactly_one_period, ()) {
  const Date anchor = Date::from_days(*rc::gen::inRange(15'000, 25'000));
  const BillingCycle cycle(anchor, *rc::gen::inRange(1, 25));
  const Date date = Date::from_days(*rc::gen::inRange(10'000, 35'000));
  const int k = cycle.index_of(date);
  RC_ASSERT(cycle.period(k).contains(date));
  RC_ASSERT(!cycle.period(k - 1).contains(date));
  RC_ASSERT(!cycle.period(k + 1).contains(date));
  RC_ASSERT(cycle.is_boundary(date) == (cycle.boundary(k) == date));
}

TEST(BillingCycle, counts_weeks_in_days_whatever_the_month) {
  const BillingCycle cycle(Date::of(2024, 2, 26), Interval::of_days(7)); // a Monday before a leap day
  EXPECT_EQ(to_string(cycle.period(0)), "2024-02-26..2024-03-04");
  EXPECT_EQ(to_string(cycle.period(-1)), "2024-02-19..2024-02-26");
  EXPECT_EQ(to_string(cycle.boundary(52)), "2025-02-24");
  EXPECT_EQ(cycle.boundary_on_or_after(Date::of(2024, 2, 27)), Date::of(2024, 3, 4));
}

RC_GTEST_PROP(BillingCycle, puts_every_date_in_exactly_one_period_of_days, ()) {
  const Date anchor = Date::from_days(*rc::gen::inRange(15'000, 25'000));
  const int days = *rc::gen::inRange(1, 366);
  const BillingCycle cycle(anchor, Interval::of_days(days));
  const Date date = Date::from_days(*rc::gen::inRange(10'000, 35'000));
  const int k = cycle.index_of(date);
  RC_ASSERT(cycle.period(k).contains(date));
  RC_ASSERT(cycle.period(k).days() == days);
  RC_ASSERT(cycle.period(k).end == cycle.period(k + 1).start);
}

TEST(Interval, says_itself) {
  EXPECT_EQ(per(Interval(1)), "per month");
  EXPECT_EQ(per(Interval(3)), "per 3 months");
  EXPECT_EQ(per(Interval::of_days(7)), "per week");
  EXPECT_EQ(per(Interval::of_days(14)), "per 2 weeks");
  EXPECT_EQ(per(Interval::of_days(1)), "per day");
  EXPECT_EQ(per(Interval::of_days(30)), "per 30 days");
  EXPECT_EQ(Interval::of(1, 7), Interval::of_days(7));
  EXPECT_EQ(Interval::of(3, 0), Interval(3));
}

} // namespace
} // namespace demarc
