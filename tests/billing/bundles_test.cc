// Bundles in the catalogue, on documents and in the books: parts are taken over, revenue goes to the account of each
// part's kind, credits take back the same parts, and verify agrees. On both engines.
#include "billing/explanation_store.h"
#include "billing/invoice_store.h"
#include "ledger/close_month.h"
#include "ledger/recognise_revenue.h"
#include "ledger/verify_ledger.h"
#include "reports/export_journal.h"
#include "reports/reports.h"
#include "tests/billing/office.h"
#include "tests/billing/tampering.h"
#include "tests/contract/contract.h"

#include <gmock/gmock.h>

namespace demarc::testing {
namespace {

using catalog::PlanKind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Bundles : public Contract {
protected:
  Bundles() { office.go_to(Date::of(2026, 1, 1)); }

  PlanId kind_of(PlanKind kind, const std::string &code, std::int64_t price_minor, std::optional<TaxId> tax,
                 int months = 1) {
    std::vector<catalog::PlanAttribute> attributes;
    if (kind == PlanKind::television)
      attributes = {{"channels", "80"}};
    if (kind == PlanKind::voice)
      attributes = {{"lines", "1"}};
    return office.plan({.code = code,
                        .name = code,
                        .price_minor = price_minor,
                        .interval_months = months,
                        .tax_id = tax,
                        .kind = kind,
                        .attributes = attributes});
  }
  std::string refused(catalog::NewPlan in) {
    in.code = in.name = "refused";
    return database->write([&](db::Tx &tx) -> std::string {
      const auto made = catalog::create_plan(tx, *database, in, office.clock().now());
      return made ? "made" : made.error().code + " at " + made.error().field;
    });
  }
  std::string refused(std::vector<PlanId> parts, std::int64_t price_minor = 4990) {
    catalog::NewPlan in;
    in.price_minor = price_minor;
    in.bundle = std::move(parts);
    return refused(in);
  }
  Outcome<catalog::Plan> edit(PlanId id, const catalog::PlanEdit &edit) {
    return database->write(
        [&](db::Tx &tx) { return catalog::edit_plan(tx, *database, id, edit, office.clock().now()); });
  }
  std::int64_t balance(std::string_view account) {
    return database->read(
        [&](db::Tx &tx) { return ledger::balance_of(tx, account, Currency::of("EUR")).minor_units(); });
  }
  std::vector<std::int64_t> revenue() { return {balance("4000"), balance("4020"), balance("4010"), balance("2400")}; }
  int recognise() { return ledger::recognise_revenue(*database, office.today().plus_days(-1), office.clock().now()); }
  void morning(Date day) {
    office.go_to(day);
    recognise();
    office.run();
  }
  std::vector<std::string> problems() {
    auto all = office.problems();
    for (std::string &problem : database->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }))
      all.push_back(std::move(problem));
    return all;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  TaxId vat = office.tax("VAT", 190'000), low = office.tax("LOW", 70'000);
  PlanId fiber = kind_of(PlanKind::internet, "fiber", 2990, vat);
  PlanId tv = kind_of(PlanKind::television, "tv", 1990, low);
  PlanId phone = kind_of(PlanKind::voice, "phone", 1500, vat);
  PlanId triple = office.plan(
      {.code = "triple", .name = "Triple", .price_minor = 4990, .bundle = std::vector<PlanId>{fiber, tv, phone}});
};
RUN_ON_BOTH_ENGINES(Bundles);

TEST_P(Bundles, take_their_parts_over_as_they_are_sold_alone) {
  ASSERT_TRUE(edit(tv, {.name = "TV Max", .price_minor = 2490}));
  const auto find = [&] {
    return database->read([&](db::Tx &tx) { return catalog::find_plan(tx, triple, office.today()).value(); });
  };
  catalog::Plan plan = find();
  ASSERT_EQ(plan.bundle.size(), 3U);
  EXPECT_EQ(plan.bundle[1].name, "tv");
  EXPECT_EQ(plan.bundle[1].price_minor, 1990);
  EXPECT_EQ(plan.bundle[1].kind, PlanKind::television);
  EXPECT_EQ(plan.bundle[1].tax_id, low);
  // Another price of the bundle keeps the parts as they were; naming them takes them over anew, as one version more.
  ASSERT_TRUE(edit(triple, {.price_minor = 4490}));
  plan = find();
  EXPECT_EQ(plan.version, 2);
  EXPECT_EQ(plan.bundle[1].price_minor, 1990);
  ASSERT_TRUE(edit(triple, {.bundle = std::vector<PlanId>{fiber, tv, phone}}));
  plan = find();
  EXPECT_EQ(plan.version, 3);
  EXPECT_EQ(plan.bundle[1].price_minor, 2490);
  EXPECT_EQ(plan.bundle[1].name, "TV Max");
  ASSERT_TRUE(edit(triple, {.bundle = std::vector<PlanId>{fiber, tv, phone}}));
  EXPECT_EQ(find().version, 3) << "nothing has changed";
  ASSERT_TRUE(edit(triple, {.bundle = std::vector<PlanId>{}}));
  EXPECT_THAT(find().bundle, IsEmpty());
}

TEST_P(Bundles, refuse_what_cannot_be_divided) {
  const PlanId router = office.plan({.code = "router", .name = "router", .price_minor = 9900, .is_once = true});
  const PlanId week = office.plan({.code = "week", .name = "week", .price_minor = 700, .interval_days = 7});
  const PlanId prepaid = office.plan({.code = "pre", .name = "pre", .price_minor = 700, .is_prepaid = true});
  const PlanId gross = office.plan("gross", 3500, vat, 1, true);
  const PlanId free = office.plan("free", 0, vat), gratis = office.plan("gratis", 0, vat);
  const PlanId old = office.plan("old", 100, vat);
  ASSERT_TRUE(edit(old, {.active = false}));
  EXPECT_EQ(refused({fiber}), "bundle_size at bundle");
  EXPECT_EQ(refused(std::vector<PlanId>(11, fiber)), "bundle_size at bundle");
  EXPECT_EQ(refused({fiber, fiber}), "bundle_part_twice at bundle");
  EXPECT_EQ(refused({fiber, PlanId(12345)}), "bundle_part_unknown at bundle");
  EXPECT_EQ(refused({fiber, old}), "bundle_part_not_sold at bundle");
  EXPECT_EQ(refused({fiber, triple}), "bundle_in_bundle at bundle");
  EXPECT_EQ(refused({fiber, router}), "bundle_part_once at bundle");
  EXPECT_EQ(refused({fiber, prepaid}), "bundle_part_prepaid at bundle");
  EXPECT_EQ(refused({fiber, week}), "bundle_interval at bundle");
  EXPECT_EQ(refused({fiber, gross}), "bundle_price_basis at price_includes_tax");
  EXPECT_EQ(refused({free, gratis}), "bundle_without_prices at bundle");
  EXPECT_EQ(refused({.price_minor = 100, .tax_id = vat, .bundle = std::vector<PlanId>{fiber, tv}}),
            "bundle_taxed_by_parts at tax_id");
  EXPECT_EQ(refused({.price_minor = 100, .tax_category = "internet", .bundle = std::vector<PlanId>{fiber, tv}}),
            "bundle_taxed_by_parts at tax_category");
  EXPECT_EQ(refused({.price_minor = 100, .is_once = true, .bundle = std::vector<PlanId>{fiber, tv}}),
            "bundle_once at bundle");
  const auto itself = edit(triple, {.bundle = std::vector<PlanId>{fiber, triple}});
  ASSERT_FALSE(itself);
  EXPECT_EQ(itself.error().code, "bundle_of_itself");
  // Terms that the parts do not bear are refused later too.
  const auto basis = edit(triple, {.price_includes_tax = true});
  ASSERT_FALSE(basis);
  EXPECT_EQ(basis.error().code, "bundle_price_basis");
  const auto days = edit(triple, {.interval_days = 30});
  ASSERT_FALSE(days);
  EXPECT_EQ(days.error().code, "bundle_interval");
  EXPECT_EQ(refused({free, fiber}), "made");
}

TEST_P(Bundles, earn_each_part_on_the_account_of_its_kind) {
  office.sell(office.customer("Ann", 1), "ann", triple);
  morning(Date::of(2026, 1, 1));
  // 23.03 internet, 15.32 television, 11.55 telephone; 19 % of 34.58 and 7 % of 15.32.
  EXPECT_THAT(revenue(), ElementsAre(0, 0, 0, -4990));
  EXPECT_EQ(balance("2200"), -(657 + 107));
  office.go_to(Date::of(2026, 1, 11));
  recognise();
  // Ten of 31 days of each, cumulatively: 7.43, 4.94, 3.73.
  EXPECT_THAT(revenue(), ElementsAre(-743, -494, -373, -(4990 - 743 - 494 - 373)));
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 2, 1));
  recognise();
  EXPECT_THAT(revenue(), ElementsAre(-2303, -1532, -1155, 0));
  EXPECT_TRUE(database->write([&](db::Tx &tx) {
    return ledger::close_month(tx, *database, {"2026-01"}, office.today(), office.clock().now(), "Berta");
  }));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Bundles, give_back_the_parts_that_were_charged) {
  const ServiceId service = office.sell(office.customer("Ann", 1), "ann", triple);
  morning(Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 1, 21));
  recognise();
  office.end(service, Date::of(2026, 1, 11)); // back-dated: ten days used
  office.run();
  EXPECT_THAT(revenue(), ElementsAre(-743, -494, -373, 0));
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 1, 22));
  office.end(service, Date::of(2026, 1, 1)); // never had it
  office.run();
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 2, 1)); // the days of the charge and of its credits round apart until they are over
  recognise();
  EXPECT_THAT(revenue(), ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(balance("2200"), 0);
  EXPECT_EQ(office.count("select count(*) from invoice where kind = 'credit_note'"), 2);
  EXPECT_EQ(office.count("select cast(sum(amount_minor) as bigint) from revenue_line"), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Bundles, stand_in_reports_as_the_plans_of_their_parts) {
  office.sell(office.customer("Ann", 1), "ann", triple);
  office.sell(office.customer("Bob", 1), "bob", tv);
  morning(Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 2, 1));
  recognise();
  const auto order = [&](reports::ReportName name) {
    return reports::ReportOrder{
        .name = name, .from = Date::of(2026, 1, 1), .to = Date::of(2026, 1, 31), .as_of = Date::of(2026, 1, 31)};
  };
  const auto said = [&](const reports::ReportOrder &wanted, std::size_t what, std::size_t how_much) {
    std::vector<std::string> rows;
    for (const reports::ReportRow &row :
         database->read([&](db::Tx &tx) { return reports::make_report(tx, wanted, 0); }).rows) {
      if (!row.is_total)
        rows.push_back(fmt::format("{} {}", row.cells[what].text.value_or(""), row.cells[how_much].number.value_or(0)));
    }
    return rows;
  };
  EXPECT_THAT(said(order(reports::ReportName::revenue_by_plan), 0, 3),
              ::testing::UnorderedElementsAre("fiber 2303", "tv 3522", "phone 1155"));
  reports::ReportOrder lines = order(reports::ReportName::revenue_lines);
  lines.plan = "tv";
  EXPECT_THAT(said(lines, 2, 7), ::testing::UnorderedElementsAre("Triple (ann): tv 1532", "tv (bob) 1990"));
  std::string file;
  ASSERT_TRUE(database->read([&](db::Tx &tx) {
    return reports::export_books(tx, {.format = reports::ExportFormat::xero}, office.clock().now(),
                                 [&](std::string_view text) { file += text; });
  }));
  EXPECT_THAT(file, HasSubstr("Triple (ann): fiber,1,23.03,4000,VAT 19%,EUR"));
  EXPECT_THAT(file, HasSubstr("Triple (ann): tv,1,15.32,4020,LOW 7%,EUR"));
}

