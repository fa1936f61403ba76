#include "billing/stop_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace demarc::billing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Currency euro = Currency::of("EUR");

// 19 % on a net.
Sums sums(std::int64_t net, std::int64_t tax_percent = 19) {
  const std::int64_t tax = net * tax_percent / 100;
  return {net, tax, net + tax};
}

ComparedBill bill(std::int64_t id, std::optional<std::int64_t> net_before, std::int64_t net_now) {
  ComparedBill bill{.customer_id = CustomerId(id), .currency = euro, .is_in_service = true};
  if (net_before)
    bill.before = sums(*net_before);
  if (net_now != 0) {
    bill.invoices = bill.invoices_of_days = 1;
    bill.now = sums(net_now);
  }
  return bill;
}

struct Checked {
  StopRules rules = {};
  RunFigures figures = {};
  std::int64_t next = 1;

  void add(int customers, std::optional<std::int64_t> net_before, std::int64_t net_now) {
    for (int n = 0; n < customers; ++n) {
      const ComparedBill added = bill(next++, net_before, net_now);
      add_bill(figures, rules, added, euro);
      figures.previous_invoices += added.before ? 1 : 0;
    }
  }
  [[nodiscard]] std::vector<StopRule> stopped_by() const {
    std::vector<StopRule> found;
    for (const Stop &stop : find_stops(rules, figures, euro))
      found.push_back(stop.rule);
    return found;
  }
};

TEST(StopRules, let_an_ordinary_month_pass) {
  Checked run;
  run.add(1000, 2900, 2900);
  run.add(9, 2900, 5900);          // upgrades
  run.add(40, std::nullopt, 2900); // joins
  run.add(9, 2900, 0);
  EXPECT_THAT(run.stopped_by(), IsEmpty());
  EXPECT_EQ(run.figures.up, 9);
  EXPECT_EQ(run.figures.started, 40);
  EXPECT_EQ(run.figures.gone, 9);
  EXPECT_EQ(run.figures.customers, 1049);
}

TEST(StopRules, hold_a_price_that_was_typed_ten_times_too_high) {
  Checked run;
  run.add(980, 2900, 2900);
  run.add(20, 2900, 29000);
  const auto stops = find_stops(run.rules, run.figures, euro);
  ASSERT_EQ(stops.size(), 1U);
  EXPECT_EQ(stops[0].rule, StopRule::bill_jump);
  EXPECT_EQ(stops[0].figure, 20);
  EXPECT_EQ(stops[0].limit, 19);
  EXPECT_EQ(stops[0].examples.size(), examples_kept);
  EXPECT_EQ(stops[0].examples[0].gross_minor, 34510);
  EXPECT_EQ(stops[0].examples[0].previous_minor, 3451);
  EXPECT_EQ(stops[0].detail,
            "20 of 1000 customers would be billed more than 100.00 % and 10.00 EUR above their last bill.");
}

TEST(StopRules, need_both_the_number_and_the_share_of_jumps) {
  Checked small;
  small.add(19, 2900, 29000); // all of them, but fewer than twenty
  EXPECT_THAT(small.stopped_by(), IsEmpty());
  Checked large;
  large.add(2900, 2900, 2900);
  large.add(29, 2900, 29000); // of 2929 one in a hundred is 29.29, so 30 are needed
  EXPECT_THAT(large.stopped_by(), IsEmpty());
  large.add(1, 2900, 29000);
  EXPECT_THAT(large.stopped_by(), ElementsAre(StopRule::bill_jump));
}

TEST(StopRules, take_a_rise_for_a_jump_only_beyond_the_part_and_the_amount) {
  const StopRules rules;
  EXPECT_FALSE(is_jump(rules, bill(1, 2900, 5800))) << "twice is not more than twice";
  EXPECT_TRUE(is_jump(rules, bill(1, 2900, 5801)));
  EXPECT_FALSE(is_jump(rules, bill(1, 100, 900))) << "9.52 is not more than 10.00";
  EXPECT_TRUE(is_jump(rules, bill(1, 100, 950)));
  EXPECT_FALSE(is_jump(rules, bill(1, std::nullopt, 90000))) << "a join";
  EXPECT_FALSE(is_jump(rules, bill(1, 0, 90000))) << "a bill of nothing before";
  EXPECT_FALSE(is_jump(rules, bill(1, -500, 90000))) << "a credit before";
  EXPECT_TRUE(is_jump(rules, bill(1, 1'000'000'000'000, 9'000'000'000'000))) << "large amounts do not overflow";
}

TEST(StopRules, hold_too_many_and_too_few_invoices) {
  Checked more;
  more.add(400, 2900, 2900);
  more.add(100, std::nullopt, 2900);
  EXPECT_THAT(more.stopped_by(), IsEmpty()) << "exactly a quarter more";
  more.add(1, std::nullopt, 2900);
  EXPECT_THAT(more.stopped_by(), ElementsAre(StopRule::invoice_count));
  EXPECT_EQ(find_stops(more.rules, more.figures, euro)[0].limit, 500);

  Checked fewer;
  fewer.rules.zero_holds = false;
  fewer.add(300, 2900, 2900);
  fewer.add(100, 2900, 0);
  EXPECT_THAT(fewer.stopped_by(), IsEmpty());
  fewer.add(100, 2900, 0);
  EXPECT_THAT(fewer.stopped_by(), ElementsAre(StopRule::invoice_count));

  Checked small;
  small.add(49, std::nullopt, 2900);
  small.add(1, 2900, 2900);
  EXPECT_THAT(small.stopped_by(), IsEmpty()) << "fifty instead of one, which is a difference of 49";
  small.add(1, std::nullopt, 2900);
  EXPECT_THAT(small.stopped_by(), ElementsAre(StopRule::invoice_count));

  Checked first;
  first.add(5000, std::nullopt, 2900);
  EXPECT_THAT(first.stopped_by(), IsEmpty()) << "nothing to compare with";
}

