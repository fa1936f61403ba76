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
  std::string error; // empty: none
};
BOOST_DESCRIBE_STRUCT(RunRow, (),
                      (id, run_date, status, requested_by, total, done, invoices, gross_minor, currency,
                       last_customer_id, created_at, started_at, ended_at, error))

void insert_run(db::Tx &tx, const RunRow &run);
// Locks the row until the transaction ends.
std::optional<RunRow> lock_run(db::Tx &tx, BillingRunId id);
std::optional<RunRow> run_row(db::Tx &tx, BillingRunId id);
void save_progress(db::Tx &tx, const RunRow &run);
// The latest run of the date that is queued or running.
std::optional<RunRow> unfinished_run(db::Tx &tx, Date date);
// Newest first, ids below `before`.
std::vector<RunRow> list_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit);

void park(db::Tx &tx, BillingRunId run, const std::vector<std::pair<CustomerId, std::string>> &customers);
std::vector<Parked> parked_in(db::Tx &tx, BillingRunId run);

} // namespace demarc::billing
