#include "catalog/bundle.h"

#include <algorithm>
#include <numeric>

namespace demarc::catalog {

namespace {

// So that an amount times a weight, and all weights together, stay within 128 and 64 bits (allocate() in money.h).
constexpr __int128 highest_weight = 100'000'000'000'000'000;

std::int64_t length_of(const BundlePart &part) {
  return part.interval_days > 0 ? part.interval_days : part.interval_months;
}

} // namespace

Outcome<std::vector<std::int64_t>> bundle_weights(const std::vector<BundlePart> &parts) {
  __int128 common = 1; // a multiple of every length
  for (const BundlePart &part : parts) {
    if ((part.interval_days > 0) != (parts.front().interval_days > 0))
      return refuse("bundle_interval",
                    "Parts that are billed in days and parts that are billed in months have no common price: choose "
                    "plans of one kind of interval.",
                    "bundle");
    common *= length_of(part) / std::gcd(static_cast<std::int64_t>(common), length_of(part));
    if (common > highest_weight)
      return refuse("bundle_too_large", "The intervals of the parts have no common multiple that can be counted with.",
                    "bundle");
  }
  std::vector<std::int64_t> weights;
  std::int64_t divisor = 0;
  for (const BundlePart &part : parts) {
    __int128 weight = 0;
    if (__builtin_mul_overflow(static_cast<__int128>(part.price_minor), common / length_of(part), &weight) ||
        weight > highest_weight)
      return refuse("bundle_too_large", "The prices of the parts are too large to divide a price by.", "bundle");
    weights.push_back(static_cast<std::int64_t>(weight));
    divisor = std::gcd(divisor, weights.back());
  }
  if (divisor == 0)
    return refuse("bundle_without_prices",
                  "At least one part has a price when it is sold alone: the bundle's price is divided by them.",
                  "bundle");
  for (std::int64_t &weight : weights)
    weight /= divisor;
  return weights;
}

} // namespace demarc::catalog
