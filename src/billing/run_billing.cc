#include "billing/run_billing.h"

#include "base/ensure.h"
#include "base/log.h"
#include "billing/run_store.h"
#include "catalog/provider.h"
#include "platform/http/json.h"

#include <chrono>
#include <fmt/format.h>
#include <thread>

namespace demarc::billing {

namespace {

// What the outbox carries.
struct RunOrder {
  BillingRunId run_id;
};
BOOST_DESCRIBE_STRUCT(RunOrder, (), (run_id))

// Told on channel "run" with each step.
struct RunProgress {
  BillingRunId run_id;
  std::int64_t done = 0;
  std::int64_t total = 0;
  RunStatus status = RunStatus::queued;
};
BOOST_DESCRIBE_STRUCT(RunProgress, (), (run_id, done, total, status))

constexpr int attempts_per_step = 5;

bool is_over(RunStatus status) { return status != RunStatus::queued && status != RunStatus::running; }

void tell_progress(db::Tx &tx, const RunRow &run) {
  tx.notify("run", http::to_json(RunProgress{run.id, run.done, run.total, run.status}));
}

BillingRun shown(db::Tx &tx, const RunRow &row) {
  BillingRun run{row.id,           row.run_date,    row.status,           row.total,      row.done,
                 row.invoices,     row.gross_minor, row.currency,         row.started_at, row.ended_at,
                 row.requested_by, std::nullopt,    parked_in(tx, row.id)};
  if (!row.error.empty())
    run.error = row.error;
  return run;
}

RunRow new_run(db::Tx &tx, db::Database &ids, Date date, const std::string &requested_by, Instant now) {
  RunRow run;
  run.id = ids.next<BillingRunId>("billing_run");
  run.run_date = date;
  run.requested_by = requested_by;
  run.currency = catalog::find_provider(tx).currency;
  run.created_at = now;
  insert_run(tx, run);
  tell_progress(tx, run);
  return run;
}

// One transaction of a run: the next customers, or its end. Answers whether the run is over.
bool step(const Billing &billing, BillingRunId id) {
  return billing.database.write([&](db::Tx &tx) {
    const Instant now = billing.clock.now();
    auto run = lock_run(tx, id);
    ENSURE(run.has_value(), "a run that was queued has a row");
    if (is_over(run->status))
      return true;
    if (run->status == RunStatus::queued) {
      run->status = RunStatus::running;
      run->started_at = now;
      run->total = count_due_customers(tx, run->run_date);
    }
    plan_afresh(tx);
    const auto customers =
        lock_due_customers(tx, run->last_customer_id, run->run_date, billing.customers_per_transaction);
    if (!customers.empty()) {
      const catalog::Provider provider = catalog::find_provider(tx);
      const auto planned = compute_bills(tx, customers, run->run_date, load_price_book(tx, run->run_date));
      plan_as_usual(tx);
      const auto issued =
          issue_documents(tx, billing.database, planned, {id, provider.invoice_prefix, provider.payment_days, now});
      for (const IssuedDocument &document : issued) {
        if (document.kind != DocumentKind::invoice)
          continue;
        ++run->invoices;
        if (document.currency == run->currency)
          run->gross_minor += document.gross_minor;
      }
      std::vector<std::pair<CustomerId, std::string>> parked;
      for (const PlannedCustomer &customer : planned) {
        if (customer.reason)
          parked.emplace_back(customer.customer.account.id, *customer.reason);
      }
      park(tx, id, parked);
      if (billing.on_issued && !issued.empty())
        billing.on_issued(tx, issued);
      if (!issued.empty())
        tx.notify("dashboard", "");
      run->last_customer_id = customers.back();
      run->done += static_cast<std::int64_t>(customers.size());
      run->total = std::max(run->total, run->done); // customers may have come since the count
    }
    const bool ends = customers.size() < static_cast<std::size_t>(billing.customers_per_transaction);
    if (ends) {
      run->status = RunStatus::done;
      run->ended_at = now;
      run->total = run->done;
    }
    save_progress(tx, *run);
    tell_progress(tx, *run);
    return ends;
  });
}

// What another transaction was in the way of is tried again; the step has left no trace.
bool step_with_patience(const Billing &billing, BillingRunId id) {
  for (int attempt = 1;; ++attempt) {
    try {
      return step(billing, id);
    } catch (const db::Error &error) {
      const bool may_pass = error.kind() == db::Error::Kind::retryable ||
                            error.kind() == db::Error::Kind::unique_violation; // two nodes billed the same
      if (!may_pass || attempt == attempts_per_step)
        throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(20 * attempt));
    }
  }
}

} // namespace

