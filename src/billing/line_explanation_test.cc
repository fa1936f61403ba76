#include "billing/line_explanation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::billing {
namespace {

const Currency explained_in = Currency::of("EUR");
const Date explained_start = Date::of(2026, 1, 1);

DiscountLife percent_off(std::string name, std::int64_t ppm, bool on_add_ons = false) {
  return {DiscountId(1), std::move(name), explained_start, std::nullopt, ppm, 0, on_add_ons};
}
DiscountLife amount_off(std::string name, std::int64_t minor) {
  return {DiscountId(2), std::move(name), explained_start, std::nullopt, 0, minor, false};
}

// `days` of January on a plan, priced as a run prices them.
LineFacts explained_line(std::int64_t unit_minor, std::int64_t quantity, int days,
                         const std::vector<DiscountLife> &discounts) {
  LineFacts f;
  f.currency = explained_in;
  f.issued_on = explained_start;
  f.plan_name = "Fibre 100";
  f.plan_version = 2;
  f.plan_valid_from = Date::of(2025, 5, 1);
  f.plan_price_minor = f.unit_price_minor = unit_minor;
  f.quantity = quantity;
  f.item_id = plan_item;
  f.full_start = explained_start;
  f.full_end = Date::of(2026, 2, 1);
  f.period_end = *f.full_end;
  f.period_start = f.period_end.plus_days(-days);
  std::int64_t micro = unit_minor * quantity * PeriodPrice::per_minor;
  for (const DiscountTaken &one :
       discounts_taken(discounts, plan_item, Money::minor(unit_minor * quantity, explained_in), f.period_start))
    micro -= one.micro;
  f.price_micro = micro;
  f.net_minor = share_of(PeriodPrice::micro(micro, explained_in), days, 31).minor_units();
  f.explanation = "the sentence of the invoice";
  return f;
}

std::vector<std::string> steps_of(const LineFacts &facts, const std::vector<DiscountLife> &discounts) {
  std::vector<std::string> said;
  for (const LineStep &step : explain_line(facts, {}, discounts).steps)
    said.push_back(step.what + " | " + step.how + " | " + step.result);
  return said;
}
using StepsSaid = std::vector<std::string>;

TEST(LineExplanation, goes_from_the_list_price_through_each_discount_to_the_days) {
  const std::vector<DiscountLife> discounts = {amount_off("Loyal", 310), percent_off("Welcome", 100'000)};
  EXPECT_EQ(
      steps_of(explained_line(3100, 1, 17, discounts), discounts),
      (StepsSaid{"Price of the plan | Fibre 100, version 2, in force from 2025-05-01: per month | 31.00 EUR",
                 "Discount: Welcome | 10 % of 31.00 EUR | -3.10 EUR",
                 "Discount: Loyal | 3.10 EUR off each full period | -3.10 EUR",
                 "Price after discounts | of the full period, to the last digit; rounded with the days | 24.80 EUR",
                 "Share of the period | 24.80 EUR × 17 ÷ 31 days = 13.60, rounded half up | 13.60 EUR"}));
}

TEST(LineExplanation, keeps_the_fraction_of_a_discount_until_the_line_is_rounded) {
  const std::vector<DiscountLife> discounts = {percent_off("Welcome", 75'000)};
  const StepsSaid steps = steps_of(explained_line(2999, 3, 17, discounts), discounts);
  EXPECT_EQ(steps.at(1), "Quantity | 3 × 29.99 EUR | 89.97 EUR");
  EXPECT_EQ(steps.at(2), "Discount: Welcome | 7.5 % of 89.97 EUR | -6.74775 EUR");
  EXPECT_EQ(steps.at(3),
            "Price after discounts | of the full period, to the last digit; rounded with the days | 83.22225 EUR");
  EXPECT_EQ(steps.at(4), "Share of the period | 83.22225 EUR × 17 ÷ 31 days = 45.63800…, rounded half up | 45.64 EUR");
  EXPECT_EQ(steps_of(explained_line(2999, 3, 31, discounts), discounts).at(4),
            "Share of the period | all 31 days, rounded half up | 83.22 EUR");
}

TEST(LineExplanation, says_nothing_of_discounts_where_there_are_none) {
  EXPECT_EQ(steps_of(explained_line(2900, 1, 17, {}), {}).at(1),
            "Share of the period | 29.00 EUR × 17 ÷ 31 days = 15.90322…, rounded half up | 15.90 EUR");
  // Given later: the line was made at the full price.
  EXPECT_EQ(steps_of(explained_line(2900, 1, 31, {}), {percent_off("Later", 100'000)}).size(), 2U);
}

TEST(LineExplanation, does_not_claim_discounts_that_do_not_make_the_billed_price) {
  const std::vector<DiscountLife> then = {percent_off("Welcome", 100'000)};
  const StepsSaid steps = steps_of(explained_line(3000, 1, 31, then), {}); // ended backwards since
  EXPECT_EQ(steps.at(1), "Discounts | as they stood when the line was made: the sentence of the invoice | -3.00 EUR");
  EXPECT_EQ(steps.at(2),
            "Price after discounts | of the full period, to the last digit; rounded with the days | 27.00 EUR");
}

TEST(LineExplanation, takes_no_more_than_the_price) {
  const std::vector<DiscountLife> discounts = {percent_off("Welcome", 700'000), percent_off("Staff", 500'000),
                                               amount_off("Loyal", 310)};
  const StepsSaid steps = steps_of(explained_line(1000, 1, 31, discounts), discounts);
  EXPECT_EQ(steps.at(2), "Discount: Staff | 50 % of 10.00 EUR, no more than is left | -3.00 EUR");
  EXPECT_EQ(steps.at(3), "Discount: Loyal | 3.10 EUR off each full period, no more than is left | 0.00 EUR");
}

TEST(LineExplanation, of_what_is_charged_once_counts_no_days) {
  LineFacts router = explained_line(10'000, 1, 1, {});
  router.plan_name = "Router";
  router.plan_is_once = true;
  router.item_id = ServiceItemId(5);
  router.full_start = router.period_start;
  router.net_minor = 3334;
  router.price_micro = 3334 * PeriodPrice::per_minor;
  router.explanation = "100.00 EUR in 3 instalments";
  EXPECT_EQ(steps_of(router, {percent_off("Welcome", 100'000, true)}),
            (StepsSaid{"List price | Router, version 2, in force from 2025-05-01: once | 100.00 EUR",
                       "Instalment | 100.00 EUR in 3 instalments | 33.34 EUR"}));
  LineFacts setup = explained_line(4900, 1, 1, {});
  setup.plan_price_minor = 3100;
  setup.item_id = setup_item;
  setup.full_start = setup.period_start;
  setup.net_minor = 4900;
  EXPECT_EQ(steps_of(setup, {}),
            (StepsSaid{"Set-up fee | Fibre 100, version 2, in force from 2025-05-01: once | 49.00 EUR"}));
  LineFacts trial = explained_line(900, 1, 14, {});
  trial.plan_price_minor = 3100;
  trial.item_id = trial_item;
  trial.full_start = trial.period_start;
  trial.price_micro = 900 * PeriodPrice::per_minor;
  trial.net_minor = 900;
  EXPECT_EQ(
      steps_of(trial, {}),
      (StepsSaid{"Price of the trial | Fibre 100, version 2, in force from 2025-05-01: once, for 14 days | 9.00 EUR"}));
}

TEST(LineExplanation, names_an_agreed_price_and_taxes_in_the_price) {
  LineFacts f = explained_line(2380, 1, 31, {});
  f.plan_price_minor = 2900;
  f.net_minor = 2000;
  f.included_tax_minor = 380;
  const StepsSaid steps = steps_of(f, {});
  EXPECT_EQ(steps.at(1), "Agreed price | for this customer, instead of 29.00 EUR | 23.80 EUR");
  EXPECT_EQ(steps.at(2), "Share of the period | all 31 days | 23.80 EUR");
  EXPECT_EQ(steps.at(3), "Taxes in the price | 23.80 EUR less 3.80 EUR | 20.00 EUR");
}

TEST(LineExplanation, divides_a_bundle_over_its_parts) {
  LineFacts f = explained_line(7500, 1, 31, {});
  f.plan_price_minor = 7500;
  f.interval_months = 3;
  f.net_minor = 7000;
  f.included_tax_minor = 500;
  f.tax_name = "VAT";
  const std::vector<PartFacts> parts{{"Radio", 1000, Interval(1), 1, 2300, 200, "VAT 8.7 %"},
                                     {"Sports", 25000, Interval(12), 2, 4700, 300, ""}};
  const auto explained = explain_line(f, {}, {}, parts);
  StepsSaid said;
  for (const LineStep &step : explained.steps)
    said.push_back(step.what + " | " + step.how + " | " + step.result);
  ASSERT_EQ(said.size(), 7U);
  EXPECT_EQ(said[2],
            "Divided over the parts | by what each costs alone, per 3 months: 30.00 : 62.50; a minor unit that "
            "is left goes to the largest rest | 75.00 EUR");
  EXPECT_EQ(said[3], "Part: Radio | 75.00 EUR × 1 ÷ 3 = 25.00 | 25.00 EUR");
  EXPECT_EQ(said[4], "Part: Sports | 75.00 EUR × 2 ÷ 3 = 50.00 | 50.00 EUR");
  EXPECT_EQ(said[6], "Tax | each part by its own, rounded half up on the sum of all that bears it: Radio: VAT 8.7 %; "
                     "Sports: none | ");
  EXPECT_EQ(explained.tax_rule.find("Each part bears its own taxes (Radio: VAT 8.7 %; Sports: none), at the rates"),
            0U);
}

LineEvent told(std::string kind, std::string detail) {
  return {TimelineId(1), Instant{}, std::move(kind), "", std::move(detail), {}};
}

TEST(LineExplanation, names_the_move_the_payer_and_the_billing_day_that_cut_a_period) {
  const LineFacts f = explained_line(3100, 1, 12, {}); // from 2026-01-20
  const auto begin = [&](const LineEvent &event) { return explain_line(f, {event}, {}).begins; };
  EXPECT_EQ(begin(told("service.moved", "ann1: A → B from 2026-01-20")).cause, Cause::move);
  EXPECT_EQ(begin(told("customer.payer", "periods that begin on 2026-01-20 or later")).cause, Cause::payer_change);
  EXPECT_EQ(begin(told("customer.payer", "C-2 Bob, periods that begin on 2026-01-20 or later")).cause,
            Cause::billing_day)
      << "it is the customer who pays for Bob";
  EXPECT_EQ(begin(told("customer.billing_day", "from 1 to 20, from 2026-01-20 on")).cause, Cause::billing_day_change);
  EXPECT_EQ(begin(told("service.moved", "ann1: A → B from 2026-01-21")).cause, Cause::billing_day);
}

RC_GTEST_PROP(DiscountsTaken, are_the_percentages_together_then_the_amounts_and_never_below_zero, ()) {
  const auto list = *rc::gen::inRange<std::int64_t>(0, 10'000'000);
  std::vector<DiscountLife> discounts;
  __int128 percent = 0, amount = 0;
  const auto count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) {
    if (*rc::gen::arbitrary<bool>()) {
      discounts.push_back(percent_off("p", *rc::gen::inRange<std::int64_t>(1, 1'000'001)));
      percent += discounts.back().percent_ppm;
    } else {
      discounts.push_back(amount_off("a", *rc::gen::inRange<std::int64_t>(1, 5'000'000)));
      amount += discounts.back().amount_minor;
    }
  }
  const __int128 all = PeriodPrice::per_minor;
  const __int128 price = std::max<__int128>(list * (all - std::min(percent, all)) - amount * all, 0);
  __int128 left = list * all;
  for (const DiscountTaken &one :
       discounts_taken(discounts, plan_item, Money::minor(list, explained_in), explained_start)) {
    RC_ASSERT(one.micro >= 0);
    left -= one.micro;
  }
  RC_ASSERT(left == price);
}

} // namespace
} // namespace demarc::billing
