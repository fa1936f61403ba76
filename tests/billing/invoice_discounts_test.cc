// Discounts on the invoice: given once, counted once, booked by their shares, taken back with what they lowered. On
// both engines.
#include "base/random.h"
#include "billing/discount_uses_store.h"
#include "billing/explanation_store.h"
#include "billing/invoice_store.h"
#include "billing/quote_bill.h"
#include "billing/void_invoice.h"
#include "catalog/coupon.h"
#include "ledger/recognise_revenue.h"
#include "ledger/verify_ledger.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <thread>

namespace demarc::testing {
namespace {

using billing::Invoice;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InvoiceDiscounts : public Contract {
protected:
  InvoiceDiscounts() { office.go_to(Date::of(2026, 1, 1)); }

  std::vector<Invoice> documents(CustomerId customer) {
    return database->read([&](db::Tx &tx) {
      std::vector<Invoice> all;
      for (const InvoiceId id :
           tx.all<InvoiceId>("select id from invoice where customer_id = $1 order by id", customer))
        all.push_back(billing::find_invoice(tx, id, office.today()).value());
      return all;
    });
  }
  std::int64_t net_of(CustomerId customer) {
    std::int64_t sum = 0;
    for (const Invoice &document : documents(customer))
      sum += document.kind == billing::DocumentKind::invoice ? document.net_minor : -document.net_minor;
    return sum;
  }
  std::vector<billing::DiscountUse> uses(CustomerId customer) {
    return database->read([&](db::Tx &tx) { return billing::discount_uses(tx, customer); });
  }
  std::vector<std::string> problems() {
    auto all = office.problems();
    for (std::string &problem : database->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }))
      all.push_back(std::move(problem));
    return all;
  }
  std::int64_t balance(std::string_view account) {
    return database->read(
        [&](db::Tx &tx) { return ledger::balance_of(tx, account, Currency::of("EUR")).minor_units(); });
  }
  void coupon(catalog::NewCoupon in) {
    in.name = in.name.empty() ? in.code : in.name;
    database->write([&](db::Tx &tx) {
      const auto made = catalog::create_coupon(tx, *database, in, office.clock().now());
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
    });
  }
  // Empty: it was given.
  std::string refused(CustomerId customer, const subscribers::NewCustomerDiscount &in) {
    try {
      database->write([&](db::Tx &tx) {
        const auto given = subscribers::give_customer_discount(tx, *database, customer, in,
                                                               {office.clock().now(), office.today(), "test"});
        if (!given)
          throw given.error().code; // rolls back, as a door does
      });
    } catch (const std::string &code) {
      return code;
    }
    return {};
  }

  void live(std::uint64_t seed);

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  std::int64_t given_back = 0, kept = 0; // of a life
};
RUN_ON_BOTH_ENGINES(InvoiceDiscounts);

