// Exactly once: runs twice, at once, cancelled, killed. On both engines.
#include "base/random.h"
#include "billing/preview_billing.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <csignal>
#include <fmt/format.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace demarc::testing {
namespace {

// A provider with customers on 29.00 plus 19 %, every fifth on two services, with three billing days.
struct Provider {
  Provider(db::Database &database, int customers) : office(database) {
    office.go_to(Date::of(2026, 1, 1));
    const TaxId vat = office.tax("VAT", 190'000);
    const PlanId fiber = office.plan("fiber", 2900, vat), voice = office.plan("voice", 500, vat);
    for (int n = 0; n < customers; ++n) {
      const std::string name = "customer" + std::to_string(n);
      ids.push_back(office.customer(name, 1 + 14 * (n % 3)));
      services.push_back(office.sell(ids.back(), name, fiber));
      if (n % 5 == 0)
        office.sell(ids.back(), name + "-voice", voice);
    }
  }

  Office office;
  std::vector<CustomerId> ids;
  std::vector<ServiceId> services;
};

// Everything a run writes, without ids, numbers and times: two ways of getting somewhere are compared by it.
std::vector<std::string> outcome(db::Database &database) {
  return database.read([](db::Tx &tx) {
    return tx.all<std::string>(
        "select c.name || ' ' || i.kind || ' ' || i.issued_on || ' ' || i.due_on || ' ' || i.net_minor || ' ' ||"
        " i.tax_minor || ' ' || l.period_start || ' ' || l.period_end || ' ' || l.net_minor || ' ' || h.kind || ' ' ||"
        " h.revision || ' ' || coalesce(o.open_minor, -1) as line"
        " from invoice i join customer c on c.id = i.customer_id join invoice_line l on l.invoice_id = i.id"
        " join charge h on h.invoice_id = i.id and h.line = l.line left join open_item o on o.invoice_id = i.id"
        " order by line");
  });
}

class BillingRuns : public Contract {
protected:
  Office &fill(int customers) {
    provider = std::make_unique<Provider>(*database, customers);
    return provider->office;
  }
  Office &office() { return provider->office; }
  // How far the one run has come.
  std::int64_t done() {
    return database->read(
        [](db::Tx &tx) { return tx.one<std::int64_t>("select coalesce(max(done), 0) from billing_run"); });
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  std::unique_ptr<Provider> provider;
};
RUN_ON_BOTH_ENGINES(BillingRuns);

// design 4, rules 2 and 11; field-notes 5, invariant 2.
TEST_P(BillingRuns, make_nothing_twice_when_run_twice) {
  fill(30);
  office().go_to(Date::of(2026, 3, 31));
  const auto first = office().run();
  EXPECT_EQ(first.status, billing::RunStatus::done);
  EXPECT_EQ(first.invoices, 30 * 3); // on the 1st, 15th and 29th (28 Feb) of three months
  const auto before = outcome(*database);
  const auto again = office().run();
  EXPECT_EQ(again.status, billing::RunStatus::done);
  EXPECT_EQ(again.invoices, 0);
  EXPECT_EQ(again.total, 0);
  EXPECT_EQ(outcome(*database), before);
  EXPECT_EQ(office().problems(), std::vector<std::string>());
}

// field-notes 3, row 23: eight threads, three runs each, on one date.
TEST_P(BillingRuns, make_nothing_twice_when_many_run_at_once) {
  fill(40);
  office().go_to(Date::of(2026, 2, 28));
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> invoices = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int n = 0; n < 3; ++n) {
        billing::Billing billing = office().billing();
        billing.customers_per_transaction = 3 + t;
        // Runs of their own, so that they meet at the customers and not at one row.
        const auto id = database->write([&](db::Tx &tx) {
          const auto next = database->next<BillingRunId>("billing_run");
          tx.exec(
              "insert into billing_run (id, run_date, status, requested_by, total, done, invoices, gross_minor,"
              " currency, last_customer_id, created_at, error) values ($1, '2026-02-28', 'queued', 'thread', 0, 0, 0,"
              " 0, 'EUR', 0, 0, '')",
              next);
          return next;
        });
        invoices += billing::continue_run(billing, id).invoices;
      }
    });
  }
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(invoices, office().count("select count(*) from invoice"));
  // Day 1: 1 Jan and 1 Feb; day 15: 15 Jan and 15 Feb; day 29: 29 Jan and 28 Feb.
  EXPECT_EQ(invoices, 80);
  EXPECT_EQ(office().problems(), std::vector<std::string>());
}

