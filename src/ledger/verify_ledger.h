// Derives the ledger anew and says what does not fit: the chain of seals over every entry, deferred revenue against
// what is unearned of all lines, closed months. Reads only.
#pragma once

#include "platform/db/db.h"

namespace demarc::ledger {

// Each in one sentence, its rule first: "journal_fits_its_seals: journal entry 17 of 2026-01-31 …". Of the chain, the
// first entry that does not fit: every seal behind it is then another too.
std::vector<std::string> verify_ledger(db::Tx &tx);

} // namespace demarc::ledger