TEST_P(InvoiceDiscounts, of_a_coupon_keep_its_limits) {
  const CustomerId ann = office.customer("Ann", 1), bob = office.customer("Bob", 1), eve = office.customer("Eve", 1);
  coupon({.code = "five", .amount_minor = 500, .periods = 2, .max_redemptions = 2, .on_invoice = true});
  coupon({.code = "spring",
          .percent_ppm = Percent{100'000},
          .valid_from = Date::of(2026, 3, 1),
          .valid_until = Date::of(2026, 5, 31),
          .on_invoice = true});
  coupon({.code = "service", .percent_ppm = Percent{100'000}});
  EXPECT_EQ(refused(ann, {.coupon_code = "five"}), "");
  EXPECT_EQ(refused(ann, {.coupon_code = "five"}), "coupon_used");
  EXPECT_EQ(refused(bob, {.coupon_code = "five"}), "");
  EXPECT_EQ(refused(eve, {.coupon_code = "five"}), "coupon_not_valid") << "its limit is reached";
  EXPECT_EQ(refused(eve, {.coupon_code = "spring"}), "coupon_not_valid") << "not yet";
  EXPECT_EQ(refused(eve, {.coupon_code = "service"}), "coupon_not_valid") << "it is for a service";
  EXPECT_EQ(refused(eve, {.coupon_code = "nothing"}), "coupon_unknown");
  EXPECT_EQ(refused(eve, {.coupon_code = "five", .name = "mine"}), "coupon_says_it_all");
  EXPECT_EQ(refused(eve, {.name = "both", .percent_ppm = Percent{1}, .amount_minor = 1}), "percent_or_amount");
  EXPECT_EQ(refused(eve, {.name = "late", .amount_minor = 1, .from = Date::of(2025, 12, 31)}), "in_the_past");
  EXPECT_EQ(refused(CustomerId(999), {.name = "whose", .amount_minor = 1}), "customer_unknown");
  // A coupon on the invoice is not given to a service, nor made for a plan.
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  const ServiceId service = office.sell(eve, "eve", fiber);
  database->write([&](db::Tx &tx) {
    const auto given = subscribers::give_discount(tx, *database, service, {.coupon_code = "five"},
                                                  {office.clock().now(), office.today(), "test"});
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().code, "coupon_not_valid");
    const auto made = catalog::create_coupon(
        tx, *database, {.code = "odd", .name = "odd", .amount_minor = 1, .plan_id = fiber, .on_invoice = true},
        office.clock().now());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, "invoice_is_whole");
  });
  // What was given is what the coupon said.
  const auto given = database->read([&](db::Tx &tx) { return subscribers::discounts_of_customer(tx, ann); });
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(given[0].amount_minor, 500);
  EXPECT_EQ(given[0].invoices, 2);
  EXPECT_EQ(office.count("select redeemed from coupon where code = 'five'"), 2);
  EXPECT_EQ(office.count("select count(*) from timeline where kind = 'customer.discount_given'"), 2);
}

TEST_P(InvoiceDiscounts, are_counted_once_by_two_nodes_that_catch_up) {
  const PlanId fiber = office.plan("fiber", 2900, office.tax("VAT", 190'000)),
               tv = office.plan("tv", 999, std::nullopt);
  std::vector<CustomerId> customers;
  for (int i = 0; i < 20; ++i) {
    customers.push_back(office.customer(fmt::format("c{}", i), 1));
    const ServiceId service = office.sell(customers.back(), fmt::format("s{}", i), fiber);
    office.add(service, {.plan_id = tv});
    office.discount_invoices(customers.back(), {.name = "Welcome", .amount_minor = 500, .invoices = 2});
  }
  const auto second_node = place.open();
  office.go_to(Date::of(2026, 4, 2)); // four billing days at once
  const auto bill = [&](db::Database &node) {
    billing::Billing billing{.database = node, .clock = office.clock()};
    billing.customers_per_transaction = 3;
    for (int attempt = 0; attempt < 50; ++attempt) {
      try {
        billing::run_due_billing(billing, office.today(), "test");
        return;
      } catch (const db::Error &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    }
  };
  std::thread other([&] { bill(*second_node); });
  bill(*database);
  other.join();
  bill(*database);
  for (const CustomerId customer : customers) {
    EXPECT_EQ(net_of(customer), 4 * 3899 - 2 * 500);
    const auto used = uses(customer);
    ASSERT_EQ(used.size(), 2U);
    EXPECT_EQ(used[0].used_on, Date::of(2026, 1, 1));
    EXPECT_EQ(used[1].used_on, Date::of(2026, 2, 1));
    EXPECT_EQ(used[0].amount_minor, 500);
  }
  EXPECT_EQ(office.count("select count(*) from customer_discount_use"), 40);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(InvoiceDiscounts, lower_revenue_by_their_shares_day_by_day) {
  const PlanId fiber = office.plan("fiber", 3100, office.tax("VAT", 200'000));
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId service = office.sell(ann, "ann", fiber);
  office.discount_invoices(ann, {.name = "Welcome", .amount_minor = 620, .invoices = 1});
  office.run();
  EXPECT_EQ(balance("2400"), -2480);
  EXPECT_EQ(balance("2200"), -496);
  EXPECT_EQ(balance("1200"), 2976);
  office.go_to(Date::of(2026, 1, 11));
  ledger::recognise_revenue(*database, Date::of(2026, 1, 10), office.clock().now());
  EXPECT_EQ(balance("4000"), -800) << "ten days of 24.80 in 31";
  office.end(service, Date::of(2026, 1, 11));
  office.run();
  EXPECT_EQ(balance("4000"), -800);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_EQ(balance("2200"), -160);
  EXPECT_EQ(balance("1200"), 960) << "what was used, at the price less the discount, with its tax";
  EXPECT_EQ(balance("2300"), 0) << "nothing of it becomes money";
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(InvoiceDiscounts, leave_an_invoice_of_nothing_that_is_paid) {
  const PlanId fiber = office.plan("fiber", 3100, office.tax("VAT", 200'000));
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId service = office.sell(ann, "ann", fiber);
  office.discount_invoices(ann, {.name = "Free", .percent_ppm = Percent{1'000'000}, .invoices = 1});
  office.run();
  const Invoice invoice = documents(ann).at(0);
  EXPECT_EQ(invoice.gross_minor, 0);
  EXPECT_EQ(invoice.status, billing::InvoiceStatus::paid);
  ASSERT_EQ(invoice.lines.at(0).discounts.size(), 1U);
  EXPECT_EQ(invoice.lines.at(0).discounts.at(0).name, "Free");
  EXPECT_EQ(invoice.lines.at(0).discounts.at(0).amount_minor, 3100);
  EXPECT_EQ(office.count("select count(*) from journal_entry"), 0) << "there is nothing to book";
  office.end(service, Date::of(2026, 1, 1)); // undone
  office.go_to(Date::of(2026, 1, 2));
  office.run();
  EXPECT_EQ(documents(ann).size(), 2U);
  EXPECT_EQ(net_of(ann), 0);
  EXPECT_THAT(uses(ann), IsEmpty());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(InvoiceDiscounts, are_a_step_of_their_lines) {
  const PlanId fiber = office.plan("fiber", 2900, std::nullopt), tv = office.plan("tv", 999, std::nullopt);
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId service = office.sell(ann, "ann", fiber);
  office.add(service, {.plan_id = tv});
  office.discount_invoices(ann, {.name = "Welcome", .amount_minor = 500, .invoices = 1});
  office.run();
  const auto steps = [&](InvoiceId invoice) {
    const auto explained =
        database->read([&](db::Tx &tx) { return billing::find_line_explanation(tx, invoice, 1).value(); });
    std::vector<std::string> said;
    for (const billing::LineStep &step : explained.steps)
      said.push_back(fmt::format("{} | {} | {}", step.what, step.how, step.result));
    return said;
  };
  const auto invoice = steps(documents(ann).at(0).id);
  EXPECT_THAT(invoice,
              Contains("Discount on the invoice: Welcome | this line's share of 5.00 EUR, in proportion to the "
                       "prices | -3.72 EUR"));
  EXPECT_THAT(invoice, Contains("After discounts on the invoice | what is charged | 25.28 EUR"));
  EXPECT_THAT(invoice, Contains("Share of the period | all 31 days | 29.00 EUR"));
  office.go_to(Date::of(2026, 1, 11));
  office.end(service);
  office.run();
  const Invoice note = documents(ann).at(1);
  const auto of_note = steps(note.id);
  EXPECT_THAT(of_note, Contains(HasSubstr("Discount on the invoice: Welcome | kept back")));
  EXPECT_THAT(of_note, Contains("Given back of | 2026-000001, line 1 | 25.28 EUR"));
}

TEST_P(InvoiceDiscounts, are_quoted_to_the_cent_for_all_services_of_a_payer) {
  const TaxId tax = office.tax("VAT", 190'000);
  const PlanId fiber = office.plan("fiber", 2999, tax), tv = office.plan("tv", 1000, tax, 1, true);
  const CustomerId ann = office.customer("Ann", 1), bob = office.customer("Bob", 1);
  const ServiceId first = office.sell(ann, "ann", fiber);
  office.sell(ann, "ann-tv", tv);
  office.sell(bob, "bob", fiber);
  office.pay_for(bob, ann);
  office.run();
  office.go_to(Date::of(2026, 1, 10));
  billing::QuoteQuestion question{.service_id = first, .until = Date::of(2026, 4, 30)};
  billing::AskedEvent asked{billing::QuoteEventKind::invoice_discount, Date::of(2026, 1, 10)};
  asked.name = "Welcome";
  asked.percent_ppm = Percent{123'456};
  asked.periods = 2;
  question.events.push_back(asked);
  billing::AskedEvent change{billing::QuoteEventKind::change_plan, Date::of(2026, 2, 15), Date::of(2026, 2, 20)};
  change.quantity = 2;
  question.events.push_back(change);
  const auto quote = database->read([&](db::Tx &tx) { return billing::quote_bill(tx, question, office.today()); });
  ASSERT_TRUE(quote) << quote.error().detail;
  EXPECT_EQ(refused(ann, {.name = "Welcome", .percent_ppm = Percent{123'456}, .invoices = 2}), "");
  for (const Date day : {Date::of(2026, 2, 1), Date::of(2026, 2, 20), Date::of(2026, 3, 1), Date::of(2026, 4, 1)}) {
    office.go_to(day);
    if (day == Date::of(2026, 2, 20))
      office.change(first, std::nullopt, Date::of(2026, 2, 15), 2);
    office.run();
  }
  auto issued = documents(ann);
  issued.erase(issued.begin(), issued.begin() + 2); // of before
  ASSERT_EQ(issued.size(), quote->documents.size());
  for (std::size_t i = 0; i < issued.size(); ++i) {
    EXPECT_EQ(issued[i].gross_minor, quote->documents[i].gross_minor) << i;
    ASSERT_EQ(issued[i].lines.size(), quote->documents[i].lines.size()) << i;
    for (std::size_t j = 0; j < issued[i].lines.size(); ++j) {
      EXPECT_EQ(issued[i].lines[j].net_minor, quote->documents[i].lines[j].net_minor);
      EXPECT_EQ(issued[i].lines[j].discounts.size(), quote->documents[i].lines[j].discounts.size());
      if (issued[i].lines[j].account == "C-000002 Bob") {
        EXPECT_THAT(issued[i].lines[j].discounts, IsEmpty()) << "who pays has nothing off what others have";
      }
    }
  }
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(InvoiceDiscounts, that_were_changed_behind_the_back_are_found) {
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann", office.plan("fiber", 3100, std::nullopt));
  office.discount_invoices(ann, {.name = "Welcome", .amount_minor = 500, .invoices = 1});
  office.run();
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  EXPECT_THAT(problems(), IsEmpty());
  database->write([](db::Tx &tx) { tx.exec("update charge_discount set amount_minor = 501"); });
  EXPECT_THAT(office.problems(), Contains(HasSubstr("discounts_are_given_once_a_day")));
  EXPECT_THAT(office.problems(), Contains(HasSubstr("charges_are_their_lines")));
  database->write([](db::Tx &tx) { tx.exec("update charge_discount set amount_minor = 3101"); });
  EXPECT_THAT(office.problems(), Contains(HasSubstr("discounts_stay_within_their_charge")));
  database->write([](db::Tx &tx) {
    tx.exec("update charge_discount set amount_minor = 500");
    tx.exec("insert into customer_discount_use (discount_id, used_on) values (1, '2026-02-01')");
    tx.exec("insert into charge_discount (charge_id, discount_id, used_on, amount_minor)"
            " select max(id), 1, '2026-02-01', 500 from charge");
  });
  EXPECT_THAT(office.problems(), Contains(HasSubstr("discounts_end_after_their_invoices")));
}

// Whatever happens in whatever order: the books fit, no day has more than its discount, no more days than it is for,
// and when everything was undone nothing is left owing and nothing was paid out.
void InvoiceDiscounts::live(std::uint64_t seed) {
  SeededRandom random(seed);
  const auto pick = [&](std::int64_t count) { return random.below(count); };
  const TaxId tax = office.tax("VAT", 190'000);
  const std::vector<PlanId> plans{
      office.plan("a", 2999, tax),
      office.plan("b", 1450, tax, 1, true),
      office.plan("c", 4567, std::nullopt),
      office.plan({.code = "d", .name = "d", .price_minor = 799, .tax_id = tax, .interval_days = 7}),
      office.plan({.code = "e", .name = "e", .price_minor = 3333, .tax_id = tax, .in_arrears = true}),
      office.plan("f", 3, tax)};
  std::vector<CustomerId> customers;
  std::vector<ServiceId> services;
  for (int i = 0; i < 8; ++i) {
    customers.push_back(office.customer(fmt::format("c{}", i), 1 + i % 3));
    for (int j = 0; j <= i % 3; ++j)
      services.push_back(
          office.sell(customers.back(), fmt::format("s{}-{}", i, j), plans[static_cast<std::size_t>(pick(6))]));
  }
  for (int day = 1; day <= 120; day += 1 + static_cast<int>(pick(5))) {
    office.go_to(Date::of(2026, 1, 1).plus_days(day));
    const Date back = office.today().plus_days(-static_cast<int>(pick(30)));
    const ServiceId service = services[static_cast<std::size_t>(pick(static_cast<std::int64_t>(services.size())))];
    const CustomerId customer = customers[static_cast<std::size_t>(pick(8))];
    switch (pick(7)) {
    case 0:
      office.discount_invoices(customer, {.name = fmt::format("amount {}", day),
                                          .amount_minor = 1 + pick(4000),
                                          .invoices = static_cast<int>(1 + pick(3))});
      break;
    case 1:
      office.discount_invoices(
          customer, {.name = fmt::format("percent {}", day),
                     .percent_ppm = Percent{1 + pick(1'000'000)},
                     .invoices = pick(2) == 0 ? std::nullopt : std::optional(static_cast<int>(1 + pick(4)))});
      break;
    case 2:
      office.change(service, plans[static_cast<std::size_t>(pick(6))], std::max(back, Date::of(2026, 1, 1)),
                    1 + pick(3));
      break;
    case 3:
      database->write([&](db::Tx &tx) { // where it is paused already, nothing happens
        const Date from = std::max(back, Date::of(2026, 1, 1));
        const auto paused = subscribers::add_pause(tx, *database, service, {from, from.plus_days(7), ""},
                                                   {office.clock().now(), office.today(), "test"});
        if (paused)
          billing::review_billing(tx, paused->customer_id);
      });
      break;
    case 4: {
      const auto invoice = database->read([&](db::Tx &tx) {
        return tx.maybe<InvoiceId>("select max(id) from invoice where kind = 'invoice' and customer_id = $1"
                                   " having max(id) is not null",
                                   customer);
      });
      if (invoice)
        database->write([&](db::Tx &tx) {
          (void)billing::void_invoice(tx, *database, *invoice, "a test", "Ann", office.today(), office.clock().now());
        });
      break;
    }
    case 5: office.end_invoice_discounts(customer); break;
    default:
      database->write([&](db::Tx &tx) { // where nothing would change, nothing happens
        const CustomerId paid_for = customers[static_cast<std::size_t>(pick(4))];
        const auto payer =
            pick(2) == 0 ? std::nullopt : std::optional(customers[static_cast<std::size_t>(4 + pick(4))]);
        const auto set = subscribers::set_payer(tx, *database, paid_for,
                                                {payer, office.today().plus_days(static_cast<int>(pick(20)) - 10)},
                                                {office.clock().now(), office.today(), "test"});
        if (set)
          billing::review_billing(tx, paid_for);
      });
      break;
    }
    office.run();
    ASSERT_THAT(office.problems(), IsEmpty()) << "day " << day;
  }
  given_back += office.count("select count(*) from charge_discount where amount_minor < 0");
  kept += office.count("select count(*) from charge_discount s join charge c on c.id = s.charge_id"
                       " join invoice i on i.id = c.invoice_id where i.issued_on <> s.used_on and amount_minor > 0");
  for (const ServiceId service : services)
    office.end(service, Date::of(2026, 1, 1));
  office.go_to(office.today().plus_days(40));
  office.run();
  EXPECT_THAT(problems(), IsEmpty());
  for (const CustomerId customer : customers)
    EXPECT_EQ(net_of(customer), 0);
  EXPECT_EQ(office.count("select coalesce(cast(sum(amount_minor) as bigint), 0) from charge_discount"), 0);
}

TEST_P(InvoiceDiscounts, hold_through_lives_of_every_kind) {
  live(20260721);
  EXPECT_GT(given_back, 5) << "corrections met some";
  EXPECT_GT(kept, 2) << "days charged anew kept some";
}
TEST_P(InvoiceDiscounts, hold_through_another_life) { live(4711); }
TEST_P(InvoiceDiscounts, hold_through_a_third_life) { live(31); }

} // namespace
} // namespace demarc::testing
