// Reports agree with the ledger and with each other, over what real runs post. On both engines.
#include "ledger/books.h"
#include "ledger/journal_store.h"
#include "ledger/recognise_revenue.h"
#include "reports/exchange.h"
#include "reports/export_journal.h"
#include "reports/reports.h"
#include "reports/xlsx.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <gmock/gmock.h>

namespace demarc::testing {
namespace {

using reports::ReportName;
using reports::Table;

class Reports : public Contract {
protected:
  // Half a year of a small provider: joins, a plan change, an end in arrears of its notice, payments, two currencies'
  // worth of rounding trouble (29.00 over 28 to 31 days), a night without the revenue job.
  Reports() {
    office.go_to(Date::of(2026, 1, 1));
    const TaxId vat = office.tax("VAT", 190'000);
    const TaxId low = office.tax("LOW", 70'000);
    fiber = office.plan("fiber", 2900, vat);
    const PlanId air = office.plan("air", 2100, low);
    const PlanId year = office.plan("year", 10'000, vat, 12);
    ann = office.customer("Ann", 1);
    bob = office.customer("Bob", 15);
    eve = office.customer("Eve", 31);
    ann_service = office.sell(ann, "ann", fiber);
    office.sell(bob, "bob", air);
    office.sell(eve, "eve", year);
    for (Date day = Date::of(2026, 1, 1); day <= last; day = day.plus_days(1)) {
      office.go_to(day);
      if (day != Date::of(2026, 3, 20) && day != Date::of(2026, 3, 21))
        ledger::recognise_revenue(*database, day.plus_days(-1), office.clock().now());
      if (day == Date::of(2026, 2, 10))
        office.change(ann_service, air);
      if (day == Date::of(2026, 4, 20))
        office.end(ann_service, Date::of(2026, 4, 5));               // back-dated: part of it is earned by now
      if (day < Date::of(2026, 2, 14) || day > Date::of(2026, 3, 2)) // Bob's February is made up for in March
        office.run();
      if (day.day() == 17)
        office.pay(bob, 2000 + day.month() * 100);
    }
  }

  Table report(ReportName name, Date from, Date to, std::size_t limit = 0) {
    return database->read([&](db::Tx &tx) {
      return reports::make_report(tx, {.name = name, .from = from, .to = to, .as_of = to}, limit);
    });
  }
  static std::size_t column(const Table &table, std::string_view key) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].key == key)
        return i;
    }
    ADD_FAILURE() << "no column " << key;
    return 0;
  }
  static std::int64_t total(const Table &table, std::string_view key) {
    if (table.rows.empty() || !table.rows.back().is_total)
      return 0;
    return table.rows.back().cells[column(table, key)].number.value_or(0);
  }
  static std::int64_t cell(const reports::ReportRow &row, const Table &table, std::string_view key) {
    return row.cells[column(table, key)].number.value_or(0);
  }
  // Of an account at the end of a day, straight from the postings; of those that begin with `account`.
  std::int64_t balance(const std::string &account, Date day) {
    return database->read([&](db::Tx &tx) {
      return tx.one<std::int64_t>("select cast(coalesce(sum(p.amount_minor), 0) as bigint) from posting p"
                                  " join journal_entry e on e.id = p.entry_id"
                                  " where substr(p.account, 1, cast($3 as integer)) = $1 and e.entry_date <= $2",
                                  account, day, static_cast<int>(account.size()));
    });
  }

