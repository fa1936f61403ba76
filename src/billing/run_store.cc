#include "billing/run_store.h"

#include "base/ensure.h"
#include "platform/http/json.h"

#include <limits>
#include <unordered_map>

namespace demarc::billing {

namespace {
// The columns of RunRow, in its order, and what follows them.
std::string runs(std::string_view rest) {
  return std::string("select id, run_date, status, requested_by, total, done, invoices, gross_minor, currency,"
                     " last_customer_id, created_at, started_at, ended_at, error, is_checked, busy_us, issue_at,"
                     " issuing_since, confirmed_at, confirmed_by, cancelled_by, taken_over_by from billing_run ")
      .append(rest);
}

struct ParkedRow {
  BillingRunId run_id;
  CustomerId customer_id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ParkedRow, (), (run_id, customer_id, reason))

struct FindingRow {
  BillingRunId run_id;
  StopRule rule = StopRule::bill_jump;
  std::int64_t figure = 0;
  std::int64_t limit_figure = 0;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(FindingRow, (), (run_id, rule, figure, limit_figure, detail))

struct ExampleRow {
  BillingRunId run_id;
  StopRule rule = StopRule::bill_jump;
  std::int64_t place = 0;
  CustomerId customer_id;
  std::int64_t gross_minor = 0;
  std::int64_t previous_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ExampleRow, (), (run_id, rule, place, customer_id, gross_minor, previous_minor))

struct NameRow {
  CustomerId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NameRow, (), (id, name))
} // namespace

void insert_run(db::Tx &tx, const RunRow &run) { tx.insert("billing_run", run); }

std::optional<RunRow> lock_run(db::Tx &tx, BillingRunId id) {
  return tx.maybe<RunRow>(runs("where id = $1 for update"), id);
}
std::optional<RunRow> run_row(db::Tx &tx, BillingRunId id) { return tx.maybe<RunRow>(runs("where id = $1"), id); }

void save_progress(db::Tx &tx, const RunRow &run) {
  tx.exec("update billing_run set status = $1, total = $2, done = $3, invoices = $4, gross_minor = $5,"
          " last_customer_id = $6, started_at = $7, ended_at = $8, error = $9, busy_us = $10, issue_at = $11,"
          " issuing_since = $12, confirmed_at = $13, confirmed_by = $14, cancelled_by = $15, taken_over_by = $16"
          " where id = $17",
          run.status, run.total, run.done, run.invoices, run.gross_minor, run.last_customer_id, run.started_at,
          run.ended_at, run.error, run.busy_us, run.issue_at, run.issuing_since, run.confirmed_at, run.confirmed_by,
          run.cancelled_by, run.taken_over_by, run.id);
}

std::optional<RunRow> unfinished_run(db::Tx &tx, Date date) {
  return tx.maybe<RunRow>(runs("where run_date = $1 and status in ('queued', 'checking', 'held', 'waiting', 'running')"
                               " order by id desc limit 1"),
                          date);
}

std::optional<RunRow> undecided_run(db::Tx &tx) {
  return tx.maybe<RunRow>(runs("where status in ('held', 'waiting') order by id desc limit 1"));
}

std::vector<RunRow> lock_held_runs(db::Tx &tx, Date before) {
  return tx.all<RunRow>(runs("where status = 'held' and run_date < $1 order by id for update"), before);
}

std::optional<RunRow> taken_over(db::Tx &tx, BillingRunId run) {
  return tx.maybe<RunRow>(runs("where taken_over_by = $1 order by id desc limit 1"), run);
}

bool is_made_up_for(db::Tx &tx, const RunRow &run) {
  return tx
      .maybe<BillingRunId>("select id from billing_run where run_date >= $1 and id > $2 and status <> 'cancelled'"
                           " and status <> 'failed' limit 1",
                           run.run_date, run.id)
      .has_value();
}

std::vector<RunRow> list_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit) {
  return tx.all<RunRow>(runs("where id < $1 order by id desc limit $2"),
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

std::optional<RunFigures> figures_of(db::Tx &tx, BillingRunId run) {
  const auto text = tx.maybe<std::string>("select figures from billing_run_check where run_id = $1", run);
  if (!text)
    return std::nullopt;
  auto figures = http::decode_json<RunFigures>(*text);
  ENSURE(figures.has_value(), "the figures of a check are read as they were written");
  return std::move(*figures);
}

void save_figures(db::Tx &tx, BillingRunId run, const RunFigures &figures) {
  tx.exec("insert into billing_run_check (run_id, figures) values ($1, $2)"
          " on conflict (run_id) do update set figures = excluded.figures",
          run, http::to_json(figures));
}

void insert_stops(db::Tx &tx, BillingRunId run, const std::vector<Stop> &stops) {
  std::vector<FindingRow> findings;
  std::vector<ExampleRow> examples;
  for (const Stop &stop : stops) {
    findings.push_back({run, stop.rule, stop.figure, stop.limit, stop.detail});
    for (const BillExample &example : stop.examples)
      examples.push_back({run, stop.rule, static_cast<std::int64_t>(examples.size()), example.customer_id,
                          example.gross_minor, example.previous_minor});
  }
  tx.insert_many("billing_run_finding", findings);
  tx.insert_many("billing_run_example", examples);
}

std::vector<Finding> findings_of(db::Tx &tx, BillingRunId run) {
  std::vector<Stop> stops;
  for (FindingRow &row : tx.all<FindingRow>("select run_id, rule, figure, limit_figure, detail"
                                            " from billing_run_finding where run_id = $1 order by rule",
                                            run))
    stops.push_back({row.rule, row.figure, row.limit_figure, std::move(row.detail), {}});
  if (stops.empty())
    return {};
  for (const ExampleRow &row : tx.all<ExampleRow>("select run_id, rule, place, customer_id, gross_minor, previous_minor"
                                                  " from billing_run_example where run_id = $1 order by place",
                                                  run)) {
    for (Stop &stop : stops) {
      if (stop.rule == row.rule)
        stop.examples.push_back({row.customer_id, row.gross_minor, row.previous_minor});
    }
  }
  return with_names(tx, stops);
}

std::vector<Finding> with_names(db::Tx &tx, const std::vector<Stop> &stops) {
  std::vector<CustomerId> ids;
  for (const Stop &stop : stops) {
    for (const BillExample &example : stop.examples)
      ids.push_back(example.customer_id);
  }
  std::unordered_map<CustomerId, std::string> names;
  if (!ids.empty()) {
    for (NameRow &row :
         tx.all<NameRow>("select id, name from customer where id = any($1::bigint[])", db::id_list(tx, ids)))
      names.emplace(row.id, std::move(row.name));
  }
  std::vector<Finding> findings;
  for (const Stop &stop : stops) {
    Finding &finding = findings.emplace_back(Finding{stop.rule, stop.figure, stop.limit, stop.detail, {}});
    for (const BillExample &example : stop.examples)
      finding.examples.push_back(
          {example.customer_id, names[example.customer_id], example.gross_minor, example.previous_minor});
  }
  return findings;
}

} // namespace demarc::billing
