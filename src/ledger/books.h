// How far the books are settled: until when months are closed, and through which day revenue is recognised. Months are
// closed for all legal entities together, and one entity may be further by itself (decision 0028).
//
// Whoever posts holds the row shared until their transaction ends, so many post side by side; whoever moves a limit
// takes it alone, waits for those under way, and so knows that no entry of theirs comes after.
#pragma once

#include "calendar/date.h"
#include "catalog/ids.h"
#include "platform/db/db.h"

#include <map>

namespace demarc::ledger {

struct Books {
  std::optional<Date> closed_until;                // the last day of the last month that is closed for all
  std::optional<Date> earned_until;                // revenue is recognised through this day
  std::map<LegalEntityId, Date> closed_alone = {}; // of entities that closed months by themselves; all may be further
  [[nodiscard]] std::optional<Date> closed_for(LegalEntityId entity) const;
};

Books read_books(db::Tx &tx);
Books hold_books(db::Tx &tx);                    // shared, until the transaction ends
Books take_books(db::Tx &tx);                    // alone
void save_books(db::Tx &tx, const Books &books); // but for what entities closed alone
// The books are held alone, and saved in the same transaction: whoever waits for them sees it.
void save_closed_alone(db::Tx &tx, LegalEntityId entity, Date until);

// The day in the journal of something dated `date`: itself, or the first open day of the entity's books when its month
// is closed there.
Date open_date(const Books &books, LegalEntityId entity, Date date);

} // namespace demarc::ledger
