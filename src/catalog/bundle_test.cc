#include "catalog/bundle.h"

#include <gtest/gtest.h>

namespace demarc::catalog {
namespace {

BundlePart part(std::int64_t price_minor, int months, int days = 0) {
  BundlePart made;
  made.price_minor = price_minor;
  made.interval_months = days > 0 ? 0 : months;
  made.interval_days = days;
  return made;
}
using Weights = std::vector<std::int64_t>;

TEST(BundleWeights, are_prices_in_lowest_terms) {
  EXPECT_EQ(bundle_weights({part(2990, 1), part(1990, 1), part(1500, 1)}).value(), (Weights{299, 199, 150}));
  EXPECT_EQ(bundle_weights({part(0, 1), part(500, 1)}).value(), (Weights{0, 1}));
}

TEST(BundleWeights, convert_months_exactly) {
  EXPECT_EQ(bundle_weights({part(3000, 1), part(6000, 3)}).value(), (Weights{3, 2}));
  EXPECT_EQ(bundle_weights({part(1000, 3), part(1000, 7)}).value(), (Weights{7, 3})); // a third to a seventh
  EXPECT_EQ(bundle_weights({part(700, 0, 7), part(1400, 0, 28)}).value(), (Weights{2, 1}));
}

TEST(BundleWeights, are_refused_where_there_is_no_exact_one) {
  EXPECT_EQ(bundle_weights({part(0, 1), part(0, 12)}).error().code, "bundle_without_prices");
  EXPECT_EQ(bundle_weights({part(700, 0, 7), part(3000, 1)}).error().code, "bundle_interval");
  // Ten large intervals without a common divisor.
  EXPECT_EQ(bundle_weights({part(1, 113), part(1, 109), part(1, 107), part(1, 103), part(1, 101), part(1, 97),
                            part(1, 89), part(1, 83), part(1, 79), part(1, 73)})
                .error()
                .code,
            "bundle_too_large");
  EXPECT_EQ(bundle_weights({part(1'000'000'000'000, 1), part(1'000'000'000'000, 120), part(1, 119), part(1, 113)})
                .error()
                .code,
            "bundle_too_large");
}

} // namespace
} // namespace demarc::catalog
