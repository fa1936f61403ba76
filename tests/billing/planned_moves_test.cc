// Another quantity over a move to another plan that is to follow: kept, taken back, or refused. On both engines.
#include "billing/invoice_store.h"
#include "billing/quote_bill.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace demarc::testing {
namespace {

using subscribers::PlannedMove;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlannedMoves : public Contract {
protected:
  PlannedMoves() {
    office.go_to(Date::of(2026, 3, 1));
    const TaxId vat = office.tax("VAT", 200'000);
    catalog::ContractTerms year;
    year.minimum_months = 12;
    fiber = office.plan("fiber", 3100, vat);
    fiber500 =
        office.plan({.code = "fiber500", .name = "fiber500", .price_minor = 6200, .tax_id = vat, .contract = year});
    ann = office.customer("Ann", 1);
    service = office.sell(ann, "ann", fiber);
    office.run();
    office.change(service, fiber500, Date::of(2026, 5, 1));
    office.go_to(Date::of(2026, 3, 11));
  }
  // The refusal, or "".
  std::string change(const subscribers::PlanChange &change) {
    return database->write([&](db::Tx &tx) -> std::string {
      const auto changed =
          subscribers::change_plan(tx, *database, service, change, {office.clock().now(), office.today(), "test"});
      billing::review_billing(tx, ann);
      return changed ? "" : changed.error().code;
    });
  }
  // "2026-03-01 1 x fiber"
  std::vector<std::string> plans() {
    return database->read([&](db::Tx &tx) {
      std::vector<std::string> rows;
      for (const subscribers::ServicePlan &row : subscribers::plans_of(tx, service))
        rows.push_back(fmt::format("{} {} x {}", to_string(row.from_date), row.quantity,
                                   catalog::find_plan_version(tx, row.plan_version_id)->name));
      return rows;
    });
  }
  std::int64_t contracts() { return office.count("select count(*) from service_contract"); }
  std::string told() {
    return database->read([&](db::Tx &tx) {
      return tx.one<std::string>(
          "select detail from timeline where kind = 'service.plan_changed' order by id desc limit 1");
    });
  }
  // What a quote of that change says until July, and what runs issue.
  Outcome<billing::Quote> quote(std::int64_t quantity, std::optional<PlannedMove> planned) {
    return database->read([&](db::Tx &tx) {
      billing::QuoteQuestion question{.service_id = service, .until = Date::of(2026, 6, 15)};
      billing::AskedEvent event;
      event.kind = billing::QuoteEventKind::change_plan;
      event.on = office.today();
      event.known_on = office.today();
      event.quantity = quantity;
      event.planned = planned;
      question.events.push_back(event);
      return billing::quote_bill(tx, question, office.today());
    });
  }
  std::vector<std::string> quoted(const Outcome<billing::Quote> &quote) {
    std::vector<std::string> said;
    EXPECT_TRUE(quote) << (quote ? "" : quote.error().detail);
    for (const billing::QuoteDocument &d : quote->documents)
      said.push_back(fmt::format("{} {}", to_string(d.issued_on), d.gross_minor));
    return said;
  }
  std::vector<std::string> billed() {
    for (const Date day : {Date::of(2026, 4, 1), Date::of(2026, 5, 1), Date::of(2026, 6, 1)}) {
      office.go_to(day);
      office.run();
    }
    return database->read([&](db::Tx &tx) {
      std::vector<std::string> said;
      for (const InvoiceId id :
           tx.all<InvoiceId>("select id from invoice where issued_on > '2026-03-11' order by id")) {
        const auto invoice = billing::find_invoice(tx, id, office.today());
        said.push_back(fmt::format("{} {}", to_string(invoice->issued_on), invoice->gross_minor));
      }
      return said;
    });
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  PlanId fiber, fiber500;
  CustomerId ann;
  ServiceId service;
};
RUN_ON_BOTH_ENGINES(PlannedMoves);

TEST_P(PlannedMoves, are_not_dropped_without_a_word) {
  EXPECT_EQ(change({std::nullopt, std::nullopt, 2}), "change_planned");
  EXPECT_THAT(plans(), ElementsAre("2026-03-01 1 x fiber", "2026-05-01 1 x fiber500"));
  EXPECT_EQ(contracts(), 1);
  const auto refused = quote(2, std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "change_planned");
  EXPECT_EQ(refused.error().field, "events[0].planned");
}

TEST_P(PlannedMoves, stay_with_their_contract_and_come_in_the_new_quantity) {
  const auto before = quoted(quote(2, PlannedMove::keep));
  EXPECT_EQ(change({std::nullopt, std::nullopt, 2, PlannedMove::keep}), "");
  EXPECT_THAT(plans(), ElementsAre("2026-03-01 1 x fiber", "2026-03-11 2 x fiber", "2026-05-01 2 x fiber500"));
  EXPECT_EQ(contracts(), 1);
  EXPECT_EQ(told(), "fiber → 2 × fiber from 2026-03-11; fiber500 from 2026-05-01 stays planned");
  EXPECT_EQ(change({std::nullopt, std::nullopt, 2, PlannedMove::keep}), "plan_unchanged");
  // 21 of 31 days: 25.20 back; 42.00 and April 62.00; then 2 × 62.00; with 20 %.
  EXPECT_THAT(before, ElementsAre("2026-04-01 2520", "2026-04-01 12480", "2026-05-01 14880", "2026-06-01 14880"));
  EXPECT_EQ(billed(), before);
  EXPECT_THAT(office.problems(), IsEmpty());
}

TEST_P(PlannedMoves, are_taken_back_with_their_contract) {
  const auto before = quoted(quote(2, PlannedMove::drop));
  EXPECT_EQ(change({std::nullopt, std::nullopt, 2, PlannedMove::drop}), "");
  EXPECT_THAT(plans(), ElementsAre("2026-03-01 1 x fiber", "2026-03-11 2 x fiber"));
  EXPECT_EQ(contracts(), 0);
  EXPECT_THAT(told(), HasSubstr("; fiber500 from 2026-05-01 is taken back"));
  EXPECT_THAT(before, ElementsAre("2026-04-01 2520", "2026-04-01 12480", "2026-05-01 7440", "2026-06-01 7440"));
  EXPECT_EQ(billed(), before);
  EXPECT_THAT(office.problems(), IsEmpty());
}

// The same quantity and the move taken back: the one way to undo a move that was planned.
TEST_P(PlannedMoves, can_be_taken_back_alone) {
  EXPECT_EQ(change({std::nullopt, std::nullopt, 1}), "change_planned");
  EXPECT_EQ(change({std::nullopt, std::nullopt, 1, PlannedMove::drop}), "");
  EXPECT_EQ(contracts(), 0);
  EXPECT_EQ(change({std::nullopt, std::nullopt, 1, PlannedMove::drop}), "plan_unchanged");
  EXPECT_EQ(billed(), (std::vector<std::string>{"2026-04-01 3720", "2026-05-01 3720", "2026-06-01 3720"}));
  EXPECT_THAT(office.problems(), IsEmpty());
}

TEST_P(PlannedMoves, give_way_to_another_plan_as_before) {
  EXPECT_EQ(change({fiber, std::nullopt, 2, PlannedMove::keep}), "planned_of_quantity");
  EXPECT_EQ(change({fiber500, Date::of(2026, 4, 1), std::nullopt}), "");
  EXPECT_THAT(plans(), ElementsAre("2026-03-01 1 x fiber", "2026-04-01 1 x fiber500"));
}

} // namespace
} // namespace demarc::testing
