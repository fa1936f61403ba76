// When a billing run must not go on by itself. A rule.
//
// The bills of a run are compared, customer by customer, with the ones before them (compare_bills.h says which those
// are) and added up in RunFigures: a few sums and some examples, however many customers there are. From these and the
// provider's limits find_stops() says what is unusual. Each rule has a least number beside its percentage, so that a
// small base is not held by one customer's upgrade. Who was not billed the last time (a join) is no jump.
#pragma once

#include "money/currency.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace demarc::billing {

struct StopRules {
  // Bills that rise by more than jump_ppm of the one before and by more than jump_minor are jumps. They hold the run
  // when they are at least jump_customers, and at least jump_share_ppm of the customers who were billed before.
  bool jump_holds = true;
  std::int64_t jump_ppm = 1'000'000;
  std::int64_t jump_minor = 1'000;
  std::int64_t jump_customers = 20;
  std::int64_t jump_share_ppm = 10'000;
  // More or fewer invoices than on the same billing days a month before, by more than count_ppm and at least
  // count_invoices. Without invoices then, nothing is said.
  bool count_holds = true;
  std::int64_t count_ppm = 250'000;
  std::int64_t count_invoices = 50;
  // Customers with a service in operation who were billed the last time and get nothing now.
  bool zero_holds = true;
  std::int64_t zero_customers = 20;
  std::int64_t zero_share_ppm = 10'000;
  // Tax as a part of net, of customers billed now and before, moves by more than tax_points_ppm (20000: 2 points). With
  // fewer than tax_customers of them nothing is said.
  bool tax_holds = true;
  std::int64_t tax_points_ppm = 20'000;
  std::int64_t tax_customers = 20;
  // A run that nothing holds still waits for this long after its check; 0: it issues at once.
  std::int64_t hours_to_look = 0;

  bool operator==(const StopRules &) const = default;
};
BOOST_DESCRIBE_STRUCT(StopRules, (),
                      (jump_holds, jump_ppm, jump_minor, jump_customers, jump_share_ppm, count_holds, count_ppm,
                       count_invoices, zero_holds, zero_customers, zero_share_ppm, tax_holds, tax_points_ppm,
                       tax_customers, hours_to_look))

// Something could hold a run, or make it wait; else there is no need to look.
bool ask_for_a_check(const StopRules &rules);

struct Sums {
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;

  Sums &operator+=(const Sums &other);
};
BOOST_DESCRIBE_STRUCT(Sums, (), (net_minor, tax_minor, gross_minor))

// What a run would bill a customer, beside what they were billed before.
struct ComparedBill {
  CustomerId customer_id;
  Currency currency = Currency::of("XXX");
  std::int64_t invoices = 0;
  std::int64_t credit_notes = 0;
  std::int64_t invoices_of_days = 0; // of these, dated on the billing days that are compared
  Sums now;                          // invoices less credit notes
  std::optional<Sums> before;        // none: not billed then
  bool is_in_service = false;        // has a service in operation, and no bill that covers the day
  bool is_parked = false;

  [[nodiscard]] bool has_documents() const { return invoices + credit_notes > 0; }
  [[nodiscard]] std::int64_t before_minor() const { return before ? before->gross_minor : 0; }
  [[nodiscard]] std::int64_t difference_minor() const { return now.gross_minor - before_minor(); }
};

// same: nothing to see. started: billed now and not before; gone: the other way round.
enum class BillChange { same, up, down, started, gone };
BOOST_DESCRIBE_ENUM(BillChange, same, up, down, started, gone)
BillChange change_of(const ComparedBill &bill);

bool is_jump(const StopRules &rules, const ComparedBill &bill);
bool is_zero_bill(const ComparedBill &bill);

struct BillExample {
  CustomerId customer_id;
  std::int64_t gross_minor = 0;
  std::int64_t previous_minor = 0;
};
BOOST_DESCRIBE_STRUCT(BillExample, (), (customer_id, gross_minor, previous_minor))
inline constexpr std::size_t examples_kept = 8;

// Of a whole run, or as much of it as was looked at. Sums are of the provider's currency.
struct RunFigures {
  std::int64_t customers = 0; // with at least one document
  std::int64_t invoices = 0;
  std::int64_t credit_notes = 0;
  Sums now;
  Sums before; // of the same customers, and of those who are billed nothing now
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t started = 0;
  std::int64_t gone = 0;
  std::int64_t parked = 0;
  std::int64_t billed_before = 0;
  std::int64_t jumps = 0;
  std::vector<BillExample> jump_examples; // the largest differences first
  std::int64_t zero_bills = 0;
  std::vector<BillExample> zero_examples; // the largest bill before first
  // Of customers billed now and before.
  std::int64_t taxed_customers = 0;
  Sums taxed_now;
  Sums taxed_before;
  std::int64_t invoices_of_days = 0;
  std::int64_t previous_invoices = 0; // on the same billing days a month before
};
BOOST_DESCRIBE_STRUCT(RunFigures, (),
                      (customers, invoices, credit_notes, now, before, up, down, started, gone, parked, billed_before,
                       jumps, jump_examples, zero_bills, zero_examples, taxed_customers, taxed_now, taxed_before,
                       invoices_of_days, previous_invoices))
void add_bill(RunFigures &figures, const StopRules &rules, const ComparedBill &bill, Currency currency);

// undecided: an earlier run was held, nobody has decided, and this one bills the same.
enum class StopRule { bill_jump, invoice_count, zero_bills, tax_jump, undecided };
BOOST_DESCRIBE_ENUM(StopRule, bill_jump, invoice_count, zero_bills, tax_jump, undecided)

struct Stop {
  StopRule rule = StopRule::bill_jump;
  std::int64_t figure = 0; // customers, invoices, or parts per million of net
  std::int64_t limit = 0;  // the last figure that would have passed
  std::string detail;      // a sentence for people
  std::vector<BillExample> examples;
};
std::vector<Stop> find_stops(const StopRules &rules, const RunFigures &figures, Currency currency);

// The first thing that is wrong with a set of rules: the member and a sentence.
struct RuleTrouble {
  std::string member;
  std::string detail;
};
std::optional<RuleTrouble> trouble_with(const StopRules &rules);

// Whole seconds that the rest takes at the speed so far, rounded up; none before the first is done.
std::optional<std::int64_t> seconds_left(std::int64_t done, std::int64_t total, std::int64_t busy_us);

} // namespace demarc::billing
