// The schema: migrations/NNNN_name.sql, built into the program, applied in order, each in a transaction of its own and
// recorded with a checksum. A file that has been applied is never edited: a change is a new file. Where the engines
// need different text there are NNNN_name.sqlite.sql and NNNN_name.postgres.sql instead.
//
// On PostgreSQL every text column is given the collation "C", whatever the database's own.
//
// Several nodes may migrate at once: each migration is applied by one of them.
#pragma once

#include "base/result.h"
#include "platform/db/db.h"

namespace demarc::db {

struct Migration {
  int number = 0;
  std::string_view name; // "business" of 0001_business.sql
  std::string_view sqlite;
  std::string_view postgres;
};

// Of this program, rising by number.
std::span<const Migration> built_in_migrations();

struct MigrationStatus {
  int number = 0;
  std::string name;
  std::optional<Instant> applied_at; // nullopt: to be applied
  bool changed = false;              // the file is not the one that was applied
  bool unknown = false;              // applied by a newer program
};
std::vector<MigrationStatus> migration_status(Database &database,
                                              std::span<const Migration> migrations = built_in_migrations());

// Brings the schema up to this program and answers the names of what was applied, "0001_business". Refuses, changing
// nothing, when an applied file was changed or missed out, or the database is newer than the program. `progress` is
// called before each migration. Throws Error when a statement fails; that migration is then not applied, those before
// it are.
Outcome<std::vector<std::string>> migrate(Database &database, Instant now,
                                          const std::function<void(std::string_view)> &progress = {},
                                          std::span<const Migration> migrations = built_in_migrations());

} // namespace demarc::db
