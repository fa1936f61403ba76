#include "money/money.h"

#include "base/ensure.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace demarc {

Money Money::minor(std::int64_t minor_units, Currency currency) {
  ENSURE(minor_units >= -limit_minor && minor_units <= limit_minor,
         "an amount of money stays within ±10^17 minor units");
  return Money(minor_units, currency);
}

std::optional<Money> Money::parse(std::string_view decimal, Currency currency) {
  const bool negative = decimal.starts_with('-');
  if (negative)
    decimal.remove_prefix(1);
  const std::size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : decimal.substr(point + 1);
  const auto exponent = static_cast<std::size_t>(currency.exponent());
  if (whole.empty() || whole.size() > 17 || fraction.size() > exponent ||
      (point != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  __int128 minor_units = 0;
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (c < '0' || c > '9')
        return std::nullopt;
      minor_units = minor_units * 10 + (c - '0');
    }
  }
  for (std::size_t i = fraction.size(); i < exponent; ++i)
    minor_units *= 10;
  if (minor_units > limit_minor)
    return std::nullopt;
  return Money(static_cast<std::int64_t>(negative ? -minor_units : minor_units), currency);
}

Money &Money::operator+=(Money other) {
  ENSURE(currency_ == other.currency_, "two currencies are never added");
  return *this = minor(minor_ + other.minor_, currency_);
}

Money Money::times(std::int64_t count) const {
  const __int128 product = static_cast<__int128>(minor_) * count;
  ENSURE(product >= -limit_minor && product <= limit_minor, "an amount of money stays within ±10^17 minor units");
  return Money(static_cast<std::int64_t>(product), currency_);
}

std::strong_ordering Money::operator<=>(const Money &other) const {
  ENSURE(currency_ == other.currency_, "two currencies are never compared");
  return minor_ <=> other.minor_;
}

std::string to_decimal(Money amount) {
  const int exponent = amount.currency().exponent();
  const std::int64_t minor = amount.minor_units();
  const std::int64_t magnitude = minor < 0 ? -minor : minor;
  std::int64_t scale = 1;
  for (int i = 0; i < exponent; ++i)
    scale *= 10;
  const std::string_view sign = minor < 0 ? "-" : "";
  if (exponent == 0)
    return fmt::format("{}{}", sign, magnitude);
  return fmt::format("{}{}.{:0{}}", sign, magnitude / scale, magnitude % scale, exponent);
}

std::string to_string(Money amount) { return to_decimal(amount) + " " + amount.currency().code(); }

std::int64_t divide_rounded(__int128 numerator, __int128 denominator, Rounding rounding) {
  ENSURE(denominator > 0, "a division has a positive denominator");
  const bool negative = numerator < 0;
  const __int128 magnitude = negative ? -numerator : numerator;
  __int128 quotient = magnitude / denominator;
  const __int128 remainder = magnitude % denominator;
  const __int128 twice = remainder * 2;
  switch (rounding) {
  case Rounding::half_up: quotient += twice >= denominator ? 1 : 0; break;
  case Rounding::half_even:
    quotient += twice > denominator || (twice == denominator && quotient % 2 != 0) ? 1 : 0;
    break;
  case Rounding::up: quotient += remainder != 0 ? 1 : 0; break;
  case Rounding::down: break;
  }
  ENSURE(quotient <= Money::limit_minor, "an amount of money stays within ±10^17 minor units");
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

Money prorate(Money amount, std::int64_t part, std::int64_t whole, Rounding rounding) {
  return Money::minor(divide_rounded(static_cast<__int128>(amount.minor_units()) * part, whole, rounding),
                      amount.currency());
}

std::vector<Money> allocate(Money amount, std::span<const std::int64_t> weights) {
  __int128 total = 0;
  for (const std::int64_t weight : weights) {
    ENSURE(weight >= 0, "a share is not negative");
    total += weight;
  }
  ENSURE(total > 0, "at least one share is positive");
  const bool negative = amount.is_negative();
  const std::int64_t magnitude = negative ? -amount.minor_units() : amount.minor_units();
  std::vector<std::int64_t> parts;
  std::vector<__int128> remainders;
  std::int64_t given = 0;
  for (const std::int64_t weight : weights) {
    const __int128 exact = static_cast<__int128>(magnitude) * weight;
    parts.push_back(static_cast<std::int64_t>(exact / total));
    remainders.push_back(exact % total);
    given += parts.back();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; given < magnitude; ++i, ++given)
    ++parts[order[i]];
  std::vector<Money> shares;
  for (const std::int64_t part : parts)
    shares.push_back(Money::minor(negative ? -part : part, amount.currency()));
  return shares;
}

} // namespace demarc
