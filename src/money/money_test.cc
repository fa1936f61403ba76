#include "money/money.h"

#include "money/percent.h"

#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

namespace demarc {
namespace {

const Currency eur = Currency::of("EUR");

Money euros(std::int64_t cents) { return Money::minor(cents, eur); }

TEST(Currency, has_the_exponent_of_iso_4217_not_of_cldr) {
  struct Row {
    std::string_view code;
    int exponent;
  };
  // The last six are where display tables (CLDR) say something else.
  for (const Row &row :
       {Row{"EUR", 2}, {"USD", 2}, {"GBP", 2}, {"JPY", 0}, {"CLP", 0}, {"KRW", 0}, {"ISK", 0}, {"UGX", 0},
        {"VND", 0},    {"XOF", 0}, {"XAF", 0}, {"KWD", 3}, {"BHD", 3}, {"TND", 3}, {"OMR", 3}, {"JOD", 3},
        {"CLF", 4},    {"UYW", 4}, {"IQD", 3}, {"AFN", 2}, {"ALL", 2}, {"RSD", 2}, {"IRR", 2}, {"MMK", 2}})
    EXPECT_EQ(Currency::of(row.code).exponent(), row.exponent) << row.code;
}

TEST(Currency, is_three_capital_letters) {
  for (const std::string_view bad : {"", "EU", "EURO", "eur", "E1R", "€UR"})
    EXPECT_FALSE(Currency::parse(bad)) << bad;
}

TEST(Money, parses_decimals_strictly) {
  EXPECT_EQ(Money::parse("12.50", eur)->minor_units(), 1250);
  EXPECT_EQ(Money::parse("12.5", eur)->minor_units(), 1250);
  EXPECT_EQ(Money::parse("-0.01", eur)->minor_units(), -1);
  EXPECT_EQ(Money::parse("1200", Currency::of("JPY"))->minor_units(), 1200);
  EXPECT_EQ(Money::parse("1.234", Currency::of("KWD"))->minor_units(), 1234);
  for (const std::string_view bad :
       {"", "-", ".5", "5.", "1,00", "1.234", "+1", " 1", "1 ", "1e3", "0x1", "1.2.3", "999999999999999999", "١٢"})
    EXPECT_FALSE(Money::parse(bad, eur)) << bad;
  EXPECT_FALSE(Money::parse("1.0", Currency::of("JPY"))) << "yen have no digits after the point";
}

TEST(Money, prints_with_the_digits_of_its_currency) {
  EXPECT_EQ(to_string(euros(-5)), "-0.05 EUR");
  EXPECT_EQ(to_string(Money::minor(1200, Currency::of("JPY"))), "1200 JPY");
  EXPECT_EQ(to_string(Money::minor(1005, Currency::of("KWD"))), "1.005 KWD");
}

RC_GTEST_PROP(Money, reads_back_what_it_prints, ()) {
  const auto currency = Currency::of(*rc::gen::element("EUR", "JPY", "KWD", "CLF"));
  const Money amount =
      Money::minor(*rc::gen::inRange<std::int64_t>(-Money::limit_minor, Money::limit_minor + 1), currency);
  const auto read = Money::parse(to_decimal(amount), currency);
  // Seventeen digits before the point are the parser's limit; nothing that a person writes is lost.
  if (read)
    RC_ASSERT(*read == amount);
  else
    RC_ASSERT(std::abs(amount.minor_units()) > Money::limit_minor / 10);
}

TEST(Prorate, rounds_half_away_from_zero_on_both_sides) {
  EXPECT_EQ(prorate(euros(1), 1, 2, Rounding::half_up), euros(1));
  EXPECT_EQ(prorate(euros(-1), 1, 2, Rounding::half_up), euros(-1));
  EXPECT_EQ(prorate(euros(1), 1, 2, Rounding::half_even), euros(0));
  EXPECT_EQ(prorate(euros(3), 1, 2, Rounding::half_even), euros(2));
  EXPECT_EQ(prorate(euros(1), 1, 3, Rounding::up), euros(1));
  EXPECT_EQ(prorate(euros(-1), 1, 3, Rounding::up), euros(-1));
  EXPECT_EQ(prorate(euros(2), 2, 3, Rounding::down), euros(1));
}

// money-rules 1.4 and 1.5.
TEST(Prorate, takes_the_share_of_days) {
  EXPECT_EQ(prorate(euros(3100), 12, 31, Rounding::half_up), euros(1200));
  EXPECT_EQ(prorate(euros(2900), 17, 31, Rounding::half_up), euros(1590)); // 1590.32
  EXPECT_EQ(prorate(euros(2999), 1, 28, Rounding::half_up), euros(107));   // 107.11
}

RC_GTEST_PROP(Prorate, is_within_half_a_minor_unit_of_the_exact_share, ()) {
  const auto amount = *rc::gen::inRange<std::int64_t>(-100'000'000'000, 100'000'000'000);
  const auto whole = *rc::gen::inRange<std::int64_t>(1, 400);
  const auto part = *rc::gen::inRange<std::int64_t>(0, whole + 1);
  const auto rounded = prorate(euros(amount), part, whole, Rounding::half_up).minor_units();
  RC_ASSERT(std::abs(rounded * whole - amount * part) * 2 <= whole);
}

RC_GTEST_PROP(Prorate, of_the_negative_is_the_negative, ()) {
  const auto amount = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
  const auto whole = *rc::gen::inRange<std::int64_t>(1, 400);
  const auto part = *rc::gen::inRange<std::int64_t>(0, whole + 1);
  for (const Rounding rounding : {Rounding::half_up, Rounding::half_even, Rounding::up, Rounding::down})
    RC_ASSERT(prorate(euros(-amount), part, whole, rounding) == -prorate(euros(amount), part, whole, rounding));
}

TEST(Allocate, gives_what_is_left_over_to_the_largest_remainders) {
  EXPECT_EQ(allocate(euros(100), std::vector<std::int64_t>{1, 1, 1}), (std::vector{euros(34), euros(33), euros(33)}));
  EXPECT_EQ(allocate(euros(-100), std::vector<std::int64_t>{1, 1, 1}),
            (std::vector{euros(-34), euros(-33), euros(-33)}));
  EXPECT_EQ(allocate(euros(5), std::vector<std::int64_t>{0, 3, 7}), (std::vector{euros(0), euros(2), euros(3)}));
}

RC_GTEST_PROP(Allocate, shares_sum_to_the_whole_and_none_is_off_by_a_unit, ()) {
  const auto amount = *rc::gen::inRange<std::int64_t>(-10'000'000, 10'000'000);
  auto weights =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1000)));
  const auto total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  RC_PRE(total > 0);
  const auto parts = allocate(euros(amount), weights);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum += parts[i].minor_units();
    RC_ASSERT(std::abs(parts[i].minor_units() * total - amount * weights[i]) < total);
  }
  RC_ASSERT(sum == amount);
}

