// The billing run: works out what every customer owes up to a date, compares it with what has been billed, and issues
// the difference as invoices and credit notes. Any number of times, on any number of nodes, killed at any instant: the
// result is the same (bill.h says when a customer is billed and for what).
//
// A run is a row and goes through the customers in the order of their ids, some hundreds in a transaction; the row's
// progress is committed with them, so a run that was killed continues behind the last customer that is done. An account
// whose history cannot be billed (no plan, another currency, no tax rate) is parked with the reason; the others go on.
//
// Threads: any. Two workers on one run take turns; two runs at once wait for each other's customers and bill nothing
// twice.
#pragma once

#include "base/clock.h"
#include "billing/issue_documents.h"
#include "platform/jobs/outbox.h"
#include "subscribers/customer.h"

#include <functional>
#include <span>

namespace demarc::billing {

enum class RunStatus { queued, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(RunStatus, queued, running, done, cancelled, failed)

struct Parked {
  CustomerId customer_id;
  std::string customer_name;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Parked, (), (customer_id, customer_name, reason))

struct BillingRun {
  BillingRunId id;
  Date date;
  RunStatus status = RunStatus::queued;
  std::int64_t total = 0; // customers that were due when it began
  std::int64_t done = 0;  // of these, looked at
  std::int64_t invoices = 0;
  std::int64_t gross_minor = 0; // of invoices in `currency`, before credit notes
  Currency currency = Currency::of("XXX");
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
  std::string started_by;
  std::optional<std::string> error;
  std::vector<Parked> parked;
};
BOOST_DESCRIBE_STRUCT(BillingRun, (),
                      (id, date, status, total, done, invoices, gross_minor, currency, started_at, ended_at, started_by,
                       error, parked))

struct Billing {
  db::Database &database;
  const Clock &clock;
  // What the departments above do about new documents (standing, mail), in the transaction that issues them.
  std::function<void(db::Tx &, std::span<const IssuedDocument>)> on_issued = {};
  int customers_per_transaction = 200;
};

inline constexpr std::string_view run_topic = "billing.run";

// Queues a run for what is due by `date` (not in the future; the provider's today when absent). One that is under way
// for the same date is answered instead of a second one.
Outcome<BillingRun> create_run(db::Tx &tx, db::Database &ids, std::optional<Date> date, const std::string &requested_by,
                               Instant now);
// The handler of `run_topic`: carries the queued run to its end.
jobs::Handled handle_run(const Billing &billing, const jobs::OutboxItem &item);
// The body of the daily job: the run of `date` from beginning to end, on this thread; continues one that was
// interrupted.
BillingRun run_due_billing(const Billing &billing, Date date, const std::string &requested_by = "Demarc");
// Carries a run to its end on this thread. Exceptions of the database leave the run where it is; it can be continued.
BillingRun continue_run(const Billing &billing, BillingRunId id);
// Stops it before its next transaction; what is issued stays issued.
Outcome<BillingRun> cancel_run(db::Tx &tx, BillingRunId id, Instant now);
Outcome<BillingRun> find_run(db::Tx &tx, BillingRunId id);
// Newest first, ids below `before`.
std::vector<BillingRun> recent_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit);

// The next run looks at this customer whatever its date: for operations that change what a service owes (start, plan,
// end). Without it the change is found at the customer's next billing day.
void review_billing(db::Tx &tx, CustomerId customer);

} // namespace demarc::billing
