// Voided invoices: the number stays, a credit note takes back all of it, what is owed is billed again. On both engines.
#include "billing/void_invoice.h"
#include "payments/take_payment.h"
#include "payments/void_invoice.h"
#include "subscribers/payer.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>
#include <thread>

namespace demarc::testing {
namespace {

using billing::Invoice, billing::InvoiceStatus;

class Voided : public Contract {
protected:
  Voided() { office.go_to(Date::of(2026, 1, 1)); }

  std::vector<Invoice> documents(CustomerId customer) {
    return database->read([&](db::Tx &tx) {
      std::vector<Invoice> all;
      for (const InvoiceId id :
           tx.all<InvoiceId>("select id from invoice where customer_id = $1 order by id", customer))
        all.push_back(billing::find_invoice(tx, id, office.today()).value());
      return all;
    });
  }
  Outcome<Invoice> void_invoice(InvoiceId id) {
    return database->write([&](db::Tx &tx) {
      return payments::void_invoice(tx, *database, id, {"typed ten times too dear"}, office.clock().now(), "Ann");
    });
  }
  std::string refused(InvoiceId id) {
    const auto answer = void_invoice(id);
    return answer ? "" : answer.error().code;
  }
  std::int64_t owed(CustomerId customer) {
    std::int64_t sum = 0;
    for (const Invoice &document : documents(customer))
      sum += document.kind == billing::DocumentKind::invoice ? document.gross_minor : -document.gross_minor;
    return sum;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
};
RUN_ON_BOTH_ENGINES(Voided);

TEST_P(Voided, keep_their_number_are_taken_back_and_billed_again) {
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann", office.plan("fiber", 2900, office.tax("VAT", 190'000)));
  office.run();
  const Invoice before = documents(ann).front();
  office.go_to(Date::of(2026, 1, 20));
  const auto voided = void_invoice(before.id);
  ASSERT_TRUE(voided) << voided.error().detail;
  EXPECT_EQ(voided->number, before.number);
  EXPECT_EQ(voided->status, InvoiceStatus::voided);
  EXPECT_EQ(voided->gross_minor, before.gross_minor) << "the document is as it was";
  EXPECT_EQ(voided->open_minor, 0);
  ASSERT_TRUE(voided->voided);
  EXPECT_EQ(voided->voided->reason, "typed ten times too dear");
  EXPECT_EQ(voided->voided->actor, "Ann");
  const auto all = documents(ann);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].number, voided->voided->credit_note_number);
  EXPECT_EQ(all[1].corrects_invoice_id, before.id);
  EXPECT_EQ(all[1].issued_on, Date::of(2026, 1, 20));
  EXPECT_EQ(all[1].gross_minor, before.gross_minor);
  EXPECT_EQ(all[1].tax_minor, before.tax_minor);
  EXPECT_EQ(refused(before.id), "void_already");
  EXPECT_EQ(refused(all[1].id), "not_an_invoice");
  EXPECT_EQ(refused(InvoiceId(999)), "invoice_unknown");
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  EXPECT_EQ(office.run().invoices, 0) << "it waits for the billing day";
  office.go_to(Date::of(2026, 2, 1));
  EXPECT_EQ(office.run().invoices, 1);
  EXPECT_EQ(owed(ann), 2 * 3451) << "January again, and February";
  EXPECT_EQ(documents(ann).back().lines.size(), 2U);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  // And again.
  ASSERT_TRUE(void_invoice(documents(ann).back().id));
  office.go_to(Date::of(2026, 3, 1));
  office.run();
  EXPECT_EQ(owed(ann), 3 * 3451);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(Voided, are_not_those_that_something_was_paid_on) {
  const PlanId fiber = office.plan("fiber", 2900, std::nullopt);
  const CustomerId cash = office.customer("Cash", 1), credit = office.customer("Credit", 1);
  office.sell(cash, "cash", fiber);
  office.sell(credit, "credit", fiber);
  office.pay(credit, 500); // before there is an invoice: credit
  office.run();
  office.pay(cash, 1);
  EXPECT_EQ(refused(documents(cash).front().id), "invoice_paid");
  EXPECT_EQ(refused(documents(credit).front().id), "invoice_paid");
  EXPECT_EQ(documents(cash).size(), 1U);
}

TEST_P(Voided, take_back_what_credit_notes_left) {
  const TaxId vat = office.tax("VAT", 200'000), low = office.tax("LOW", 70'000);
  const CustomerId ann = office.customer("Ann", 1);
  std::vector<ServiceId> services;
  for (const std::int64_t price : {6833, 6833, 5750, 8500, 17, 3})
    services.push_back(
        office.sell(ann, fmt::format("s{}", services.size()),
                    office.plan(fmt::format("p{}", services.size()), price, services.size() % 2 == 0 ? vat : low)));
  const PlanId device =
      office.plan({.code = "router", .name = "router", .price_minor = 9999, .tax_id = vat, .is_once = true});
  office.add(services[0], {.plan_id = device, .from = Date::of(2026, 1, 1), .instalments = 3});
  office.run();
  const Invoice invoice = documents(ann).front();
  office.go_to(Date::of(2026, 1, 12));
  office.end(services[1], Date::of(2026, 1, 7));
  office.go_to(Date::of(2026, 2, 1));
  office.run(); // a credit note for part of January, and February
  ASSERT_TRUE(void_invoice(invoice.id));
  std::int64_t credited = 0, tax = 0;
  for (const Invoice &document : documents(ann)) {
    if (document.corrects_invoice_id == invoice.id) {
      credited += document.gross_minor;
      tax += document.tax_minor;
    }
  }
  EXPECT_EQ(credited, invoice.gross_minor);
  EXPECT_EQ(tax, invoice.tax_minor);
  EXPECT_EQ(refused(invoice.id), "void_already");
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  const std::int64_t before = owed(ann);
  office.go_to(Date::of(2026, 3, 1));
  office.run();
  EXPECT_GT(owed(ann), before);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  // Whoever never had a service owes nothing, however often it was voided.
  for (std::size_t s = 0; s < services.size(); ++s)
    office.end(services[s], Date::of(2026, 1, 1));
  office.run();
  EXPECT_EQ(owed(ann), 0);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(Voided, take_back_the_lines_of_everybody_a_payer_pays_for) {
  const PlanId fiber = office.plan("fiber", 2900, office.tax("VAT", 190'000));
  const CustomerId firm = office.customer("Firm", 1), ann = office.customer("Ann", 1);
  office.sell(firm, "firm", fiber);
  office.sell(ann, "ann", fiber);
  database->write([&](db::Tx &tx) {
    EXPECT_TRUE(subscribers::set_payer(tx, *database, ann, {firm, std::nullopt},
                                       {office.clock().now(), office.today(), "test"}));
    billing::review_billing(tx, ann);
    billing::review_billing(tx, firm);
  });
  office.run();
  EXPECT_EQ(owed(firm), 2 * 3451);
  ASSERT_TRUE(void_invoice(documents(firm).front().id));
  EXPECT_EQ(owed(firm), 0);
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  EXPECT_EQ(owed(firm), 4 * 3451);
  EXPECT_EQ(owed(ann), 0);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(Voided, have_one_credit_note_however_many_void_them_at_once) {
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann", office.plan("fiber", 2900, std::nullopt));
  office.run();
  const InvoiceId id = documents(ann).front().id;
  std::atomic<int> voided = 0, already = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 10; ++t)
    threads.emplace_back([&] {
      const auto answer = void_invoice(id);
      if (answer)
        ++voided;
      else if (answer.error().code == "void_already")
        ++already;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(voided, 1);
  EXPECT_EQ(already, 9);
  EXPECT_EQ(documents(ann).size(), 2U);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

} // namespace
} // namespace demarc::testing
