// SQLite: one connection that writes, several that read, one file in WAL mode. Durable: synchronous=FULL, so a commit
// that returned is on disk.
//
// Threads: a connection is used by one thread at a time: the writer by whoever is first in Queue, a reader by whoever
// took it from the pool, the poller by the dispatching thread.
#include "base/log.h"
#include "base/random.h"
#include "platform/db/engine.h"
#include "platform/db/sqlite_text.h"

#include <charconv>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <fmt/format.h>
#include <sqlite3.h>

namespace demarc::db {
namespace {

// Lets threads through one at a time, in the order they came; std::mutex would let a busy writer starve the rest.
class Queue {
public:
  void enter() {
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] { return serving_ == ticket; });
  }
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++serving_;
    }
    changed_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t serving_ = 0;
};

class InQueue {
public:
  explicit InQueue(Queue &queue) : queue_(queue) { queue_.enter(); }
  ~InQueue() { leave(); }
  InQueue(const InQueue &) = delete;
  InQueue &operator=(const InQueue &) = delete;
  void leave() {
    if (inside_)
      queue_.leave();
    inside_ = false;
  }

private:
  Queue &queue_;
  bool inside_ = true;
};

struct CloseSqlite {
  void operator()(sqlite3 *handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseSqlite>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

// greatest() and least() as PostgreSQL has them: NULL arguments do not count.
template <bool want_greatest> void extreme(sqlite3_context *context, int count, sqlite3_value **values) {
  sqlite3_value *best = nullptr;
  for (int i = 0; i < count; ++i) {
    sqlite3_value *const value = values[i];
    if (sqlite3_value_type(value) == SQLITE_NULL)
      continue;
    if (best == nullptr) {
      best = value;
      continue;
    }
    bool less = false;
    if (sqlite3_value_type(value) == SQLITE_TEXT && sqlite3_value_type(best) == SQLITE_TEXT) {
      const auto text_of = [](sqlite3_value *v) {
        const auto *bytes = static_cast<const char *>(static_cast<const void *>(sqlite3_value_text(v)));
        return std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(v)));
      };
      less = text_of(value) < text_of(best);
    } else {
      less = sqlite3_value_int64(value) < sqlite3_value_int64(best);
    }
    if (less != want_greatest)
      best = value;
  }
  if (best == nullptr)
    sqlite3_result_null(context);
  else
    sqlite3_result_value(context, best);
}

class SqliteConnection final : public Connection {
public:
  SqliteConnection(const std::string &path, bool create, bool writes, bool durable = true) {
    sqlite3 *raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    const int rc = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    handle_.reset(raw);
    if (rc != SQLITE_OK)
      throw Error(Error::Kind::other, path + ": " + (raw != nullptr ? sqlite3_errmsg(raw) : sqlite3_errstr(rc)));
    sqlite3_extended_result_codes(raw, 1);
    // First of all: switching to WAL needs the lock for a moment, and without patience it fails under load.
    sqlite3_busy_timeout(raw, 15'000);
    if (pragma("journal_mode=wal") != "wal")
      throw Error(Error::Kind::other, path + ": this file system cannot hold a database in WAL mode");
    for (const char *setting :
         {durable ? "synchronous=full" : "synchronous=off", "foreign_keys=on", "trusted_schema=off",
          "temp_store=memory", "cache_size=-16000", "case_sensitive_like=on"})
      pragma(setting);
    if (!writes)
      pragma("query_only=on");
    constexpr int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    sqlite3_create_function_v2(raw, "greatest", -1, pure, nullptr, extreme<true>, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(raw, "least", -1, pure, nullptr, extreme<false>, nullptr, nullptr, nullptr);
  }

  [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
  void execute(std::string_view sql, std::span<const Cell> arguments) override { execute_counted(sql, arguments); }
  std::int64_t execute_counted(std::string_view sql, std::span<const Cell> arguments) override;
  std::unique_ptr<Cursor> open(std::string_view sql, std::span<const Cell> arguments, bool stream) override;
  void script(std::string_view sql) override;
  void insert_many(std::string_view table, std::span<const std::string_view> columns,
                   std::span<const Cell> cells) override;

  // The engine's own statements (begin, commit …), outside the rule that a failed transaction is dead.
  void control(const char *sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      throw error(sql);
  }
  std::string pragma(const std::string &text) {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), ("pragma " + text).c_str(), -1, &raw, nullptr) != SQLITE_OK)
      throw error(text);
    const Statement statement(raw);
    const int rc = sqlite3_step(raw);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
      throw error(text);
    if (rc == SQLITE_DONE || sqlite3_column_count(raw) == 0)
      return {};
    const unsigned char *value = sqlite3_column_text(raw, 0);
    return value != nullptr ? static_cast<const char *>(static_cast<const void *>(value)) : "";
  }

