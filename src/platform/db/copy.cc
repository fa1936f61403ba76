#include "platform/db/copy.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::db {
namespace {

struct ColumnRow {
  std::string table_name;
  std::string column_name;
  std::string type;
};
BOOST_DESCRIBE_STRUCT(ColumnRow, (), (table_name, column_name, type))

struct ReferenceRow {
  std::string table_name;
  std::string refers_to;
};
BOOST_DESCRIBE_STRUCT(ReferenceRow, (), (table_name, refers_to))

struct NamedText {
  std::string name;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NamedText, (), (name, text))

struct SequenceRow {
  std::string table_name;
  std::int64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(SequenceRow, (), (table_name, last))

// `notification` tells SQLite's other processes what PostgreSQL tells by itself; `schema_migration` is each one's own.
constexpr std::string_view columns_sqlite = R"sql(
select m.name as table_name, c.name as column_name, lower(c.type) as type
from sqlite_master m join pragma_table_info(m.name) c
where m.type = 'table' and m.name not like 'sqlite%' and m.name not in ('notification', 'schema_migration')
order by m.name, c.cid
)sql";
constexpr std::string_view columns_postgres = R"sql(
select table_name::text as table_name, column_name::text as column_name, data_type::text as type
from information_schema.columns
where table_schema = current_schema() and table_name not in ('notification', 'schema_migration')
order by table_name::text collate "C", ordinal_position
)sql";
constexpr std::string_view references_sqlite = R"sql(
select m.name as table_name, f."table" as refers_to from sqlite_master m join pragma_foreign_key_list(m.name) f
where m.type = 'table'
)sql";
constexpr std::string_view triggers_sqlite =
    "select name, sql as text from sqlite_master where type = 'trigger' order by name";
constexpr std::string_view keys_postgres = R"sql(
select format('%I drop constraint %I', c.relname, k.conname) as name,
  format('%I add constraint %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) as text
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and n.nspname = current_schema() order by 1
)sql";
// The last identity that was given, also where its row is gone since.
constexpr std::string_view sequences_sqlite = "select name as table_name, seq as last from sqlite_sequence";
constexpr std::string_view sequences_postgres = R"sql(
select table_name::text as table_name,
  coalesce(pg_sequence_last_value(pg_get_serial_sequence(table_name, column_name)::regclass), 0) as last
from information_schema.columns where table_schema = current_schema() and is_identity = 'YES'
)sql";

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<Null::Of> types;
};

Null::Of type_of(const ColumnRow &row) {
  if (row.type == "bigint" || row.type == "integer")
    return Null::Of::integer;
  if (row.type == "text")
    return Null::Of::text;
  throw std::logic_error(
      fmt::format("{}.{} is a {}, which a copy does not know", row.table_name, row.column_name, row.type));
}

std::vector<Table> tables_of(Tx &tx) {
  std::vector<Table> tables;
  for (const ColumnRow &row : tx.all<ColumnRow>(tx.engine() == Engine::sqlite ? columns_sqlite : columns_postgres)) {
    if (tables.empty() || tables.back().name != row.table_name)
      tables.push_back({row.table_name, {}, {}});
    tables.back().columns.push_back(row.column_name);
    tables.back().types.push_back(type_of(row));
  }
  return tables;
}

// Those that are referred to before those that refer to them: SQLite looks for the missing at each row otherwise.
void order_by_reference(std::vector<Table> &tables, const std::vector<ReferenceRow> &references) {
  std::vector<Table> ordered;
  while (!tables.empty()) {
    const auto waits = [&](const Table &table) {
      return std::any_of(references.begin(), references.end(), [&](const ReferenceRow &r) {
        return r.table_name == table.name && r.refers_to != table.name &&
               std::any_of(tables.begin(), tables.end(), [&](const Table &t) { return t.name == r.refers_to; });
      });
    };
    auto next = std::find_if_not(tables.begin(), tables.end(), waits);
    if (next == tables.end())
      next = tables.begin(); // they refer to each other
    ordered.push_back(std::move(*next));
    tables.erase(next);
  }
  tables = std::move(ordered);
}

std::int64_t rows_of(Tx &tx, const Table &table) {
  return tx.one<std::int64_t>(fmt::format("select count(*) as n from \"{}\"", table.name));
}

