// Closes months: revenue is recognised through the end, what was posted is sealed, and from then on the month takes no
// entry. A correction stands in the open month. A closed month stays closed.
#pragma once

#include "ledger/seal_store.h"

namespace demarc::ledger {

// A month of the books as people see it: "2026-01".
struct LedgerMonth {
  std::string month;
  bool is_closed = false;
  bool can_close = false; // it is over, and not closed
  std::int64_t entries = 0;
  // Customers whose billing days in it have not been made up for: their invoices would stand in the next month.
  std::int64_t customers_to_bill = 0;
  std::optional<Instant> closed_at = {};
  std::optional<std::string> closed_by = {};
  std::optional<std::string> chain_hash = {}; // where the chain of seals ended
};
BOOST_DESCRIBE_STRUCT(LedgerMonth, (),
                      (month, is_closed, can_close, entries, customers_to_bill, closed_at, closed_by, chain_hash))

// From the first entry's month to the present one, newest first.
std::vector<LedgerMonth> list_months(db::Tx &tx, Date today);

// Closes `month` and every open one before it. Refused: no such month, one that is not over or has no entries yet, one
// that is closed.
Outcome<LedgerMonth> close_month(db::Tx &tx, db::Database &ids, const std::string &month, Date today, Instant now,
                                 const std::string &actor);

} // namespace demarc::ledger