TEST_P(Bundles, explain_how_a_line_is_divided) {
  office.sell(office.customer("Ann", 1), "ann", triple);
  office.run();
  const auto explained = database->read([&](db::Tx &tx) {
    return billing::find_line_explanation(tx, tx.one<InvoiceId>("select max(id) from invoice"), 1).value();
  });
  std::vector<std::string> steps;
  for (const billing::LineStep &step : explained.steps)
    steps.push_back(step.what + ": " + step.how + " = " + step.result);
  EXPECT_THAT(steps, Contains("Part: tv: 49.90 EUR × 199 ÷ 648 = 15.32422… = 15.32 EUR"));
  EXPECT_THAT(explained.tax_rule, HasSubstr("fiber: VAT 19 %; tv: LOW 7 %; phone: VAT 19 %"));
}

TEST_P(Bundles, are_verified_part_by_part) {
  office.sell(office.customer("Ann", 1), "ann", triple);
  morning(Date::of(2026, 1, 1));
  ASSERT_THAT(problems(), IsEmpty());
  let_everything_be_changed(*database);
  struct Row {
    std::string sql, finding;
  };
  for (const Row &row :
       {Row{"update revenue_line set amount_minor = amount_minor + (case when part = 1 then 1 else -1 end)"
            " where part in (1, 2)",
            "parts_have_their_schedule"},
        Row{"delete from revenue_line where part = 3", "lines_have_their_schedule"},
        Row{"update invoice_line_part set net_minor = net_minor + 1 where part = 1", "parts_sum_to_their_line"},
        Row{"update invoice_line_part set net_minor = net_minor + (case when part = 1 then 1 else -1 end)"
            " where part in (1, 2)",
            "tax_base_is_sum_of_lines"}}) {
    try {
      database->write([&](db::Tx &tx) {
        EXPECT_GE(tx.exec_counted(row.sql), 1) << row.sql;
        std::vector<std::string> found = ledger::verify_ledger(tx);
        for (const billing::Problem &problem : billing::verify_billing(tx))
          found.push_back(problem.rule);
        EXPECT_THAT(found, Contains(HasSubstr(row.finding))) << row.sql;
        throw std::runtime_error("take it back");
      });
    } catch (const std::runtime_error &error) {
      EXPECT_STREQ(error.what(), "take it back");
    }
  }
}

} // namespace
} // namespace demarc::testing
