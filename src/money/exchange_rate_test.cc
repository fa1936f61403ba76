#include "money/exchange_rate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc {
namespace {

TEST(ExchangeRate, parses_decimals_strictly) {
  for (const char *text : {"1", "0.9213", "83000", "0.000000000001", "999999.999999999999", "0.000058"})
    EXPECT_EQ(to_string(ExchangeRate::parse(text).value()), text);
  EXPECT_EQ(to_string(ExchangeRate::parse("1.500").value()), "1.5");
  for (const char *text : {"", "0", "0.0", "-1", "+1", "1,5", "1.", ".5", "1e3", "1000000", "0.0000000000001", "NaN"})
    EXPECT_FALSE(ExchangeRate::parse(text)) << text;
}

TEST(Convert, minds_the_digits_of_both_currencies_and_rounds_once) {
  struct Row {
    std::int64_t minor;
    const char *from, *rate, *to;
    std::int64_t expected;
  };
  const Row rows[] = {
      {10'000, "USD", "0.9213", "EUR", 9'213},
      {1, "USD", "0.5", "EUR", 1},   // half a cent, away from zero
      {-1, "USD", "0.5", "EUR", -1}, // on both sides
      {1, "USD", "0.499999", "EUR", 0},
      {1'000, "JPY", "0.0062", "EUR", 620}, // 1000 yen are 6.20
      {620, "EUR", "161.290322580645", "JPY", 1'000},
      {1'000, "KWD", "3.25", "USD", 325}, // one dinar
      {100, "USD", "0.307", "KWD", 307},
      {100'000'000, "VND", "0.0000121", "KWD", 1'210'000},
      {Money::limit_minor, "JPY", "0.01", "CLP", Money::limit_minor / 100},
  };
  for (const Row &row : rows)
    EXPECT_EQ(convert(Money::minor(row.minor, Currency::of(row.from)), ExchangeRate::parse(row.rate).value(),
                      Currency::of(row.to)),
              Money::minor(row.expected, Currency::of(row.to)))
        << row.minor << " " << row.from;
}

RC_GTEST_PROP(Convert, by_one_changes_nothing_and_of_the_negative_is_the_negative, ()) {
  const auto minor = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
  const auto e12 = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000'000);
  const Currency eur = Currency::of("EUR"), usd = Currency::of("USD");
  RC_ASSERT(convert(Money::minor(minor, eur), ExchangeRate{1'000'000'000'000}, usd) == Money::minor(minor, usd));
  RC_ASSERT(convert(Money::minor(-minor, eur), ExchangeRate{e12}, usd) ==
            -convert(Money::minor(minor, eur), ExchangeRate{e12}, usd));
}

} // namespace
} // namespace demarc
