#include "billing/proration.h"

#include "calendar/billing_cycle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
Money cents(std::int64_t minor) { return Money::minor(minor, eur); }
Date date(std::string_view text) { return *Date::parse(text); }
Period days(std::string_view start, std::string_view end) { return {date(start), date(end)}; }

const Period january = days("2026-01-01", "2026-02-01");

TEST(PeriodSet, unites_what_touches_and_overlaps) {
  EXPECT_EQ(unite({days("2026-01-10", "2026-01-12"), days("2026-01-01", "2026-01-05"), days("2026-01-05", "2026-01-06"),
                   days("2026-01-11", "2026-01-20"), days("2026-01-25", "2026-01-25")}),
            (PeriodSet{days("2026-01-01", "2026-01-06"), days("2026-01-10", "2026-01-20")}));
}

TEST(PeriodSet, subtracts_and_intersects) {
  const PeriodSet set{days("2026-01-01", "2026-01-10"), days("2026-01-20", "2026-01-31")};
  const PeriodSet cut{days("2026-01-05", "2026-01-06"), days("2026-01-08", "2026-01-25")};
  EXPECT_EQ(subtract(set, cut), (PeriodSet{days("2026-01-01", "2026-01-05"), days("2026-01-06", "2026-01-08"),
                                           days("2026-01-25", "2026-01-31")}));
  EXPECT_EQ(common(set, cut), (PeriodSet{days("2026-01-05", "2026-01-06"), days("2026-01-08", "2026-01-10"),
                                         days("2026-01-20", "2026-01-25")}));
}

PeriodSet random_set() {
  std::vector<Period> periods;
  for (const auto &[start, length] : *rc::gen::container<std::vector<std::pair<int, int>>>(
           rc::gen::pair(rc::gen::inRange(0, 31), rc::gen::inRange(0, 12))))
    periods.push_back(intersect({january.start.plus_days(start), january.start.plus_days(start + length)}, january));
  return unite(periods);
}
bool has(const PeriodSet &set, Date day) {
  return std::any_of(set.begin(), set.end(), [&](const Period &period) { return period.contains(day); });
}

RC_GTEST_PROP(PeriodSet, is_a_set_of_days, ()) {
  const PeriodSet a = random_set(), b = random_set();
  for (Date day = january.start; day < january.end; day = day.plus_days(1)) {
    RC_ASSERT(has(subtract(a, b), day) == (has(a, day) && !has(b, day)));
    RC_ASSERT(has(common(a, b), day) == (has(a, day) && has(b, day)));
  }
  RC_ASSERT(days_of(a) == days_of(subtract(a, b)) + days_of(common(a, b)));
  RC_ASSERT(unite(subtract(a, b)) == subtract(a, b));
}

TEST(Share, of_the_whole_period_is_the_whole_price) {
  for (int k = 0; k < 48; ++k) {
    const Period period = BillingCycle(date("2024-01-31"), 1).period(k);
    EXPECT_EQ(part_prices(cents(2999), period, {period}), std::vector{cents(2999)});
  }
}

// money-rules 1.5: 1 Feb to a boundary on the 13th is 12 of the 31 days from 13 Jan.
TEST(Share, of_a_stub_is_measured_on_the_period_it_lies_in) {
  const Period full = BillingCycle(date("2026-02-13"), 1).period(-1);
  EXPECT_EQ(full.days(), 31);
  EXPECT_EQ(share_of(cents(3100), days("2026-02-01", "2026-02-13").days(), full.days()), cents(1200));
}

// money-rules 1.1: a half is rounded up, also where half even would go down.
TEST(Share, rounds_a_half_up) {
  EXPECT_EQ(share_of(cents(1001), 15, 30), cents(501));
  EXPECT_EQ(share_of(cents(1003), 15, 30), cents(502));
  EXPECT_EQ(share_of(cents(31), 1, 62), cents(1));
}

// lago #6194: the same nine days of a quarter are worth the same before and after an upgrade.
TEST(Share, of_a_quarter_has_the_quarters_days_below_the_line) {
  const Period quarter = BillingCycle(date("2026-02-28"), 3).period(0); // 28 Feb to 28 May, 89 days
  EXPECT_EQ(share_of(cents(8900), 42, quarter.days()), cents(4200));
}

RC_GTEST_PROP(PartPrices, never_make_the_parts_dearer_than_the_whole_by_a_unit_a_part, ()) {
  const Money price = cents(*rc::gen::inRange(62, 1'000'000));
  const PeriodSet parts = random_set();
  const auto exact = share_of(price, days_of(parts), january.days()).minor_units();
  const auto total = total_price(price, january, parts).minor_units();
  RC_ASSERT(std::abs(total - exact) <= static_cast<std::int64_t>(parts.size()));
}

// What conservation rests on: taking a day away never makes the rest dearer, for any price at all.
RC_GTEST_PROP(TotalPrice, falls_when_days_are_taken_away, ()) {
  const Money price = cents(*rc::gen::oneOf(rc::gen::inRange(0, 100), rc::gen::inRange(0, 100'000)));
  const PeriodSet before = random_set(), cut = random_set();
  RC_ASSERT(total_price(price, january, subtract(before, cut)) <= total_price(price, january, before));
}

RC_GTEST_PROP(PartPrices, of_a_split_period_without_a_day_price_sum_to_the_price, ()) {
  const Money price = cents(*rc::gen::inRange(0, 62));
  const PeriodSet some = random_set();
  PeriodSet all = some;
  for (const Period &rest : subtract({january}, some))
    all.push_back(rest);
  std::sort(all.begin(), all.end());
  RC_ASSERT(total_price(price, january, all) == price);
}

} // namespace
} // namespace demarc::billing
