#include "dunning/ladder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::dunning {
namespace {

Policy policy() {
  return {.id = DunningPolicyId(1),
          .name = "Residential",
          .is_default = true,
          .minimum_debt_minor = 1000,
          .restriction = billing::Restriction::walled_garden,
          .steps = {{3, Action::remind}, {10, Action::suspend}}};
}
const Date due = Date::of(2026, 3, 1);
OpenItem item(std::int64_t id, Date due_on, std::int64_t open_minor = 3451) {
  return {InvoiceId(id), fmt::format("2026-{:06}", id), due_on, open_minor};
}

TEST(Ladder, an_item_is_overdue_from_the_day_after_its_due_date) {
  const std::vector<OpenItem> items{item(1, due)};
  EXPECT_EQ(standing_of(policy(), items, {}, due).state, billing::StandingState::good);
  EXPECT_EQ(standing_of(policy(), items, {}, due.plus_days(1)).state, billing::StandingState::overdue);
}

struct Row {
  int days_overdue;
  std::vector<Step> taken;
  std::optional<Step> expected;
};

TEST(Ladder, takes_one_step_at_a_time_each_on_its_day) {
  const Step remind{3, Action::remind}, suspend{10, Action::suspend};
  const Row rows[] = {
      {2, {}, std::nullopt},   {3, {}, remind},  {3, {remind}, std::nullopt}, {9, {remind}, std::nullopt},
      {10, {remind}, suspend}, {40, {}, remind}, {41, {remind}, suspend},     {60, {remind, suspend}, std::nullopt},
  };
  const std::vector<OpenItem> items{item(1, due)};
  for (const Row &row : rows) {
    std::vector<TakenStep> taken;
    for (const Step &step : row.taken)
      taken.push_back({InvoiceId(1), step.days_after_due, step.action, due.plus_days(2)});
    const auto steps = steps_due(policy(), items, taken, due.plus_days(row.days_overdue));
    ASSERT_EQ(steps.size(), row.expected ? 1U : 0U) << row.days_overdue << " days overdue";
    if (row.expected) {
      EXPECT_EQ(steps[0].step, *row.expected) << row.days_overdue << " days overdue";
    }
  }
}

TEST(Ladder, never_takes_two_steps_for_an_invoice_on_one_day) {
  const std::vector<OpenItem> items{item(1, due)};
  const std::vector<TakenStep> taken{{InvoiceId(1), 3, Action::remind, due.plus_days(40)}};
  EXPECT_TRUE(steps_due(policy(), items, taken, due.plus_days(40)).empty());
  EXPECT_EQ(steps_due(policy(), items, taken, due.plus_days(41)).size(), 1U);
}

TEST(Ladder, leaves_small_debts_alone) {
  const std::vector<OpenItem> items{item(1, due, 999)};
  EXPECT_TRUE(steps_due(policy(), items, {}, due.plus_days(30)).empty());
  EXPECT_EQ(standing_of(policy(), items, {}, due.plus_days(30)).state, billing::StandingState::good);
}

TEST(Ladder, says_which_invoice_restricts_and_how_old_it_was) {
  const std::vector<OpenItem> items{item(7, due)};
  const std::vector<TakenStep> taken{{InvoiceId(7), 10, Action::suspend, due.plus_days(12)}};
  const auto standing = standing_of(policy(), items, taken, due.plus_days(20));
  EXPECT_EQ(standing.state, billing::StandingState::restricted);
  EXPECT_EQ(standing.restriction, billing::Restriction::walled_garden);
  EXPECT_EQ(standing.reason, "invoice 2026-000007 is 12 days overdue");
  EXPECT_EQ(standing.since, due.plus_days(12));
}

TEST(Ladder, restores_when_the_oldest_is_paid_though_a_newer_one_is_open) {
  const std::vector<TakenStep> taken{{InvoiceId(1), 10, Action::suspend, due.plus_days(10)}};
  const std::vector<OpenItem> items{item(2, due.plus_days(30))};
  EXPECT_EQ(standing_of(policy(), items, taken, due.plus_days(20)).state, billing::StandingState::good);
}

RC_GTEST_PROP(Ladder, never_restricts_an_account_that_owes_nothing_overdue, ()) {
  std::vector<OpenItem> items;
  std::vector<TakenStep> taken;
  const Date today = due.plus_days(*rc::gen::inRange(0, 400));
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 1; i <= count; ++i) {
    items.push_back(item(i, today.plus_days(*rc::gen::inRange(0, 30)), *rc::gen::inRange(1, 100'000)));
    taken.push_back({InvoiceId(i), 10, Action::suspend, today.plus_days(-*rc::gen::inRange(0, 30))});
  }
  RC_ASSERT(standing_of(policy(), items, taken, today).state == billing::StandingState::good);
  RC_ASSERT(steps_due(policy(), items, taken, today).empty());
}

} // namespace
} // namespace demarc::dunning
