#include "billing/bundle_split.h"

#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
Money cents(std::int64_t minor) { return Money::minor(minor, eur); }

std::vector<PlanPart> parts(const std::vector<std::int64_t> &weights) {
  std::vector<PlanPart> parts;
  for (const std::int64_t weight : weights)
    parts.push_back({PlanVersionId(static_cast<std::int64_t>(parts.size()) + 1), "Part", weight});
  return parts;
}
std::vector<std::int64_t> minors(const std::vector<Money> &shares) {
  std::vector<std::int64_t> all;
  for (const Money share : shares)
    all.push_back(share.minor_units());
  return all;
}
std::vector<std::int64_t> split(std::int64_t minor, const std::vector<std::int64_t> &weights) {
  return minors(split_over_parts(cents(minor), parts(weights)));
}
using Shares = std::vector<std::int64_t>;

TEST(BundleSplit, gives_the_cent_that_is_left_to_the_largest_rest) {
  EXPECT_EQ(split(4990, {2990, 1990, 1500}), (Shares{2303, 1532, 1155}));
}

TEST(BundleSplit, gives_equal_rests_to_the_earlier_part) {
  EXPECT_EQ(split(100, {1, 1, 1}), (Shares{34, 33, 33}));
  EXPECT_EQ(split(1, {1, 1, 1}), (Shares{1, 0, 0}));
  EXPECT_EQ(split(-100, {1, 1, 1}), (Shares{-34, -33, -33}));
}

TEST(BundleSplit, gives_nothing_to_a_part_that_is_free_alone) {
  EXPECT_EQ(split(999, {0, 1, 2}), (Shares{0, 333, 666}));
}

TEST(BundleSplit, takes_back_of_a_part_what_it_held_less_what_it_keeps) {
  // 50 of 100 leave 17, 17 and 16 of 34, 33 and 33.
  EXPECT_EQ(minors(split_taken_back(cents(100), cents(50), parts({1, 1, 1}))), (Shares{17, 16, 17}));
  EXPECT_EQ(minors(split_taken_back(cents(50), cents(50), parts({1, 1, 1}))), (Shares{17, 17, 16}));
}

std::vector<std::int64_t> any_weights() {
  auto weights = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1'000'000));
  weights.resize(*rc::gen::inRange<std::size_t>(2, 11), 7);
  weights.back() += 1; // not all nothing
  return weights;
}

RC_GTEST_PROP(BundleSplit, adds_up_is_symmetric_and_depends_on_the_ratio_alone, ()) {
  const auto weights = any_weights();
  const std::int64_t amount = *rc::gen::inRange<std::int64_t>(0, 10'000'000'000);
  const Shares shares = split(amount, weights);
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) == amount);
  Shares negative = split(-amount, weights);
  for (std::int64_t &share : negative)
    share = -share;
  RC_ASSERT(negative == shares);
  Shares larger = weights;
  for (std::int64_t &weight : larger)
    weight *= 12;
  RC_ASSERT(split(amount, larger) == shares);
  // Never a unit or more away from the exact share.
  const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const __int128 away = static_cast<__int128>(shares[i]) * total - static_cast<__int128>(amount) * weights[i];
    RC_ASSERT(away < total && away > -total);
  }
}

RC_GTEST_PROP(BundleSplit, credits_of_any_number_take_back_just_what_was_charged, ()) {
  const auto sold = parts(any_weights());
  Money left = cents(*rc::gen::inRange<std::int64_t>(1, 100'000));
  Shares held = minors(split_over_parts(left, sold));
  while (left.is_positive()) { // ends: each takes at least one
    const Money credited = cents(*rc::gen::inRange<std::int64_t>(1, left.minor_units() + 1));
    const Shares taken = minors(split_taken_back(left, credited, sold));
    RC_ASSERT(std::accumulate(taken.begin(), taken.end(), std::int64_t{0}) == credited.minor_units());
    for (std::size_t i = 0; i < held.size(); ++i) {
      held[i] -= taken[i];
      RC_ASSERT(held[i] >= 0);
    }
    left -= credited;
  }
  RC_ASSERT(held == Shares(held.size(), 0));
}

} // namespace
} // namespace demarc::billing