TEST_P(BillingRuns, go_on_beside_payments_without_losing_either) {
  fill(40);
  office().go_to(Date::of(2026, 2, 28));
  std::atomic<bool> over = false;
  std::thread payer([&] {
    SeededRandom random(7);
    while (!over)
      office().pay(provider->ids[static_cast<std::size_t>(random.below(40))], random.between(1, 5000));
  });
  billing::Billing billing = office().billing();
  billing.customers_per_transaction = 2;
  billing::run_due_billing(billing, Date::of(2026, 1, 31));
  billing::run_due_billing(billing, Date::of(2026, 2, 28));
  over = true;
  payer.join();
  EXPECT_EQ(office().count("select count(*) from invoice"), 80);
  EXPECT_EQ(office().problems(), std::vector<std::string>());
}

// design 4, rule 9; field-notes 5, invariant 3: killed at any instant, started again, in the end as if nothing had
// happened.
TEST_P(BillingRuns, survive_being_killed_at_any_instant) {
  fill(60);
  std::vector<std::string> undisturbed;
  {
    const TestDatabase twin_place(GetParam());
    const auto twin = twin_place.open_migrated();
    Provider other(*twin, 60);
    other.office.go_to(Date::of(2026, 4, 30));
    other.office.run();
    undisturbed = outcome(*twin);
  }
  SeededRandom random(20260430);
  int killed = 0;
  bool ended = false;
  while (!ended && killed < 500) {
    const std::int64_t target = done() + random.between(0, 9);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      execl(RUN_CHILD, RUN_CHILD, place.url().c_str(), "2026-04-30", "1", nullptr);
      _exit(127);
    }
    int status = 0;
    for (int wait = 0; wait < 20'000 && !ended; ++wait) {
      if (waitpid(child, &status, WNOHANG) == child) {
        ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the run ended with status " << status;
        ended = true;
      } else if (done() >= target) {
        break;
      } else {
        usleep(500);
      }
    }
    if (ended)
      break;
    usleep(static_cast<useconds_t>(random.below(4'000)));
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    ++killed;
  }
  ASSERT_TRUE(ended);
  EXPECT_GE(killed, 5);
  EXPECT_EQ(outcome(*database), undisturbed);
  // Each start went on with the run of the one before; only one that was killed between its end and its exit is
  // followed by a second, empty run.
  EXPECT_LE(office().count("select count(*) from billing_run"), 2);
  EXPECT_EQ(office().count("select cast(sum(invoices) as bigint) from billing_run"),
            office().count("select count(*) from invoice"));
  EXPECT_EQ(office().problems(), std::vector<std::string>());
}

TEST_P(BillingRuns, stop_when_cancelled_and_another_finishes_the_work) {
  fill(20);
  office().go_to(Date::of(2026, 1, 31));
  const auto run = database->write(
      [&](db::Tx &tx) { return billing::create_run(tx, *database, std::nullopt, "Ann", office().clock().now()); });
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status, billing::RunStatus::queued);
  const auto cancelled =
      database->write([&](db::Tx &tx) { return billing::cancel_run(tx, run->id, "Ann", office().clock().now()); });
  ASSERT_TRUE(cancelled);
  const auto stopped = billing::continue_run(office().billing(), run->id);
  EXPECT_EQ(stopped.status, billing::RunStatus::cancelled);
  EXPECT_EQ(stopped.invoices, 0);
  const auto refused =
      database->write([&](db::Tx &tx) { return billing::cancel_run(tx, run->id, "Ann", office().clock().now()); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "run_is_over");
  EXPECT_EQ(office().run().invoices, 20);
}

TEST_P(BillingRuns, answer_the_run_under_way_instead_of_a_second_one) {
  fill(1);
  office().go_to(Date::of(2026, 1, 31));
  const auto create = [&](std::optional<Date> date) {
    return database->write(
        [&](db::Tx &tx) { return billing::create_run(tx, *database, date, "Ann", office().clock().now()); });
  };
  const auto first = create(std::nullopt);
  EXPECT_EQ(create(Date::of(2026, 1, 31))->id, first->id);
  EXPECT_NE(create(Date::of(2026, 1, 30))->id, first->id);
  const auto future = create(Date::of(2026, 2, 1));
  ASSERT_FALSE(future);
  EXPECT_EQ(future.error().code, "date_in_future");
}

TEST_P(BillingRuns, park_what_cannot_be_billed_and_go_on) {
  fill(5);
  database->write([&](db::Tx &tx) {
    tx.exec("delete from service_plan where service_id = $1", provider->services[1]);
    tx.exec("update customer set currency = 'USD' where id = $1", provider->ids[3]);
  });
  office().go_to(Date::of(2026, 1, 31));
  const auto run = office().run();
  EXPECT_EQ(run.status, billing::RunStatus::done);
  EXPECT_EQ(run.done, 5);
  EXPECT_EQ(run.invoices, 3);
  ASSERT_EQ(run.parked.size(), 2U);
  EXPECT_EQ(run.parked[0].customer_name, "customer1");
  EXPECT_NE(run.parked[0].reason.find("has no plan on its first day"), std::string::npos);
  EXPECT_NE(run.parked[1].reason.find("is priced in EUR, but the customer is billed in USD"), std::string::npos);
  // Put right, the next run makes up for it.
  database->write([&](db::Tx &tx) { tx.exec("update customer set currency = 'EUR' where id = $1", provider->ids[3]); });
  EXPECT_EQ(office().run().invoices, 1);
}

TEST_P(BillingRuns, are_what_the_preview_showed) {
  fill(23);
  office().go_to(Date::of(2026, 1, 31));
  office().run();
  office().pay(provider->ids[0], 10'000);
  office().end(provider->services[4], Date::of(2026, 2, 10));
  office().go_to(Date::of(2026, 2, 28));
  const auto totals = database->read([&](db::Tx &tx) { return billing::preview_totals(tx, Date::of(2026, 2, 28)); });
  std::vector<billing::PreviewItem> items;
  CustomerId after;
  for (;;) { // ends: `after` rises
    const auto page =
        database->read([&](db::Tx &tx) { return billing::preview_page(tx, Date::of(2026, 2, 28), after, 4); });
    if (page.empty())
      break;
    items.insert(items.end(), page.begin(), page.end());
    after = page.back().customer_id;
  }
  const auto before = office().count("select count(*) from invoice");
  const auto run = office().run();
  EXPECT_EQ(totals.invoices, run.invoices);
  EXPECT_EQ(totals.invoices + totals.credit_notes, office().count("select count(*) from invoice") - before);
  EXPECT_EQ(totals.credit_notes, 1);
  EXPECT_EQ(static_cast<std::int64_t>(items.size()), totals.customers);
  std::int64_t gross = 0, net = 0;
  for (const auto &item : items) {
    gross += item.gross_minor;
    for (const auto &line : item.lines)
      net += line.net_minor;
  }
  EXPECT_EQ(gross, totals.gross_minor);
  EXPECT_EQ(net, totals.net_minor);
  EXPECT_EQ(gross, office().count("select cast(coalesce(sum(case when kind = 'invoice' then gross_minor else"
                                  " -gross_minor end), 0) as bigint) from invoice where issued_on >= '2026-02-01'"));
}

TEST_P(BillingRuns, tell_progress_and_let_others_take_part) {
  fill(12);
  office().go_to(Date::of(2026, 1, 31));
  std::mutex mutex;
  std::vector<std::string> told;
  const auto subscription = database->subscribe("run", [&](const db::Notice &notice) {
    const std::lock_guard lock(mutex);
    told.push_back(notice.payload);
  });
  std::vector<billing::IssuedDocument> issued;
  billing::Billing billing = office().billing();
  billing.customers_per_transaction = 5;
  billing.on_issued = [&](db::Tx &tx, std::span<const billing::IssuedDocument> documents) {
    for (const billing::IssuedDocument &document : documents) {
      // In the same transaction: the document is there.
      EXPECT_EQ(tx.one<std::string>("select number from invoice where id = $1", document.id), document.number);
      issued.push_back(document);
    }
  };
  const auto run = billing::run_due_billing(billing, Date::of(2026, 1, 31));
  EXPECT_EQ(issued.size(), 12U);
  const std::string last =
      fmt::format(R"({{"run_id":{},"done":12,"total":12,"status":"done","seconds_left":null}})", run.id.value());
  EXPECT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return !told.empty() && told.back() == last;
  })) << (told.empty() ? "nothing told" : told.back());
  const std::lock_guard lock(mutex);
  EXPECT_EQ(told.size(), 4U); // queued, 5, 10, 12
}