  void begin(bool writable) {
    control(writable ? "begin immediate" : "begin");
    failed_ = false;
  }
  void forget_failure() { failed_ = false; } // for statements outside a transaction
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

private:
  friend class SqliteCursor;

  struct Prepared {
    Statement statement;
    bool busy = false;
  };
  // A statement ready to be bound; returns itself to the cache. A statement that is being read cannot be used a second
  // time, so nested use of one text gets a statement of its own.
  class Use {
  public:
    explicit Use(Prepared &cached) : cached_(&cached), statement_(cached.statement.get()) { cached.busy = true; }
    explicit Use(Statement own) : own_(std::move(own)), statement_(own_.get()) {}
    ~Use() {
      if (cached_ != nullptr) {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
        cached_->busy = false;
      }
    }
    Use(const Use &) = delete;
    Use &operator=(const Use &) = delete;
    [[nodiscard]] sqlite3_stmt *get() const { return statement_; }

  private:
    Prepared *cached_ = nullptr;
    Statement own_;
    sqlite3_stmt *statement_;
  };

  Statement prepare(std::string_view sql);
  std::unique_ptr<Use> use(std::string_view sql, std::size_t arguments);
  void bind(sqlite3_stmt *statement, int index, const Cell &cell);
  void refuse_when_failed() const {
    if (failed_)
      throw Error(Error::Kind::other, "this transaction has failed already; it can only be rolled back");
  }
  Error error(std::string_view sql);
  std::string index_name(std::string_view message);

  Handle handle_;
  bool failed_ = false;
  std::unordered_map<std::string, Prepared, StringHash, std::equal_to<>> cache_; // after handle_: closed before it
};

class SqliteCursor final : public Cursor {
public:
  SqliteCursor(SqliteConnection &connection, std::unique_ptr<SqliteConnection::Use> use, std::string_view sql)
      : connection_(connection), use_(std::move(use)), sql_(sql) {}

  bool step() override {
    const int rc = sqlite3_step(use_->get());
    if (rc == SQLITE_ROW)
      return true;
    if (rc == SQLITE_DONE)
      return false;
    connection_.failed_ = true;
    throw connection_.error(sql_);
  }
  [[nodiscard]] int columns() const override { return sqlite3_column_count(use_->get()); }
  [[nodiscard]] std::string_view column_name(int column) const override {
    return sqlite3_column_name(use_->get(), column);
  }
  [[nodiscard]] bool is_null(int column) const override {
    return sqlite3_column_type(use_->get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    if (sqlite3_column_type(use_->get(), column) == SQLITE_INTEGER)
      return sqlite3_column_int64(use_->get(), column);
    const std::string_view value = text(column);
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc{} || end != value.data() + value.size())
      throw_bad_cell(column_name(column), value, "an integer");
    return number;
  }
  [[nodiscard]] std::string_view text(int column) const override {
    const auto *bytes = static_cast<const char *>(static_cast<const void *>(sqlite3_column_text(use_->get(), column)));
    if (bytes == nullptr)
      return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(use_->get(), column))};
  }

