// Revenue by day, closed months and the sealed journal, over what real billing runs post. On both engines.
#include "ledger/books.h"
#include "ledger/close_month.h"
#include "ledger/recognise_revenue.h"
#include "ledger/seal_journal.h"
#include "ledger/verify_ledger.h"
#include "platform/db/migrate.h"
#include "tests/billing/office.h"
#include "tests/billing/tampering.h"
#include "tests/contract/contract.h"

#include <gmock/gmock.h>
#include <thread>

namespace demarc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ledger : public Contract {
protected:
  Ledger() { office.go_to(Date::of(2026, 1, 1)); }

  // What the night's job does: the days until yesterday.
  int recognise() { return ledger::recognise_revenue(*database, office.today().plus_days(-1), office.clock().now()); }
  // A morning: yesterday's revenue, then the run.
  void morning(Date day) {
    office.go_to(day);
    recognise();
    office.run();
  }
  std::int64_t balance(std::string_view account) {
    return database->read(
        [&](db::Tx &tx) { return ledger::balance_of(tx, account, Currency::of("EUR")).minor_units(); });
  }
  std::vector<std::string> problems() {
    auto all = office.problems();
    for (std::string &problem : database->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }))
      all.push_back(std::move(problem));
    return all;
  }
  Outcome<ledger::LedgerMonth> close(const std::string &month) {
    return database->write([&](db::Tx &tx) {
      return ledger::close_month(tx, *database, {month}, office.today(), office.clock().now(), "Berta");
    });
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
};
RUN_ON_BOTH_ENGINES(Ledger);

