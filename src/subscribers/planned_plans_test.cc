#include "subscribers/planned_plans.h"

#include <gtest/gtest.h>

namespace demarc::subscribers {
namespace {

PlannedPlan row(int day, std::int64_t version, std::int64_t plan, std::int64_t quantity = 1) {
  return {Date::of(2026, 3, day), PlanVersionId(version), PlanId(plan), quantity, "plan " + std::to_string(plan)};
}

// "day:version×quantity"
std::string said(const Outcome<std::vector<PlannedPlan>> &rows) {
  if (!rows)
    return rows.error().code;
  std::string text;
  for (const PlannedPlan &one : *rows)
    text += (text.empty() ? "" : " ") + std::to_string(one.from.day()) + ":" + std::to_string(one.version.value()) +
            "x" + std::to_string(one.quantity);
  return text;
}

TEST(PlannedPlans, hold_in_the_new_quantity_while_the_plan_is_the_same) {
  EXPECT_EQ(said(plans_after(row(1, 1, 1), {}, 3, std::nullopt)), "");
  EXPECT_EQ(said(plans_after(row(1, 1, 1), {row(10, 2, 1), row(20, 3, 1, 2)}, 3, std::nullopt)), "10:2x3 20:3x3");
}

TEST(PlannedPlans, are_not_dropped_without_a_word) {
  const std::vector<PlannedPlan> later{row(10, 2, 1), row(20, 5, 2)};
  const auto refused = plans_after(row(1, 1, 1), later, 3, std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "change_planned");
  EXPECT_EQ(refused.error().detail,
            "The service goes over to plan 2 on 2026-03-20. Say whether that stays (\"planned\": "
            "\"keep\") or is taken back (\"planned\": \"drop\").");
  EXPECT_EQ(said(plans_after(row(1, 1, 1), later, 3, PlannedMove::keep)), "10:2x3 20:5x3");
  EXPECT_EQ(said(plans_after(row(1, 1, 1), later, 3, PlannedMove::drop)), "10:2x3");
}

TEST(PlannedPlans, that_stay_keep_a_quantity_of_their_own) {
  // To 4 of the other plan, whose next price comes in the same 4; then back to the first plan in 4 still.
  const std::vector<PlannedPlan> later{row(10, 2, 1), row(20, 5, 2, 4), row(25, 6, 2, 4), row(28, 3, 1, 4)};
  EXPECT_EQ(said(plans_after(row(1, 1, 1), later, 3, PlannedMove::keep)), "10:2x3 20:5x4 25:6x4 28:3x4");
  EXPECT_EQ(said(plans_after(row(1, 1, 1), later, 3, PlannedMove::drop)), "10:2x3");
  // As many as before is no quantity of its own, also where that was more than one.
  EXPECT_EQ(said(plans_after(row(1, 1, 1, 2), {row(20, 5, 2, 2), row(25, 6, 2, 5)}, 3, PlannedMove::keep)),
            "20:5x3 25:6x5");
}

} // namespace
} // namespace demarc::subscribers