TEST(Percent, parses_and_prints_exactly) {
  EXPECT_EQ(Percent::parse("19")->ppm, 190'000);
  EXPECT_EQ(Percent::parse("9.975")->ppm, 99'750);
  EXPECT_EQ(to_string(Percent{99'750}), "9.975");
  EXPECT_EQ(to_string(Percent{190'000}), "19");
  EXPECT_EQ(to_string(Percent{0}), "0");
  for (const std::string_view bad : {"", "-1", "1.23456", "1001", "19%", "1.", ".5"})
    EXPECT_FALSE(Percent::parse(bad)) << bad;
}

// A table of percent × amount: nothing here may be divided before it is multiplied (field-notes 3, row 42).
TEST(PercentOf, is_exact_then_rounded_once) {
  struct Row {
    std::string_view percent;
    std::int64_t base, expected;
  };
  for (const Row &row : {Row{"19", 2900, 551},
                         {"20", 27916, 5583},
                         {"9.975", 10000, 998},
                         {"5", 110, 6},
                         {"5", 109, 5},
                         {"0", 12345, 0},
                         {"100", 12345, 12345},
                         {"0.0001", 500'000, 1},
                         {"7.7", -1000, -77}})
    EXPECT_EQ(percent_of(euros(row.base), *Percent::parse(row.percent), Rounding::half_up), euros(row.expected))
        << row.percent << " % of " << row.base;
}

using MoneyDeathTest = ::testing::Test;
TEST(MoneyDeathTest, never_mixes_currencies_nor_leaves_its_range) {
  EXPECT_DEATH((void)(euros(1) + Money::minor(1, Currency::of("USD"))), "two currencies");
  EXPECT_DEATH((void)(euros(1) < Money::minor(1, Currency::of("USD"))), "two currencies");
  EXPECT_DEATH((void)euros(Money::limit_minor).times(2), "10.17");
  EXPECT_DEATH((void)(euros(Money::limit_minor) + euros(1)), "10.17");
}

} // namespace
} // namespace demarc
