#include "billing/run_billing.h"

#include "base/ensure.h"
#include "base/log.h"
#include "billing/compare_bills.h"
#include "billing/comparison_store.h"
#include "billing/run_store.h"
#include "billing/stop_rules_store.h"
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
  std::optional<std::int64_t> seconds_left;
};
BOOST_DESCRIBE_STRUCT(RunProgress, (), (run_id, done, total, status, seconds_left))

constexpr int attempts_per_step = 5;

bool is_over(RunStatus status) {
  return status == RunStatus::done || status == RunStatus::cancelled || status == RunStatus::failed;
}
bool is_looked_at(RunStatus status) { return status == RunStatus::queued || status == RunStatus::checking; }
bool works(RunStatus status) { return status == RunStatus::checking || status == RunStatus::running; }

std::optional<std::int64_t> time_left(const RunRow &run) {
  return works(run.status) ? seconds_left(run.done, run.total, run.busy_us) : std::nullopt;
}

void tell_progress(db::Tx &tx, const RunRow &run) {
  tx.notify("run", http::to_json(RunProgress{run.id, run.done, run.total, run.status, time_left(run)}));
}

std::optional<std::string> unless_empty(const std::string &text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

BillingRun shown(db::Tx &tx, const RunRow &row) {
  BillingRun run{row.id,           row.run_date,    row.status,           row.total,      row.done,
                 row.invoices,     row.gross_minor, row.currency,         row.started_at, row.ended_at,
                 row.requested_by, std::nullopt,    parked_in(tx, row.id)};
  run.error = unless_empty(row.error);
  run.seconds_left = time_left(row);
  if (row.is_checked) {
    if (const auto figures = figures_of(tx, row.id))
      run.check = summary_of(*figures);
    run.findings = findings_of(tx, row.id);
  }
  run.issue_at = row.issue_at;
  run.confirmed_at = row.confirmed_at;
  run.confirmed_by = unless_empty(row.confirmed_by);
  run.cancelled_by = unless_empty(row.cancelled_by);
  run.taken_over_by = row.taken_over_by;
  run.can_be_resumed = (row.status == RunStatus::cancelled || row.status == RunStatus::failed) && row.issuing_since &&
                       !is_made_up_for(tx, row);
  return run;
}

RunRow new_run(db::Tx &tx, db::Database &ids, Date date, const std::string &requested_by, bool is_checked,
               Instant now) {
  RunRow run;
  run.id = ids.next<BillingRunId>("billing_run");
  run.run_date = date;
  run.requested_by = requested_by;
  run.currency = catalog::find_provider(tx).currency;
  run.created_at = now;
  run.is_checked = is_checked;
  insert_run(tx, run);
  tell_progress(tx, run);
  return run;
}

void put_order(db::Tx &tx, const RunRow &run, Instant now, Instant due_at) {
  jobs::put_at(tx, now, due_at, std::string(run_topic), fmt::format("billing_run:{}", run.id.value()),
               http::to_json(RunOrder{run.id}));
}

// From what was checked, or from the beginning, to what issues.
void begin_issuing(db::Tx &tx, RunRow &run, Instant now) {
  run.status = RunStatus::running;
  run.started_at = run.started_at.value_or(now);
  run.issuing_since = now;
  run.issue_at.reset();
  run.last_customer_id = CustomerId();
  run.done = 0;
  run.busy_us = 0;
  run.total = count_due_customers(tx, run.run_date);
}

class Stopwatch {
public:
  [[nodiscard]] std::int64_t us() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_).count();
  }

private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// What the check found when it has seen everybody, and what follows from it.
void decide(db::Tx &tx, RunRow &run, const StopRules &rules, RunFigures &figures, Instant now) {
  const ComparedDays days = load_compared_days(tx, run.run_date);
  if (!days.empty())
    figures.previous_invoices = count_previous_invoices(tx, days);
  std::vector<Stop> stops = find_stops(rules, figures, run.currency);
  if (const auto earlier = taken_over(tx, run.id))
    stops.push_back({StopRule::undecided,
                     1,
                     0,
                     fmt::format("Run {} of {} was held and nobody has decided; this run bills its customers too.",
                                 earlier->id.value(), to_string(earlier->run_date)),
                     {}});
  insert_stops(tx, run.id, stops);
  if (!stops.empty()) {
    run.status = RunStatus::held;
    log::warning("billing", "run {} of {} is held: {}", run.id.value(), to_string(run.run_date), stops.front().detail);
    tx.notify("dashboard", "");
  } else if (rules.hours_to_look > 0) {
    run.status = RunStatus::waiting;
    run.issue_at = now.plus_seconds(rules.hours_to_look * 3600);
    put_order(tx, run, now, *run.issue_at);
  } else {
    begin_issuing(tx, run, now);
  }
}

