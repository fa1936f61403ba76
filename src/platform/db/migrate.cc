#include "platform/db/migrate.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::db {
namespace {

struct Applied {
  int number = 0;
  std::string name;
  std::string checksum;
  Instant applied_at;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (number, name, checksum, applied_at))

constexpr std::string_view make_table_sql = "create table if not exists schema_migration (number bigint primary key, "
                                            "name text not null, checksum text not null, "
                                            "applied_at bigint not null)";
constexpr std::string_view find_applied_sql =
    "select number, name, checksum, applied_at from schema_migration order by number";
constexpr std::string_view table_exists_sqlite =
    "select count(*) as tables from sqlite_master where type = 'table' and name = 'schema_migration'";
constexpr std::string_view table_exists_postgres =
    "select count(*) as tables from pg_tables where schemaname = current_schema() and tablename = 'schema_migration'";

// Text is ordered and compared by its bytes, as SQLite does it, whatever locale the database was made with: keyset
// pages and searches by prefix rely on it, and the same question has the same answer on either engine. Only the
// catalogue and the columns' indexes are written anew.
constexpr std::string_view collate_postgres = R"sql(
do $$
declare place record;
begin
  for place in
    select c.relname as relation, string_agg(format('alter column %I type text collate "C"', a.attname), ', ') as changes
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    where a.attnum > 0 and c.relname <> 'schema_migration' and not a.attisdropped and a.atttypid = 'text'::regtype and a.attcollation <> '"C"'::regcollation
    group by c.relname
  loop
    execute format('alter table %I ', place.relation) || place.changes;
  end loop;
end $$
)sql";

std::string file_name(int number, std::string_view name) { return fmt::format("{:04}_{}", number, name); }

std::string_view text_for(const Migration &migration, Engine engine) {
  return engine == Engine::sqlite ? migration.sqlite : migration.postgres;
}

// FNV-1a: notices an edit, and needs no cryptography for it.
std::string checksum_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return fmt::format("{:016x}", hash);
}

std::vector<Applied> find_applied(Tx &tx) {
  if (tx.one<std::int64_t>(tx.engine() == Engine::sqlite ? table_exists_sqlite : table_exists_postgres) == 0)
    return {};
  return tx.all<Applied>(find_applied_sql);
}

std::vector<MigrationStatus> compare(Engine engine, std::span<const Migration> migrations,
                                     const std::vector<Applied> &applied) {
  std::vector<MigrationStatus> all;
  for (const Migration &migration : migrations)
    all.push_back({.number = migration.number, .name = std::string(migration.name)});
  for (const Applied &row : applied) {
    const auto same = [&](const auto &candidate) { return candidate.number == row.number; };
    const auto known = std::find_if(migrations.begin(), migrations.end(), same);
    if (known == migrations.end()) {
      all.push_back({.number = row.number, .name = row.name, .applied_at = row.applied_at, .unknown = true});
      continue;
    }
    const auto entry = std::find_if(all.begin(), all.end(), same);
    entry->applied_at = row.applied_at;
    entry->changed = checksum_of(text_for(*known, engine)) != row.checksum;
  }
  std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
  return all;
}

Outcome<Done> check(const std::vector<MigrationStatus> &all) {
  const MigrationStatus *missing = nullptr;
  for (const MigrationStatus &one : all) {
    const std::string name = file_name(one.number, one.name);
    if (one.unknown)
      return refuse(Refusal::Kind::conflict, "database_newer",
                    fmt::format("the database has migration {}, which this program does not know: it was written by a "
                                "newer version. Start that version, or restore a backup made before the upgrade",
                                name));
    if (one.changed)
      return refuse(
          Refusal::Kind::conflict, "migration_changed",
          fmt::format("migration {} was applied with another text than this program has. Migrations are never "
                      "edited; use the program that made this database, or a new database",
                      name));
    if (!one.applied_at)
      missing = missing != nullptr ? missing : &one;
    else if (missing != nullptr)
      return refuse(Refusal::Kind::conflict, "migration_missing",
                    fmt::format("migration {} was applied without {} before it; this database cannot be upgraded", name,
                                file_name(missing->number, missing->name)));
  }
  return Done{};
}

} // namespace

std::vector<MigrationStatus> migration_status(Database &database, std::span<const Migration> migrations) {
  return database.read([&](Tx &tx) { return compare(tx.engine(), migrations, find_applied(tx)); });
}

Outcome<std::vector<std::string>> migrate(Database &database, Instant now,
                                          const std::function<void(std::string_view)> &progress,
                                          std::span<const Migration> migrations) {
  std::vector<std::string> names;
  for (std::size_t rounds = 0; rounds <= migrations.size(); ++rounds) {
    const auto applied = database.write([&](Tx &tx) -> Outcome<std::string> {
      // One node at a time; SQLite's writer is alone anyway. The number is only ours: "demarc" in letters.
      if (tx.engine() == Engine::postgres)
        tx.all<std::string>("select pg_advisory_xact_lock(110444941148771)::text as done");
      tx.exec(make_table_sql);
      const auto all = compare(tx.engine(), migrations, find_applied(tx));
      if (auto fine = check(all); !fine)
        return tl::make_unexpected(fine.error());
      const auto next = std::find_if(all.begin(), all.end(), [](const auto &one) { return !one.applied_at; });
      if (next == all.end())
        return std::string();
      const auto migration = std::find_if(migrations.begin(), migrations.end(),
                                          [&](const Migration &m) { return m.number == next->number; });
      const std::string name = file_name(next->number, next->name);
      if (progress)
        progress(name);
      const std::string_view text = text_for(*migration, tx.engine());
      tx.connection().script(text);
      if (tx.engine() == Engine::postgres)
        tx.connection().script(collate_postgres);
      tx.insert("schema_migration", Applied{next->number, next->name, checksum_of(text), now});
      return name;
    });
    if (!applied)
      return tl::make_unexpected(applied.error());
    if (applied->empty())
      return names;
    names.push_back(*applied);
  }
  return names;
}

} // namespace demarc::db
