// A provider's office for tests of billing: customers, services, days that pass, money that comes in, all through the
// same operations as in real life, on any database.
#pragma once

#include "billing/allocate_payment.h"
#include "billing/run_billing.h"
#include "billing/verify_billing.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "subscribers/customer_discount.h"
#include "subscribers/move_service.h"
#include "subscribers/payer.h"
#include "subscribers/service_operations.h"

#include <gtest/gtest.h>

namespace demarc::testing {

class Office {
public:
  explicit Office(db::Database &database, Currency currency = Currency::of("EUR")) : database_(database) {
    database_.write([&](db::Tx &tx) {
      auto provider = catalog::default_provider();
      provider.currency = currency;
      EXPECT_TRUE(catalog::save_provider(tx, provider));
      tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
              " values (1, 'Standard', 1, 0, 'reject')");
    });
  }

  db::Database &database() { return database_; }
  SimulatedClock &clock() { return clock_; }
  [[nodiscard]] Date today() const { return TimeZone::utc().date(clock_.now()); }
  // Noon of a day; never back.
  void go_to(Date day) { clock_.set(TimeZone::utc().instant(day, 12 * 3600)); }
  [[nodiscard]] billing::Billing billing() { return {.database = database_, .clock = clock_}; }

  TaxId tax(const std::string &code, std::int64_t ppm, Date from = Date::of(2020, 1, 1)) {
    return database_.write([&](db::Tx &tx) {
      const auto made = catalog::create_tax(tx, database_, {code, code, Percent{ppm}, from}, today());
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
  }
  PlanId plan(const std::string &code, std::int64_t price_minor, std::optional<TaxId> tax, int interval_months = 1,
              bool includes_tax = false) {
    return plan({.code = code,
                 .name = code,
                 .price_minor = price_minor,
                 .interval_months = interval_months,
                 .tax_id = tax,
                 .price_includes_tax = includes_tax});
  }
  PlanId plan(const catalog::NewPlan &in) {
    return database_.write([&](db::Tx &tx) {
      const auto made = catalog::create_plan(tx, database_, in, clock_.now());
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
  }
  CustomerId customer(const std::string &name, std::optional<int> billing_day = std::nullopt,
                      const std::string &postal_code = "", std::optional<LegalEntityId> of = std::nullopt) {
    return database_.write([&](db::Tx &tx) {
      const auto made = subscribers::create_customer(tx, database_,
                                                     {.name = name,
                                                      .street = "1 Road",
                                                      .city = "Town",
                                                      .postal_code = postal_code,
                                                      .billing_day = billing_day,
                                                      .legal_entity_id = of},
                                                     clock_.now(), "test");
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
  }
  ServiceId sell(CustomerId customer, const std::string &username, PlanId plan, std::optional<Date> from = std::nullopt,
                 std::optional<std::int64_t> quantity = std::nullopt) {
    return database_.write([&](db::Tx &tx) {
      auto sold = subscribers::sell_service(
          tx, database_, sealer_, customer,
          {.plan_id = plan, .username = username, .password = "password", .starts_on = from, .quantity = quantity},
          act());
      EXPECT_TRUE(sold) << (sold ? "" : sold.error().detail);
      billing::review_billing(tx, customer);
      return sold->service.id;
    });
  }
  void change(ServiceId service, std::optional<PlanId> plan, std::optional<Date> from = std::nullopt,
              std::optional<std::int64_t> quantity = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      const auto changed = subscribers::change_plan(tx, database_, service, {plan, from, quantity}, act());
      EXPECT_TRUE(changed) << (changed ? "" : changed.error().detail);
      billing::review_billing(tx, changed->customer_id);
    });
  }
  void move(ServiceId service, const subscribers::ServiceMove &to) {
    database_.write([&](db::Tx &tx) {
      const auto moved = subscribers::move_service(tx, database_, service, to, act());
      EXPECT_TRUE(moved) << (moved ? "" : moved.error().detail);
      billing::review_billing(tx, moved->customer_id);
    });
  }
  void pay_for(CustomerId customer, std::optional<CustomerId> payer, std::optional<Date> on = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      const auto set = subscribers::set_payer(tx, database_, customer, {payer, on}, act());
      EXPECT_TRUE(set) << (set ? "" : set.error().detail);
      billing::review_billing(tx, customer);
    });
  }
  void end(ServiceId service, std::optional<Date> on = std::nullopt) {
    end(service, subscribers::ServiceEnd{on.value_or(today())});
  }
  void end(ServiceId service, const subscribers::ServiceEnd &end) {
    database_.write([&](db::Tx &tx) {
      const auto ended = subscribers::set_service_end(tx, database_, service, end, act());
      EXPECT_TRUE(ended) << (ended ? "" : ended.error().detail);
      billing::review_billing(tx, ended->customer_id);
    });
  }
  void keep(ServiceId service) {
    database_.write([&](db::Tx &tx) {
      const auto kept = subscribers::take_back_end(tx, database_, service, act());
      EXPECT_TRUE(kept) << (kept ? "" : kept.error().detail);
      billing::review_billing(tx, kept->customer_id);
    });
  }
  ServiceItemId add(ServiceId service, const subscribers::NewItem &item) {
    return database_.write([&](db::Tx &tx) {
      const auto added = subscribers::add_item(tx, database_, service, item, act());
      EXPECT_TRUE(added) << (added ? "" : added.error().detail);
      billing::review_billing(tx, added->customer_id);
      return subscribers::items_of(tx, service).back().id;
    });
  }
  void drop(ServiceId service, ServiceItemId item, std::optional<Date> on = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      const auto ended = subscribers::end_item(tx, database_, service, item, on.value_or(today()), act());
      EXPECT_TRUE(ended) << (ended ? "" : ended.error().detail);
      billing::review_billing(tx, ended->customer_id);
    });
  }
  void discount(ServiceId service, const subscribers::NewDiscount &discount) {
    database_.write([&](db::Tx &tx) {
      const auto given = subscribers::give_discount(tx, database_, service, discount, act());
      EXPECT_TRUE(given) << (given ? "" : given.error().detail);
      billing::review_billing(tx, given->customer_id);
    });
  }
  CustomerDiscountId discount_invoices(CustomerId customer, const subscribers::NewCustomerDiscount &discount) {
    return database_.write([&](db::Tx &tx) {
      const auto given = subscribers::give_customer_discount(tx, database_, customer, discount, act());
      EXPECT_TRUE(given) << (given ? "" : given.error().detail);
      return given ? given->id : CustomerDiscountId{};
    });
  }
  void end_invoice_discounts(CustomerId customer, std::optional<Date> on = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      for (const subscribers::CustomerDiscount &given : subscribers::discounts_of_customer(tx, customer)) {
        const auto ended = subscribers::end_customer_discount(tx, database_, customer, given.id, on, act());
        EXPECT_TRUE(ended) << (ended ? "" : ended.error().detail);
      }
    });
  }
  void end_discounts(ServiceId service, std::optional<Date> on = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      for (const subscribers::ServiceDiscount &given : subscribers::discounts_of(tx, service)) {
        const auto ended = subscribers::end_discount(tx, database_, service, given.id, on.value_or(today()), act());
        EXPECT_TRUE(ended) << (ended ? "" : ended.error().detail);
        billing::review_billing(tx, ended->customer_id);
      }
    });
  }
  void pause(ServiceId service, Date from, std::optional<Date> until = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      const auto paused = subscribers::add_pause(tx, database_, service, {from, until, ""}, act());
      EXPECT_TRUE(paused) << (paused ? "" : paused.error().detail);
      billing::review_billing(tx, paused->customer_id);
    });
  }
  void resume(ServiceId service, std::optional<Date> on = std::nullopt) {
    database_.write([&](db::Tx &tx) {
      const auto resumed = subscribers::end_pause(tx, database_, service, on.value_or(today()), act());
      EXPECT_TRUE(resumed) << (resumed ? "" : resumed.error().detail);
      billing::review_billing(tx, resumed->customer_id);
    });
  }
  billing::BillingRun run(std::optional<Date> date = std::nullopt) {
    return billing::run_due_billing(billing(), date.value_or(today()), "test");
  }
  // As payments::take_payment does, without its row.
  billing::Allocated pay(CustomerId customer, std::int64_t amount_minor) {
    return database_.write([&](db::Tx &tx) {
      const auto found = subscribers::lock_customer(tx, customer);
      const Money amount = Money::minor(amount_minor, found->currency);
      const std::int64_t id = database_.next_id("payment");
      auto allocated = billing::allocate_payment(tx, database_, customer, {std::string(billing::payment_source), id},
                                                 amount, today(), clock_.now());
      ledger::Entry entry{today(), "payment", "payment", id, customer, "Payment", {{"1000", amount}}};
      for (ledger::Posting &posting : billing::credit_side(allocated))
        entry.postings.push_back(std::move(posting));
      ledger::post(tx, database_, entry, clock_.now());
      return allocated;
    });
  }
  std::vector<std::string> problems() {
    return database_.read([&](db::Tx &tx) {
      std::vector<std::string> said;
      for (const billing::Problem &problem : billing::verify_billing(tx))
        said.push_back(problem.rule + ": " + problem.subject + ": " + problem.detail);
      return said;
    });
  }
  std::int64_t count(std::string_view sql) {
    return database_.read([&](db::Tx &tx) { return tx.one<std::int64_t>(sql); });
  }

private:
  [[nodiscard]] subscribers::Act act() const { return {clock_.now(), today(), "test"}; }

  db::Database &database_;
  SimulatedClock clock_{parse_instant("2020-01-01T12:00").value()};
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
};

} // namespace demarc::testing
