// How the net of a document's line becomes revenue: evenly by day over its service period, cumulatively, so that
// rounding never drifts and the days sum to the amount (money-rules 6.2). A rule.
//
// A line is booked on the day of its document: what lay before that day is revenue at once, the rest is deferred
// (account 2400). From then on each day's recognition books what the days until then have earned, less what was booked.
// A document that comes after recognition has passed its day (a billing run that catches up) is taken along from the
// next day on, with everything it has earned by then.
//
// A credit note's line is a line of a negative amount over the days given back. So it takes back from 2400 what was not
// earned and from revenue what was, and in the end the two sum to what remains of the charge.
#pragma once

#include "calendar/date.h"
#include "money/money.h"

namespace demarc::ledger {

// What of `amount`, for the days of `period`, is earned by the end of `day`. Half up; the whole amount from the last
// day on.
Money earned_by(Money amount, Period period, Date day);

struct Schedule {
  Period period;     // never empty
  Money amount;      // of a credit note negative
  Date booked;       // the document's day in the journal
  Date earned_until; // what these days earned is booked with the document
  Date from;         // the first day whose recognition takes the line along
};
// `recognised`: the day through which revenue has been recognised, if any has. A line without days (a fee) is earned on
// its one day.
Schedule schedule_of(Money amount, Period period, Date booked, std::optional<Date> recognised);

// What is revenue with the document itself; the rest of the amount is deferred.
Money earned_when_booked(const Schedule &schedule);
// What the recognition of `day` books.
Money earned_on(const Schedule &schedule, Date day);
// What is booked as revenue when recognition has come to `recognised`.
Money booked_by(const Schedule &schedule, std::optional<Date> recognised);

} // namespace demarc::ledger
