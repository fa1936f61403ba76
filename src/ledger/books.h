// How far the books are settled: until when months are closed, and through which day revenue is recognised.
//
// Whoever posts holds the row shared until their transaction ends, so many post side by side; whoever moves a limit
// takes it alone, waits for those under way, and so knows that no entry of theirs comes after.
#pragma once

#include "calendar/date.h"
#include "platform/db/db.h"

namespace demarc::ledger {

struct Books {
  std::optional<Date> closed_until; // the last day of the last closed month
  std::optional<Date> earned_until; // revenue is recognised through this day
};

Books read_books(db::Tx &tx);
Books hold_books(db::Tx &tx); // shared, until the transaction ends
Books take_books(db::Tx &tx); // alone
void save_books(db::Tx &tx, const Books &books);

// The day in the journal of something dated `date`: itself, or the first open day when its month is closed.
Date open_date(const Books &books, Date date);

} // namespace demarc::ledger
