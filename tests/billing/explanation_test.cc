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

RUN_ON_BOTH_ENGINES(ExplainedLines);

} // namespace
} // namespace demarc::testing