TEST_P(BillingRuns, leave_no_trace_when_someone_else_fails_in_them) {
  fill(3);
  office().go_to(Date::of(2026, 1, 31));
  billing::Billing billing = office().billing();
  billing.on_issued = [](db::Tx &, std::span<const billing::IssuedDocument>) { throw std::runtime_error("no"); };
  EXPECT_THROW(billing::run_due_billing(billing, Date::of(2026, 1, 31)), std::runtime_error);
  for (const std::string table : {"invoice", "charge", "posting", "open_item", "billing_mark", "number_series"})
    EXPECT_EQ(office().count("select count(*) from " + table), 0) << table;
  EXPECT_EQ(office().run().invoices, 3);
  EXPECT_EQ(office().count("select count(*) from invoice where number = '2026-000001'"), 1) << "no number was lost";
}

TEST_P(BillingRuns, are_carried_on_by_the_outbox) {
  fill(7);
  office().go_to(Date::of(2026, 1, 31));
  const auto run = database->write(
      [&](db::Tx &tx) { return billing::create_run(tx, *database, std::nullopt, "Ann", office().clock().now()); });
  const auto payload = database->read(
      [](db::Tx &tx) { return tx.one<std::string>("select payload from outbox where topic = 'billing.run'"); });
  const jobs::OutboxItem item{1, std::string(billing::run_topic), "key", payload};
  EXPECT_EQ(billing::handle_run(office().billing(), item).kind, jobs::Handled::Kind::done);
  EXPECT_EQ(billing::handle_run(office().billing(), item).kind, jobs::Handled::Kind::done) << "a handler may run twice";
  const auto found = database->read([&](db::Tx &tx) { return billing::find_run(tx, run->id); });
  EXPECT_EQ(found->status, billing::RunStatus::done);
  EXPECT_EQ(found->invoices, 7);
  EXPECT_EQ(found->started_by, "Ann");
}

TEST_P(BillingRuns, tell_each_customers_story) {
  fill(2);
  office().go_to(Date::of(2026, 1, 31));
  office().run();
  EXPECT_EQ(office().count("select count(*) from timeline where kind = 'invoice.issued' and ref_kind = 'invoice'"
                           " and title = 'Invoice 2026-000001 issued' and ref_text = '2026-000001'"),
            1);
}

} // namespace
} // namespace demarc::testing