// The check of the next customers: read without locks, then added to the sums unless another worker was faster.
RunStatus look(const Billing &billing, BillingRunId id) {
  const Stopwatch watch;
  struct Seen {
    RunRow run;
    StopRules rules;
    RunFigures figures;
    ComparedPage page;
    std::int64_t total = 0;
  };
  const Seen seen = billing.database.read([&](db::Tx &tx) {
    Seen found;
    const auto run = run_row(tx, id);
    ENSURE(run.has_value(), "a run that was queued has a row");
    found.run = *run;
    if (!is_looked_at(run->status)) // another worker came to the end of the check
      return found;
    found.rules = find_stop_rules(tx).rules;
    found.figures = figures_of(tx, id).value_or(RunFigures{});
    if (run->status == RunStatus::queued)
      found.total = count_due_customers(tx, run->run_date);
    found.page = compare_page(tx, run->last_customer_id, load_compared_days(tx, run->run_date),
                              load_price_book(tx, run->run_date), billing.customers_per_look);
    for (const ComparedCustomer &customer : found.page.customers)
      add_bill(found.figures, found.rules, customer.bill, run->currency);
    return found;
  });
  return billing.database.write([&](db::Tx &tx) {
    const Instant now = billing.clock.now();
    auto run = lock_run(tx, id);
    ENSURE(run.has_value(), "a run that was queued has a row");
    if (!is_looked_at(run->status) || run->status != seen.run.status ||
        run->last_customer_id != seen.run.last_customer_id)
      return run->status;
    if (run->status == RunStatus::queued) {
      run->status = RunStatus::checking;
      run->started_at = now;
      run->total = seen.total;
    }
    RunFigures figures = seen.figures;
    run->last_customer_id = seen.page.last;
    run->done += seen.page.due;
    run->total = std::max(run->total, run->done);
    run->busy_us += watch.us();
    if (seen.page.is_last)
      decide(tx, *run, seen.rules, figures, now);
    save_figures(tx, id, figures);
    save_progress(tx, *run);
    tell_progress(tx, *run);
    return run->status;
  });
}