private:
  SqliteConnection &connection_;
  std::unique_ptr<SqliteConnection::Use> use_;
  std::string sql_;
};

Statement SqliteConnection::prepare(std::string_view sql) {
  const std::string text = sqlite_text(sql);
  sqlite3_stmt *raw = nullptr;
  const char *tail = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), text.c_str(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &raw,
                         &tail) != SQLITE_OK) {
    failed_ = true;
    throw error(sql);
  }
  Statement statement(raw);
  if (raw == nullptr || std::string_view(tail).find_first_not_of(" \n\t\r;") != std::string_view::npos)
    throw std::logic_error("one statement is wanted: " + std::string(sql));
  return statement;
}

std::unique_ptr<SqliteConnection::Use> SqliteConnection::use(std::string_view sql, std::size_t arguments) {
  refuse_when_failed();
  std::unique_ptr<Use> use;
  if (const auto it = cache_.find(sql); it != cache_.end()) {
    use = it->second.busy ? std::make_unique<Use>(prepare(sql)) : std::make_unique<Use>(it->second);
  } else {
    constexpr std::size_t largest_cache = 500; // texts are constants; more than this means somebody pastes values in
    if (cache_.size() >= largest_cache)
      std::erase_if(cache_, [](const auto &entry) { return !entry.second.busy; });
    const auto [added, fresh] = cache_.emplace(std::string(sql), Prepared{prepare(sql)});
    use = std::make_unique<Use>(added->second);
  }
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(use->get()));
  if (wanted != arguments)
    throw std::logic_error(fmt::format("{} arguments for {} parameters: {}", arguments, wanted, sql));
  return use;
}

void SqliteConnection::bind(sqlite3_stmt *statement, int index, const Cell &cell) {
  int rc = SQLITE_OK;
  if (const auto *number = std::get_if<std::int64_t>(&cell)) {
    rc = sqlite3_bind_int64(statement, index, *number);
  } else if (const auto *text = std::get_if<std::string>(&cell)) {
    check_text(*text);
    rc = sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    rc = sqlite3_bind_null(statement, index);
  }
  if (rc != SQLITE_OK)
    throw error("bind");
}

std::int64_t SqliteConnection::execute_counted(std::string_view sql, std::span<const Cell> arguments) {
  const std::int64_t before = sqlite3_total_changes64(handle_.get());
  const auto cursor = open(sql, arguments, false);
  while (cursor->step()) {
  }
  // The first tells whether this statement changed anything, the second how much without what cascaded.
  return sqlite3_total_changes64(handle_.get()) == before ? 0 : sqlite3_changes64(handle_.get());
}

std::unique_ptr<Cursor> SqliteConnection::open(std::string_view sql, std::span<const Cell> arguments, bool) {
  auto ready = use(sql, arguments.size());
  try {
    for (std::size_t i = 0; i < arguments.size(); ++i)
      bind(ready->get(), static_cast<int>(i) + 1, arguments[i]);
  } catch (const Error &) {
    failed_ = true;
    throw;
  }
  return std::make_unique<SqliteCursor>(*this, std::move(ready), sql);
}

void SqliteConnection::script(std::string_view sql) {
  refuse_when_failed();
  const std::string text = sqlite_text(sql);
  if (sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    failed_ = true;
    throw error(sql);
  }
}

void SqliteConnection::insert_many(std::string_view table, std::span<const std::string_view> columns,
                                   std::span<const Cell> cells) {
  std::string sql = fmt::format("insert into \"{}\" (\"{}\") values (", table, fmt::join(columns, "\", \""));
  for (std::size_t i = 0; i < columns.size(); ++i)
    sql += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  sql += ')';
  const auto ready = use(sql, columns.size());
  sqlite3_stmt *const statement = ready->get();
  try {
    for (std::size_t row = 0; row < cells.size(); row += columns.size()) {
      for (std::size_t i = 0; i < columns.size(); ++i)
        bind(statement, static_cast<int>(i) + 1, cells[row + i]);
      if (sqlite3_step(statement) != SQLITE_DONE)
        throw error(sql);
      sqlite3_reset(statement);
    }
  } catch (const Error &) {
    failed_ = true;
    throw;
  }
}

