// Everything that one database holds, put into another of either engine: how an installation grows from SQLite to
// PostgreSQL, or comes back. Both have the whole schema of this program.
#pragma once

#include "base/result.h"
#include "platform/db/db.h"

namespace demarc::db {

struct Copied {
  std::int64_t tables = 0, rows = 0;
};

// Reads `from` in one consistent snapshot and writes `to` in one transaction, so that `to` has all of it or is as it
// was; what it held is replaced. `may_replace` is asked inside that transaction. Triggers and foreign keys rest while
// the rows come in and hold again afterwards: PostgreSQL checks every row again when its keys come back, SQLite at the
// commit. `progress` hears after each batch how many of all rows are there. Identities go on where they were.
//
// Nobody else may be using `to`: who has read it before remembers what it held (blocks of ids, caches).
Outcome<Copied> copy_all(Database &from, Database &to, const std::function<Outcome<Done>(Tx &)> &may_replace,
                         const std::function<void(std::int64_t rows, std::int64_t total)> &progress = {});

} // namespace demarc::db
