// The database, as small as the product needs it: open, read, write, bulk insert, tell other nodes.
//
// Two engines behind it: SQLite (one file, WAL, foreign keys on, synchronous=FULL so that a commit is on disk) and
// PostgreSQL. SQL is written once with $1, $2 … first used in that order; where the dialects differ, two constants stand side
// by side in the store and tx.engine() chooses.
//
// One representation each, the same on both engines:
//   Instant  bigint, microseconds UTC          Date     text 'YYYY-MM-DD'
//   Money    bigint minor units + text code    Percent  bigint, parts per million
//   ids      bigint                            bool     bigint 0/1
//   enums    text, the enumerator's name (described with BOOST_DESCRIBE_ENUM)
//
// Rows become described structs: the statement's columns must have the names of the members, in the members' order; the
// first use of a statement checks it and throws std::logic_error naming both.
//
// Threads: Database may be used from any thread. A Tx belongs to the thread that got it. SQLite has one writer: write()
// blocks until the one before has ended; so keep writes short and never call a network inside one. Nesting write() inside
// write() is a broken program.
#pragma once

#include "base/result.h"
#include "platform/db/cell.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::db {

enum class Engine { sqlite, postgres };

// The database is away, full, locked or refuses the statement. `retryable` when the same transaction may succeed if it is
// begun again (serialization failure, deadlock, lost connection before commit).
class Error : public std::runtime_error {
public:
  enum class Kind { unique_violation, foreign_key_violation, retryable, other };
  Error(Kind kind, const std::string &what, std::string constraint = {})
      : std::runtime_error(what), kind_(kind), constraint_(std::move(constraint)) {}
  [[nodiscard]] Kind kind() const { return kind_; }
  // Name of the violated constraint or index where the engine tells it ("charge_once"), else empty.
  [[nodiscard]] const std::string &constraint() const { return constraint_; }

private:
  Kind kind_;
  std::string constraint_;
};

// A prepared statement being read; implemented by the engines.
class Cursor {
public:
  virtual ~Cursor() = default;
  virtual bool step() = 0; // false after the last row
  [[nodiscard]] virtual int columns() const = 0;
  [[nodiscard]] virtual std::string_view column_name(int column) const = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  // Valid until the next step().
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
};

// One connection inside one transaction; implemented by the engines, used through Tx.
class Connection {
public:
  virtual ~Connection() = default;
  [[nodiscard]] virtual Engine engine() const = 0;
  virtual std::int64_t execute(std::string_view sql, std::span<const Cell> arguments) = 0; // rows changed
  virtual std::unique_ptr<Cursor> open(std::string_view sql, std::span<const Cell> arguments) = 0;
  // Several statements without parameters: migrations only.
  virtual void script(std::string_view sql) = 0;
  // Bulk insert: COPY on PostgreSQL, one prepared statement on SQLite. `cells` holds rows × columns, row by row.
  virtual void insert_many(std::string_view table, std::span<const std::string_view> columns,
                           std::span<const Cell> cells) = 0;
};

class Tx {
public:
  Tx(Connection &connection, bool writable) : connection_(connection), writable_(writable) {}
  Tx(const Tx &) = delete;
  Tx &operator=(const Tx &) = delete;

  [[nodiscard]] Engine engine() const { return connection_.engine(); }
  [[nodiscard]] bool writable() const { return writable_; }
  [[nodiscard]] Connection &connection() { return connection_; }

  // Runs a statement that answers nothing; returns the number of rows changed.
  template <class... A> std::int64_t exec(std::string_view sql, const A &...arguments) {
    const std::array<Cell, sizeof...(A)> cells{to_cell(arguments)...};
    return connection_.execute(sql, cells);
  }
  // Every row as T: a described struct, or a single column (int64, string, optional, Date, Instant, an id, an enum).
  template <class T, class... A> std::vector<T> all(std::string_view sql, const A &...arguments) {
    const std::array<Cell, sizeof...(A)> cells{to_cell(arguments)...};
    std::vector<T> rows;
    const auto cursor = connection_.open(sql, cells);
    while (cursor->step())
      rows.push_back(read_row<T>(*cursor, sql));
    return rows;
  }
  // For results too long to hold: calls `use(T)` row by row.
  template <class T, class F, class... A> void each(std::string_view sql, F &&use, const A &...arguments) {
    const std::array<Cell, sizeof...(A)> cells{to_cell(arguments)...};
    const auto cursor = connection_.open(sql, cells);
    while (cursor->step())
      use(read_row<T>(*cursor, sql));
  }
  // The first row, if there is one.
  template <class T, class... A> std::optional<T> maybe(std::string_view sql, const A &...arguments) {
    const std::array<Cell, sizeof...(A)> cells{to_cell(arguments)...};
    const auto cursor = connection_.open(sql, cells);
    if (!cursor->step())
      return std::nullopt;
    return read_row<T>(*cursor, sql);
  }
  // Exactly one row must be there: aggregates, RETURNING, rows a foreign key promises.
  template <class T, class... A> T one(std::string_view sql, const A &...arguments) {
    auto row = maybe<T>(sql, arguments...);
    if (!row)
      throw Error(Error::Kind::other, "no row from: " + std::string(sql));
    return std::move(*row);
  }
  // Inserts described structs, members as columns. One row or a million: the same bulk path.
  template <class T> void insert_many(std::string_view table, std::span<const T> rows) {
    if (rows.empty())
      return;
    static const std::vector<std::string_view> names = member_names<T>();
    std::vector<Cell> cells;
    cells.reserve(rows.size() * names.size());
    for (const T &row : rows)
      append_cells(row, cells);
    connection_.insert_many(table, names, cells);
  }
  template <class T> void insert_many(std::string_view table, const std::vector<T> &rows) {
    insert_many<T>(table, std::span<const T>(rows));
  }
  template <class T> void insert(std::string_view table, const T &row) { insert_many<T>(table, std::span<const T>(&row, 1)); }