Error SqliteConnection::error(std::string_view sql) {
  const int code = sqlite3_extended_errcode(handle_.get());
  const std::string message = sqlite3_errmsg(handle_.get());
  const std::string what = fmt::format("{} [{}] in: {}", message, code, sql.substr(0, 300));
  switch (code) {
  case SQLITE_CONSTRAINT_UNIQUE:
  case SQLITE_CONSTRAINT_PRIMARYKEY:
  case SQLITE_CONSTRAINT_ROWID: return Error(Error::Kind::unique_violation, what, index_name(message));
  case SQLITE_CONSTRAINT_FOREIGNKEY: return Error(Error::Kind::foreign_key_violation, what);
  default: break;
  }
  const int primary = code & 0xFF;
  return Error(primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? Error::Kind::retryable : Error::Kind::other, what);
}

// SQLite tells "UNIQUE constraint failed: plan.code" or, for an index on expressions, "… index 'staff_user_email'". The
// columns are looked up among the table's unique indexes; an index that SQLite made itself gets PostgreSQL's name.
std::string SqliteConnection::index_name(std::string_view message) {
  constexpr std::string_view opening = "UNIQUE constraint failed: ";
  if (!message.starts_with(opening))
    return {};
  std::string_view rest = message.substr(opening.size());
  if (rest.starts_with("index '"))
    return std::string(rest.substr(7, rest.size() - 8));
  std::string table;
  std::vector<std::string> columns;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(", "));
    rest = item.size() == rest.size() ? std::string_view{} : rest.substr(item.size() + 2);
    const std::size_t dot = item.find('.');
    if (dot == std::string_view::npos)
      return {};
    table = item.substr(0, dot);
    columns.emplace_back(item.substr(dot + 1));
  }
  sqlite3_stmt *raw = nullptr;
  // One row per index and column; "pk" for the primary key, "u" for unique(...) in the table, "c" for create index.
  if (sqlite3_prepare_v2(handle_.get(),
                         "select l.name, l.origin, group_concat(c.name, ',') from pragma_index_list(?1) l, "
                         "pragma_index_info(l.name) c where l.\"unique\" = 1 group by l.name, l.origin",
                         -1, &raw, nullptr) != SQLITE_OK)
    return {};
  const Statement statement(raw);
  sqlite3_bind_text(raw, 1, table.data(), static_cast<int>(table.size()), SQLITE_STATIC);
  const std::string wanted = fmt::format("{}", fmt::join(columns, ","));
  while (sqlite3_step(raw) == SQLITE_ROW) {
    const auto text = [&](int column) {
      const unsigned char *value = sqlite3_column_text(raw, column);
      return std::string(value != nullptr ? static_cast<const char *>(static_cast<const void *>(value)) : "");
    };
    if (text(2) != wanted)
      continue;
    if (text(1) == "c")
      return text(0);
    return text(1) == "pk" ? table + "_pkey" : fmt::format("{}_{}_key", table, fmt::join(columns, "_"));
  }
  return table + "_pkey"; // "integer primary key" has no index
}

// Database
// --------------------------------------------------------------------------------------------------------------

class SqliteDatabase final : public Database {
public:
  SqliteDatabase(std::string path, const Options &options)
      : path_(std::move(path)), most_readers_(options.connections), board_(std::make_shared<NoticeBoard>()),
        writer_(path_, options.create, true, options.durable) {
    std::array<unsigned char, 8> bytes{};
    system_random(bytes);
    std::memcpy(&origin_, bytes.data(), bytes.size());
  }
  ~SqliteDatabase() override;

