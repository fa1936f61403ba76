#include "billing/run_store.h"

#include <limits>

namespace demarc::billing {

namespace {
constexpr std::string_view select_run =
    "select id, run_date, status, requested_by, total, done, invoices, gross_minor, currency, last_customer_id,"
    " created_at, started_at, ended_at, error from billing_run where id = $1";
constexpr std::string_view select_run_for_update =
    "select id, run_date, status, requested_by, total, done, invoices, gross_minor, currency, last_customer_id,"
    " created_at, started_at, ended_at, error from billing_run where id = $1 for update";

struct ParkedRow {
  BillingRunId run_id;
  CustomerId customer_id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ParkedRow, (), (run_id, customer_id, reason))
} // namespace

void insert_run(db::Tx &tx, const RunRow &run) { tx.insert("billing_run", run); }

std::optional<RunRow> lock_run(db::Tx &tx, BillingRunId id) { return tx.maybe<RunRow>(select_run_for_update, id); }
std::optional<RunRow> run_row(db::Tx &tx, BillingRunId id) { return tx.maybe<RunRow>(select_run, id); }

void save_progress(db::Tx &tx, const RunRow &run) {
  tx.exec("update billing_run set status = $1, total = $2, done = $3, invoices = $4, gross_minor = $5,"
          " last_customer_id = $6, started_at = $7, ended_at = $8, error = $9 where id = $10",
          run.status, run.total, run.done, run.invoices, run.gross_minor, run.last_customer_id, run.started_at,
          run.ended_at, run.error, run.id);
}

std::optional<RunRow> unfinished_run(db::Tx &tx, Date date) {
  return tx.maybe<RunRow>(
      "select id, run_date, status, requested_by, total, done, invoices, gross_minor, currency, last_customer_id,"
      " created_at, started_at, ended_at, error from billing_run where run_date = $1"
      " and status in ('queued', 'running') order by id desc limit 1",
      date);
}

std::vector<RunRow> list_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit) {
  return tx.all<RunRow>(
      "select id, run_date, status, requested_by, total, done, invoices, gross_minor, currency, last_customer_id,"
      " created_at, started_at, ended_at, error from billing_run where id < $1 order by id desc limit $2",
      before.value_or(BillingRunId(std::numeric_limits<std::int64_t>::max())), limit);
}

void park(db::Tx &tx, BillingRunId run, const std::vector<std::pair<CustomerId, std::string>> &customers) {
  std::vector<ParkedRow> rows;
  for (const auto &[customer, reason] : customers)
    rows.push_back({run, customer, reason});
  tx.insert_many("billing_run_parked", rows);
}

std::vector<Parked> parked_in(db::Tx &tx, BillingRunId run) {
  return tx.all<Parked>("select p.customer_id as customer_id, c.name as customer_name, p.reason as reason"
                        " from billing_run_parked p join customer c on c.id = p.customer_id"
                        " where p.run_id = $1 order by p.customer_id",
                        run);
}

} // namespace demarc::billing
