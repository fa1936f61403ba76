// Seals what was posted: the chain of hashes that makes a change behind Demarc's back visible. Posting does not wait
// for it: an entry notes that it wants a seal, and a job appends seals in one order, whatever nodes posted side by
// side.
#pragma once

#include "platform/db/db.h"

namespace demarc::ledger {

// Everything that waits, in transactions of their own; answers how many. On several nodes at once one waits for the
// other.
std::int64_t seal_journal(db::Database &database);
// The same inside the caller's transaction.
std::int64_t seal_all(db::Tx &tx);

} // namespace demarc::ledger