TEST(StopRules, hold_customers_in_service_who_would_get_nothing) {
  Checked run;
  run.add(500, 2900, 2900);
  run.add(19, 2900, 0);
  EXPECT_THAT(run.stopped_by(), IsEmpty());
  run.add(1, 2900, 0);
  EXPECT_THAT(run.stopped_by(), ElementsAre(StopRule::zero_bills));
  ComparedBill left = bill(1, 2900, 0);
  left.is_in_service = false;
  EXPECT_FALSE(is_zero_bill(left));
  ComparedBill parked = bill(1, 2900, 0);
  parked.is_parked = true;
  EXPECT_FALSE(is_zero_bill(parked)) << "parked accounts are listed by themselves";
  EXPECT_FALSE(is_zero_bill(bill(1, std::nullopt, 0)));
}

TEST(StopRules, hold_a_tax_that_moves) {
  const auto with_tax = [](int customers, std::int64_t percent) {
    Checked run;
    for (int n = 0; n < customers; ++n) {
      ComparedBill one = bill(n + 1, 2900, 2900);
      one.now = sums(2900, percent);
      add_bill(run.figures, run.rules, one, euro);
      ++run.figures.previous_invoices;
    }
    return run;
  };
  EXPECT_THAT(with_tax(20, 21).stopped_by(), IsEmpty()) << "two points are not more than two";
  EXPECT_THAT(with_tax(20, 22).stopped_by(), ElementsAre(StopRule::tax_jump));
  EXPECT_THAT(with_tax(20, 0).stopped_by(), ElementsAre(StopRule::tax_jump));
  EXPECT_THAT(with_tax(19, 0).stopped_by(), IsEmpty()) << "too few to tell";
  const Checked none = with_tax(20, 0);
  EXPECT_EQ(find_stops(none.rules, none.figures, euro)[0].detail,
            "Tax would be 0.00 % of net; the same customers' last bills had 19.00 %.");
}

TEST(StopRules, survive_a_net_of_next_to_nothing) {
  Checked run;
  run.add(20, 2900, 2900);
  run.figures.taxed_now = {1, 900'000'000'000'000, 900'000'000'000'001};
  EXPECT_THAT(run.stopped_by(), ElementsAre(StopRule::tax_jump));
  run.figures.taxed_now = {-1, 5, 4};
  EXPECT_THAT(run.stopped_by(), IsEmpty());
}

TEST(StopRules, that_are_off_hold_nothing) {
  Checked run;
  run.rules.jump_holds = run.rules.count_holds = run.rules.zero_holds = run.rules.tax_holds = false;
  run.add(500, 2900, 29000);
  run.add(500, 2900, 0);
  run.figures.taxed_now.tax_minor = 0;
  EXPECT_THAT(run.stopped_by(), IsEmpty());
  EXPECT_FALSE(ask_for_a_check(run.rules));
  run.rules.hours_to_look = 1;
  EXPECT_TRUE(ask_for_a_check(run.rules));
  run.rules = {};
  EXPECT_EQ(run.stopped_by().size(), 4U);
}

TEST(StopRules, add_up_other_currencies_by_customer_only) {
  RunFigures figures;
  ComparedBill dollars = bill(1, 2900, 29000);
  dollars.currency = Currency::of("USD");
  add_bill(figures, StopRules{}, dollars, euro);
  EXPECT_EQ(figures.now.gross_minor, 0);
  EXPECT_EQ(figures.jumps, 1);
  EXPECT_EQ(figures.customers, 1);
}

TEST(StopRules, keep_the_largest_examples_in_order) {
  Checked run;
  for (int n = 1; n <= 30; ++n)
    run.add(1, 1000, 3000 + 100 * ((n * 7) % 30));
  ASSERT_EQ(run.figures.jump_examples.size(), examples_kept);
  for (std::size_t i = 1; i < examples_kept; ++i)
    EXPECT_GE(run.figures.jump_examples[i - 1].gross_minor, run.figures.jump_examples[i].gross_minor);
  EXPECT_EQ(run.figures.jump_examples[0].gross_minor, sums(5900).gross_minor);
}

TEST(StopRules, refuse_limits_that_make_no_sense) {
  EXPECT_FALSE(trouble_with({}));
  EXPECT_EQ(trouble_with({.jump_customers = 0})->member, "jump_customers");
  EXPECT_EQ(trouble_with({.tax_points_ppm = -1})->member, "tax_points_ppm");
  EXPECT_EQ(trouble_with({.hours_to_look = 21})->member, "hours_to_look");
}

TEST(TimeLeft, is_of_the_speed_so_far) {
  EXPECT_FALSE(seconds_left(0, 100, 5'000'000));
  EXPECT_EQ(seconds_left(50, 100, 10'000'000), 10);
  EXPECT_EQ(seconds_left(3, 10, 1'000'000), 3) << "2.33 rounded up";
  EXPECT_EQ(seconds_left(100, 100, 10'000'000), 0);
  EXPECT_EQ(seconds_left(1'000'000, 10'000'000, 3'600'000'000), 32'400);
}

} // namespace
} // namespace demarc::billing