TEST_P(Ledger, earns_an_invoice_day_by_day) {
  const PlanId fiber = office.plan("fiber", 3100, office.tax("VAT", 190'000));
  office.sell(office.customer("Ann", 1), "ann", fiber);
  morning(Date::of(2026, 1, 1));
  EXPECT_EQ(balance("2400"), -3100);
  EXPECT_EQ(balance("2200"), -589);
  office.go_to(Date::of(2026, 1, 11));
  EXPECT_EQ(recognise(), 10);
  EXPECT_EQ(balance("2400"), -2100);
  EXPECT_EQ(balance("4000"), -1000);
  EXPECT_EQ(recognise(), 0); // run twice, it books nothing twice
  EXPECT_EQ(balance("4000"), -1000);
  EXPECT_THAT(problems(), IsEmpty());
  // A long outage, then everything at once: the same as day by day.
  morning(Date::of(2026, 4, 1));
  EXPECT_EQ(balance("4000"), -3100); // February and March came late, dated then …
  EXPECT_EQ(balance("2400"), -9300);
  office.go_to(Date::of(2026, 4, 2));
  recognise(); // … and are caught up with the next day
  EXPECT_EQ(balance("4000"), -9300 - 103);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, earns_a_paid_trial_over_its_days) {
  const PlanId fiber =
      office.plan({.code = "fiber", .name = "fiber", .price_minor = 3100, .trial_days = 31, .trial_price_minor = 1550});
  office.sell(office.customer("Ann", 1), "ann", fiber);
  morning(Date::of(2026, 1, 1));
  EXPECT_EQ(balance("2400"), -1550);
  office.go_to(Date::of(2026, 1, 11));
  recognise();
  EXPECT_EQ(balance("4000"), -500);
  office.go_to(Date::of(2026, 2, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -1550);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, earns_a_set_up_fee_over_its_months_or_until_the_service_ends) {
  const PlanId fiber = office.plan(
      {.code = "fiber", .name = "fiber", .price_minor = 0, .setup_fee_minor = 12'000, .setup_fee_months = 12});
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId left = office.sell(ann, "ann", fiber);
  office.sell(ann, "ann2", fiber);
  morning(Date::of(2026, 1, 1));
  EXPECT_EQ(balance("2400"), -24'000);
  office.go_to(Date::of(2026, 2, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -2 * 1019); // 31 of 365 days
  office.end(left, Date::of(2026, 3, 1));
  office.go_to(Date::of(2026, 2, 28));
  recognise();
  EXPECT_EQ(balance("4000"), -2 * 1907); // 58 days: its last day is to come
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 3, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -12'000 - 1940);
  EXPECT_EQ(balance("2400"), -12'000 + 1940);
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(office.count("select count(*) from spread_fee"), 1);
  office.go_to(Date::of(2026, 6, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -12'000 - 4964); // 151 days; nothing more of the fee that has ended
  EXPECT_THAT(problems(), IsEmpty());
  office.keep(left); // comes back: what was earned stays so
  office.go_to(Date::of(2027, 1, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -24'000);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2027, 1, 2));
  recognise();
  EXPECT_EQ(office.count("select count(*) from spread_fee"), 0);
}

TEST_P(Ledger, ends_a_set_up_fee_of_a_service_that_ended_before_today) {
  const PlanId fiber = office.plan(
      {.code = "fiber", .name = "fiber", .price_minor = 3100, .setup_fee_minor = 5000, .setup_fee_months = 24});
  const ServiceId service = office.sell(office.customer("Ann", 1), "ann", fiber);
  morning(Date::of(2026, 1, 1));
  morning(Date::of(2026, 2, 1));
  office.go_to(Date::of(2026, 2, 10));
  recognise();
  office.end(service, Date::of(2026, 1, 16)); // back-dated
  office.run();
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 2, 11));
  recognise();
  EXPECT_EQ(balance("4000"), -5000 - 1500);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, takes_back_what_was_earned_from_revenue_and_the_rest_from_deferred) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  const CustomerId ann = office.customer("Ann", 1);
  const ServiceId service = office.sell(ann, "ann", fiber);
  morning(Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 1, 21));
  recognise();
  EXPECT_EQ(balance("4000"), -2000);
  office.end(service, Date::of(2026, 1, 11)); // back-dated: ten days used, twenty-one given back
  office.run();
  EXPECT_EQ(office.count("select count(*) from invoice where kind = 'credit_note'"), 1);
  EXPECT_EQ(balance("4000"), -1000);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_THAT(problems(), IsEmpty());
  office.go_to(Date::of(2026, 3, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -1000);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, is_recognised_once_by_two_nodes_at_a_time) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  office.sell(office.customer("Ann", 1), "ann", fiber);
  morning(Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 2, 1));
  const auto other = place.open();
  std::thread second([&] { ledger::recognise_revenue(*other, Date::of(2026, 1, 31), office.clock().now()); });
  recognise();
  second.join();
  EXPECT_EQ(balance("4000"), -3100);
  EXPECT_EQ(office.count("select count(*) from journal_entry where kind = 'revenue'"), 31);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, refuses_changes_in_the_database_itself) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  office.sell(office.customer("Ann", 1), "ann", fiber);
  morning(Date::of(2026, 1, 1));
  ledger::seal_journal(*database);
  office.go_to(Date::of(2026, 2, 1));
  ASSERT_TRUE(close("2026-01"));
  for (const std::string table : {"journal_entry", "posting", "journal_seal", "revenue_line", "ledger_month"}) {
    const std::string column = table == "ledger_month"                         ? "closed_by = ''"
                               : table == "posting" || table == "revenue_line" ? "account = '4000'"
                               : table == "journal_seal"                       ? "hash = ''"
                                                                               : "memo = ''";
    for (const std::string &sql : {"update " + table + " set " + column, "delete from " + table}) {
      try {
        database->write([&](db::Tx &tx) { tx.exec(sql); });
        ADD_FAILURE() << "was taken: " << sql;
      } catch (const db::Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("append-only")) << sql;
      }
    }
  }
  EXPECT_THROW(database->write([](db::Tx &tx) {
    tx.exec("insert into journal_entry (id, entry_date, kind, ref_kind, ref_id, customer_id, memo, created_at)"
            " values (999999, '2026-01-31', 'x', 'x', 0, null, '', 0)");
  }),
               db::Error);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, names_the_first_entry_changed_behind_its_back) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann", fiber);
  morning(Date::of(2026, 1, 1));
  office.pay(ann, 1000);
  office.pay(ann, 500);
  morning(Date::of(2026, 1, 5));
  ledger::seal_journal(*database);
  office.go_to(Date::of(2026, 2, 1));
  ASSERT_TRUE(close("2026-01"));
  ASSERT_THAT(problems(), IsEmpty());
  let_everything_be_changed(*database);
  // The second payment: the entry that balances still, with the customer's balance moved to another account.
  const std::string second = "(select max(id) from journal_entry where kind = 'payment')";
  const std::int64_t id = office.count("select max(id) from journal_entry where kind = 'payment'");
  const std::string name = "journal entry " + std::to_string(id);
  struct Row {
    std::string sql, finding;
  };
  for (const Row &row :
       {Row{"update posting set account = '1020' where account = '1000' and entry_id = " + second,
            name + " of 2026-01-01"},
        Row{"update posting set amount_minor = amount_minor * 2 where entry_id = " + second, name + " of 2026-01-01"},
        Row{"update journal_entry set memo = 'x' where id = " + second, name + " of 2026-01-01"},
        Row{"update journal_entry set entry_date = '2026-01-02' where id = " + second, name + " of 2026-01-02"},
        Row{"update journal_seal set hash = 'x' where entry_id = " + second, name + " of 2026-01-01"},
        Row{"delete from journal_seal where entry_id = " + second, "the next is of journal entry"},
        Row{"delete from journal_seal where seq = (select max(seq) from journal_seal)", "chain_ends_where_it_says"},
        Row{"update journal_chain set hash = 'x'", "chain_ends_where_it_says"},
        Row{"update ledger_month set chain_hash = 'x'", "closed_months_keep_their_seal"},
        Row{"update revenue_line set amount_minor = amount_minor + 100", "lines_have_their_schedule"},
        Row{"update revenue_line set end_day = end_day + 100", "deferred_equals_unearned"},
        Row{"update revenue_line set account = '4010'", "revenue_equals_earned"}}) {
    try {
      database->write([&](db::Tx &tx) {
        EXPECT_GE(tx.exec_counted(row.sql), 1) << row.sql;
        EXPECT_THAT(ledger::verify_ledger(tx), ::testing::Contains(HasSubstr(row.finding))) << row.sql;
        throw std::runtime_error("take it back");
      });
    } catch (const std::runtime_error &error) {
      EXPECT_STREQ(error.what(), "take it back");
    }
  }
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ledger, seals_each_entry_once_while_many_post) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  std::vector<CustomerId> customers;
  for (const std::string name : {"a", "b", "c", "d"}) {
    customers.push_back(office.customer(name, 1));
    office.sell(customers.back(), name, fiber);
  }
  morning(Date::of(2026, 1, 1));
  std::vector<std::unique_ptr<db::Database>> nodes;
  std::vector<std::thread> threads;
  for (const CustomerId customer : customers) {
    nodes.push_back(place.open());
    threads.emplace_back([&, customer, node = nodes.back().get()] {
      for (int n = 0; n < 25; ++n) {
        node->write([&](db::Tx &tx) {
          const Money amount = Money::minor(n + 1, Currency::of("EUR"));
          ledger::post(tx, *node,
                       {Date::of(2026, 1, 1), "test", "test", n, customer, "", {{"1000", amount}, {"1020", -amount}}},
                       office.clock().now());
        });
      }
    });
  }
  for (int n = 0; n < 2; ++n) {
    nodes.push_back(place.open());
    threads.emplace_back([node = nodes.back().get()] {
      for (int k = 0; k < 20; ++k)
        ledger::seal_journal(*node);
    });
  }
  for (std::thread &thread : threads)
    thread.join();
  ledger::seal_journal(*database);
  EXPECT_EQ(office.count("select count(*) from journal_seal"), 104);
  EXPECT_EQ(office.count("select count(*) from journal_unsealed"), 0);
  EXPECT_THAT(database->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }), IsEmpty());
}

TEST_P(Ledger, closes_months_that_are_over) {
  const PlanId fiber = office.plan("fiber", 3100, std::nullopt);
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann", fiber);
  morning(Date::of(2026, 1, 1));
  EXPECT_EQ(close("2026-01").error().code, "month_not_over");
  EXPECT_EQ(close("January").error().code, "month_malformed");
  office.go_to(Date::of(2026, 3, 10));
  EXPECT_EQ(close("2025-12").error().code, "month_unknown");
  const auto months = database->read([&](db::Tx &tx) { return ledger::list_months(tx, office.today()); });
  ASSERT_EQ(months.size(), 3U);
  EXPECT_EQ(months[0].month, "2026-03");
  EXPECT_FALSE(months[0].can_close);
  EXPECT_TRUE(months[1].can_close);
  EXPECT_EQ(months[1].customers_to_bill, 1); // Ann's February has not been billed
  const auto closed = close("2026-01");
  ASSERT_TRUE(closed) << closed.error().detail;
  EXPECT_TRUE(closed->is_closed);
  EXPECT_EQ(closed->closed_by, "Berta");
  EXPECT_EQ(balance("4000"), -3100); // closing recognises what the month earned
  EXPECT_EQ(close("2026-01").error().code, "month_is_closed");
  // A run that catches up on February after February closed: the invoice keeps its date, its entry stands in March.
  ASSERT_TRUE(close("2026-02"));
  office.run();
  EXPECT_EQ(office.count("select count(*) from invoice where issued_on = '2026-02-01'"), 1);
  EXPECT_EQ(office.count("select count(*) from journal_entry where kind = 'invoice' and entry_date = '2026-03-01' and"
                         " document_date = '2026-02-01'"),
            1);
  EXPECT_EQ(balance("4000"), -6200); // February is earned, in March's books
  office.go_to(Date::of(2026, 4, 1));
  recognise();
  EXPECT_EQ(balance("4000"), -9300);
  EXPECT_EQ(balance("2400"), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

// An installation of before: the net of its invoices is revenue since they were issued.
TEST_P(Ledger, carries_older_books_over_with_one_correcting_entry) {
  TestDatabase old_place(GetParam());
  const auto old = old_place.open();
  const auto first_two = db::built_in_migrations().first(2);
  ASSERT_TRUE(db::migrate(*old, Instant{}, {}, first_two));
  old->write([&](db::Tx &tx) {
    // As the tables were then: today's operations know later ones.
    tx.exec("insert into provider values (1, 'ISP', 'ISP', '', '', '', 'DE', '', 'EUR', 'UTC', 'en', '', 14, 21600)");
    tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
            " values (1, 'Standard', 1, 0, 'reject')");
    tx.exec("insert into customer values (1, 'C-1', 'residential', 'Ann', '', '', '', '', '', '', 'DE', '', 'en', '',"
            " 'EUR', '2026-01-01', 1, '2026-01-01', 'active', 'ann', 0)");
    for (const auto &[id, number, day] : {std::tuple(1, "2026-000001", "2026-01-01"), {2, "2026-000002", "2026-02-01"}})
      tx.exec("insert into invoice values ($1, $2, 'invoice', 1, null, null, $3, $3, 'EUR', 2800, 0, 2800, '', 0)", id,
              number, day);
    for (const auto &[id, from, to] : {std::tuple(1, "2026-01-01", "2026-02-01"), {2, "2026-02-01", "2026-03-01"}}) {
      tx.exec("insert into invoice_line values ($1, 1, null, null, 'Fiber', $2, $3, 1, 2800, 2800, null, '', 0, '')",
              id, from, to);
      const std::int64_t entry = old->next_id("journal_entry");
      tx.exec("insert into journal_entry values ($1, $2, 'invoice', 'invoice', $3, 1, '', 0)", entry, from, id);
      tx.exec("insert into posting values ($1, 1, '1200', 1, 2800, 'EUR')", entry);
      tx.exec("insert into posting values ($1, 2, '4000', 1, -2800, 'EUR')", entry);
    }
  });
  ASSERT_TRUE(db::migrate(*old, Instant{}));
  const Date today = Date::of(2026, 2, 10);
  const auto carry = [&] {
    return old->write([&](db::Tx &tx) { return ledger::carry_over_revenue(tx, *old, today, Instant{}); });
  };
  const auto balances = [&] {
    return old->read([](db::Tx &tx) {
      return std::vector{ledger::balance_of(tx, "2400", Currency::of("EUR")).minor_units(),
                         ledger::balance_of(tx, "4000", Currency::of("EUR")).minor_units()};
    });
  };
  EXPECT_EQ(carry(), 2);
  EXPECT_THAT(balances(), ElementsAre(-1800, -3800)); // ten of February's 28 days
  EXPECT_EQ(carry(), 0);
  ledger::seal_journal(*old);
  EXPECT_THAT(old->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }), IsEmpty());
  ledger::recognise_revenue(*old, Date::of(2026, 3, 10), Instant{});
  EXPECT_THAT(balances(), ElementsAre(0, -5600));
  EXPECT_THAT(old->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }), IsEmpty());
}

} // namespace
} // namespace demarc::testing