BillingRun continue_run(const Billing &billing, BillingRunId id) {
  while (!step_with_patience(billing, id)) {
  } // ends: each step goes on behind the last customer of the one before
  return billing.database.read([&](db::Tx &tx) { return shown(tx, *run_row(tx, id)); });
}

Outcome<BillingRun> create_run(db::Tx &tx, db::Database &ids, std::optional<Date> date, const std::string &requested_by,
                               Instant now) {
  const Date today = catalog::zone_of(catalog::find_provider(tx)).date(now);
  const Date on = date.value_or(today);
  if (on > today)
    return refuse("date_in_future",
                  fmt::format("Today is {}; bills of {} are made on that day. See the preview for what is to come.",
                              to_string(today), to_string(on)),
                  "date");
  auto run = unfinished_run(tx, on);
  if (!run)
    run = new_run(tx, ids, on, requested_by, now);
  jobs::put(tx, now, std::string(run_topic), fmt::format("billing_run:{}", run->id.value()),
            http::to_json(RunOrder{run->id}));
  return shown(tx, *run);
}

jobs::Handled handle_run(const Billing &billing, const jobs::OutboxItem &item) {
  const auto order = http::decode_json<RunOrder>(item.payload);
  if (!order)
    return jobs::Handled::give_up("not an order for a billing run");
  std::string why;
  try {
    continue_run(billing, order->run_id);
    return jobs::Handled::done();
  } catch (const db::Error &error) {
    if (error.kind() == db::Error::Kind::retryable)
      return jobs::Handled::retry(error.what());
    why = error.what();
  } catch (const std::exception &error) {
    why = error.what();
  }
  // It would fail again: say so on the run, where the operator looks.
  log::error("billing", "run {} failed: {}", order->run_id.value(), why);
  billing.database.write([&](db::Tx &tx) {
    auto run = lock_run(tx, order->run_id);
    if (!run || is_over(run->status))
      return;
    run->status = RunStatus::failed;
    run->ended_at = billing.clock.now();
    run->error = why;
    save_progress(tx, *run);
    tell_progress(tx, *run);
  });
  return jobs::Handled::give_up(why);
}

BillingRun run_due_billing(const Billing &billing, Date date, const std::string &requested_by) {
  const BillingRunId id = billing.database.write([&](db::Tx &tx) {
    if (const auto unfinished = unfinished_run(tx, date))
      return unfinished->id;
    return new_run(tx, billing.database, date, requested_by, billing.clock.now()).id;
  });
  return continue_run(billing, id);
}

Outcome<BillingRun> cancel_run(db::Tx &tx, BillingRunId id, Instant now) {
  auto run = lock_run(tx, id);
  if (!run)
    return refuse(Refusal::Kind::not_found, "run_unknown", fmt::format("There is no billing run {}.", id.value()));
  if (is_over(run->status))
    return refuse(Refusal::Kind::conflict, "run_is_over",
                  "The run has ended. What it issued is corrected by credit notes, not taken back.");
  run->status = RunStatus::cancelled;
  run->ended_at = now;
  save_progress(tx, *run);
  tell_progress(tx, *run);
  return shown(tx, *run);
}

Outcome<BillingRun> find_run(db::Tx &tx, BillingRunId id) {
  const auto run = run_row(tx, id);
  if (!run)
    return refuse(Refusal::Kind::not_found, "run_unknown", fmt::format("There is no billing run {}.", id.value()));
  return shown(tx, *run);
}

std::vector<BillingRun> recent_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit) {
  std::vector<BillingRun> runs;
  for (const RunRow &row : list_runs(tx, before, limit))
    runs.push_back(shown(tx, row));
  return runs;
}

} // namespace demarc::billing
