#include "ledger/recognition.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::ledger {
namespace {

const Currency eur = Currency::of("EUR");
Date day(int month, int of_month) { return Date::of(2026, month, of_month); }
Money minor(std::int64_t amount) { return Money::minor(amount, eur); }

TEST(Recognition, goes_by_days_and_rounds_half_up) {
  const Period january{day(1, 1), day(2, 1)};
  struct Row {
    std::int64_t amount;
    Period period;
    Date by;
    std::int64_t earned;
  };
  for (const Row &row : {Row{2900, january, day(1, 1).plus_days(-1), 0}, Row{2900, january, day(1, 1), 94},
                         Row{2900, january, day(1, 15), 1403}, Row{2900, january, day(1, 30), 2806},
                         Row{2900, january, day(1, 31), 2900}, Row{2900, january, day(7, 1), 2900},
                         Row{-2900, january, day(1, 15), -1403}, // a credit rounds as its charge does
                         Row{5, {day(1, 1), day(1, 3)}, day(1, 1), 3}, Row{-5, {day(1, 1), day(1, 3)}, day(1, 1), -3}})
    EXPECT_EQ(earned_by(minor(row.amount), row.period, row.by).minor_units(), row.earned)
        << row.amount << " by " << to_string(row.by);
}

TEST(Schedule, books_the_days_before_the_document_at_once) {
  // Joined on the 10th, billed on the 20th with the stub behind and the period ahead.
  const Schedule s = schedule_of(minor(3100), {day(1, 10), day(2, 10)}, day(1, 20), day(1, 19));
  EXPECT_EQ(earned_when_booked(s), minor(1000));
  EXPECT_EQ(s.from, day(1, 20));
  EXPECT_EQ(earned_on(s, day(1, 20)), minor(100));
  EXPECT_EQ(earned_on(s, day(1, 19)), minor(0));
}

TEST(Schedule, catches_up_when_the_document_comes_late) {
  // Recognition has passed to the 25th when the invoice of the 20th is made.
  const Schedule s = schedule_of(minor(3100), {day(1, 20), day(2, 20)}, day(1, 20), day(1, 25));
  EXPECT_EQ(earned_when_booked(s), minor(0));
  EXPECT_EQ(s.from, day(1, 26));
  EXPECT_EQ(earned_on(s, day(1, 25)), minor(0));
  EXPECT_EQ(earned_on(s, day(1, 26)), minor(700));
  EXPECT_EQ(earned_on(s, day(1, 27)), minor(100));
}

TEST(Schedule, gives_a_fee_without_days_its_day) {
  const Schedule s = schedule_of(minor(4900), {day(1, 20), day(1, 20)}, day(1, 20), day(1, 19));
  EXPECT_EQ(earned_when_booked(s), minor(0));
  EXPECT_EQ(earned_on(s, day(1, 20)), minor(4900));
}

// Whatever the amount, the days, and how late the document came: what was booked with it and what each day added sum to
// what is earned by then, and in the end to the amount.
RC_GTEST_PROP(Schedule, loses_and_invents_no_cent, ()) {
  const Money amount = minor(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000));
  const Date start = Date::from_days(*rc::gen::inRange(20'000, 20'100));
  const Period period{start, start.plus_days(*rc::gen::inRange(0, 400))};
  const Date booked = start.plus_days(*rc::gen::inRange(-60, 60));
  const Date recognised = booked.plus_days(*rc::gen::inRange(-5, 40));
  const Schedule s = schedule_of(amount, period, booked, recognised);
  Money sum = earned_when_booked(s);
  for (Date d = std::max(recognised, booked.plus_days(-1)).plus_days(1); d < start.plus_days(520); d = d.plus_days(1)) {
    sum += earned_on(s, d);
    RC_ASSERT(sum == earned_by(amount, s.period, d));
    RC_ASSERT(sum == booked_by(s, d));
  }
  RC_ASSERT(sum == amount);
}

} // namespace
} // namespace demarc::ledger
