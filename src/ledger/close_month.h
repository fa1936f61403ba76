// Closes months: revenue is recognised through the end, what was posted is sealed, and from then on the month takes no
// entry. A correction stands in the open month. A closed month stays closed.
//
// For all legal entities together, or for one of them: then the books of the others take entries still.
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
  // Of a month that is open for all together: for whom it is closed already.
  std::vector<LegalEntityId> closed_for = {};
};
BOOST_DESCRIBE_STRUCT(LedgerMonth, (),
                      (month, is_closed, can_close, entries, customers_to_bill, closed_at, closed_by, chain_hash,
                       closed_for))

// From the first entry's month to the present one, newest first: of all legal entities together, or as one of them has
// them.
std::vector<LedgerMonth> list_months(db::Tx &tx, Date today, std::optional<LegalEntityId> entity = {});

struct CloseOrder {
  std::string month;                              // "2026-01", and every open one before it
  std::optional<LegalEntityId> legal_entity = {}; // of its books alone; none: of all together
};
// Refused: no such month or legal entity, a month that is not over or has no entries yet, one that is closed.
Outcome<LedgerMonth> close_month(db::Tx &tx, db::Database &ids, const CloseOrder &order, Date today, Instant now,
                                 const std::string &actor);

} // namespace demarc::ledger
