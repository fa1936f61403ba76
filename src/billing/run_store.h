// Rows of billing runs.
#pragma once

#include "billing/run_billing.h"

namespace demarc::billing {

struct RunRow {
  BillingRunId id;
  Date run_date;
  RunStatus status = RunStatus::queued;
  std::string requested_by;
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t invoices = 0;
  std::int64_t gross_minor = 0;
  Currency currency = Currency::of("XXX");
  CustomerId last_customer_id; // the run goes on behind this one
  Instant created_at;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
  std::string error;        // empty: none
  bool is_checked = false;  // looked at before it issues
  std::int64_t busy_us = 0; // how long the present pass has worked
  std::optional<Instant> issue_at;
  std::optional<Instant> issuing_since;
  std::optional<Instant> confirmed_at;
  std::string confirmed_by;
  std::string cancelled_by;
  std::optional<BillingRunId> taken_over_by;
};
BOOST_DESCRIBE_STRUCT(RunRow, (),
                      (id, run_date, status, requested_by, total, done, invoices, gross_minor, currency,
                       last_customer_id, created_at, started_at, ended_at, error, is_checked, busy_us, issue_at,
                       issuing_since, confirmed_at, confirmed_by, cancelled_by, taken_over_by))

void insert_run(db::Tx &tx, const RunRow &run);
// Locks the row until the transaction ends.
std::optional<RunRow> lock_run(db::Tx &tx, BillingRunId id);
std::optional<RunRow> run_row(db::Tx &tx, BillingRunId id);
void save_progress(db::Tx &tx, const RunRow &run);
// The latest run of the date that has not ended.
std::optional<RunRow> unfinished_run(db::Tx &tx, Date date);
// A run that a person has to decide about (held) or may (waiting), the latest.
std::optional<RunRow> undecided_run(db::Tx &tx);
// Held runs of earlier dates, locked.
std::vector<RunRow> lock_held_runs(db::Tx &tx, Date before);
// The latest of the runs that `run` bills in place of.
std::optional<RunRow> taken_over(db::Tx &tx, BillingRunId run);
// A run after this one, of its date or later, that has ended well or is under way.
bool is_made_up_for(db::Tx &tx, const RunRow &run);
// Newest first, ids below `before`.
std::vector<RunRow> list_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit);

void park(db::Tx &tx, BillingRunId run, const std::vector<std::pair<CustomerId, std::string>> &customers);
std::vector<Parked> parked_in(db::Tx &tx, BillingRunId run);

// The check before a run: what it has added up so far, and what it found.
std::optional<RunFigures> figures_of(db::Tx &tx, BillingRunId run);
void save_figures(db::Tx &tx, BillingRunId run, const RunFigures &figures);
void insert_stops(db::Tx &tx, BillingRunId run, const std::vector<Stop> &stops);
std::vector<Finding> findings_of(db::Tx &tx, BillingRunId run);
// The same with names, of stops that are not stored.
std::vector<Finding> with_names(db::Tx &tx, const std::vector<Stop> &stops);

} // namespace demarc::billing
