#include "pricing/price_move.h"

#include "pricing/announcement.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "calendar/billing_cycle.h"

namespace demarc::pricing {
namespace {

const PlanVersionId v1(1), v2(2), v3(3), other(9);
Date day(const char *text) { return *Date::parse(text); }

std::vector<std::string> told(const billing::ServiceLife &life, const char *anchor, const Left &left,
                              const char *earliest) {
  std::vector<std::string> said;
  for (const Move &move : moves_of(life, day(anchor), left, day(earliest)))
    said.push_back(
        to_string(move.on) + " v" + std::to_string(move.before.value()) +
        (move.paid_until_then == move.before ? "" : " after v" + std::to_string(move.paid_until_then.value())) +
        (move.has_row ? " in place" : "") + (move.follows ? " follows" : ""));
  return said;
}
using Said = std::vector<std::string>;
billing::ServiceLife life(std::vector<billing::PlanFrom> plans, std::optional<Date> ends_on = std::nullopt) {
  return {ServiceId(1), "ann", plans.front().from, ends_on, std::move(plans)};
}

TEST(PriceMove, waits_for_the_boundary_of_the_services_own_cycle) {
  const auto ann = life({{day("2026-01-31"), v1}});
  EXPECT_EQ(told(ann, "2026-01-31", {{v1, 1}}, "2026-03-01"), Said{"2026-03-31 v1"});
  EXPECT_EQ(told(ann, "2026-01-31", {{v1, 1}}, "2026-02-28"), Said{"2026-02-28 v1"}) << "the 31st of February";
  EXPECT_EQ(told(ann, "2026-01-31", {{v1, 3}}, "2026-03-01"), Said{"2026-04-30 v1"}) << "quarters from the anchor";
  EXPECT_EQ(told(ann, "2026-01-31", {{v1, 12}}, "2026-03-01"), Said{"2027-01-31 v1"});
}

TEST(PriceMove, leaves_alone_who_has_ended_or_gone_to_another_plan_by_then) {
  EXPECT_EQ(told(life({{day("2026-01-10"), v1}}, day("2026-03-10")), "2026-01-10", {{v1, 1}}, "2026-03-01"), Said{});
  EXPECT_EQ(told(life({{day("2026-01-10"), v1}}, day("2026-03-11")), "2026-01-10", {{v1, 1}}, "2026-03-01"),
            Said{"2026-03-10 v1"});
  EXPECT_EQ(told(life({{day("2026-01-10"), v1}, {day("2026-03-05"), other}}), "2026-01-10", {{v1, 1}}, "2026-03-01"),
            Said{});
  EXPECT_EQ(told(life({{day("2026-01-10"), other}}), "2026-01-10", {{v1, 1}}, "2026-03-01"), Said{});
}

TEST(PriceMove, meets_who_comes_to_the_plan_later) {
  const auto ann = life({{day("2026-01-10"), other}, {day("2026-04-20"), v1}});
  EXPECT_EQ(told(ann, "2026-01-10", {{v1, 1}}, "2026-03-01"), Said{"2026-05-10 v1"});
  const auto bob = life({{day("2026-01-10"), other}, {day("2026-04-10"), v1}});
  EXPECT_EQ(told(bob, "2026-01-10", {{v1, 1}}, "2026-03-01"), Said{"2026-04-10 v1 in place"});
}

TEST(PriceMove, takes_along_an_older_price_change_that_has_not_begun) {
  const auto ann = life({{day("2026-01-10"), v1}, {day("2026-06-10"), v2}});
  EXPECT_EQ(told(ann, "2026-01-10", {{v1, 1}, {v2, 1}}, "2026-03-01"),
            (Said{"2026-03-10 v1", "2026-06-10 v2 in place follows"}));
  EXPECT_EQ(told(ann, "2026-01-10", {{v1, 1}, {v2, 1}}, "2026-06-05"), Said{"2026-06-10 v2 after v1 in place"});
}

TEST(PriceMove, does_nothing_a_second_time) {
  auto ann = life({{day("2026-01-10"), v1}, {day("2026-03-10"), v3}});
  EXPECT_EQ(told(ann, "2026-01-10", {{v1, 1}, {v2, 1}}, "2026-03-01"), Said{});
}

RC_GTEST_PROP(PriceMove, is_never_inside_a_period_nor_before_its_day, ()) {
  const Date anchor = Date::from_days(*rc::gen::inRange(15000, 22000));
  const Date starts = anchor.plus_days(*rc::gen::inRange(0, 800));
  const Date earliest = anchor.plus_days(*rc::gen::inRange(0, 1600));
  const int months = *rc::gen::element(1, 2, 3, 6, 12);
  const auto moves = moves_of(life({{starts, v1}}), anchor, {{v1, months}}, earliest);
  RC_ASSERT(moves.size() == 1U);
  RC_ASSERT(moves[0].on >= earliest && moves[0].on >= starts);
  RC_ASSERT(BillingCycle(anchor, months).is_boundary(moves[0].on));
  RC_ASSERT(days_between(std::max(earliest, starts), moves[0].on) < 31 * months + 1);
}

TEST(Announcement, says_both_prices_the_day_and_the_right_to_leave) {
  const Currency eur = Currency::of("EUR");
  const Letter letter =
      announcement("Harbor Net", "Ann",
                   {{"Fiber 100", "ann", Money::minor(2900, eur), Money::minor(3100, eur), 1, day("2026-04-15")},
                    {"Voice", "ann-voice", Money::minor(900, eur), Money::minor(990, eur), 3, day("2026-06-30")}},
                   "Energy has become dearer.");
  EXPECT_EQ(letter.subject, "Your price changes on 2026-04-15");
  for (const char *part :
       {"Fiber 100 (ann): 29.00 EUR per month until now, 31.00 EUR per month from 2026-04-15",
        "Voice (ann-voice): 9.00 EUR per 3 months until now, 9.90 EUR per 3 months from 2026-06-30",
        "Energy has become dearer.", "you may end a service with effect from the day its price changes", "Harbor Net"})
    EXPECT_NE(letter.body.find(part), std::string::npos) << part << "\n" << letter.body;
}

} // namespace
} // namespace demarc::pricing
