// The billing run: works out what every customer owes up to a date, compares it with what has been billed, and issues
// the difference as invoices and credit notes. Any number of times, on any number of nodes, killed at any instant: the
// result is the same (bill.h says when a customer is billed and for what).
//
// A run is a row and goes through the customers in the order of their ids, some hundreds in a transaction; the row's
// progress is committed with them, so a run that was killed continues behind the last customer that is done. An account
// whose history cannot be billed (no plan, another currency, no tax rate) is parked with the reason; the others go on.
//
// A scheduled run is looked at first: it computes what it would bill, a page of customers at a time (checking), and
// compares it with what was billed before (compare_bills.h). When a stop rule says so (stop_rules.h) it is held, with
// what was found, until a person confirms or cancels it; else, when the provider wants hours to look, it waits for
// these. Until then nothing is issued. A run that a person starts is not checked: they have seen the preview, which
// tells the same. While a run is held or waiting nobody starts another one. One that is held when the next day's comes
// is taken over by it, and that one is held too: only a person lets go of what was held.
//
//   queued ─► checking ─► held ──confirm──► running ─► done          cancelled: by a person, from any of the first five
//        │            └─► waiting ─hours or confirm─┘ ▲               failed: by a broken environment
//        └─ started by a person ──────────────────────┘
//
// Threads: any. Two workers on one run take turns; two runs at once wait for each other's customers and bill nothing
// twice.
#pragma once

#include "base/clock.h"
#include "billing/issue_documents.h"
#include "billing/stop_rules.h"
#include "platform/jobs/outbox.h"
#include "subscribers/customer.h"

#include <functional>
#include <span>

namespace demarc::billing {

enum class RunStatus { queued, checking, held, waiting, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(RunStatus, queued, checking, held, waiting, running, done, cancelled, failed)

struct Parked {
  CustomerId customer_id;
  std::string customer_name;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Parked, (), (customer_id, customer_name, reason))

struct FindingExample {
  CustomerId customer_id;
  std::string customer_name;
  std::int64_t gross_minor = 0;
  std::int64_t previous_minor = 0;
};
BOOST_DESCRIBE_STRUCT(FindingExample, (), (customer_id, customer_name, gross_minor, previous_minor))
// Why a run is held: `figure` passed `limit`.
struct Finding {
  StopRule rule = StopRule::bill_jump;
  std::int64_t figure = 0;
  std::int64_t limit = 0;
  std::string detail;
  std::vector<FindingExample> examples;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (rule, figure, limit, detail, examples))

// What the check of a run added up.
struct RunCheck {
  std::int64_t customers = 0;
  std::int64_t invoices = 0;
  std::int64_t credit_notes = 0;
  std::int64_t gross_minor = 0;
  std::int64_t previous_minor = 0; // what was billed before; compare_bills.h
  std::int64_t difference_minor = 0;
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t started = 0;
  std::int64_t gone = 0;
};
BOOST_DESCRIBE_STRUCT(RunCheck, (),
                      (customers, invoices, credit_notes, gross_minor, previous_minor, difference_minor, up, down,
                       started, gone))
RunCheck summary_of(const RunFigures &figures);

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
  // While it is checked or issues: from its own speed so far.
  std::optional<std::int64_t> seconds_left;
  std::optional<RunCheck> check;
  std::vector<Finding> findings;
  std::optional<Instant> issue_at; // of one that waits
  std::optional<Instant> confirmed_at;
  std::optional<std::string> confirmed_by;
  std::optional<std::string> cancelled_by;
  std::optional<BillingRunId> taken_over_by;
  bool can_be_resumed = false; // it stopped amid issuing, and no later run has made up for the rest
};
BOOST_DESCRIBE_STRUCT(BillingRun, (),
                      (id, date, status, total, done, invoices, gross_minor, currency, started_at, ended_at, started_by,
                       error, parked, seconds_left, check, findings, issue_at, confirmed_at, confirmed_by, cancelled_by,
                       taken_over_by, can_be_resumed))

struct Billing {
  db::Database &database;
  const Clock &clock;
  // What the departments above do about new documents (standing, mail), in the transaction that issues them.
  std::function<void(db::Tx &, std::span<const IssuedDocument>)> on_issued = {};
  int customers_per_transaction = 200;
  int customers_per_look = 1000; // of the check, which writes only its sums
};

inline constexpr std::string_view run_topic = "billing.run";

// Queues a run for what is due by `date` (not in the future; the provider's today when absent). One that is under way
// for the same date is answered instead of a second one. Refused while a run is held or waiting.
Outcome<BillingRun> create_run(db::Tx &tx, db::Database &ids, std::optional<Date> date, const std::string &requested_by,
                               Instant now);
// The handler of `run_topic`: carries the queued run to its end.
jobs::Handled handle_run(const Billing &billing, const jobs::OutboxItem &item);
// The body of the daily job: the run of `date`, checked first; to its end, or until it is held or waits, on this
// thread. Continues one that was interrupted. `scheduled_by` is shown.
BillingRun run_scheduled_billing(const Billing &billing, Date date, const std::string &scheduled_by = "Demarc");
// What a person asked for at the command line: the run of `date` from beginning to end, not checked.
BillingRun run_due_billing(const Billing &billing, Date date, const std::string &requested_by = "Demarc");
// Carries a run to its end, or until it has to wait for somebody, on this thread. Exceptions of the database leave the
// run where it is; it can be continued.
BillingRun continue_run(const Billing &billing, BillingRunId id);
// Lets a run that is held or waiting issue now. Once confirmed it may be confirmed again: nothing more happens.
Outcome<BillingRun> confirm_run(db::Tx &tx, BillingRunId id, const std::string &confirmed_by, Instant now);
// Stops it before its next transaction; what is issued stays issued.
Outcome<BillingRun> cancel_run(db::Tx &tx, BillingRunId id, const std::string &cancelled_by, Instant now);
// The run that stands in the way of one that a person starts, said in a refusal.
Outcome<Done> refuse_beside_undecided(db::Tx &tx);
Outcome<BillingRun> find_run(db::Tx &tx, BillingRunId id);
// Newest first, ids below `before`.
std::vector<BillingRun> recent_runs(db::Tx &tx, std::optional<BillingRunId> before, int limit);

// The next run looks at this customer whatever its date: for operations that change what a service owes (start, plan,
// end). Without it the change is found at the customer's next billing day.
void review_billing(db::Tx &tx, CustomerId customer);

} // namespace demarc::billing
