// A row changed behind the program's back is found, by the rule that it breaks. On both engines.
#include "tests/billing/office.h"
#include "tests/billing/tampering.h"
#include "tests/contract/contract.h"

namespace demarc::testing {
namespace {

class VerifyBilling : public Contract {
protected:
  VerifyBilling() {
    office.go_to(Date::of(2026, 1, 1));
    const PlanId fiber = office.plan("fiber", 2900, office.tax("VAT", 190'000));
    ann = office.customer("Ann", 1);
    bob = office.customer("Bob", 1);
    service = office.sell(ann, "ann", fiber);
    office.sell(bob, "bob", fiber);
    office.run();
    office.pay(bob, 5000);
    office.end(service, Date::of(2026, 1, 15));
    office.go_to(Date::of(2026, 2, 1));
    office.run();
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  CustomerId ann, bob;
  ServiceId service;
};
RUN_ON_BOTH_ENGINES(VerifyBilling);

TEST_P(VerifyBilling, is_content_with_what_operations_wrote) {
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  EXPECT_EQ(office.count("select count(*) from invoice where kind = 'credit_note'"), 1);
}

struct Tampering {
  const char *rule;
  const char *sql;
};

TEST_P(VerifyBilling, finds_what_was_changed) {
  let_everything_be_changed(*database);
  const Tampering all[] = {
      {"entries_sum_to_zero", "update posting set amount_minor = amount_minor + 1 where account = '2200' and entry_id ="
                              " (select min(entry_id) from posting)"},
      {"entries_have_postings", "insert into journal_entry (id, entry_date, kind, ref_kind, ref_id, customer_id, memo,"
                                " created_at) values (999999, '2026-01-01', 'x', 'x', 0, null, '', 0)"},
      {"receivables_equal_open_items", "update open_item set open_minor = open_minor + 1 where invoice_id ="
                                       " (select min(invoice_id) from open_item)"},
      {"open_is_gross_less_settlements", "update settlement set amount_minor = amount_minor + 1"},
      {"customer_credit_equals_credits", "insert into credit (id, customer_id, source_kind, source_id, currency,"
                                         " amount_minor, remaining_minor, created_at) select 999999, min(id), 'x', 1,"
                                         " 'EUR', 5, 5, 0 from customer"},
      {"documents_total", "update invoice set gross_minor = gross_minor + 1"},
      {"net_is_sum_of_lines", "update invoice_line set net_minor = net_minor + 1"},
      {"charges_are_their_lines", "update invoice_line set net_minor = net_minor + 1"},
      {"tax_is_sum_of_rates", "update invoice_tax set tax_minor = tax_minor + 1"},
      {"tax_is_rate_of_base", "update invoice_tax set tax_minor = tax_minor + 1"},
      {"tax_base_is_sum_of_lines", "update invoice_tax set base_minor = base_minor + 1"},
      {"credit_notes_stay_within_their_invoice", "update invoice set net_minor = 1000000 where kind = 'credit_note'"},
      {"credit_notes_name_what_they_correct", "update invoice set corrects_invoice_id = null where kind ="
                                              " 'credit_note'"},
      {"credit_notes_are_used_once", "update settlement set source_id = source_id + 1 where source_kind ="
                                     " 'credit_note'"},
      {"credit_notes_are_not_owed", "insert into open_item (invoice_id, customer_id, due_on, currency, open_minor)"
                                    " select id, customer_id, due_on, currency, 0 from invoice where kind ="
                                    " 'credit_note'"},
      {"open_items_copy_their_invoice", "update open_item set due_on = '2030-01-01'"},
      {"lines_have_one_charge", "delete from charge where kind = 'credit'"},
      {"numbers_have_no_gaps", "update invoice set number = 'gone' where number = '2026-000002'"},
      {"numbers_come_from_a_series", "update invoice set number = '2026-000009' where number = '2026-000003'"},
      {"every_day_is_billed", "update billing_mark set billed_until = '2026-03-01'"},
      {"nothing_else_is_billed", "update service set ends_on = '2026-01-10' where username = 'ann'"},
      {"histories_can_be_billed", "update charge set net_minor = net_minor - 1 where kind = 'recurring'"},
      {"days_are_billed_once", "update charge set period_start = '2026-01-20' where kind = 'recurring' and"
                               " period_start = '2026-02-01'"},
      {"credits_stay_within_their_charge", "update charge set net_minor = -100000 where kind = 'credit'"},
  };
  for (const Tampering &tampering : all) {
    // Each on the same books: what it finds is looked at inside a transaction that is then thrown away.
    try {
      database->write([&](db::Tx &tx) {
        EXPECT_GE(tx.exec_counted(tampering.sql), 1) << tampering.sql;
        std::vector<std::string> rules;
        for (const billing::Problem &problem : billing::verify_billing(tx))
          rules.push_back(problem.rule);
        EXPECT_TRUE(std::find(rules.begin(), rules.end(), tampering.rule) != rules.end())
            << tampering.rule << " did not see: " << tampering.sql << "; found " << ::testing::PrintToString(rules);
        throw std::runtime_error("take it back");
      });
    } catch (const std::runtime_error &error) {
      EXPECT_STREQ(error.what(), "take it back");
    }
  }
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

} // namespace
} // namespace demarc::testing