  const Date last = Date::of(2026, 6, 10);
  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  PlanId fiber;
  CustomerId ann, bob, eve;
  ServiceId ann_service;
};
RUN_ON_BOTH_ENGINES(Reports);

TEST_P(Reports, agree_with_the_ledger_on_every_month) {
  ASSERT_EQ(office.problems(), std::vector<std::string>());
  ASSERT_GE(office.count("select count(*) from invoice where kind = 'credit_note'"), 2);
  ASSERT_GE(office.count("select count(*) from revenue_line where from_day > earned_until_day + 1"), 1);
  for (int month = 1; month <= 6; ++month) {
    SCOPED_TRACE(month);
    const Date from = Date::of(2026, month, 1);
    const Date to = std::min(from.plus_months_clamped(1).plus_days(-1), last.plus_days(-1));
    const Date before = from.plus_days(-1);

    const Table trial = report(ReportName::trial_balance, from, to);
    EXPECT_EQ(total(trial, "opening"), 0);
    EXPECT_EQ(total(trial, "closing"), 0);
    EXPECT_EQ(total(trial, "debit"), total(trial, "credit"));
    for (const reports::ReportRow &row : trial.rows) {
      if (!row.is_total) {
        EXPECT_EQ(cell(row, trial, "closing"), balance(*row.cells[0].text, to)) << *row.cells[0].text;
      }
    }

    EXPECT_EQ(total(report(ReportName::receivables_ageing, from, to), "open"), balance("1200", to));
    EXPECT_EQ(total(report(ReportName::receivables_invoices, from, to), "open"), balance("1200", to));

    const Table waterfall = report(ReportName::deferred_revenue, from, to);
    ASSERT_EQ(waterfall.rows.size(), 2U) << "the month, and the total of all";
    EXPECT_TRUE(waterfall.rows[1].is_total);
    const reports::ReportRow &row = waterfall.rows[0];
    EXPECT_EQ(cell(row, waterfall, "opening"), -balance("2400", before));

    const Table lines = report(ReportName::revenue_lines, from, to);
    EXPECT_EQ(total(lines, "opening"), -balance("2400", before));
    EXPECT_EQ(total(lines, "earned"), -(balance("4", to) - balance("4", before)));
    EXPECT_EQ(total(lines, "closing"), -balance("2400", to));
    EXPECT_EQ(total(report(ReportName::revenue_by_plan, from, to), "earned"), total(lines, "earned"));
    EXPECT_EQ(total(report(ReportName::revenue_by_place, from, to), "earned"), total(lines, "earned"));

    std::int64_t released = 0;
    const Table release = report(ReportName::deferred_release, from, to);
    for (const reports::ReportRow &one : release.rows)
      released += one.is_total ? 0 : cell(one, release, "released");
    EXPECT_EQ(released, -balance("2400", to));
    if (!release.rows.empty()) {
      EXPECT_TRUE(release.rows.back().is_total);
      EXPECT_EQ(total(release, "released"), released);
      EXPECT_EQ(total(release, "left"), 0);
    }

    const Table taxes = report(ReportName::taxes, from, to);
    EXPECT_EQ(total(taxes, "net_tax"), -(balance("2200", to) - balance("2200", before)));
    EXPECT_EQ(total(report(ReportName::tax_documents, from, to), "tax_amount"), total(taxes, "net_tax"));
  }
  // The whole span in one waterfall: months follow on each other.
  const Table waterfall = report(ReportName::deferred_revenue, Date::of(2026, 1, 1), last);
  ASSERT_EQ(waterfall.rows.size(), 7U);
  for (std::size_t i = 1; i < 6; ++i)
    EXPECT_EQ(cell(waterfall.rows[i], waterfall, "opening"), cell(waterfall.rows[i - 1], waterfall, "closing"));
  EXPECT_EQ(total(waterfall, "opening"), cell(waterfall.rows[0], waterfall, "opening"));
  EXPECT_EQ(total(waterfall, "opening") + total(waterfall, "billed") + total(waterfall, "earned") +
                total(waterfall, "credited") + total(waterfall, "other"),
            total(waterfall, "closing"));
  EXPECT_EQ(cell(waterfall.rows.back(), waterfall, "closing"), -balance("2400", Date::of(2026, 6, 30)));
}

TEST_P(Reports, age_by_due_date) {
  // Eve never pays.
  const Date due = *Date::parse(database->read(
      [&](db::Tx &tx) { return tx.one<std::string>("select min(due_on) from invoice where customer_id = $1", eve); }));
  const std::int64_t owed = office.count("select max(gross_minor) from invoice where customer_id ="
                                         " (select id from customer where name = 'Eve')");
  struct Row {
    int days;
    std::string_view bucket;
  };
  for (const Row &row : {Row{0, "current"},
                         {1, "days_1_30"},
                         {30, "days_1_30"},
                         {31, "days_31_60"},
                         {60, "days_31_60"},
                         {61, "days_61_90"},
                         {90, "days_61_90"},
                         {91, "days_90"}}) {
    const Table table = database->read([&](db::Tx &tx) {
      return reports::make_report(tx,
                                  {.name = ReportName::receivables_ageing,
                                   .from = due,
                                   .to = due,
                                   .as_of = due.plus_days(row.days),
                                   .customer = eve},
                                  0);
    });
    ASSERT_EQ(table.rows.size(), 2U) << row.days;
    EXPECT_EQ(cell(table.rows[0], table, row.bucket), owed) << row.days;
    EXPECT_EQ(cell(table.rows[0], table, "open"), owed);
  }
}

TEST_P(Reports, show_so_many_rows_and_the_totals_of_all) {
  const Table all = report(ReportName::receivables_invoices, Date::of(2026, 1, 1), last);
  const Table cut = report(ReportName::receivables_invoices, Date::of(2026, 1, 1), last, 1);
  ASSERT_GT(all.rows.size(), 2U);
  EXPECT_EQ(cut.rows.size(), 2U);
  EXPECT_EQ(total(cut, "open"), total(all, "open"));
}

TEST_P(Reports, give_all_currencies_in_one_at_dated_rates) {
  const Currency usd = Currency::of("USD"), jpy = Currency::of("JPY"), eur = Currency::of("EUR");
  const auto receive = [&](std::int64_t id, Money amount) {
    database->write([&](db::Tx &tx) {
      ledger::post(tx, *database,
                   {Date::of(2026, 6, 1), "payment", "payment", id, ann, "", {{"1000", amount}, {"2300", -amount}}},
                   office.clock().now());
    });
  };
  receive(9001, Money::minor(10'000, usd));
  receive(9002, Money::minor(5'000, jpy));
  const auto set = [&](Currency currency, Date from, const char *rate) {
    return database->write([&](db::Tx &tx) {
      return reports::set_rates(tx, {{currency, from, rate, "test"}}, "Ann", office.clock().now());
    });
  };
  const auto balance = [&](Date to) { return report(ReportName::trial_balance, Date::of(2026, 1, 1), to); };
  const auto converted = [&](const Table &table) {
    std::vector<reports::ReportRow> rows;
    for (const reports::ReportRow &row : table.rows)
      if (row.is_converted)
        rows.push_back(row);
    return rows;
  };
  EXPECT_TRUE(converted(balance(Date::of(2026, 6, 30))).empty()) << "no reporting currency yet";
  EXPECT_EQ(set(usd, Date::of(2026, 6, 1), "0.9").error().code, "no_reporting_currency");
  database->write([&](db::Tx &tx) { reports::set_reporting_currency(tx, eur); });
  EXPECT_EQ(set(eur, Date::of(2026, 6, 1), "1").error().code, "rate_of_itself");
  EXPECT_EQ(set(usd, Date::of(2026, 6, 1), "0").error().code, "rate_not_a_number");

  EXPECT_TRUE(set(usd, Date::of(2026, 6, 1), "0.9213"));
  Table table = balance(Date::of(2026, 6, 30));
  EXPECT_TRUE(converted(table).empty()) << "a currency would be left out";
  EXPECT_EQ(table.rates_missing, std::vector{jpy});

  EXPECT_TRUE(set(jpy, Date::of(2026, 6, 10), "0.0062"));
  EXPECT_EQ(balance(Date::of(2026, 6, 9)).rates_missing, std::vector{jpy}) << "the rate begins later";
  table = balance(Date::of(2026, 6, 30));
  ASSERT_EQ(converted(table).size(), 1U);
  EXPECT_EQ(table.rates_missing.size(), 0U);
  EXPECT_EQ(table.rates_of, Date::of(2026, 6, 30));
  ASSERT_EQ(table.rates.size(), 2U);
  EXPECT_EQ(table.rates[0].rate, "0.0062");
  std::int64_t debit = 0;
  for (const reports::ReportRow &row : table.rows)
    if (row.is_total && !row.is_converted && row.currency == eur)
      debit = *row.cells[column(table, "debit")].number;
  const reports::ReportRow all = converted(table)[0];
  EXPECT_EQ(all.currency, eur);
  EXPECT_EQ(*all.cells[column(table, "debit")].number, debit + 9'213 + 3'100);
  EXPECT_EQ(*all.cells[column(table, "closing")].number, 0);

  // A later rate changes later reports only; the same day again takes its place; taken back, the one before holds.
  EXPECT_TRUE(set(usd, Date::of(2026, 7, 1), "0.5"));
  EXPECT_EQ(*converted(balance(Date::of(2026, 6, 30)))[0].cells[column(table, "debit")].number, debit + 9'213 + 3'100);
  EXPECT_TRUE(set(usd, Date::of(2026, 6, 1), "1"));
  EXPECT_EQ(*converted(balance(Date::of(2026, 6, 30)))[0].cells[column(table, "debit")].number, debit + 10'000 + 3'100);
  EXPECT_TRUE(database->write([&](db::Tx &tx) { return reports::remove_rate(tx, usd, Date::of(2026, 6, 1)); }));
  EXPECT_EQ(balance(Date::of(2026, 6, 30)).rates_missing, std::vector{usd});
}

TEST_P(Reports, are_workbooks_too) {
  const std::string bytes = reports::to_xlsx(report(ReportName::trial_balance, Date::of(2026, 1, 1), last));
  EXPECT_TRUE(bytes.starts_with("PK"));
  EXPECT_GT(bytes.size(), 3000U);
}

TEST_P(Reports, count_what_was_collected_and_what_is_unidentified) {
  database->write([&](db::Tx &tx) {
    for (const auto &[id, method, day] :
         {std::tuple(901, "cash", "2026-01-03"), {902, "bank", "2026-01-03"}, {903, "bank", "2026-02-01"}})
      tx.exec("insert into payment (id, customer_id, amount_minor, currency, method, received_on, reference, note,"
              " recorded_at, recorded_by) values ($1, $2, 500, 'EUR', $3, $4, '', '', 0, '')",
              id, ann, method, day);
    const Money found = Money::minor(700, Currency::of("EUR"));
    ledger::post(tx, *database,
                 {Date::of(2026, 1, 5),
                  "receipt",
                  "receipt",
                  1,
                  std::nullopt,
                  "From nobody",
                  {{"1000", found}, {"1090", -found}}},
                 office.clock().now());
  });
  const Table collections = report(ReportName::collections, Date::of(2026, 1, 1), Date::of(2026, 2, 28));
  EXPECT_EQ(collections.rows.size(), 4U); // January bank and cash, February bank, the total
  EXPECT_EQ(total(collections, "amount"), 1500);
  EXPECT_EQ(total(collections, "payments"), 3);
  const Table suspense = report(ReportName::suspense, last, last);
  EXPECT_EQ(total(suspense, "amount"), 700);
}

TEST_P(Reports, are_exported_in_every_format) {
  const auto text = [&](reports::ExportOrder order) {
    std::string all;
    const auto done = database->read([&](db::Tx &tx) {
      return reports::export_books(tx, order, office.clock().now(), [&](std::string_view piece) { all += piece; });
    });
    return done ? all : done.error().code;
  };
  using reports::ExportFormat;
  EXPECT_THAT(text({.format = ExportFormat::hledger}), ::testing::HasSubstr("assets:1200 Receivables  34.51 EUR"));
  EXPECT_THAT(text({.format = ExportFormat::beancount}), ::testing::HasSubstr("Assets:1200-Receivables  34.51 EUR"));
  EXPECT_THAT(text({.format = ExportFormat::datev}), ::testing::HasSubstr("29,00;\"S\";\"EUR\";;;\"\";1200;2400;"));
  EXPECT_THAT(text({.format = ExportFormat::iif}), ::testing::HasSubstr("ENDTRNS\r\n"));
  EXPECT_THAT(text({.format = ExportFormat::xero}), ::testing::HasSubstr("2026-000001"));
  EXPECT_EQ(text({.format = ExportFormat::xero, .part = 2}), "part_unknown");
  EXPECT_EQ(text({.format = ExportFormat::datev, .from = Date::of(2025, 12, 1)}), "period_over_a_year");
  EXPECT_EQ(text({.from = Date::of(2026, 2, 1), .to = Date::of(2026, 1, 1)}), "period_backwards");
}

} // namespace
} // namespace demarc::testing
