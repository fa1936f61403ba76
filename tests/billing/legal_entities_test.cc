// Two companies under one roof: each has its own numbers, taxes, papers and books, and nothing of one gets into the
// other's. On both engines.
#include "billing/quote_bill.h"
#include "catalog/tax_settings.h"
#include "ledger/seal_journal.h"
#include "payments/take_payment.h"
#include "payments/voucher.h"
#include "platform/db/migrate.h"
#include "reports/csv.h"
#include "tests/billing/tampering.h"
#include "tests/billing/two_entities.h"

#include <thread>

namespace demarc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LegalEntities : public TwoEntities {};
RUN_ON_BOTH_ENGINES(LegalEntities);

TEST_P(LegalEntities, have_their_own_numbers_and_taxes_in_one_run) {
  const CustomerId ann = customer("Ann", home, "DE"), eva = customer("Eva", austria, "AT");
  const CustomerId firm = customer("Firm", home, "AT", "ATU13585627"),
                   local = customer("Local", austria, "AT", "ATU13585627");
  for (const auto &[id, name] : {std::pair(ann, "ann"), {eva, "eva"}, {firm, "firm"}, {local, "local"}})
    office.sell(id, name, fiber);
  office.run();
  void_first(eva);
  // A business in Austria owes German sellers' tax itself, and pays an Austrian seller's.
  EXPECT_THAT(documents(ann), ElementsAre("2026-000001 DE-VAT S 3689"));
  EXPECT_THAT(documents(firm), ElementsAre("2026-000002 AT-VAT AE 3100"));
  EXPECT_THAT(documents(eva), ElementsAre("AT-2026-000001 AT-VAT S 3720", "AT-CN2026-000001 AT-VAT S 3720"));
  EXPECT_THAT(documents(local), ElementsAre("AT-2026-000002 AT-VAT S 3720"));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(LegalEntities, are_past_the_threshold_each_for_itself) {
  database->write(
      [&](db::Tx &tx) { EXPECT_TRUE(catalog::edit_tax_settings(tx, {.threshold_minor = 3000}, office.today())); });
  const CustomerId abroad = customer("Abroad", home, "FR");
  office.sell(abroad, "abroad", fiber);
  office.run();
  const auto sellers = database->read([&](db::Tx &tx) { return catalog::find_sellers(tx, office.today()); });
  EXPECT_EQ(sellers.at(home).cross_border_this_year_minor, 3100);
  EXPECT_EQ(sellers.at(austria).cross_border_this_year_minor, 0);
  EXPECT_TRUE(tax::is_past_threshold(sellers.at(home)));
  EXPECT_FALSE(tax::is_past_threshold(sellers.at(austria)));
}

TEST_P(LegalEntities, have_numbers_without_gaps_when_many_bill_at_once) {
  for (int n = 0; n < 60; ++n)
    office.sell(customer(fmt::format("Customer {}", n), n % 3 == 0 ? austria : home, n % 3 == 0 ? "AT" : "DE"),
                fmt::format("user{}", n), fiber);
  const auto other = place.open();
  std::vector<std::thread> threads;
  for (db::Database *node : {database.get(), other.get(), database.get()})
    threads.emplace_back([&, node] {
      const billing::Billing billing{.database = *node, .clock = office.clock(), .customers_per_transaction = 4};
      // Runs of their own, so that they meet at the customers and at the series.
      const auto id = node->write([&](db::Tx &tx) {
        const auto next = node->next<BillingRunId>("billing_run");
        tx.exec("insert into billing_run (id, run_date, status, requested_by, total, done, invoices, gross_minor,"
                " currency, last_customer_id, created_at, error) values ($1, '2026-01-01', 'queued', 'thread', 0, 0,"
                " 0, 0, 'EUR', 0, 0, '')",
                next);
        return next;
      });
      billing::continue_run(billing, id);
    });
  for (std::thread &thread : threads)
    thread.join();
  const auto numbers =
      database->read([](db::Tx &tx) { return tx.all<std::string>("select number from invoice order by number"); });
  ASSERT_EQ(numbers.size(), 60U);
  for (std::size_t n = 0; n < 40; ++n)
    EXPECT_EQ(numbers[n], fmt::format("2026-{:06}", n + 1));
  for (std::size_t n = 0; n < 20; ++n)
    EXPECT_EQ(numbers[40 + n], fmt::format("AT-2026-{:06}", n + 1));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(LegalEntities, keep_their_prefixes_apart) {
  EXPECT_EQ(add({.name = "Twin", .country = "AT", .invoice_prefix = "AT-"}).error().code, "prefix_taken");
  // "AT-" makes AT-CN2026-000001 of a credit note; a company called "AT-CN" would call an invoice so.
  EXPECT_EQ(add({.name = "Sly", .country = "AT", .invoice_prefix = "AT-CN"}).error().code, "prefix_taken");
  EXPECT_EQ(add({.name = "Sly", .country = "AT", .invoice_prefix = "R"}).error().code, "prefix_taken");
  EXPECT_EQ(add({.name = "Blank", .country = "AT"}).error().code, "prefix_taken") << "the first one has none";
  EXPECT_EQ(add({.name = "Odd", .country = "AT", .invoice_prefix = "A B"}).error().code, "prefix_malformed");
  EXPECT_TRUE(add({.name = "Other", .country = "CH", .invoice_prefix = "CH-"}));
  // A series that has given out numbers stays with its entity, also when that has another prefix by now.
  office.sell(customer("Eva", austria, "AT"), "eva", fiber);
  office.run();
  ASSERT_TRUE(edit(austria, {.invoice_prefix = "OE-"}));
  EXPECT_EQ(add({.name = "Heir", .country = "AT", .invoice_prefix = "AT-"}).error().code, "prefix_taken");
  EXPECT_TRUE(edit(austria, {.invoice_prefix = "AT-"})) << "it may have its own back";
}

TEST_P(LegalEntities, made_at_once_by_two_nodes_cannot_meet) {
  const auto other = place.open();
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (db::Database *node : {database.get(), other.get()})
    threads.emplace_back([&, node] {
      try {
        made += node->write([](db::Tx &tx) {
          return catalog::create_legal_entity(tx, {.name = "Same", .country = "CH", .invoice_prefix = "CH-"}) ? 1 : 0;
        });
      } catch (const db::Error &) { // whoever came second
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(office.count("select count(*) from legal_entity where invoice_prefix = 'CH-'"), 1);
}

TEST_P(LegalEntities, keep_a_customer_of_whom_there_are_books) {
  const CustomerId ann = customer("Ann", home, "DE");
  EXPECT_EQ(refusal(ann, {.legal_entity_id = LegalEntityId(77)}), "legal_entity_unknown");
  EXPECT_EQ(refusal(ann, {.legal_entity_id = austria}), "");
  EXPECT_EQ(refusal(ann, {.legal_entity_id = home}), "");
  office.pay(ann, 100); // money that was taken is in the books too
  EXPECT_EQ(refusal(ann, {.legal_entity_id = austria}), "legal_entity_in_use");
  const CustomerId bob = customer("Bob", home, "DE");
  office.sell(bob, "bob", fiber);
  office.run();
  EXPECT_EQ(refusal(bob, {.legal_entity_id = austria}), "legal_entity_in_use");
  EXPECT_EQ(refusal(bob, {.note = "calls often"}), "") << "everything else may change";
  ASSERT_TRUE(edit(austria, {.active = false}));
  EXPECT_EQ(refusal(customer("Cleo", home, "DE"), {.legal_entity_id = austria}), "legal_entity_inactive");
  EXPECT_EQ(edit(home, {.active = false}).error().code, "first_legal_entity_stays");
}

TEST_P(LegalEntities, are_the_same_for_a_payer_and_whom_he_pays_for) {
  const CustomerId ann = customer("Ann", home, "DE"), pat = customer("Pat", austria, "AT");
  const ServiceId service = office.sell(ann, "ann", fiber);
  const auto pay_for = [&](CustomerId payer) {
    return database->write([&](db::Tx &tx) -> std::string {
      const auto set = subscribers::set_payer(tx, *database, ann, {payer, std::nullopt},
                                              {office.clock().now(), office.today(), "test"});
      return set ? "" : set.error().code;
    });
  };
  EXPECT_EQ(pay_for(pat), "legal_entity_differs");
  const auto quote = database->read([&](db::Tx &tx) {
    billing::QuoteQuestion question{.service_id = service, .events = {{}}};
    question.events.front().kind = billing::QuoteEvent::Kind::payer;
    question.events.front().on = office.today();
    question.events.front().payer_id = pat;
    return billing::quote_bill(tx, question, office.today());
  });
  ASSERT_FALSE(quote);
  EXPECT_EQ(quote.error().code, "legal_entity_differs");
  ASSERT_EQ(refusal(pat, {.legal_entity_id = home}), "");
  EXPECT_EQ(pay_for(pat), "");
  EXPECT_EQ(refusal(pat, {.legal_entity_id = austria}), "legal_entity_differs");
  EXPECT_EQ(refusal(ann, {.legal_entity_id = austria}), "legal_entity_differs");
  office.run();
  office.pay_for(ann, std::nullopt, Date::of(2026, 2, 1));
  EXPECT_EQ(refusal(ann, {.legal_entity_id = austria}), "legal_entity_in_use") << "her days were billed to Pat";
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(LegalEntities, have_books_that_balance_by_themselves) {
  const CustomerId ann = customer("Ann", home, "DE"), eva = customer("Eva", austria, "AT");
  office.sell(ann, "ann", fiber);
  const ServiceId leaves = office.sell(eva, "eva", fiber);
  office.run();
  office.pay(eva, 5000); // 3720 and a credit
  office.go_to(Date::of(2026, 1, 11));
  recognise();
  office.end(leaves, Date::of(2026, 1, 11)); // 21 of 31 days are credited
  office.run();
  using enum reports::ReportName;
  for (const auto of : {std::optional(home), std::optional(austria), std::optional<LegalEntityId>()})
    EXPECT_EQ(total(trial_balance, "closing", of), 0);
  // Ten of 31 days at 31.00 each.
  EXPECT_EQ(total(revenue_by_plan, "earned", home), 1000);
  EXPECT_EQ(total(revenue_by_place, "earned", austria), 1000);
  EXPECT_EQ(total(revenue_lines, "earned", std::nullopt), 2000);
  EXPECT_EQ(total(receivables_ageing, "open", home), 3689);
  EXPECT_EQ(total(receivables_ageing, "open", austria), 0);
  EXPECT_EQ(total(receivables_invoices, "open", std::nullopt), 3689);
  EXPECT_EQ(total(deferred_revenue, "closing", home), 2100);
  EXPECT_EQ(total(deferred_revenue, "closing", austria), 0);
  EXPECT_EQ(total(deferred_release, "released", home), 2100);
  EXPECT_EQ(total(deferred_release, "released", austria), 0);
  EXPECT_EQ(total(taxes, "net_tax", home), 589);
  EXPECT_EQ(total(taxes, "net_tax", austria), 620 - 420);
  EXPECT_EQ(total(tax_documents, "tax_amount", austria), 620 - 420);
  EXPECT_EQ(report(trial_balance, austria).legal_entity, "Alpen");
  // An export has the entries of its entity, and only those.
  const std::string theirs = journal(austria), ours = journal(home), all = journal(std::nullopt);
  EXPECT_NE(theirs.find("AT-2026-000001"), std::string::npos);
  EXPECT_EQ(theirs.find("(2026-000001)"), std::string::npos);
  EXPECT_EQ(ours.find("AT-2026-000001"), std::string::npos);
  EXPECT_NE(all.find("AT-2026-000001"), std::string::npos);
  EXPECT_EQ(office.count("select count(*) from journal_entry where legal_entity_id = 1"), 0)
      << "what is the first one's is written as it always was";
  ledger::seal_journal(*database);
  EXPECT_THAT(problems(), IsEmpty());
}

// A file that is narrowed to one says so: in its name, and inside.
TEST_P(LegalEntities, are_named_by_what_is_narrowed_to_them) {
  office.sell(customer("Eva", austria, "AT"), "eva", fiber);
  office.sell(customer("Ann", home, "DE"), "ann", fiber);
  office.run();
  using reports::ExportFormat;
  const auto exported = [&](ExportFormat format, std::optional<LegalEntityId> of) {
    return database->read([&](db::Tx &tx) {
      const reports::ExportOrder order{.format = format, .legal_entity = of};
      std::string text = reports::file_name(tx, order) + "\n";
      EXPECT_TRUE(
          reports::export_books(tx, order, office.clock().now(), [&](std::string_view piece) { text += piece; }));
      return text;
    });
  };
  using ::testing::AllOf;
  using ::testing::HasSubstr;
  using ::testing::Not;
  using ::testing::StartsWith;
  const char *alone = ", the books of this legal entity alone, written by Demarc";
  EXPECT_THAT(exported(ExportFormat::hledger, austria),
              AllOf(StartsWith("journal-alpen.journal\n; Alpen:"), HasSubstr(alone)));
  EXPECT_THAT(exported(ExportFormat::hledger, home),
              AllOf(StartsWith("journal-home.journal\n; Home:"), HasSubstr(alone)));
  EXPECT_THAT(exported(ExportFormat::hledger, std::nullopt),
              AllOf(StartsWith("journal.journal\n; Home:"), Not(HasSubstr(alone))));
  EXPECT_THAT(
      exported(ExportFormat::beancount, austria),
      AllOf(StartsWith("journal-alpen.beancount\n"), HasSubstr(alone), HasSubstr("option \"title\" \"Alpen\"")));
  EXPECT_THAT(exported(ExportFormat::datev, austria),
              AllOf(StartsWith("EXTF_Buchungsstapel-alpen.csv\n"), HasSubstr(";\"Nur Alpen\";")));
  EXPECT_THAT(exported(ExportFormat::datev, std::nullopt), HasSubstr(";\"Home\";"));
  EXPECT_THAT(exported(ExportFormat::iif, austria),
              AllOf(StartsWith("journal-alpen.iif\n"), HasSubstr("\tNAME\tCLASS\tAMOUNT\t"),
                    HasSubstr("\tEva\tAlpen\t37.20\t")));
  EXPECT_THAT(exported(ExportFormat::iif, std::nullopt), AllOf(HasSubstr("\tEva\t37.20\t"), Not(HasSubstr("CLASS"))));
  EXPECT_THAT(
      exported(ExportFormat::xero, austria),
      AllOf(StartsWith("invoices-alpen-1.csv\n*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,"),
            HasSubstr(",AT-2026-000001,Alpen,2026-01-01,")));
  EXPECT_THAT(exported(ExportFormat::xero, std::nullopt),
              AllOf(HasSubstr(",AT-2026-000001,2026-01-01,"), Not(HasSubstr("Reference"))));
  EXPECT_THAT(reports::to_csv(report(reports::ReportName::taxes, austria)),
              AllOf(HasSubstr(",Currency,Legal entity\r\n"), HasSubstr(",EUR,Alpen\r\n"), Not(HasSubstr(",EUR\r\n"))));
  EXPECT_THAT(reports::to_csv(report(reports::ReportName::taxes, std::nullopt)), Not(HasSubstr("Legal entity")));
  edit(austria, {.name = "Δίκτυο"});
  EXPECT_THAT(exported(ExportFormat::hledger, austria), StartsWith("journal-entity-2.journal\n; Δίκτυο:"));
}

TEST_P(LegalEntities, take_payments_into_their_own_books) {
  const CustomerId eva = customer("Eva", austria, "AT");
  database->write([&](db::Tx &tx) {
    EXPECT_TRUE(
        payments::take_payment(tx, *database, {.customer_id = eva, .amount_minor = 500}, office.clock().now(), "test"));
  });
  EXPECT_EQ(total(reports::ReportName::collections, "amount", austria), 500);
  EXPECT_EQ(total(reports::ReportName::collections, "amount", home), 0);
  EXPECT_EQ(office.count("select legal_entity_id from journal_entry"), austria.value());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(LegalEntities, redeem_vouchers_of_their_own_alone) {
  const crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
  const CustomerId ann = customer("Ann", home, "DE"), eva = customer("Eva", austria, "AT");
  std::string code;
  database->write([&](db::Tx &tx) {
    const Instant now = office.clock().now();
    const auto batch = payments::make_vouchers(tx, *database, sealer,
                                               {.name = "Kiosk",
                                                .count = 2,
                                                .value_minor = 1000,
                                                .expires_on = Date::of(2027, 1, 1),
                                                .legal_entity_id = austria},
                                               now, "test");
    ASSERT_TRUE(batch);
    ASSERT_TRUE(payments::sell_vouchers(tx, *database, batch->id, {.received_minor = 1800}, now, "test"));
    code = payments::export_vouchers(tx, sealer, batch->id, now)->items.front().code;
  });
  EXPECT_EQ(payments::redeem_voucher(*database, {ann, code}, office.clock().now(), "test").error().code,
            "legal_entity_differs");
  EXPECT_TRUE(payments::redeem_voucher(*database, {eva, code}, office.clock().now(), "test"));
  EXPECT_EQ(office.count("select count(*) from journal_entry where legal_entity_id is null"), 0);
  EXPECT_EQ(total(reports::ReportName::trial_balance, "closing", austria), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(LegalEntities, are_told_apart_by_verify) {
  const CustomerId eva = customer("Eva", austria, "AT"), ann = customer("Ann", home, "DE");
  const CustomerId pat = customer("Pat", home, "DE");
  office.sell(eva, "eva", fiber);
  office.sell(ann, "ann", fiber);
  office.pay_for(ann, pat);
  office.run();
  ledger::seal_journal(*database);
  ASSERT_THAT(problems(), IsEmpty());
  let_everything_be_changed(*database);
  struct Tampering {
    const char *rule;
    std::string change, back;
  };
  const Tampering all[] = {
      {"documents_are_of_their_customers_entity", "update customer set legal_entity_id = 1 where name = 'Eva'",
       "update customer set legal_entity_id = 2 where name = 'Eva'"},
      {"entries_are_of_their_customers_entity", "update customer set legal_entity_id = 1 where name = 'Eva'",
       "update customer set legal_entity_id = 2 where name = 'Eva'"},
      {"payers_have_the_same_entity", "update customer set legal_entity_id = 2 where name = 'Ann'",
       "update customer set legal_entity_id = 1 where name = 'Ann'"},
      {"customers_have_an_entity", "update customer set legal_entity_id = 9 where name = 'Ann'",
       "update customer set legal_entity_id = 1 where name = 'Ann'"},
      {"numbers_come_from_a_series", "update number_series set legal_entity_id = 1 where name = 'AT-2026'",
       "update number_series set legal_entity_id = 2 where name = 'AT-2026'"},
      {"numbers_have_no_gaps", "update number_series set next = 3 where name = 'AT-2026'",
       "update number_series set next = 2 where name = 'AT-2026'"},
      {"deferred_equals_unearned", "update revenue_line set legal_entity_id = 1 where legal_entity_id = 2",
       "update revenue_line set legal_entity_id = 2 where invoice_id in (select id from invoice where number like "
       "'AT-%')"},
      // The books of an entry are sealed with it: neither another entity nor none fits.
      {"journal_fits_its_seals", "update journal_entry set legal_entity_id = 3 where legal_entity_id = 2",
       "update journal_entry set legal_entity_id = 2 where legal_entity_id = 3"},
      {"journal_fits_its_seals", "update journal_entry set legal_entity_id = null where legal_entity_id = 2",
       "update journal_entry set legal_entity_id = 2 where customer_id in (select id from customer where name = "
       "'Eva')"},
  };
  for (const Tampering &one : all) {
    database->write([&](db::Tx &tx) { tx.exec(one.change); });
    EXPECT_THAT(problems(), ::testing::Contains(::testing::StartsWith(one.rule))) << one.change;
    database->write([&](db::Tx &tx) { tx.exec(one.back); });
    EXPECT_THAT(problems(), IsEmpty()) << one.back;
  }
}

// An installation of before: one provider, and a chain of seals that goes on fitting.
TEST_P(LegalEntities, come_to_an_older_installation_without_breaking_its_seals) {
  TestDatabase old_place(GetParam());
  const auto old = old_place.open();
  const auto before = db::built_in_migrations().first(23);
  ASSERT_TRUE(db::migrate(*old, Instant{}, {}, before));
  old->write([&](db::Tx &tx) {
    tx.exec("insert into provider values (1, 'ISP', 'ISP GmbH', 'Weg 1', 'Kiel', '24103', 'DE', 'DE123', 'EUR', 'UTC',"
            " 'en', 'X-', 14, 21600)");
    tx.exec("insert into tax_settings (id, seller_region, registrations, one_stop_shop, threshold_minor, sum_by,"
            " rounding, cash_step_minor) values (1, 'ON', 'GB,CH', 1, 500, 'line', 'down', 5)");
    tx.exec("insert into cross_border_sales (year, currency, net_minor) values (2026, 'EUR', 777)");
    tx.exec("insert into number_series (name, next) values ('X-2026', 5)");
    tx.exec("insert into journal_entry (id, entry_date, kind, ref_kind, ref_id, customer_id, memo, created_at)"
            " values (1, '2026-01-01', 'x', 'y', 7, null, 'm', 9)");
    tx.exec("insert into posting values (1, 1, '1000', null, 5, 'EUR')");
    tx.exec("insert into posting values (1, 2, '2300', null, -5, 'EUR')");
    // What that program sealed, byte for byte.
    const std::string sealed = "\n1:110:2026-01-010:1:x1:y1:70:1:m1:91:21:14:10000:1:53:EUR1:24:23000:2:-53:EUR";
    tx.exec("insert into journal_seal (seq, entry_id, hash) values (1, 1, $1)", crypto::sha256_hex(sealed));
    tx.exec("update journal_chain set length = 1, hash = $1", crypto::sha256_hex(sealed));
  });
  ASSERT_TRUE(db::migrate(*old, Instant{}));
  const auto [provider, settings, entities, problems] = old->read([&](db::Tx &tx) {
    return std::tuple(catalog::find_provider(tx), catalog::find_tax_settings(tx, Date::of(2026, 5, 1)),
                      catalog::list_legal_entities(tx), ledger::verify_ledger(tx));
  });
  EXPECT_EQ(provider.legal_name, "ISP GmbH");
  EXPECT_EQ(provider.invoice_prefix, "X-");
  EXPECT_EQ(provider.payment_days, 14);
  EXPECT_EQ(settings.seller_region, "ON");
  EXPECT_THAT(settings.registrations, ElementsAre("GB", "CH"));
  EXPECT_TRUE(settings.one_stop_shop);
  EXPECT_EQ(settings.threshold_minor, 500);
  EXPECT_EQ(settings.cross_border_this_year_minor, 777);
  ASSERT_EQ(entities.size(), 1U);
  EXPECT_EQ(entities.front().city, "Kiel");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(old->write([](db::Tx &tx) { return billing::take_numbers(tx, first_legal_entity, "X-2026", 1); }), 5);
}

} // namespace
} // namespace demarc::testing
