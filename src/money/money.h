// Money: a whole number of minor units and its currency. There is no floating point here, and none can get in: the
// constructors from floating types are deleted.
//
// Adding two currencies, or leaving the sanity range of ±10^17 minor units, is a broken program (ENSURE): amounts that
// come from outside are checked where they are parsed. Dividing is done by prorate(), where the rounding is named, or
// by allocate(), whose parts sum to the whole.
#pragma once

#include "money/currency.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace demarc {

// How a fraction of a minor unit becomes whole. "half up" is away from zero for negative amounts too (the commercial
// rule), so a credit rounds to the same number as the charge it mirrors.
enum class Rounding { half_up, half_even, up, down };

class Money {
public:
  static constexpr std::int64_t limit_minor = 100'000'000'000'000'000;

  static Money minor(std::int64_t minor_units, Currency currency);
  static Money zero(Currency currency) { return minor(0, currency); }
  // Strict: "12", "-12.5", "12.50"; no spaces, no grouping, no exponent, not more digits than the currency has.
  static std::optional<Money> parse(std::string_view decimal, Currency currency);
  Money(double, Currency) = delete;

  [[nodiscard]] std::int64_t minor_units() const { return minor_; }
  [[nodiscard]] Currency currency() const { return currency_; }
  [[nodiscard]] bool is_zero() const { return minor_ == 0; }
  [[nodiscard]] bool is_positive() const { return minor_ > 0; }
  [[nodiscard]] bool is_negative() const { return minor_ < 0; }

  Money operator-() const { return minor(-minor_, currency_); }
  Money &operator+=(Money other);
  Money &operator-=(Money other) { return *this += -other; }
  friend Money operator+(Money a, Money b) { return a += b; }
  friend Money operator-(Money a, Money b) { return a -= b; }
  // Exact: a whole number of times.
  [[nodiscard]] Money times(std::int64_t count) const;
  // Comparing two currencies is a broken program.
  std::strong_ordering operator<=>(const Money &other) const;
  bool operator==(const Money &other) const { return (*this <=> other) == 0; }

private:
  Money(std::int64_t minor_units, Currency currency) : minor_(minor_units), currency_(currency) {}
  std::int64_t minor_;
  Currency currency_;
};

// "1234.50 EUR": for logs, the journal and tests. Documents format by locale.
std::string to_string(Money amount);
// "1234.50": the decimal alone.
std::string to_decimal(Money amount);

// amount × part / whole, exact in 128 bits, rounded once. whole > 0; part may be negative.
Money prorate(Money amount, std::int64_t part, std::int64_t whole, Rounding rounding);
// The same on plain numbers, for rates that are not money.
std::int64_t divide_rounded(__int128 numerator, __int128 denominator, Rounding rounding);

// Splits `amount` in proportion to `weights` (each ≥ 0, not all 0) so that the parts sum to it exactly: largest
// remainder (Hamilton), ties to the earlier part.
std::vector<Money> allocate(Money amount, std::span<const std::int64_t> weights);

} // namespace demarc