  [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
  std::unique_ptr<Subscription> subscribe(std::string channel, std::function<void(const Notice &)> on_notice) override;
  std::int64_t next_id(std::string_view kind) override;

protected:
  void begin(bool writable, const std::function<bool(Tx &)> &work) override {
    writable ? begin_write(work) : begin_read(work);
  }

private:
  using Notices = std::vector<std::pair<std::string, std::string>>;

  void begin_read(const std::function<bool(Tx &)> &work);
  void begin_write(const std::function<bool(Tx &)> &work);
  void roll_back() noexcept;
  void store_notices(const Notices &notices);
  IdBlocks::Block fetch_block(std::string_view kind);
  void keep_blocks_after_rollback();
  void dispatch();
  void poll_foreign_notices();

  const std::string path_;
  const int most_readers_;
  const std::shared_ptr<NoticeBoard> board_;
  std::int64_t origin_ = 0; // which notices are this object's own

  // The writer, and all that belongs to whoever is inside `writers_`.
  Queue writers_;
  SqliteConnection writer_;
  std::map<std::string, IdBlocks::Block, std::less<>> tx_blocks_; // taken inside the running transaction

  IdBlocks blocks_;

  std::mutex readers_mutex_;
  std::condition_variable reader_returned_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_readers_;
  int readers_ = 0;

  std::mutex dispatch_mutex_; // guards from here on
  std::condition_variable dispatch_wanted_;
  std::deque<std::pair<std::string, std::string>> own_notices_;
  bool stopping_ = false;
  std::thread dispatcher_; // started by the first subscribe
  // The dispatching thread's own, after subscribe has set them up.
  std::unique_ptr<SqliteConnection> poller_;
  std::int64_t last_seen_ = 0;
  std::string data_version_;
};

SqliteDatabase::~SqliteDatabase() {
  {
    const std::lock_guard lock(dispatch_mutex_);
    stopping_ = true;
  }
  dispatch_wanted_.notify_all();
  if (dispatcher_.joinable())
    dispatcher_.join();
}

void SqliteDatabase::begin_read(const std::function<bool(Tx &)> &work) {
  if (InsideTx::find(*this) != nullptr) // before waiting for a reader that this very thread may hold
    throw std::logic_error("a transaction is begun inside a transaction of the same database");
  std::unique_ptr<SqliteConnection> reader;
  {
    std::unique_lock lock(readers_mutex_);
    reader_returned_.wait(lock, [&] { return !idle_readers_.empty() || readers_ < most_readers_; });
    if (!idle_readers_.empty()) {
      reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
    } else {
      ++readers_;
    }
  }
  const auto give_back = [&](bool healthy) {
    {
      const std::lock_guard lock(readers_mutex_);
      if (healthy)
        idle_readers_.push_back(std::move(reader));
      else
        --readers_;
    }
    reader_returned_.notify_one();
  };
  std::vector<std::function<void()>> actions;
  try {
    if (!reader)
      reader = std::make_unique<SqliteConnection>(path_, false, false);
    reader->begin(false);
    Tx tx(*reader, false);
    const InsideTx inside(*this, tx);
    work(tx);
    reader->control("commit");
    actions = tx.take_after_commit();
  } catch (...) {
    bool healthy = reader != nullptr;
    try {
      if (healthy && reader->in_transaction())
        reader->control("rollback");
    } catch (const Error &) {
      healthy = false;
    }
    give_back(healthy);
    throw;
  }
  give_back(true);
  run_after_commit(std::move(actions));
}

void SqliteDatabase::begin_write(const std::function<bool(Tx &)> &work) {
  if (InsideTx::find(*this) != nullptr)
    throw std::logic_error("a transaction is begun inside a transaction of the same database");
  InQueue turn(writers_);
  writer_.begin(true);
  Tx tx(writer_, true);
  bool committed = false;
  try {
    const InsideTx inside(*this, tx);
    if (work(tx)) {
      if (writer_.failed())
        throw Error(Error::Kind::other, "a statement of this transaction failed, so it cannot be committed");
      store_notices(tx.notices());
      writer_.control("commit");
      committed = true;
    }
  } catch (...) {
    roll_back();
    throw;
  }
  if (!committed) {
    roll_back();
    return;
  }
  for (const auto &[kind, block] : tx_blocks_)
    blocks_.add(kind, block);
  tx_blocks_.clear();
  if (!tx.notices().empty()) {
    const std::lock_guard lock(dispatch_mutex_);
    if (dispatcher_.joinable())
      own_notices_.insert(own_notices_.end(), tx.notices().begin(), tx.notices().end());
  }
  turn.leave();
  dispatch_wanted_.notify_all();
  run_after_commit(tx.take_after_commit());
}

void SqliteDatabase::roll_back() noexcept {
  try {
    if (writer_.in_transaction())
      writer_.control("rollback");
    keep_blocks_after_rollback();
  } catch (const std::exception &error) {
    log::error("db", "rolling back: {}", error.what());
  }
  tx_blocks_.clear();
}

// Ids
// ---------------------------------------------------------------------------------------------------------------------

std::int64_t SqliteDatabase::next_id(std::string_view kind) {
  const Tx *const tx = InsideTx::find(*this);
  if (tx != nullptr && tx->writable()) {
    // The block becomes everybody's at the commit; until then nobody else can need one, because they would have to
    // write.
    if (const auto own = tx_blocks_.find(kind); own != tx_blocks_.end() && own->second.next < own->second.end)
      return own->second.next++;
    if (const auto id = blocks_.take(kind))
      return *id;
    IdBlocks::Block &block = tx_blocks_[std::string(kind)] = fetch_block(kind);
    return block.next++;
  }
  if (const auto id = blocks_.take(kind))
    return *id;
  const InQueue turn(writers_);
  if (const auto id = blocks_.take(kind)) // somebody fetched a block while this thread waited
    return *id;
  writer_.begin(true);
  IdBlocks::Block block;
  try {
    block = fetch_block(kind);
    writer_.control("commit");
  } catch (...) {
    roll_back();
    throw;
  }
  const std::int64_t id = block.next++;
  blocks_.add(kind, block);
  return id;
}

IdBlocks::Block SqliteDatabase::fetch_block(std::string_view kind) {
  const std::int64_t size = blocks_.block_size(kind);
  const std::array<Cell, 2> arguments{to_cell(kind), to_cell(size)};
  const auto cursor = writer_.open(fetch_block_sql, arguments, false);
  cursor->step();
  const std::int64_t first = cursor->integer(0);
  return {first, first + size};
}

// The rollback took the blocks back, but ids of them may have been seen outside (an answer, a log): take them once
// more.
void SqliteDatabase::keep_blocks_after_rollback() {
  if (tx_blocks_.empty())
    return;
  writer_.begin(true);
  try {
    for (const auto &[kind, block] : tx_blocks_) {
      const std::array<Cell, 2> arguments{to_cell(kind), to_cell(block.end)};
      writer_.execute("insert into id_block (kind, next) values ($1, $2) "
                      "on conflict (kind) do update set next = greatest(id_block.next, $2)",
                      arguments);
    }
    writer_.control("commit");
  } catch (...) {
    if (writer_.in_transaction())
      writer_.control("rollback");
    throw;
  }
  for (const auto &[kind, block] : tx_blocks_)
    blocks_.add(kind, block);
}

// Notices
// -----------------------------------------------------------------------------------------------------------------

// Other processes on the file poll table `notification`; the newest ten thousand stay there. Numbers have no gaps, so
// that a reader who comes too late knows it.
void SqliteDatabase::store_notices(const Notices &notices) {
  if (notices.empty())
    return;
  constexpr std::int64_t kept = 10'000;
  const std::array<Cell, 2> take{to_cell("notification"), to_cell(static_cast<std::int64_t>(notices.size()))};
  std::int64_t number = 0;
  {
    const auto cursor = writer_.open(fetch_block_sql, take, false);
    cursor->step();
    number = cursor->integer(0);
  }
  for (const auto &[channel, payload] : notices) {
    const std::array<Cell, 4> row{to_cell(number), to_cell(channel), to_cell(payload), to_cell(origin_)};
    writer_.execute("insert into notification (number, channel, payload, origin) values ($1, $2, $3, $4)", row);
    if (number % 500 == 0) {
      const std::array<Cell, 1> oldest{to_cell(number - kept)};
      writer_.execute("delete from notification where number <= $1", oldest);
    }
    ++number;
  }
}

std::unique_ptr<Subscription> SqliteDatabase::subscribe(std::string channel,
                                                        std::function<void(const Notice &)> on_notice) {
  auto subscription = board_->add(std::move(channel), std::move(on_notice));
  const std::lock_guard lock(dispatch_mutex_);
  if (!dispatcher_.joinable()) {
    poller_ = std::make_unique<SqliteConnection>(path_, false, false);
    if (poller_->pragma("table_info(id_block)").empty()) {
      last_seen_ = 0; // before the first migration nothing has been told
    } else {
      const auto cursor = poller_->open(
          "select coalesce(max(next) - 1, 0) as last from id_block where kind = 'notification'", {}, false);
      cursor->step();
      last_seen_ = cursor->integer(0);
    }
    dispatcher_ = std::thread([this] { dispatch(); });
  }
  return subscription;
}

void SqliteDatabase::dispatch() {
  constexpr auto poll_every = std::chrono::milliseconds(250);
  auto next_poll = std::chrono::steady_clock::now();
  std::unique_lock lock(dispatch_mutex_);
  while (!stopping_) {
    if (!own_notices_.empty()) {
      const auto notices = std::exchange(own_notices_, {});
      lock.unlock();
      for (const auto &[channel, payload] : notices)
        board_->deliver(channel, Notice{.payload = payload});
      lock.lock();
      continue;
    }
    if (std::chrono::steady_clock::now() >= next_poll) {
      lock.unlock();
      try {
        poll_foreign_notices();
      } catch (const Error &error) {
        log::warning("db", "polling for notices: {}", error.what());
      }
      next_poll = std::chrono::steady_clock::now() + poll_every;
      lock.lock();
      continue;
    }
    dispatch_wanted_.wait_until(lock, next_poll);
  }
}

void SqliteDatabase::poll_foreign_notices() {
  std::string version = poller_->pragma("data_version"); // changes with every commit of another connection
  if (version == data_version_ || poller_->pragma("table_info(notification)").empty())
    return;
  struct Row {
    std::string channel, payload;
    bool own = false;
  };
  std::vector<Row> rows;
  std::int64_t last = last_seen_;
  bool lost = false;
  poller_->forget_failure();
  {
    const std::array<Cell, 1> after{to_cell(last_seen_)};
    const auto cursor = poller_->open(
        "select number, channel, payload, origin from notification where number > $1 order by number", after, false);
    while (cursor->step()) {
      lost = lost || cursor->integer(0) != last + 1;
      last = cursor->integer(0);
      rows.push_back({std::string(cursor->text(1)), std::string(cursor->text(2)), cursor->integer(3) == origin_});
    }
  }
  data_version_ = std::move(version);
  last_seen_ = last;
  if (lost)
    board_->deliver_lost();
  for (const Row &row : rows)
    if (!row.own)
      board_->deliver(row.channel, Notice{.payload = row.payload});
}

} // namespace

std::unique_ptr<Database> open_sqlite(const std::string &path, const Options &options) {
  if (path.empty() || path.starts_with(":memory:"))
    throw Error(Error::Kind::other, "a SQLite database needs a file: sqlite:FILE");
  return std::make_unique<SqliteDatabase>(path, options);
}

} // namespace demarc::db
