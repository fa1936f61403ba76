// A scheduled run is looked at before it issues: held, confirmed, cancelled, taken over, waiting. What the preview says
// of the change to last month. On both engines.
#include "billing/compare_bills.h"
#include "billing/edit_stop_rules.h"
#include "billing/preview_billing.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <gmock/gmock.h>
#include <thread>

namespace demarc::testing {
namespace {

using billing::RunStatus;
using billing::StopRule;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Thirty customers on 29.00 plus 19 %, billed on the 1st, the last time on 1 January.
class RunSafety : public Contract {
protected:
  RunSafety() {
    office.go_to(Date::of(2026, 1, 1));
    vat = office.tax("VAT", 190'000);
    fiber = office.plan("fiber", 2900, vat);
    dear = office.plan("dear", 29000, vat);
    for (int n = 0; n < 30; ++n) {
      ids.push_back(office.customer("customer" + std::to_string(n), 1));
      services.push_back(office.sell(ids.back(), "user" + std::to_string(n), fiber));
    }
    const auto first = scheduled();
    EXPECT_EQ(first.status, RunStatus::done) << "who was never billed is no jump";
    EXPECT_EQ(first.invoices, 30);
    office.go_to(Date::of(2026, 2, 1));
  }
  void make_all(PlanId plan) {
    for (const ServiceId service : services)
      office.change(service, plan);
  }
  billing::BillingRun scheduled(int per_look = 7) {
    billing::Billing billing = office.billing();
    billing.customers_per_look = per_look;
    return billing::run_scheduled_billing(billing, office.today());
  }
  Outcome<billing::BillingRun> confirm(BillingRunId id) {
    return database->write([&](db::Tx &tx) { return billing::confirm_run(tx, id, "Ann", office.clock().now()); });
  }
  Outcome<billing::BillingRun> cancel(BillingRunId id) {
    return database->write([&](db::Tx &tx) { return billing::cancel_run(tx, id, "Bob", office.clock().now()); });
  }
  Outcome<billing::BillingRun> by_hand() {
    return database->write(
        [&](db::Tx &tx) { return billing::create_run(tx, *database, std::nullopt, "Ann", office.clock().now()); });
  }
  billing::BillingRun find(BillingRunId id) {
    return *database->read([&](db::Tx &tx) { return billing::find_run(tx, id); });
  }
  void set_rules(const billing::StopRulesEdit &edit) {
    const auto edited =
        database->write([&](db::Tx &tx) { return billing::edit_stop_rules(tx, edit, office.clock().now(), "Ann"); });
    EXPECT_TRUE(edited) << (edited ? "" : edited.error().detail);
  }
  static std::vector<StopRule> rules_of(const billing::BillingRun &run) {
    std::vector<StopRule> rules;
    for (const billing::Finding &finding : run.findings)
      rules.push_back(finding.rule);
    return rules;
  }
  billing::Preview preview(const billing::PreviewAsked &asked) {
    return database->read([&](db::Tx &tx) { return billing::preview_billing(tx, asked); });
  }
  std::int64_t invoices() { return office.count("select count(*) from invoice"); }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  TaxId vat;
  PlanId fiber, dear;
  std::vector<CustomerId> ids;
  std::vector<ServiceId> services;
};
RUN_ON_BOTH_ENGINES(RunSafety);

TEST_P(RunSafety, goes_on_by_itself_when_nothing_is_unusual) {
  office.change(services[0], dear);
  const auto run = scheduled();
  EXPECT_EQ(run.status, RunStatus::done);
  EXPECT_EQ(run.invoices, 30);
  ASSERT_TRUE(run.check);
  EXPECT_EQ(run.check->invoices, 30);
  EXPECT_EQ(run.check->previous_minor, 30 * 3451);
  EXPECT_EQ(run.check->difference_minor, 34510 - 3451);
  EXPECT_EQ(run.check->up, 1);
  EXPECT_THAT(run.findings, IsEmpty());
  EXPECT_EQ(run.check->gross_minor, run.gross_minor) << "what was checked is what was issued";
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(RunSafety, is_held_by_a_price_typed_ten_times_too_high_until_a_person_confirms) {
  make_all(dear);
  const auto held = scheduled();
  EXPECT_EQ(held.status, RunStatus::held);
  ASSERT_THAT(rules_of(held), ElementsAre(StopRule::bill_jump));
  EXPECT_EQ(held.findings[0].figure, 30);
  EXPECT_EQ(held.findings[0].limit, 19);
  ASSERT_EQ(held.findings[0].examples.size(), billing::examples_kept);
  EXPECT_EQ(held.findings[0].examples[0].customer_name, "customer0");
  EXPECT_EQ(held.findings[0].examples[0].gross_minor, 34510);
  EXPECT_EQ(held.findings[0].examples[0].previous_minor, 3451);
  EXPECT_EQ(held.done, 30);
  EXPECT_EQ(invoices(), 30) << "nothing is issued";
  EXPECT_EQ(office.count("select count(*) from outbox where topic = 'billing.run'"), 0);

  // The job again, a person's own run, a worker: it stays held.
  EXPECT_EQ(scheduled().id, held.id);
  const auto refused = by_hand();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "run_undecided");
  EXPECT_EQ(billing::continue_run(office.billing(), held.id).status, RunStatus::held);
  EXPECT_EQ(invoices(), 30);

  const auto confirmed = confirm(held.id);
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->status, RunStatus::running);
  EXPECT_EQ(confirmed->confirmed_by, "Ann");
  EXPECT_EQ(confirm(held.id)->status, RunStatus::running) << "twice is once";
  EXPECT_EQ(office.count("select count(*) from outbox where topic = 'billing.run'"), 1);
  const auto done = billing::continue_run(office.billing(), held.id);
  EXPECT_EQ(done.status, RunStatus::done);
  EXPECT_EQ(done.invoices, 30);
  EXPECT_THAT(rules_of(done), ElementsAre(StopRule::bill_jump)) << "what was found stays with the run";
  EXPECT_EQ(confirm(held.id)->status, RunStatus::done);
  EXPECT_EQ(invoices(), 60);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(RunSafety, issues_nothing_when_it_is_cancelled_and_the_next_days_run_looks_again) {
  make_all(dear);
  const auto held = scheduled();
  const auto cancelled = cancel(held.id);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->cancelled_by, "Bob");
  EXPECT_FALSE(cancelled->can_be_resumed) << "it never issued";
  EXPECT_EQ(confirm(held.id).error().code, "run_is_over");
  EXPECT_EQ(billing::continue_run(office.billing(), held.id).status, RunStatus::cancelled);
  EXPECT_EQ(invoices(), 30);
  office.go_to(Date::of(2026, 2, 2));
  const auto next = scheduled();
  EXPECT_THAT(rules_of(next), ElementsAre(StopRule::bill_jump));
  ASSERT_TRUE(cancel(next.id));
  make_all(fiber);
  office.go_to(Date::of(2026, 2, 3));
  const auto last = scheduled();
  EXPECT_EQ(last.status, RunStatus::done) << "put right, it goes on by itself";
  EXPECT_EQ(invoices(), 60);
}

TEST_P(RunSafety, taken_over_by_the_next_day_stays_held_until_somebody_decides) {
  make_all(dear);
  const auto held = scheduled();
  office.go_to(Date::of(2026, 2, 2));
  const auto next = scheduled();
  EXPECT_EQ(next.status, RunStatus::held);
  EXPECT_THAT(rules_of(next), ElementsAre(StopRule::bill_jump, StopRule::undecided));
  const auto before = find(held.id);
  EXPECT_EQ(before.status, RunStatus::cancelled);
  EXPECT_EQ(before.taken_over_by, next.id);
  EXPECT_EQ(before.cancelled_by, "Demarc");
  // Put right in the meantime: still, somebody has to say so.
  database->write([&](db::Tx &tx) { tx.exec("delete from service_plan where from_date = '2026-02-01'"); });
  office.go_to(Date::of(2026, 2, 3));
  const auto last = scheduled();
  EXPECT_THAT(rules_of(last), ElementsAre(StopRule::undecided));
  EXPECT_EQ(invoices(), 30);
  ASSERT_TRUE(confirm(last.id));
  EXPECT_EQ(billing::continue_run(office.billing(), last.id).invoices, 30);
  EXPECT_EQ(office.count("select count(*) from invoice where gross_minor = 3451"), 60);
}

TEST_P(RunSafety, waits_for_the_hours_to_look_and_then_goes_on) {
  set_rules({.hours_to_look = 4});
  const auto waiting = scheduled();
  EXPECT_EQ(waiting.status, RunStatus::waiting);
  EXPECT_EQ(waiting.issue_at, office.clock().now().plus_seconds(4 * 3600));
  EXPECT_EQ(billing::continue_run(office.billing(), waiting.id).status, RunStatus::waiting);
  EXPECT_EQ(scheduled().id, waiting.id);
  EXPECT_EQ(by_hand().error().code, "run_undecided");
  EXPECT_EQ(invoices(), 30);
  // The order lies in the outbox, due when the hours are over: a restart loses nothing.
  EXPECT_EQ(office.count("select next_try_at from outbox where topic = 'billing.run'"), waiting.issue_at->us);
  const auto payload = database->read(
      [](db::Tx &tx) { return tx.one<std::string>("select payload from outbox where topic = 'billing.run'"); });
  const jobs::OutboxItem order{1, std::string(billing::run_topic), "key", payload};
  office.clock().set(office.clock().now().plus_seconds(4 * 3600 - 1));
  EXPECT_EQ(billing::handle_run(office.billing(), order).kind, jobs::Handled::Kind::done);
  EXPECT_EQ(invoices(), 30);
  office.clock().set(office.clock().now().plus_seconds(1));
  EXPECT_EQ(billing::handle_run(office.billing(), order).kind, jobs::Handled::Kind::done);
  EXPECT_EQ(find(waiting.id).status, RunStatus::done);
  EXPECT_EQ(invoices(), 60);
}

TEST_P(RunSafety, confirmed_while_it_waits_issues_at_once) {
  set_rules({.hours_to_look = 4});
  const auto waiting = scheduled();
  ASSERT_TRUE(confirm(waiting.id));
  EXPECT_EQ(billing::continue_run(office.billing(), waiting.id).invoices, 30);
  EXPECT_EQ(find(waiting.id).issue_at, std::nullopt);
}

TEST_P(RunSafety, adds_everybody_up_once_however_many_look_at_once) {
  make_all(dear);
  const auto id = database->write([&](db::Tx &tx) {
    const auto next = database->next<BillingRunId>("billing_run");
    tx.exec("insert into billing_run (id, run_date, status, requested_by, total, done, invoices, gross_minor, currency,"
            " last_customer_id, created_at, error, is_checked) values ($1, '2026-02-01', 'queued', 'thread', 0, 0, 0,"
            " 0, 'EUR', 0, 0, '', 1)",
            next);
    return next;
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      billing::Billing billing = office.billing();
      billing.customers_per_look = 2 + t;
      billing::continue_run(billing, id);
    });
  for (std::thread &thread : threads)
    thread.join();
  const auto run = find(id);
  EXPECT_EQ(run.status, RunStatus::held);
  EXPECT_EQ(run.findings.at(0).figure, 30);
  EXPECT_EQ(run.check->invoices, 30);
  EXPECT_EQ(run.done, 30);
}

TEST_P(RunSafety, refuses_to_confirm_what_is_not_held) {
  EXPECT_EQ(confirm(BillingRunId(99)).error().code, "run_unknown");
  const auto run = by_hand();
  ASSERT_TRUE(run);
  EXPECT_EQ(confirm(run->id).error().code, "run_not_checked");
  EXPECT_EQ(billing::continue_run(office.billing(), run->id).status, RunStatus::done);
  EXPECT_EQ(confirm(run->id).error().code, "nothing_to_confirm");
}

TEST_P(RunSafety, stopped_amid_issuing_is_resumed_by_another_that_bills_the_rest) {
  const auto run = by_hand();
  ASSERT_TRUE(run);
  billing::Billing billing = office.billing();
  billing.customers_per_transaction = 10;
  int steps = 0;
  billing.on_issued = [&](db::Tx &, std::span<const billing::IssuedDocument>) {
    if (++steps == 2)
      throw std::runtime_error("power cut");
  };
  EXPECT_THROW(billing::continue_run(billing, run->id), std::runtime_error);
  const auto stopped = cancel(run->id);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->invoices, 10);
  EXPECT_TRUE(stopped->can_be_resumed);
  const auto rest = by_hand();
  ASSERT_TRUE(rest);
  EXPECT_NE(rest->id, run->id);
  EXPECT_EQ(billing::continue_run(office.billing(), rest->id).invoices, 20);
  EXPECT_FALSE(find(run->id).can_be_resumed) << "made up for";
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(RunSafety, is_held_when_customers_in_service_would_get_nothing) {
  const PlanId free = office.plan("free", 0, vat);
  for (int n = 0; n < 20; ++n)
    office.change(services[static_cast<std::size_t>(n)], free);
  office.end(services[25], Date::of(2026, 2, 1));   // left: nothing to wonder about
  office.pause(services[26], Date::of(2026, 2, 1)); // away
  const auto held = scheduled();
  ASSERT_THAT(rules_of(held), ElementsAre(StopRule::zero_bills));
  EXPECT_EQ(held.findings[0].figure, 20);
}

TEST_P(RunSafety, is_held_when_tax_moves) {
  database->write([&](db::Tx &tx) { tx.exec("update tax_rate set percent_ppm = 70000"); });
  const auto held = scheduled();
  ASSERT_THAT(rules_of(held), ElementsAre(StopRule::tax_jump));
  EXPECT_EQ(held.findings[0].figure, 70'000);
  EXPECT_EQ(held.findings[0].limit, 170'000);
}

TEST_P(RunSafety, is_held_when_far_more_or_fewer_invoices_come_than_a_month_before) {
  set_rules({.count_invoices = 5});
  for (int n = 0; n < 8; ++n)
    office.sell(office.customer("new" + std::to_string(n), 1), "new" + std::to_string(n), fiber);
  const auto held = scheduled();
  ASSERT_THAT(rules_of(held), ElementsAre(StopRule::invoice_count));
  EXPECT_EQ(held.findings[0].figure, 38);
  EXPECT_EQ(held.findings[0].limit, 37) << "a quarter more than 30, rounded down";
}

TEST_P(RunSafety, compares_a_quarter_with_the_quarter_before) {
  const PlanId quarter = office.plan("quarter", 8900, vat, 3);
  office.clock().set(parse_instant("2026-02-01T13:00").value());
  std::vector<CustomerId> quarterly;
  for (int n = 0; n < 25; ++n) {
    quarterly.push_back(office.customer("q" + std::to_string(n), 1));
    office.sell(quarterly.back(), "small" + std::to_string(n), fiber);
    office.sell(quarterly.back(), "large" + std::to_string(n), quarter);
  }
  for (const Date day : {Date::of(2026, 2, 1), Date::of(2026, 3, 1), Date::of(2026, 4, 1), Date::of(2026, 5, 1)}) {
    office.go_to(day);
    const auto run = scheduled();
    EXPECT_EQ(run.status, RunStatus::done) << to_string(day) << (run.findings.empty() ? "" : run.findings[0].detail);
  }
  office.go_to(Date::of(2026, 6, 1));
  EXPECT_EQ(scheduled().status, RunStatus::done) << "months without a quarter are no zero bills";
}

TEST_P(RunSafety, shows_what_changes_to_last_month_for_each_customer_and_in_all) {
  office.change(services[3], dear);              // up by 310.59
  office.end(services[5], Date::of(2026, 2, 1)); // gone: 34.51 less
  const PlanId half = office.plan("half", 1450, vat);
  office.change(services[7], half);
  const CustomerId fresh = office.customer("fresh", 1);
  office.sell(fresh, "fresh", fiber);
  const Date day = Date::of(2026, 2, 1);

  const auto whole = preview({.date = day, .limit = 500});
  EXPECT_EQ(whole.totals.customers, 30);
  EXPECT_EQ(whole.totals.up, 1);
  EXPECT_EQ(whole.totals.down, 1);
  EXPECT_EQ(whole.totals.started, 1);
  EXPECT_EQ(whole.totals.gone, 1);
  EXPECT_EQ(whole.totals.previous_minor, 30 * 3451);
  EXPECT_EQ(whole.totals.difference_minor, (34510 - 3451) - 3451 + (1726 - 3451) + 3451);
  std::int64_t difference = 0;
  for (const auto &item : whole.items) {
    EXPECT_EQ(item.difference_minor, item.gross_minor - item.previous_minor);
    difference += item.difference_minor;
  }
  EXPECT_EQ(difference, whole.totals.difference_minor);
  EXPECT_EQ(whole.items.size(), 31U);

  // By change, two at a time: the same as all at once.
  std::vector<CustomerId> order;
  billing::PreviewAsked asked{.date = day, .sort = billing::PreviewSort::change, .limit = 2, .with_totals = false};
  for (;;) { // ends: each page begins behind the one before
    const auto page = preview(asked);
    for (const auto &item : page.items)
      order.push_back(item.customer_id);
    if (page.items.size() < 2)
      break;
    asked.behind = billing::change_size(page.items.back());
    asked.after = page.items.back().customer_id;
  }
  ASSERT_EQ(order.size(), 31U);
  EXPECT_THAT(std::vector<CustomerId>(order.begin(), order.begin() + 4), ElementsAre(ids[3], ids[5], fresh, ids[7]));
  EXPECT_EQ(std::set<CustomerId>(order.begin(), order.end()).size(), 31U);

  const auto shown = [&](billing::PreviewShow show) {
    std::vector<CustomerId> found;
    for (const auto &item : preview({.date = day, .show = show, .limit = 500, .with_totals = false}).items)
      found.push_back(item.customer_id);
    return found;
  };
  EXPECT_THAT(shown(billing::PreviewShow::changed), ElementsAre(ids[3], ids[5], ids[7], fresh));
  EXPECT_THAT(shown(billing::PreviewShow::gone), ElementsAre(ids[5]));
  EXPECT_THAT(shown(billing::PreviewShow::started), ElementsAre(fresh));
  EXPECT_THAT(shown(billing::PreviewShow::jumps), ElementsAre(ids[3]));
}

TEST_P(RunSafety, keeps_who_changed_the_rules) {
  set_rules({.jump_customers = 5});
  set_rules({.jump_customers = 5}); // changes nothing
  const auto refused = database->write(
      [&](db::Tx &tx) { return billing::edit_stop_rules(tx, {.hours_to_look = 24}, office.clock().now(), "Ann"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "limit_out_of_range");
  const auto versions = database->read([](db::Tx &tx) { return billing::stop_rules_versions(tx, 10); });
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_EQ(versions[0].changed_by, "Ann");
  EXPECT_EQ(versions[0].rules.jump_customers, 5);
  EXPECT_EQ(versions[0].rules.tax_customers, billing::StopRules{}.tax_customers) << "the rest stays as it was";
}

TEST(ComparedDays, are_the_runs_own_month_after_the_last_run) {
  const auto day = [](int month, int d) { return Date::of(2026, month, d); };
  auto days = billing::compared_days(day(3, 15), day(3, 14));
  EXPECT_EQ(days.first_day, 15);
  EXPECT_EQ(days.last_day, 15);
  EXPECT_EQ(days.month_before, (Period{day(2, 1), day(3, 1)}));
  EXPECT_EQ(days.days_before, (Period{day(2, 15), day(2, 16)}));
  // Missed days are made up for, in this month only.
  days = billing::compared_days(day(3, 5), day(2, 20));
  EXPECT_EQ(days.first_day, 1);
  EXPECT_EQ(days.last_day, 5);
  // The 28th of February is the billing day of the 29th, 30th and 31st too.
  days = billing::compared_days(day(2, 28), day(2, 27));
  EXPECT_EQ(days.first_day, 28);
  EXPECT_EQ(days.last_day, 31);
  EXPECT_EQ(days.days_before, (Period{day(1, 28), day(2, 1)}));
  // In March these have days of their own; the month before had one for all of them.
  days = billing::compared_days(day(3, 30), day(3, 29));
  EXPECT_EQ(days.first_day, 30);
  EXPECT_EQ(days.last_day, 30);
  EXPECT_EQ(days.days_before, (Period{day(2, 28), day(3, 1)}));
  EXPECT_TRUE(billing::compared_days(day(3, 15), day(3, 15)).empty());
  EXPECT_TRUE(billing::compared_days(day(3, 15), day(3, 20)).empty());
  EXPECT_EQ(billing::compared_days(day(1, 1), std::nullopt).month_before,
            (Period{Date::of(2025, 12, 1), Date::of(2026, 1, 1)}));
}

} // namespace
} // namespace demarc::testing
