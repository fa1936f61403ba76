// Why a line costs what it costs, from what is stored: each discount is a step, as it was when the line was billed. On
// both engines.
#include "billing/explanation_store.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

namespace demarc::testing {
namespace {

using StepsSaid = std::vector<std::string>;

class ExplainedLines : public Contract {
protected:
  void SetUp() override { office.go_to(Date::of(2026, 1, 15)); }

  // What is left of the line's price step by step: "Discount: Welcome -3.10 EUR".
  StepsSaid steps(std::int64_t line = 1) {
    const auto explained = database->read([&](db::Tx &tx) {
      return billing::find_line_explanation(tx, tx.one<InvoiceId>("select max(id) from invoice"), line).value();
    });
    StepsSaid said;
    for (const billing::LineStep &step : explained.steps)
      said.push_back(step.what + " " + step.result);
    return said;
  }

  billing::LineExplanation newest(std::int64_t line = 1) {
    return database->read([&](db::Tx &tx) {
      return billing::find_line_explanation(tx, tx.one<InvoiceId>("select max(id) from invoice"), line).value();
    });
  }

  // Of all lines of all documents, but what the sale began.
  StepsSaid events_that_begin_lines() {
    StepsSaid said;
    database->read([&](db::Tx &tx) {
      for (const auto invoice : tx.all<InvoiceId>("select id from invoice order by id")) {
        const auto lines = tx.one<std::int64_t>("select count(*) from invoice_line where invoice_id = $1", invoice);
        for (std::int64_t line = 1; line <= lines; ++line) {
          const auto begins = billing::find_line_explanation(tx, invoice, line).value().begins;
          if (begins.event && begins.event->kind != "service.sold")
            said.push_back(to_string(begins.on) + " " + begins.event->kind);
        }
      }
    });
    return said;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  PlanId address = office.plan("address", 500, std::nullopt);
};

TEST_P(ExplainedLines, take_off_each_discount_before_the_days) {
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId service = office.sell(ann, "ann1", fiber);
  office.discount(service, {.name = "Welcome", .percent_ppm = Percent{75'000}, .on_add_ons = true});
  office.discount(service, {.name = "Loyal", .amount_minor = 310});
  office.add(service, {.plan_id = address, .quantity = 3, .price_minor = 499});
  office.run(Date::of(2026, 1, 15));
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  // 31.00 less 2.325 less 3.10 = 25.575 for the month, 17 of 31 days of it 14.025.
  EXPECT_EQ(steps(1),
            (StepsSaid{"Price of the plan 31.00 EUR", "Discount: Welcome -2.325 EUR", "Discount: Loyal -3.10 EUR",
                       "Price after discounts 25.575 EUR", "Share of the period 14.03 EUR"}));
  EXPECT_EQ(steps(2), (StepsSaid{"List price 5.00 EUR", "Agreed price 4.99 EUR", "Quantity 14.97 EUR",
                                 "Discount: Welcome -1.12275 EUR", "Price after discounts 13.84725 EUR",
                                 "Share of the period 7.59 EUR"}));
}

TEST_P(ExplainedLines, keep_to_the_discounts_of_their_own_day) {
  const CustomerId ann = office.customer("Ann", 15);
  const ServiceId service = office.sell(ann, "ann1", fiber);
  office.run();
  office.go_to(Date::of(2026, 1, 16));
  const StepsSaid full{"Price of the plan 31.00 EUR", "Share of the period 31.00 EUR"};
  EXPECT_EQ(steps(), full);
  office.discount(service, {.name = "Later", .percent_ppm = Percent{100'000}, .from = Date::of(2026, 2, 15)});
  EXPECT_EQ(steps(), full) << "given since, for other days";
  office.go_to(Date::of(2026, 2, 15));
  office.run();
  const StepsSaid less{"Price of the plan 31.00 EUR", "Discount: Later -3.10 EUR", "Price after discounts 27.90 EUR",
                       "Share of the period 27.90 EUR"};
  EXPECT_EQ(steps(), less);
  office.go_to(Date::of(2026, 2, 20));
  office.end_discounts(service);
  EXPECT_EQ(steps(), less) << "ended since";
}

TEST_P(ExplainedLines, name_who_else_is_billed_and_what_made_it_so) {
  const CustomerId ann = office.customer("Ann", 15), bob = office.customer("Bob", 15);
  const ServiceId own = office.sell(ann, "ann1", fiber), paid = office.sell(bob, "bob1", fiber);
  office.run();
  office.pay_for(bob, ann, Date::of(2026, 2, 15));
  office.go_to(Date::of(2026, 2, 15));
  office.run();
  const auto mine = newest(1), others = newest(2);
  ASSERT_EQ(mine.service_id, own);
  EXPECT_EQ(mine.begins.cause, billing::Cause::billing_day) << mine.begins.words;
  EXPECT_NE(mine.steps.back().what, "Billed for");
  ASSERT_EQ(others.service_id, paid);
  EXPECT_EQ(others.begins.cause, billing::Cause::payer_change) << others.begins.words;
  ASSERT_TRUE(others.begins.event);
  EXPECT_EQ(others.begins.event->title, "Billed to somebody else");
  EXPECT_EQ(others.steps.back().what, "Billed for");
  EXPECT_NE(others.steps.back().how.find("Bob"), std::string::npos);
}

TEST_P(ExplainedLines, name_the_add_on_that_was_sold_and_ended) {
  const CustomerId ann = office.customer("Ann", 15);
  const ServiceId service = office.sell(ann, "ann1", fiber);
  office.run();
  office.go_to(Date::of(2026, 1, 20));
  const ServiceItemId item = office.add(service, {.plan_id = address, .quantity = 3});
  office.go_to(Date::of(2026, 2, 15));
  office.run();
  office.go_to(Date::of(2026, 2, 20));
  office.drop(service, item);
  office.go_to(Date::of(2026, 3, 15));
  office.run();
  EXPECT_EQ(events_that_begin_lines(), (StepsSaid{"2026-01-20 service.item_added", "2026-02-20 service.item_ended"}));
}

TEST_P(ExplainedLines, name_the_discount_that_came_in_the_middle) {
  const CustomerId ann = office.customer("Ann", 15);
  const ServiceId service = office.sell(ann, "ann1", fiber);
  office.discount(service, {.name = "Spring", .percent_ppm = Percent{100'000}, .from = Date::of(2026, 1, 20)});
  office.run();
  EXPECT_EQ(newest(2).ends.cause, billing::Cause::discount) << newest(2).ends.words;
  EXPECT_EQ(newest(1).begins.cause, billing::Cause::discount) << newest(1).begins.words;
  EXPECT_EQ(events_that_begin_lines(), (StepsSaid{"2026-01-20 service.discount_given"}));
}

RUN_ON_BOTH_ENGINES(ExplainedLines);

} // namespace
} // namespace demarc::testing