// One transaction of a run that issues: the next customers, or its end.
RunStatus issue(const Billing &billing, BillingRunId id) {
  const Stopwatch watch;
  return billing.database.write([&](db::Tx &tx) {
    const Instant now = billing.clock.now();
    auto run = lock_run(tx, id);
    ENSURE(run.has_value(), "a run that was queued has a row");
    const bool begins = (run->status == RunStatus::queued && !run->is_checked) ||
                        (run->status == RunStatus::waiting && run->issue_at && *run->issue_at <= now);
    if (begins)
      begin_issuing(tx, *run, now);
    if (run->status != RunStatus::running)
      return run->status;
    plan_by_key(tx);
    const auto customers =
        lock_due_customers(tx, run->last_customer_id, run->run_date, billing.customers_per_transaction);
    if (!customers.empty()) {
      const catalog::Provider provider = catalog::find_provider(tx);
      const auto planned = compute_bills(tx, customers, run->run_date, load_price_book(tx, run->run_date));
      plan_as_usual(tx);
      const auto issued = issue_documents(tx, billing.database, planned, {id, provider.payment_days, now});
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
    run->busy_us += watch.us();
    const bool ends = customers.size() < static_cast<std::size_t>(billing.customers_per_transaction);
    if (ends) {
      run->status = RunStatus::done;
      run->ended_at = now;
      run->total = run->done;
    }
    save_progress(tx, *run);
    tell_progress(tx, *run);
    return run->status;
  });
}

// What another transaction was in the way of is tried again; the step has left no trace.
template <class Step> RunStatus with_patience(Step &&step) {
  for (int attempt = 1;; ++attempt) {
    try {
      return step();
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

RunCheck summary_of(const RunFigures &figures) {
  return {figures.customers,
          figures.invoices,
          figures.credit_notes,
          figures.now.gross_minor,
          figures.before.gross_minor,
          figures.now.gross_minor - figures.before.gross_minor,
          figures.up,
          figures.down,
          figures.started,
          figures.gone};
}

BillingRun continue_run(const Billing &billing, BillingRunId id) {
  auto [status, is_checked] = billing.database.read([&](db::Tx &tx) {
    const auto run = run_row(tx, id);
    ENSURE(run.has_value(), "a run that was queued has a row");
    return std::pair(run->status, run->is_checked);
  });
  for (;;) { // ends: each step goes on behind the last customer of the one before
    if (status == RunStatus::checking || (status == RunStatus::queued && is_checked))
      status = with_patience([&] { return look(billing, id); });
    else if (!is_over(status) && status != RunStatus::held) {
      const bool waited = status == RunStatus::waiting;
      status = with_patience([&] { return issue(billing, id); });
      if (waited && status == RunStatus::waiting)
        break; // its time has not come
    } else {
      break;
    }
  }
  return billing.database.read([&](db::Tx &tx) { return shown(tx, *run_row(tx, id)); });
}

Outcome<Done> refuse_beside_undecided(db::Tx &tx) {
  const auto run = undecided_run(tx);
  if (!run)
    return Done{};
  return refuse(Refusal::Kind::conflict, "run_undecided",
                run->status == RunStatus::held
                    ? fmt::format("Run {} of {} is held. Confirm it or cancel it first.", run->id.value(),
                                  to_string(run->run_date))
                    : fmt::format("Run {} of {} waits until {}. Confirm it to issue at once, or cancel it first.",
                                  run->id.value(), to_string(run->run_date), to_string(run->issue_at.value())));
}

Outcome<BillingRun> create_run(db::Tx &tx, db::Database &ids, std::optional<Date> date, const std::string &requested_by,
                               Instant now) {
  const Date today = catalog::business_date(tx, now);
  const Date on = date.value_or(today);
  if (on > today)
    return refuse("date_in_future",
                  fmt::format("Today is {}; bills of {} are made on that day. See the preview for what is to come.",
                              to_string(today), to_string(on)),
                  "date");
  if (auto alone = refuse_beside_undecided(tx); !alone)
    return tl::make_unexpected(std::move(alone.error()));
  auto run = unfinished_run(tx, on);
  if (!run)
    run = new_run(tx, ids, on, requested_by, false, now);
  put_order(tx, *run, now, now);
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
    return new_run(tx, billing.database, date, requested_by, false, billing.clock.now()).id;
  });
  return continue_run(billing, id);
}

BillingRun run_scheduled_billing(const Billing &billing, Date date, const std::string &scheduled_by) {
  const BillingRunId id = billing.database.write([&](db::Tx &tx) {
    if (const auto unfinished = unfinished_run(tx, date))
      return unfinished->id;
    const Instant now = billing.clock.now();
    std::vector<RunRow> undecided = lock_held_runs(tx, date);
    const bool is_checked = !undecided.empty() || ask_for_a_check(find_stop_rules(tx).rules);
    const RunRow run = new_run(tx, billing.database, date, scheduled_by, is_checked, now);
    for (RunRow &held : undecided) {
      held.status = RunStatus::cancelled;
      held.ended_at = now;
      held.cancelled_by = scheduled_by;
      held.taken_over_by = run.id;
      save_progress(tx, held);
      tell_progress(tx, held);
    }
    return run.id;
  });
  return continue_run(billing, id);
}

Outcome<BillingRun> confirm_run(db::Tx &tx, BillingRunId id, const std::string &confirmed_by, Instant now) {
  auto run = lock_run(tx, id);
  if (!run)
    return refuse(Refusal::Kind::not_found, "run_unknown", fmt::format("There is no billing run {}.", id.value()));
  if (run->confirmed_at && run->status != RunStatus::cancelled)
    return shown(tx, *run);
  if (run->status == RunStatus::queued || run->status == RunStatus::checking)
    return refuse(Refusal::Kind::conflict, "run_not_checked",
                  "The run is still being checked. Confirm it when it is held or waits.");
  if (run->status == RunStatus::cancelled || run->status == RunStatus::failed)
    return refuse(Refusal::Kind::conflict, "run_is_over", "The run has ended. Start another one for the same date.");
  if (run->status != RunStatus::held && run->status != RunStatus::waiting)
    return refuse(Refusal::Kind::conflict, "nothing_to_confirm", "The run issues already; nothing holds it.");
  run->confirmed_at = now;
  run->confirmed_by = confirmed_by;
  begin_issuing(tx, *run, now);
  save_progress(tx, *run);
  put_order(tx, *run, now, now);
  log::info("billing", "run {} of {} is confirmed by {}", id.value(), to_string(run->run_date), confirmed_by);
  tell_progress(tx, *run);
  tx.notify("dashboard", "");
  return shown(tx, *run);
}

Outcome<BillingRun> cancel_run(db::Tx &tx, BillingRunId id, const std::string &cancelled_by, Instant now) {
  auto run = lock_run(tx, id);
  if (!run)
    return refuse(Refusal::Kind::not_found, "run_unknown", fmt::format("There is no billing run {}.", id.value()));
  if (is_over(run->status))
    return refuse(Refusal::Kind::conflict, "run_is_over",
                  "The run has ended. What it issued is corrected by credit notes, not taken back.");
  run->status = RunStatus::cancelled;
  run->ended_at = now;
  run->cancelled_by = cancelled_by;
  save_progress(tx, *run);
  tell_progress(tx, *run);
  tx.notify("dashboard", "");
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
