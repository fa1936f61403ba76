// The bills of a run beside those before them, customer by customer, in the order of ids: what the preview shows and
// the check before a scheduled run adds up. Reads only; a page of customers at a time, so that a million need no more
// memory than a thousand.
//
// Which bills are compared:
//   What prepaid services bought (renew_prepaid.h) was issued by no run and counts on neither side.
//   A customer's bill is everything the run would issue them: invoices less credit notes.
//   The bill before is everything issued to them in an earlier calendar month: the month before that of the first
//   document the run would issue (before the run's own month when there is none). When the bill charges a plan of
//   several months, as many months back as the longest of these is billed for: a quarter is compared with the quarter
//   before. Every monthly customer has one billing day in a calendar month, whatever its length.
//   Compared are all customers the run looks at, and those it does not who were billed in the calendar month before and
//   whose billing day lies on the run's days: they have left, and their bill is nothing.
//   The run's days are those of its own month after the last run that was carried to its end, up to its date.
#pragma once

#include "billing/compute_bills.h"
#include "billing/stop_rules.h"

namespace demarc::billing {

struct ComparedDays {
  Date until;         // the run's date
  int first_day = 99; // of the month; an anchor's day between these two is billed on the run's days. None: 99, 0
  int last_day = 0;
  Period month_before; // the whole calendar month
  Period days_before;  // in it, the days that the run's days answer to
  Date own_from;       // the first of the run's days
  bool empty() const { return first_day > last_day; }
};
// `done`: the last day up to which a run was carried to its end.
ComparedDays compared_days(Date until, std::optional<Date> done);
ComparedDays load_compared_days(db::Tx &tx, Date until);

struct ComparedCustomer {
  PlannedCustomer planned;
  ComparedBill bill;
  bool is_due = false;
};
struct ComparedPage {
  std::vector<ComparedCustomer> customers;
  std::int64_t due = 0; // of these
  CustomerId last;      // the next page begins behind it
  bool is_last = false;
};
ComparedPage compare_page(db::Tx &tx, CustomerId after, const ComparedDays &days, const PriceBook &book, int limit);

} // namespace demarc::billing
