#include "billing/run_billing.h"
#include "billing/verify_billing.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "dunning/credit_control.h"
#include "ledger/journal.h"
#include "network/services.h"
#include "payments/payment_store.h"
#include "tests/support/test_database.h"

#include <gtest/gtest.h>
#include <thread>

namespace demarc::payments {
namespace {

// One customer on 29.00 EUR plus 19 %: 34.51 on each 1st of the month, payable within 14 days.
class TakePayment : public ::testing::Test {
protected:
  void SetUp() override {
    database_->write([&](db::Tx &tx) {
      ASSERT_TRUE(catalog::save_provider(tx, catalog::default_provider()));
      ASSERT_TRUE(dunning::create_policy(tx, *database_,
                                         {.name = "Standard",
                                          .restriction = billing::Restriction::walled_garden,
                                          .steps = {{3, dunning::Action::remind}, {10, dunning::Action::suspend}},
                                          .is_default = true}));
      const auto tax =
          catalog::create_tax(tx, *database_, {"VAT", "VAT", Percent{190'000}, Date::of(2020, 1, 1)}, today());
      const auto plan = catalog::create_plan(
          tx, *database_,
          {.code = "fiber", .name = "Fiber", .price_minor = 2900, .tax_id = tax->id, .down_kbit = 100'000}, now());
      const auto customer =
          subscribers::create_customer(tx, *database_, {.name = "Alice", .billing_day = 1}, now(), "Ann");
      customer_ = customer->id;
      const auto sold = network::add_service(tx, *database_, sealer_, customer_,
                                             {.plan_id = plan->id, .username = "alice@isp"}, {now(), today(), "Ann"});
      ASSERT_TRUE(sold);
      service_ = sold->service.id;
    });
  }

  [[nodiscard]] Instant now() const { return clock_.now(); }
  [[nodiscard]] Date today() const { return TimeZone::utc().date(clock_.now()); }
  // Every day until `day`, billing and dunning as the daemon runs them.
  void live_until(Date day) {
    while (today() < day) {
      clock_.set(now().plus_seconds(86'400));
      billing::run_due_billing({.database = *database_, .clock = clock_}, today());
      dunning::control_all(*database_, now(), today());
    }
  }
  Outcome<Payment> pay(std::int64_t amount_minor) {
    return database_->write([&](db::Tx &tx) {
      return take_payment(tx, *database_, {.customer_id = customer_, .amount_minor = amount_minor}, now(), "Ann");
    });
  }
  network::Verdict verdict() {
    return database_->read([&](db::Tx &tx) { return network::explain_access(tx, service_).verdict; });
  }
  std::string first_reason() {
    return database_->read([&](db::Tx &tx) { return network::explain_access(tx, service_).reasons.front().text; });
  }
  void expect_consistent() {
    database_->read([&](db::Tx &tx) {
      for (const auto &problem : billing::verify_billing(tx))
        ADD_FAILURE() << problem.rule << " " << problem.subject << ": " << problem.detail;
      EXPECT_EQ(verify_payments(tx), std::vector<std::string>());
      EXPECT_EQ(dunning::verify_standings(tx, today()), std::vector<std::string>());
    });
  }
  std::int64_t open_minor() {
    return database_->read([&](db::Tx &tx) {
      return tx.one<std::int64_t>(
          "select cast(coalesce(sum(open_minor), 0) as bigint) from open_item where customer_id = $1", customer_);
    });
  }

  testing::TestDatabase file_{db::Engine::sqlite};
  std::unique_ptr<db::Database> database_ = file_.open_migrated();
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
  SimulatedClock clock_{*parse_instant("2026-01-01T09:00:00Z")};
  CustomerId customer_;
  ServiceId service_;
};

TEST_F(TakePayment, settles_the_oldest_invoice_first_and_keeps_a_surplus_for_the_next) {
  live_until(Date::of(2026, 2, 2)); // invoices of 1 Jan and 1 Feb
  const auto payment = pay(3451 + 1000);
  ASSERT_TRUE(payment) << payment.error().detail;
  ASSERT_EQ(payment->allocations.size(), 2U);
  EXPECT_EQ(payment->allocations[0].amount_minor, 3451);
  EXPECT_EQ(payment->allocations[1].amount_minor, 1000);
  EXPECT_EQ(payment->credited_minor, 0);
  const auto more = pay(3000);
  EXPECT_EQ(more->allocations.front().amount_minor, 2451);
  EXPECT_EQ(more->credited_minor, 549);
  live_until(Date::of(2026, 3, 2));
  EXPECT_EQ(open_minor(), 3451 - 549) << "the credit paid a part of the next invoice by itself";
  expect_consistent();
}

TEST_F(TakePayment, restores_at_once_when_nothing_overdue_is_left_and_not_before) {
  live_until(Date::of(2026, 1, 27)); // due 16 Jan at the latest, suspended ten days later
  ASSERT_EQ(verdict(), network::Verdict::walled_garden);
  EXPECT_NE(first_reason().find("10 days overdue"), std::string::npos) << first_reason();
  ASSERT_TRUE(pay(3450));
  EXPECT_EQ(verdict(), network::Verdict::walled_garden) << "a cent is missing";
  const auto rest = pay(1);
  ASSERT_TRUE(rest);
  EXPECT_EQ(verdict(), network::Verdict::allow);
  EXPECT_EQ(rest->restored_services, std::vector<ServiceId>{service_});
  expect_consistent();
}

TEST_F(TakePayment, never_cuts_off_who_pays_on_time_for_a_year) {
  for (int month = 1; month <= 12; ++month) {
    live_until(Date::of(2026, 1, 10).plus_months_clamped(month));
    if (open_minor() > 0) {
      ASSERT_TRUE(pay(open_minor()));
    }
    EXPECT_EQ(verdict(), network::Verdict::allow) << month;
  }
  expect_consistent();
}

TEST_F(TakePayment, refuses_what_is_not_money_received) {
  EXPECT_EQ(pay(0).error().code, "amount_not_positive");
  EXPECT_EQ(pay(-100).error().code, "amount_not_positive");
  const auto tomorrow = database_->write([&](db::Tx &tx) {
    return take_payment(tx, *database_,
                        {.customer_id = customer_, .amount_minor = 100, .received_on = today().plus_days(1)}, now(),
                        "Ann");
  });
  EXPECT_EQ(tomorrow.error().code, "received_in_future");
  const auto nobody = database_->write([&](db::Tx &tx) {
    return take_payment(tx, *database_, {.customer_id = CustomerId(999'999), .amount_minor = 100}, now(), "Ann");
  });
  EXPECT_EQ(nobody.error().kind, Refusal::Kind::not_found);
}

TEST_F(TakePayment, conserves_money_when_a_hundred_come_at_once) {
  live_until(Date::of(2026, 3, 2));
  std::vector<std::thread> threads;
  for (int t = 0; t < 10; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(pay(150));
    });
  for (std::thread &thread : threads)
    thread.join();
  database_->read([&](db::Tx &tx) {
    const Currency eur = Currency::of("EUR");
    EXPECT_EQ(ledger::balance_of(tx, ledger::account::cash, eur).minor_units(), 15'000);
    EXPECT_EQ(ledger::balance_of(tx, ledger::account::receivables, eur, customer_).minor_units() +
                  ledger::balance_of(tx, ledger::account::customer_credit, eur, customer_).minor_units(),
              3 * 3451 - 15'000);
  });
  expect_consistent();
}

} // namespace
} // namespace demarc::payments
