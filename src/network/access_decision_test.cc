#include "network/access_decision.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::network {
namespace {

const Date today = Date::of(2026, 5, 15);

ServiceFacts fiber() {
  ServiceFacts facts;
  facts.starts_on = Date::of(2026, 1, 1);
  facts.plan_name = "Fiber 100";
  facts.down_kbit = 100000;
  facts.up_kbit = 20000;
  facts.static_address = "192.0.2.7";
  facts.session_timeout_s = 86400;
  return facts;
}

billing::Standing restricted(billing::Restriction how) {
  billing::Standing standing;
  standing.state = billing::StandingState::restricted;
  standing.restriction = how;
  standing.invoice_id = InvoiceId(123);
  standing.since = Date::of(2026, 5, 3);
  standing.reason = "invoice 2026-000123 is 12 days overdue";
  return standing;
}

billing::Standing overdue() {
  billing::Standing standing;
  standing.state = billing::StandingState::overdue;
  standing.invoice_id = InvoiceId(123);
  standing.reason = "invoice 2026-000123 is 3 days overdue";
  return standing;
}

std::string told(const AccessProfile &profile) {
  std::string text = std::string(boost::describe::enum_to_string(profile.verdict, "?")) + " | " + in_words(profile);
  for (const Reason &reason : profile.reasons)
    text += "\n" + reason.code + " | " + reason.text;
  return text;
}

TEST(AccessDecision, lets_nobody_in_with_a_plan_that_is_not_for_the_network) {
  ServiceFacts television = fiber();
  television.has_network = false;
  const AccessProfile good = decide_access(television, {}, today);
  EXPECT_EQ(good.verdict, Verdict::reject);
  EXPECT_EQ(good.reasons.front().code, "not_network");
  EXPECT_EQ(good.static_address, std::nullopt);
  EXPECT_EQ(status_of(good), ServiceStatus::active);
  // No garden either, and suspended like any other service.
  const AccessProfile in_debt = decide_access(television, restricted(billing::Restriction::walled_garden), today);
  EXPECT_EQ(in_debt.verdict, Verdict::reject);
  EXPECT_EQ(status_of(in_debt), ServiceStatus::suspended);
  television.ends_on = today;
  EXPECT_EQ(status_of(decide_access(television, {}, today)), ServiceStatus::ended);
}

struct Case {
  const char *name;
  ServiceFacts service;
  billing::Standing standing;
  const char *expected;
};

std::vector<Case> cases() {
  const ServiceFacts plain = fiber();
  ServiceFacts future = fiber();
  future.starts_on = Date::of(2026, 6, 1);
  ServiceFacts starts_today = fiber();
  starts_today.starts_on = today;
  ServiceFacts over = fiber();
  over.ends_on = today;
  ServiceFacts last_day = fiber();
  last_day.ends_on = today.plus_days(1);
  ServiceFacts held = fiber();
  held.holds = {{"operator", "moving house"}};
  ServiceFacts held_twice = fiber();
  held_twice.holds = {{"fraud", ""}, {"lawyer", "until August"}};
  ServiceFacts paused = fiber();
  paused.pause = Pause{std::nullopt, ""};
  ServiceFacts paused_until = fiber();
  paused_until.pause = Pause{Date::of(2026, 6, 1), "at sea"};
  ServiceFacts over_and_held = over;
  over_and_held.holds = held.holds;
  ServiceFacts slow = fiber();
  slow.down_kbit = 1500;
  slow.up_kbit = 512;
  ServiceFacts half_open = fiber();
  half_open.up_kbit = std::nullopt;
  ServiceFacts unlimited = fiber();
  unlimited.down_kbit = unlimited.up_kbit = std::nullopt;

  const billing::Standing good;
  const billing::Standing garden = restricted(billing::Restriction::walled_garden);
  const billing::Standing off = restricted(billing::Restriction::reject);

  return {
      {"good standing", plain, good, "allow | 100/20 Mbit/s\nin_good_standing | in good standing"},
      {"begins today", starts_today, good, "allow | 100/20 Mbit/s\nin_good_standing | in good standing"},
      {"the last day counts", last_day, good, "allow | 100/20 Mbit/s\nin_good_standing | in good standing"},
      {"fractions of a megabit", slow, good, "allow | 1.5/0.512 Mbit/s\nin_good_standing | in good standing"},
      {"no limit upwards", half_open, good, "allow | 100/unlimited Mbit/s\nin_good_standing | in good standing"},
      {"no limit", unlimited, good, "allow | unlimited\nin_good_standing | in good standing"},
      {"overdue is served and told", plain, overdue(),
       "allow | 100/20 Mbit/s\nin_grace | served: no restriction has begun\n"
       "overdue | invoice 2026-000123 is 3 days overdue"},
      {"restricted to the garden", plain, garden,
       "walled_garden | walled garden\ndebt | suspended because invoice 2026-000123 is 12 days overdue"},
      {"restricted to nothing", plain, off,
       "reject | no access\ndebt | suspended because invoice 2026-000123 is 12 days overdue"},
      {"not started", future, good, "reject | no access\nnot_started | not started: the service begins on 2026-06-01"},
      {"ended", over, good, "reject | no access\nended | ended: the last day of the service was 2026-05-14"},
      {"held", held, good, "reject | no access\nheld | suspended by the operator: moving house"},
      {"every hold is listed", held_twice, good,
       "reject | no access\nheld | suspended on suspicion of fraud\nheld | suspended: lawyer: until August"},
      {"paused", paused, good, "reject | no access\npaused | paused as the customer asked"},
      {"paused for a time", paused_until, good,
       "reject | no access\npaused | paused as the customer asked, service again from 2026-06-01: at sea"},
      {"a pause is stronger than the garden", paused, garden,
       "reject | no access\npaused | paused as the customer asked\n"
       "debt | suspended because invoice 2026-000123 is 12 days overdue"},
      {"a hold is stronger than the garden", held, garden,
       "reject | no access\nheld | suspended by the operator: moving house\n"
       "debt | suspended because invoice 2026-000123 is 12 days overdue"},
      {"a hold on an overdue account", held, overdue(),
       "reject | no access\nheld | suspended by the operator: moving house\n"
       "overdue | invoice 2026-000123 is 3 days overdue"},
      {"ended decides over all", over_and_held, garden,
       "reject | no access\nended | ended: the last day of the service was 2026-05-14\n"
       "held | suspended by the operator: moving house\n"
       "debt | suspended because invoice 2026-000123 is 12 days overdue"},
      {"not started and in debt", future, garden,
       "reject | no access\nnot_started | not started: the service begins on 2026-06-01\n"
       "debt | suspended because invoice 2026-000123 is 12 days overdue"},
  };
}

TEST(DecideAccess, follows_the_table) {
  for (const Case &row : cases())
    EXPECT_EQ(told(decide_access(row.service, row.standing, today)), row.expected) << row.name;
}

TEST(DecideAccess, gives_the_static_address_only_with_service) {
  EXPECT_EQ(decide_access(fiber(), {}, today).static_address, "192.0.2.7");
  EXPECT_EQ(decide_access(fiber(), restricted(billing::Restriction::walled_garden), today).static_address,
            std::nullopt);
  EXPECT_EQ(decide_access(fiber(), restricted(billing::Restriction::reject), today).static_address, std::nullopt);
}

TEST(DecideAccess, keeps_the_session_timeout_and_the_plan_name) {
  const AccessProfile profile = decide_access(fiber(), {}, today);
  EXPECT_EQ(profile.session_timeout_s, 86400);
  EXPECT_EQ(profile.plan_name, "Fiber 100");
}

TEST(DecideAccess, a_restricted_account_without_a_stated_restriction_is_kept_off) {
  billing::Standing standing = restricted(billing::Restriction::reject);
  standing.restriction = std::nullopt;
  EXPECT_EQ(decide_access(fiber(), standing, today).verdict, Verdict::reject);
}

// Field notes 15: whatever else is true, someone who is held, ended or not started gets nothing; and one who owes
// nothing and is not held is never kept off.
RC_GTEST_PROP(DecideAccess, serves_exactly_those_who_may_be_served, ()) {
  ServiceFacts service = fiber();
  service.starts_on = today.plus_days(*rc::gen::inRange(-3, 4));
  if (*rc::gen::arbitrary<bool>())
    service.ends_on = today.plus_days(*rc::gen::inRange(-3, 4));
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    service.holds.push_back({*rc::gen::element<std::string>("operator", "fraud"), ""});
  if (*rc::gen::arbitrary<bool>())
    service.pause = Pause{std::nullopt, ""};
  const auto standing = *rc::gen::element<billing::Standing>(billing::Standing{}, overdue(),
                                                             restricted(billing::Restriction::walled_garden),
                                                             restricted(billing::Restriction::reject));
  const AccessProfile profile = decide_access(service, standing, today);
  const bool in_time = service.starts_on <= today && (!service.ends_on || *service.ends_on > today);
  const bool may =
      in_time && service.holds.empty() && !service.pause && standing.state != billing::StandingState::restricted;
  RC_ASSERT((profile.verdict == Verdict::allow) == may);
  RC_ASSERT(!profile.reasons.empty());
  if (!in_time || !service.holds.empty() || service.pause)
    RC_ASSERT(profile.verdict == Verdict::reject);
  // Each of the holds is told.
  RC_ASSERT(static_cast<std::size_t>(std::count_if(profile.reasons.begin(), profile.reasons.end(),
                                                   [](const Reason &reason) { return reason.code == "held"; })) ==
            service.holds.size());
}

TEST(SameOnTheNetwork, looks_past_the_words) {
  AccessProfile a = decide_access(fiber(), overdue(), today);
  AccessProfile b = a;
  b.reasons.back().text = "invoice 2026-000123 is 4 days overdue";
  EXPECT_NE(a, b);
  EXPECT_TRUE(same_on_the_network(a, b));
  b.up_kbit = 1;
  EXPECT_FALSE(same_on_the_network(a, b));
}

TEST(InWords, names_a_throttled_speed) {
  AccessProfile profile;
  profile.verdict = Verdict::throttle;
  profile.down_kbit = 2000;
  profile.up_kbit = 1000;
  profile.reasons = {{"fair_use", "slowed: 500 GB used this month"}};
  EXPECT_EQ(in_words(profile), "slowed to 2/1 Mbit/s");
  EXPECT_EQ(status_of(profile), ServiceStatus::active);
}

TEST(StatusOf, tells_why_a_service_is_off) {
  ServiceFacts service = fiber();
  EXPECT_EQ(status_of(decide_access(service, {}, today)), ServiceStatus::active);
  EXPECT_EQ(status_of(decide_access(service, restricted(billing::Restriction::walled_garden), today)),
            ServiceStatus::suspended);
  service.starts_on = today.plus_days(1);
  EXPECT_EQ(status_of(decide_access(service, restricted(billing::Restriction::reject), today)), ServiceStatus::pending);
  service.starts_on = today.plus_days(-9);
  service.ends_on = today;
  EXPECT_EQ(status_of(decide_access(service, restricted(billing::Restriction::reject), today)), ServiceStatus::ended);
}

TEST(StatusOfCustomer, follows_from_the_services) {
  using enum ServiceStatus;
  using subscribers::CustomerStatus;
  EXPECT_EQ(status_of_customer({}), CustomerStatus::lead);
  EXPECT_EQ(status_of_customer({pending}), CustomerStatus::lead);
  EXPECT_EQ(status_of_customer({ended, pending}), CustomerStatus::lead);
  EXPECT_EQ(status_of_customer({ended, ended}), CustomerStatus::left);
  EXPECT_EQ(status_of_customer({ended, active, suspended}), CustomerStatus::active);
  EXPECT_EQ(status_of_customer({ended, suspended, pending}), CustomerStatus::suspended);
}

ServiceFacts prepaid(bool is_paid) {
  const Currency eur = Currency::of("EUR");
  ServiceFacts facts = fiber();
  facts.prepaid = PrepaidFacts{is_paid,
                               is_paid ? Date::of(2026, 5, 20) : Date::of(2026, 5, 11),
                               is_paid ? subscribers::PrepaidStop::none : subscribers::PrepaidStop::balance,
                               Money::minor(2000, eur),
                               Money::minor(300, eur),
                               billing::Restriction::walled_garden};
  return facts;
}

TEST(AccessDecision, keeps_what_is_paid_in_advance_whatever_else_is_owed) {
  for (const auto how : {billing::Restriction::walled_garden, billing::Restriction::reject})
    EXPECT_EQ(told(decide_access(prepaid(true), restricted(how), today)),
              "allow | 100/20 Mbit/s\nprepaid | paid in advance until 2026-05-20");
}

TEST(AccessDecision, stops_a_prepaid_service_by_the_means_of_the_policy_and_says_what_is_missing) {
  ServiceFacts stopped = prepaid(false);
  const std::string reason =
      "\nprepaid_ended | stopped because the prepaid period ended on 2026-05-10 and the balance of "
      "3.00 EUR does not cover 20.00 EUR";
  EXPECT_EQ(told(decide_access(stopped, {}, today)), "walled_garden | walled garden" + reason);
  stopped.prepaid->means = billing::Restriction::reject;
  EXPECT_EQ(told(decide_access(stopped, {}, today)), "reject | no access" + reason);
  EXPECT_EQ(status_of(decide_access(stopped, {}, today)), ServiceStatus::suspended);
}

TEST(AccessDecision, names_a_hold_before_what_is_paid) {
  ServiceFacts held = prepaid(true);
  held.holds = {{"operator", ""}};
  EXPECT_EQ(told(decide_access(held, {}, today)), "reject | no access\nheld | suspended by the operator");
}

} // namespace
} // namespace demarc::network