// What checks each row by itself rests from here to the end of the object's life: wake() at a good end, the rollback
// of the transaction at a bad one.
class Rest {
public:
  explicit Rest(Tx &tx, const std::vector<Table> &tables) : tx_(tx) {
    if (tx.engine() == Engine::sqlite) {
      say("pragma defer_foreign_keys = on");
      for (NamedText &trigger : tx.all<NamedText>(triggers_sqlite)) {
        say(fmt::format("drop trigger \"{}\"", trigger.name));
        wake_.push_back(std::move(trigger.text));
      }
      return;
    }
    for (const NamedText &key : tx.all<NamedText>(keys_postgres)) {
      say("alter table " + key.name);
      wake_.push_back("alter table " + key.text);
    }
    for (const Table &table : tables) {
      say(fmt::format("alter table \"{}\" disable trigger user", table.name));
      wake_.push_back(fmt::format("alter table \"{}\" enable trigger user", table.name));
    }
  }
  void wake() {
    for (const std::string &text : wake_)
      say(text);
  }

private:
  void say(const std::string &text) { tx_.connection().script(text); }

  Tx &tx_;
  std::vector<std::string> wake_;
};

constexpr std::size_t rows_at_once = 4000;

// Answers how many rows came.
std::int64_t copy_table(Tx &from, Tx &to, const Table &table, const std::function<void(std::int64_t)> &progress) {
  const std::vector<std::string_view> columns(table.columns.begin(), table.columns.end());
  const std::string sql = fmt::format("select \"{}\" from \"{}\"", fmt::join(columns, "\", \""), table.name);
  std::vector<Cell> cells;
  std::int64_t rows = 0;
  const auto put = [&] {
    if (cells.empty())
      return;
    to.connection().insert_many(table.name, columns, cells);
    cells.clear();
    if (progress)
      progress(rows);
  };
  const auto cursor = from.connection().open(sql, {}, true);
  while (cursor->step()) {
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
      const Null::Of type = table.types[static_cast<std::size_t>(i)];
      if (cursor->is_null(i))
        cells.emplace_back(Null{type});
      else if (type == Null::Of::integer)
        cells.emplace_back(cell_integer(*cursor, i));
      else
        cells.emplace_back(std::string(cell_text(*cursor, i)));
    }
    ++rows;
    if (cells.size() >= rows_at_once * columns.size())
      put();
  }
  put();
  return rows;
}

void continue_sequences(Tx &from, Tx &to) {
  const auto sequences = from.all<SequenceRow>(from.engine() == Engine::sqlite ? sequences_sqlite : sequences_postgres);
  for (const SequenceRow &sequence : sequences) {
    if (sequence.last <= 0)
      continue;
    if (to.engine() == Engine::sqlite) {
      to.exec("delete from sqlite_sequence where name = $1", sequence.table_name);
      to.exec("insert into sqlite_sequence (name, seq) values ($1, $2)", sequence.table_name, sequence.last);
    } else {
      to.all<std::int64_t>("select setval(pg_get_serial_sequence(table_name, column_name), $2) as last"
                           " from information_schema.columns"
                           " where table_schema = current_schema() and is_identity = 'YES' and table_name = $1",
                           sequence.table_name, sequence.last);
    }
  }
}

void check_same(const std::vector<Table> &from, const std::vector<Table> &to) {
  const bool same = std::equal(from.begin(), from.end(), to.begin(), to.end(), [](const Table &a, const Table &b) {
    return a.name == b.name &&
           std::is_permutation(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end());
  });
  if (!same)
    throw std::logic_error("a copy needs the same tables on both sides: migrate both first");
}

} // namespace

Outcome<Copied> copy_all(Database &from, Database &to, const std::function<Outcome<Done>(Tx &)> &may_replace,
                         const std::function<void(std::int64_t rows, std::int64_t total)> &progress) {
  return from.read([&](Tx &source) {
    return to.write([&](Tx &target) -> Outcome<Copied> {
      if (may_replace)
        if (auto may = may_replace(target); !may)
          return tl::make_unexpected(may.error());
      std::vector<Table> tables = tables_of(target);
      check_same(tables_of(source), tables);
      if (target.engine() == Engine::sqlite)
        order_by_reference(tables, target.all<ReferenceRow>(references_sqlite));
      std::map<std::string, std::int64_t> expected;
      Copied copied;
      std::int64_t total = 0;
      for (const Table &table : tables)
        total += expected[table.name] = rows_of(source, table);

      Rest rest(target, tables);
      for (auto table = tables.rbegin(); table != tables.rend(); ++table)
        target.exec(fmt::format("delete from \"{}\"", table->name));
      for (const Table &table : tables) {
        const std::int64_t rows = copy_table(source, target, table, [&](std::int64_t of_table) {
          if (progress)
            progress(copied.rows + of_table, total);
        });
        copied.rows += rows;
        ++copied.tables;
        if (const std::int64_t arrived = rows_of(target, table); arrived != rows || rows != expected[table.name])
          throw Error(Error::Kind::other,
                      fmt::format("of {} rows of {}, {} arrived", expected[table.name], table.name, arrived));
      }
      continue_sequences(source, target);
      rest.wake();
      if (target.engine() == Engine::postgres)
        target.connection().script("analyze");
      return copied;
    });
  });
}

} // namespace demarc::db