  // Tells every subscriber of `channel`, on every node and in every process on this database, after the commit. At most
  // once per subscriber and possibly lost when a connection breaks: subscribers resync on Notice::lost.
  void notify(std::string channel, std::string payload);
  // Runs on this node, on the committing thread, after the commit (not after a rollback).
  void after_commit(std::function<void()> action);

private:
  friend class Database;
  Connection &connection_;
  bool writable_;
  std::vector<std::pair<std::string, std::string>> notices_;
  std::vector<std::function<void()>> after_commit_;
};

struct Notice {
  std::string payload;
  bool lost = false; // notices may have been missed: reload everything
};

struct Options {
  int connections = 8; // PostgreSQL: blocking connections; SQLite: readers beside the one writer
  bool create = true;  // SQLite: make the file when it is not there
};

class Subscription {
public:
  virtual ~Subscription() = default; // unsubscribes; waits for a running callback
};

class Database {
public:
  // "sqlite:data/demarc.db" or "postgresql://user@host:port/name?…" (libpq's URI). Throws Error with the engine's message.
  static std::unique_ptr<Database> open(const std::string &url, Options options = {});
  virtual ~Database() = default;

  [[nodiscard]] virtual Engine engine() const = 0;

  // Runs `work(Tx&)` on a consistent snapshot that cannot write.
  template <class F> auto read(F &&work) { return in_transaction(false, std::forward<F>(work)); }
  // Runs `work(Tx&)` and commits. An exception rolls back and goes on; so does a returned Result that holds an error: a
  // refused operation leaves no trace. PostgreSQL runs at READ COMMITTED; operations on an account lock its row first
  // (subscribers::lock_customer), which serializes them; SQLite has one writer anyway.
  template <class F> auto write(F &&work) { return in_transaction(true, std::forward<F>(work)); }

  // Calls `on_notice` from the database's own thread for each notice on `channel`, this node's own included.
  [[nodiscard]] virtual std::unique_ptr<Subscription> subscribe(std::string channel,
                                                                std::function<void(const Notice &)> on_notice) = 0;

  // The next id of a kind ("customer"): taken in blocks, so it costs no round trip; unique over nodes and restarts, rising on
  // one node, gaps allowed.
  virtual std::int64_t next_id(std::string_view kind) = 0;
  template <class Id> Id next(std::string_view kind) { return Id(next_id(kind)); }

protected:
  virtual void begin(bool writable, const std::function<bool(Tx &)> &work) = 0; // work returns: commit?
  static void collect(Tx &tx, std::vector<std::pair<std::string, std::string>> &notices,
                      std::vector<std::function<void()>> &after_commit) {
    notices = std::move(tx.notices_);
    after_commit = std::move(tx.after_commit_);
  }

private:
  template <class T> static bool succeeded(const T &outcome) {
    if constexpr (requires { outcome.has_value(); outcome.error(); })
      return outcome.has_value();
    else
      return true;
  }
  template <class F> auto in_transaction(bool writable, F &&work) {
    using Answer = std::invoke_result_t<F, Tx &>;
    if constexpr (std::is_void_v<Answer>) {
      begin(writable, [&](Tx &tx) {
        work(tx);
        return true;
      });
    } else {
      std::optional<Answer> answer;
      begin(writable, [&](Tx &tx) {
        answer.emplace(work(tx));
        return succeeded(*answer);
      });
      return std::move(*answer);
    }
  }
};

} // namespace demarc::db
