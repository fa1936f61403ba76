#include "billing/explanation_store.h"
#include "billing/invoice_store.h"
#include "catalog/legal_entity.h"
#include "catalog/tax_preset.h"
#include "documents/print_document.h"
#include "payments/take_payment.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <gmock/gmock.h>
#include <thread>

// Cairo and Fontconfig keep a few hundred bytes of their configuration.
extern "C" const char *__lsan_default_suppressions() { return "leak:libcairo.so\nleak:libfontconfig.so\n"; }

namespace demarc::documents {

namespace {

using demarc::testing::Office;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Documents : public ::testing::TestWithParam<db::Engine> {
protected:
  Documents() : place_(GetParam()), database_(place_.open_migrated()), office_(*database_) {
    office_.go_to(Date::of(2026, 1, 15));
    plan_ = office_.plan("fiber", 2900, office_.tax("VAT", 190'000));
  }
  CustomerId customer(const std::string &name) {
    const CustomerId id = office_.customer(name, 1);
    office_.sell(id, "user" + std::to_string(id.value()) + "@isp", plan_);
    return id;
  }
  std::vector<InvoiceId> invoices_of(CustomerId id) {
    return database_->read(
        [&](db::Tx &tx) { return tx.all<InvoiceId>("select id from invoice where customer_id = $1 order by id", id); });
  }
  Printed print(InvoiceId id, Form form = Form::pdf) {
    auto printed = print_bill(*database_, id, form, office_.clock().now());
    EXPECT_TRUE(printed) << (printed ? "" : printed.error().detail);
    return std::move(*printed);
  }
  DesignEdit edit() { return {.layout = std::string(standard_layout()), .iban = "DE89 3704 0044 0532 0130 00"}; }
  using PaymentId = payments::PaymentId;
  PaymentId pay(CustomerId id, std::int64_t minor) {
    const auto paid = database_->write([&](db::Tx &tx) {
      return payments::take_payment(tx, *database_, {.customer_id = id, .amount_minor = minor}, office_.clock().now(),
                                    "test");
    });
    EXPECT_TRUE(paid) << (paid ? "" : paid.error().detail);
    return paid->id;
  }

  demarc::testing::TestDatabase place_;
  std::unique_ptr<db::Database> database_;
  Office office_;
  PlanId plan_;
};

TEST_P(Documents, keep_seller_and_design_and_file_of_their_issue) {
  const CustomerId alice = customer("Alice");
  database_->write([&](db::Tx &tx) { EXPECT_TRUE(save_design(tx, edit(), office_.clock().now(), "test")); });
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  const InvoiceId first = invoices_of(alice).at(0);
  const Printed issued = print(first);
  EXPECT_THAT(print(first, Form::html).bytes,
              AllOf(HasSubstr("My provider"), HasSubstr("DE89 3704"), HasSubstr("#1d4ed8")));
  // At the same instant the provider moves, the design changes, and the customer learns Greek.
  database_->write([&](db::Tx &tx) {
    auto provider = catalog::find_provider(tx);
    provider.name = provider.legal_name = "Other provider";
    EXPECT_TRUE(catalog::save_provider(tx, provider));
    DesignEdit red = edit();
    red.layout = "colour accent #aa0000";
    EXPECT_TRUE(save_design(tx, red, office_.clock().now(), "test"));
    subscribers::CustomerEdit greek;
    greek.language = "el";
    EXPECT_TRUE(subscribers::edit_customer(tx, *database_, alice, greek, office_.clock().now(), "test"));
  });
  EXPECT_EQ(print(first).bytes, issued.bytes);
  EXPECT_THAT(print(first, Form::html).bytes, AllOf(HasSubstr("My provider"), Not(HasSubstr("Other provider")),
                                                    HasSubstr("#1d4ed8"), HasSubstr("lang=\"en\"")));
  office_.go_to(Date::of(2026, 3, 1));
  office_.run();
  const InvoiceId second = invoices_of(alice).at(1);
  EXPECT_THAT(print(second, Form::html).bytes,
              AllOf(HasSubstr("Other provider"), HasSubstr("#aa0000"), HasSubstr("Τιμολόγιο")));
  // What is kept is told from anything else: a changed row is no document.
  database_->write([&](db::Tx &tx) { tx.exec("update document_file set bytes = 'AAAA' where ref_id = $1", first); });
  EXPECT_THROW(print(first), std::runtime_error);
}

TEST_P(Documents, say_what_a_bundle_includes) {
  const PlanId radio = office_.plan("radio", 1000, office_.tax("LOW", 70'000));
  const PlanId duo =
      office_.plan({.code = "duo", .name = "Duo", .price_minor = 3000, .bundle = std::vector<PlanId>{plan_, radio}});
  const CustomerId ann = office_.customer("Ann", 1);
  const ServiceId service = office_.sell(ann, "ann@isp", duo);
  const auto proforma = print_proforma(*database_, ann, Date::of(2026, 2, 1), Form::html);
  ASSERT_TRUE(proforma);
  EXPECT_THAT(proforma->bytes, AllOf(HasSubstr("includes fiber, radio"), HasSubstr("19 % / 7 %")));
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  office_.end(service, Date::of(2026, 2, 1));
  office_.run();
  ASSERT_EQ(invoices_of(ann).size(), 2U); // and its credit note
  for (const InvoiceId id : invoices_of(ann))
    EXPECT_THAT(print(id, Form::html).bytes, AllOf(HasSubstr("includes fiber, radio"), HasSubstr("19 % / 7 %")));
}

TEST_P(Documents, are_the_same_file_for_everybody_who_asks_at_once) {
  const CustomerId alice = customer("Alice");
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  const InvoiceId invoice = invoices_of(alice).at(0);
  std::vector<std::string> got(4);
  std::vector<std::thread> people;
  for (std::string &mine : got)
    people.emplace_back([&] { mine = print(invoice).sha256; });
  for (std::thread &person : people)
    person.join();
  for (const std::string &one : got)
    EXPECT_EQ(one, got[0]);
  EXPECT_EQ(office_.count("select count(*) from document_file"), 1);
}

// Two runs of two nodes at once, each with many transactions: numbers are 1, 2, 3 … without one missing or twice.
TEST_P(Documents, are_numbered_without_a_gap_by_two_who_issue_at_once) {
  for (int n = 0; n < 60; ++n)
    customer("Customer " + std::to_string(n));
  office_.go_to(Date::of(2026, 2, 1));
  const auto other = place_.open();
  const auto run = [&](db::Database &database) {
    const billing::Billing node{.database = database, .clock = office_.clock(), .customers_per_transaction = 3};
    billing::run_due_billing(node, office_.today(), "test");
  };
  std::thread second([&] { run(*other); });
  run(*database_);
  second.join();
  const auto numbers =
      database_->read([](db::Tx &tx) { return tx.all<std::string>("select number from invoice order by number"); });
  ASSERT_EQ(numbers.size(), 60U);
  for (std::size_t n = 0; n < numbers.size(); ++n)
    EXPECT_EQ(numbers[n], fmt::format("2026-{:06}", n + 1));
}

TEST_P(Documents, give_back_the_number_of_a_transaction_that_failed) {
  const auto take = [&](bool fails) {
    try {
      return database_->write([&](db::Tx &tx) {
        const std::int64_t number = billing::take_numbers(tx, first_legal_entity, "X2026", 2);
        if (fails)
          throw std::runtime_error("the power went");
        return number;
      });
    } catch (const std::runtime_error &) {
      return std::int64_t{0};
    }
  };
  EXPECT_EQ(take(false), 1);
  EXPECT_EQ(take(true), 0);
  EXPECT_EQ(take(false), 3);
}

TEST_P(Documents, receipts_take_a_number_when_first_asked_for_and_keep_it) {
  const CustomerId alice = customer("Alice");
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  const std::array<PaymentId, 3> paid{pay(alice, 1000), pay(alice, 2000), pay(alice, 9000)};
  std::vector<std::thread> people;
  for (int n = 0; n < 6; ++n)
    people.emplace_back([&, n] {
      EXPECT_TRUE(print_receipt(*database_, paid[static_cast<std::size_t>(n) % 3], Form::pdf, office_.clock().now()));
    });
  for (std::thread &person : people)
    person.join();
  const auto numbers = database_->read([](db::Tx &tx) {
    return tx.all<std::string>("select number from document_file where kind = 'receipt' order by number");
  });
  EXPECT_EQ(numbers, (std::vector<std::string>{"R2026-000001", "R2026-000002", "R2026-000003"}));
  const auto html = print_receipt(*database_, paid[2], Form::html, office_.clock().now());
  EXPECT_THAT(html->bytes, AllOf(HasSubstr("90.00"), HasSubstr("Kept as credit")));
}

TEST_P(Documents, statements_close_with_what_the_customer_owes) {
  const CustomerId alice = customer("Alice");
  for (int month = 2; month <= 5; ++month) {
    office_.go_to(Date::of(2026, month, 1));
    office_.run();
    if (month != 4)
      pay(alice, 3451);
  }
  const auto facts = database_->read(
      [&](db::Tx &tx) { return *find_statement(tx, alice, Date::of(2026, 3, 1), Date::of(2026, 4, 30)); });
  Money balance = facts.opening;
  for (const auto &entry : facts.entries)
    balance += entry.amount;
  EXPECT_EQ(facts.entries.size(), 3U) << "two invoices and a payment";
  const auto all = database_->read(
      [&](db::Tx &tx) { return *find_statement(tx, alice, Date::of(2026, 1, 1), Date::of(2026, 12, 31)); });
  Money closing = all.opening;
  EXPECT_TRUE(closing.is_zero());
  for (const auto &entry : all.entries)
    closing += entry.amount;
  const auto owed = office_.count("select sum(amount_minor) from posting where account = '1200'");
  const auto credit = office_.count("select coalesce(sum(remaining_minor), 0) from credit");
  EXPECT_EQ(closing.minor_units(), owed - credit);
  const auto html = print_statement(*database_, alice, Date::of(2026, 3, 1), Date::of(2026, 4, 30), Form::html);
  EXPECT_THAT(html->bytes, HasSubstr(Language::find("en").money(balance)));
  EXPECT_EQ(print_statement(*database_, alice, Date::of(2026, 3, 1), Date::of(2026, 2, 1), Form::html).error().code,
            "dates_reversed");
}

TEST_P(Documents, a_proforma_shows_what_the_run_then_bills) {
  const CustomerId alice = customer("Alice");
  EXPECT_EQ(print_proforma(*database_, CustomerId(999), Date::of(2026, 2, 1), Form::html).error().code,
            "customer_unknown");
  office_.go_to(Date::of(2026, 2, 1));
  const auto proforma = print_proforma(*database_, alice, Date::of(2026, 2, 1), Form::html);
  ASSERT_TRUE(proforma) << proforma.error().detail;
  EXPECT_EQ(office_.count("select count(*) from invoice"), 0) << "nothing is written";
  office_.run();
  const std::string invoice = print(invoices_of(alice).at(0), Form::html).bytes;
  // 17 of 31 days and a whole month: 15.90 + 29.00, with 19 % 53.43.
  for (const std::string &html : {proforma->bytes, invoice})
    EXPECT_THAT(html, AllOf(HasSubstr("17 of 31 days"), HasSubstr("15.90"), HasSubstr("53.43\u00a0EUR")));
  EXPECT_EQ(print_proforma(*database_, alice, Date::of(2026, 2, 1), Form::html).error().code, "nothing_to_bill");
}

// Decision 0026: a proforma is of the customer's legal entity, with its taxes: 31.00 + 20 % = 37.20, and no number of
// any series. The design's preview shows whichever entity it is asked for.
TEST_P(Documents, are_of_the_customers_legal_entity_before_there_are_any) {
  office_.go_to(Date::of(2026, 3, 1));
  const auto alpen = database_->write([&](db::Tx &tx) {
    EXPECT_TRUE(catalog::load_preset(tx, *database_, "eu", office_.today()));
    return catalog::create_legal_entity(tx, {.name = "Alpen",
                                             .legal_name = "Alpen Netz GmbH",
                                             .country = "AT",
                                             .invoice_prefix = "AT-",
                                             .iban = "AT61 1904 3002 3457 3201"});
  });
  ASSERT_TRUE(alpen);
  const CustomerId eva = office_.customer("Eva", 1, "", alpen->id);
  office_.sell(eva, "eva",
               office_.plan({.code = "home", .name = "home", .price_minor = 3100, .tax_category = "internet"}));
  const auto proforma = print_proforma(*database_, eva, Date::of(2026, 3, 1), Form::html);
  ASSERT_TRUE(proforma) << proforma.error().detail;
  EXPECT_THAT(proforma->bytes,
              AllOf(HasSubstr("Alpen Netz GmbH"), HasSubstr("37.20\u00a0EUR"), HasSubstr("6.20\u00a0EUR"),
                    Not(HasSubstr("My provider")), Not(HasSubstr("AT-2026"))));
  EXPECT_EQ(office_.count("select count(*) from number_series"), 0) << "it takes no number";
  office_.run();
  EXPECT_THAT(print(invoices_of(eva).at(0), Form::html).bytes,
              AllOf(HasSubstr("AT-2026-000001"), HasSubstr("37.20\u00a0EUR")));

  const auto preview = [&](const PreviewWish &wish) {
    const auto drawn = preview_design(*database_, edit(), wish, Form::html);
    EXPECT_TRUE(drawn) << (drawn ? "" : drawn.error().detail);
    return drawn ? drawn->bytes : "";
  };
  EXPECT_THAT(preview({}), AllOf(HasSubstr("My provider"), HasSubstr("DE89 3704"), Not(HasSubstr("Alpen"))));
  EXPECT_THAT(preview({.legal_entity_id = alpen->id}), AllOf(HasSubstr("Alpen Netz GmbH"), HasSubstr("AT61 1904"),
                                                             Not(HasSubstr("My provider")), Not(HasSubstr("DE89"))));
  EXPECT_THAT(preview({.invoice_id = invoices_of(eva).at(0)}),
              AllOf(HasSubstr("Alpen Netz GmbH"), HasSubstr("AT61 1904")));
  EXPECT_EQ(preview_design(*database_, edit(), {.legal_entity_id = LegalEntityId(77)}, Form::html).error().code,
            "legal_entity_unknown");
}

TEST_P(Documents, a_line_is_explained_with_the_event_that_caused_it) {
  const CustomerId alice = office_.customer("Alice", 1);
  const ServiceId service = office_.sell(alice, "alice@isp", plan_);
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  const auto explain = [&](InvoiceId invoice, std::int64_t line) {
    return database_->read([&](db::Tx &tx) { return *billing::find_line_explanation(tx, invoice, line); });
  };
  auto stub = explain(invoices_of(alice).at(0), 1);
  EXPECT_EQ(stub.begins.cause, billing::Cause::service_start);
  EXPECT_EQ(stub.begins.event->title, "Service added");
  EXPECT_EQ(stub.ends.cause, billing::Cause::billing_day);
  EXPECT_EQ(stub.days, 17);
  EXPECT_EQ(stub.full_days, 31);
  EXPECT_EQ(stub.steps.at(1).how, "29.00 EUR × 17 ÷ 31 days = 15.90322…, rounded half up");
  EXPECT_EQ(stub.steps.at(1).result, "15.90 EUR");
  EXPECT_THAT(stub.tax_rule, HasSubstr("valid from 2020-01-01"));
  EXPECT_EQ(explain(invoices_of(alice).at(0), 2).begins.cause, billing::Cause::billing_day);
  // A dearer plan in mid-month: a credit of the old one and a charge of the new, both because of the change.
  office_.go_to(Date::of(2026, 2, 11));
  office_.change(service, office_.plan("fast", 4900, std::nullopt));
  office_.go_to(Date::of(2026, 3, 1));
  office_.run();
  const auto all = invoices_of(alice);
  ASSERT_EQ(all.size(), 3U);
  for (std::size_t n = 1; n < all.size(); ++n) {
    const auto line = explain(all[n], 1);
    EXPECT_EQ(line.begins.cause, billing::Cause::plan_change) << n;
    EXPECT_EQ(line.begins.on, Date::of(2026, 2, 11));
    EXPECT_EQ(line.begins.event->title, "Plan changed");
  }
  EXPECT_EQ(explain(all[1], 1).corrects_number, "2026-000001");
  EXPECT_FALSE(database_->read([&](db::Tx &tx) { return billing::find_line_explanation(tx, all[0], 9); }));
}

TEST_P(Documents, a_line_that_a_pause_made_says_so) {
  const CustomerId alice = office_.customer("Alice", 1);
  const ServiceId service = office_.sell(alice, "alice@isp", plan_);
  office_.go_to(Date::of(2026, 2, 1));
  office_.run();
  office_.go_to(Date::of(2026, 2, 9));
  database_->write([&](db::Tx &tx) {
    EXPECT_TRUE(subscribers::add_pause(tx, *database_, service,
                                       {.from = Date::of(2026, 2, 11), .until = Date::of(2026, 3, 5), .note = ""},
                                       {office_.clock().now(), office_.today(), "test"}));
    billing::review_billing(tx, alice);
  });
  office_.go_to(Date::of(2026, 3, 1));
  office_.run();
  const auto all = invoices_of(alice);
  ASSERT_EQ(all.size(), 3U) << "the invoice, a credit note, the next invoice";
  const auto credit = database_->read([&](db::Tx &tx) { return *billing::find_line_explanation(tx, all[1], 1); });
  EXPECT_EQ(credit.begins.cause, billing::Cause::pause);
  EXPECT_EQ(credit.begins.on, Date::of(2026, 2, 11));
  EXPECT_EQ(credit.begins.event->kind, "service.paused");
  const auto charge = database_->read([&](db::Tx &tx) { return *billing::find_line_explanation(tx, all[2], 1); });
  EXPECT_EQ(charge.begins.cause, billing::Cause::pause);
  EXPECT_EQ(charge.begins.on, Date::of(2026, 3, 5));
  EXPECT_EQ(charge.days, 27);
}

TEST_P(Documents, a_design_is_checked_before_it_is_kept) {
  struct Case {
    std::string code;
    DesignEdit edit;
  };
  std::vector<Case> cases(5, {"", edit()});
  cases[0].code = "design_malformed", cases[0].edit.layout = "band on\npaper a4";
  cases[1].code = "iban_malformed", cases[1].edit.iban = "DE88 3704 0044 0532 0130 00";
  cases[2].code = "bic_malformed", cases[2].edit.bic = "abc";
  cases[3].code = "pay_link_malformed", cases[3].edit.pay_link = "javascript:alert(1)";
  cases[4].code = "logo_no_png", cases[4].edit.logo = "R0lGODlh";
  for (const Case &one : cases) {
    const auto saved =
        database_->write([&](db::Tx &tx) { return save_design(tx, one.edit, office_.clock().now(), "test"); });
    ASSERT_FALSE(saved) << one.code;
    EXPECT_EQ(saved.error().code, one.code);
    EXPECT_EQ(preview_design(*database_, one.edit, {}, Form::html).error().code, one.code);
  }
  EXPECT_THAT(check_design(cases[0].edit).error().detail, HasSubstr("Line 2: \"paper\""));
  EXPECT_EQ(office_.count("select count(*) from document_design"), 0);
}

RUN_ON_BOTH_ENGINES(Documents);

} // namespace

} // namespace demarc::documents
