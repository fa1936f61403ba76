// Books what the days have earned: from deferred revenue (2400) to revenue, one entry a day and currency, with sums
// that the database works out over all lines at once. What a line contributed follows from its schedule
// (recognition.h).
#pragma once

#include "ledger/journal.h"

namespace demarc::ledger {

inline constexpr std::string_view revenue_entry = "revenue", revenue_day_ref = "revenue_day",
                                  carried_over_entry = "revenue_carried_over";

// Every day that is due through `until`, oldest first, each in a transaction of its own: interrupted, it goes on where
// it was; run twice or on two nodes, it books nothing twice. Answers how many days.
int recognise_revenue(db::Database &database, Date until, Instant now);
// The same inside the caller's transaction, which holds the books alone.
int recognise_all(db::Tx &tx, db::Database &ids, Date until, Instant now);

// The first start of this version on books that had the net of invoices as revenue at once: one correcting entry dated
// `today` defers what is not earned yet. Does nothing on books that have schedules, or no invoices. Answers the lines
// that it took over.
std::int64_t carry_over_revenue(db::Tx &tx, db::Database &ids, Date today, Instant now);

} // namespace demarc::ledger
