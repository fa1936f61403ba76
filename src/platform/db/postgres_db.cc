// PostgreSQL over libpq: a pool of blocking connections, one more for ids, and the Listener's for notices.
//
// Arguments travel as text with a declared type: integers are bigint, strings are text; so `$1` needs no cast beside a
// bigint or text column, and "$1 is null or name = $1" works. Every statement is prepared once on each connection; so
// the server must be spoken to directly or through a pooler in session mode.
#include "base/ensure.h"
#include "base/log.h"
#include "platform/db/postgres_parts.h"
#include "platform/db/sqlite_text.h"

#include <charconv>
#include <condition_variable>
#include <cstring>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <unistd.h>

namespace demarc::db {
namespace {

// From pg_type.dat; these numbers never change.
constexpr Oid bool_type = 16, bigint_type = 20, text_type = 25;

using postgres::connect;
using postgres::Handle;
using postgres::one_line;
using postgres::PgResult;

class PgConnection final : public Connection {
public:
  explicit PgConnection(std::string url) : url_(std::move(url)), handle_(connect(url_)) {}

  [[nodiscard]] Engine engine() const override { return Engine::postgres; }
  void execute(std::string_view sql, std::span<const Cell> arguments) override;
  std::int64_t execute_counted(std::string_view sql, std::span<const Cell> arguments) override;
  std::unique_ptr<Cursor> open(std::string_view sql, std::span<const Cell> arguments, bool stream) override;
  void script(std::string_view sql) override {
    catch_up();
    simple(std::string(sql).c_str());
  }
  void insert_many(std::string_view table, std::span<const std::string_view> columns,
                   std::span<const Cell> cells) override;

  // Sends nothing yet: the transaction begins together with its first statement, in one round trip.
  void begin(bool writable) {
    begin_ = writable ? "begin isolation level read committed read write"
                      : "begin isolation level repeatable read read only";
    failed_ = false;
    trim_statements();
  }
  // What waits and the notices go with the commit, in one round trip.
  void commit(std::span<const std::pair<std::string, std::string>> notices) {
    if (failed_)
      throw Error(Error::Kind::other, "a statement of this transaction failed, so it cannot be committed");
    if (begin_ != nullptr && notices.empty() && waiting_.empty()) { // nothing was done
      begin_ = nullptr;
      return;
    }
    for (const auto &[channel, payload] : notices)
      put_off("select pg_notify($1, $2)", std::array<Cell, 2>{channel, payload});
    begin_now(); // of a connection that breaks during the commit nothing could be said
    PgResult result;
    try {
      result = send_waiting("commit", {});
    } catch (const Error &) {
      if (!usable())
        throw Error(Error::Kind::other, "the connection broke during the commit; whether it happened is not known");
      throw;
    }
    // A transaction in which a statement failed answers a commit politely with a rollback.
    if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") != 0)
      throw Error(Error::Kind::other, "a statement of this transaction failed, so it cannot be committed");
  }
  // Ends a transaction that only read: its commit is sent, and its answer read when the connection is used next.
  void finish_reading() {
    if (begin_ != nullptr || failed_ || PQtransactionStatus(handle_.get()) != PQTRANS_INTRANS)
      return roll_back();
    waiting_.clear();
    unread_ = PQsendQuery(handle_.get(), "commit") == 1;
  }
  void roll_back() {
    waiting_.clear();
    if (std::exchange(begin_, nullptr) == nullptr && usable() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE)
      simple("rollback");
  }
  [[nodiscard]] bool usable() const { return handle_ && PQstatus(handle_.get()) == CONNECTION_OK; }
  void reconnect() {
    unread_ = false;
    statements_.clear();
    handle_.reset();
    handle_ = connect(url_);
  }
  // Runs one prepared statement and gives all of its result.
  PgResult run(std::string_view sql, std::span<const Cell> arguments);
  PgResult simple(const char *sql);

private:
  // Several statements in one round trip (libpq's pipeline mode). Whatever happens, the connection is left in the usual
  // mode, or broken.
  class Pipeline {
  public:
    explicit Pipeline(PgConnection &connection) : handle_(connection.handle_.get()) {
      all_sent_ = PQenterPipelineMode(handle_) == 1;
    }
    ~Pipeline() {
      while (expected_ > 0)
        take();
      if (PQpipelineStatus(handle_) == PQ_PIPELINE_OFF)
        return;
      PgResult(PQgetResult(handle_)); // of the sync
      if (PQexitPipelineMode(handle_) != 1)
        log::warning("db", "{}", one_line(PQerrorMessage(handle_)));
    }
    Pipeline(const Pipeline &) = delete;
    Pipeline &operator=(const Pipeline &) = delete;

    void sent(int answer) {
      all_sent_ = all_sent_ && answer == 1;
      ++expected_;
    }
    void sync() { all_sent_ = PQpipelineSync(handle_) == 1 && all_sent_; }
    // The answer to the next of the statements; null when the connection broke or it could not be sent.
    PgResult take() {
      --expected_;
      if (!all_sent_)
        return {};
      PgResult result(PQgetResult(handle_));
      if (result)
        PgResult(PQgetResult(handle_)); // the null that ends it
      return result;
    }

  private:
    PGconn *const handle_;
    bool all_sent_ = false;
    int expected_ = 0;
  };

  // What nobody waits for the answer of; it goes with the next statement, or with the commit.
  struct Waiting {
    std::string sql;
    std::vector<Cell> arguments;
  };
  static constexpr std::size_t most_waiting = 100;

  struct Arguments;
  void settle();
  void begin_now();
  void catch_up();
  void put_off(std::string_view sql, std::span<const Cell> arguments);
  PgResult send_waiting(std::string_view sql, std::span<const Cell> arguments);
  PgResult checked(PgResult result, std::string_view sql);
  const std::string &prepare(std::string_view sql, std::span<const Cell> arguments);
  void check_texts(std::span<const Cell> cells);
  void trim_statements();
  Error error(const PGresult *result, std::string_view sql);

  const std::string url_;
  Handle handle_;
  std::unordered_map<std::string, std::string> statements_; // types and text → name on the server
  std::uint64_t names_ = 0;
  std::uint64_t streams_ = 0;
  bool failed_ = false;         // beside what the server knows itself
  const char *begin_ = nullptr; // a transaction that is not begun at the server yet
  bool unread_ = false;         // the answer to the commit of what only read
  std::vector<Waiting> waiting_;
};

// Reads a PGresult; with `stream`, one window of a server-side cursor after the other.
class PgCursor final : public Cursor {
public:
  explicit PgCursor(PgResult result) : result_(std::move(result)), rows_(PQntuples(result_.get())) {}
  PgCursor(PgConnection &connection, std::string name) : connection_(&connection), name_(std::move(name)) { fetch(); }
  ~PgCursor() override {
    if (connection_ == nullptr || !connection_->usable())
      return;
    try {
      connection_->simple(("close " + name_).c_str());
    } catch (const std::exception &) { // a failed transaction closes it anyway
    }
  }

  bool step() override {
    if (++row_ < rows_)
      return true;
    if (connection_ == nullptr || rows_ < window)
      return false;
    fetch();
    row_ = 0;
    return rows_ > 0;
  }
  [[nodiscard]] int columns() const override { return PQnfields(result_.get()); }
  [[nodiscard]] std::string_view column_name(int column) const override { return PQfname(result_.get(), column); }
  [[nodiscard]] bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  [[nodiscard]] std::int64_t integer(int column) const override {
    const std::string_view value = text(column);
    if (PQftype(result_.get(), column) == bool_type)
      return value == "t" ? 1 : 0;
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc{} || end != value.data() + value.size())
      throw_bad_cell(column_name(column), value, "an integer");
    return number;
  }
  [[nodiscard]] std::string_view text(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

private:
  static constexpr int window = 2000;
  void fetch() {
    result_ = connection_->simple(fmt::format("fetch {} from {}", window, name_).c_str());
    rows_ = PQntuples(result_.get());
  }

  PgConnection *connection_ = nullptr;
  std::string name_;
  PgResult result_;
  int rows_ = 0;
  int row_ = -1;
};

// Arguments in libpq's shape; pointers into the cells and into `numbers`.
struct PgConnection::Arguments {
  explicit Arguments(std::span<const Cell> cells) : values(cells.size()), numbers(cells.size()) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (const auto *number = std::get_if<std::int64_t>(&cells[i])) {
        *std::to_chars(numbers[i].data(), numbers[i].data() + numbers[i].size(), *number).ptr = '\0';
        values[i] = numbers[i].data();
      } else if (const auto *text = std::get_if<std::string>(&cells[i])) {
        values[i] = text->c_str();
      }
    }
  }
  std::vector<const char *> values;
  std::vector<std::array<char, 24>> numbers;
};

Oid type_of(const Cell &cell) {
  if (std::holds_alternative<std::int64_t>(cell))
    return bigint_type;
  if (std::holds_alternative<std::string>(cell))
    return text_type;
  switch (std::get<Null>(cell).of) {
  case Null::Of::integer: return bigint_type;
  case Null::Of::text: return text_type;
  case Null::Of::unknown: break;
  }
  return 0;
}

// A list (db::id_list) is sent without a type, so that "$1::bigint[]" is the parameter itself: given as text it would
// be read anew for every row it is compared with, and no index would be used.
std::vector<Oid> types_of(std::string_view sql, std::span<const Cell> arguments) {
  std::vector<Oid> types;
  for (const Cell &cell : arguments) {
    const std::string use = fmt::format("${}::", types.size() + 1);
    const bool is_list =
        sql.find(use + "bigint[]") != std::string_view::npos || sql.find(use + "text[]") != std::string_view::npos;
    types.push_back(is_list ? 0 : type_of(cell));
  }
  return types;
}

const std::string &PgConnection::prepare(std::string_view sql, std::span<const Cell> arguments) {
  std::string key;
  key.reserve(arguments.size() + 1 + sql.size());
  for (const Cell &cell : arguments) {
    const Oid type = type_of(cell);
    key += type == bigint_type ? 'i' : type == text_type ? 't' : '?';
  }
  key += '|';
  key += sql;
  if (const auto it = statements_.find(key); it != statements_.end())
    return it->second;
  const std::vector<Oid> types = types_of(sql, arguments);
  // The server does not mind arguments that nothing uses; they are a mistake nevertheless.
  if (const std::size_t wanted = parameter_count(sql); wanted != arguments.size())
    throw std::logic_error(fmt::format("{} arguments for {} parameters: {}", arguments.size(), wanted, sql));
  catch_up(); // it may need what waits: a table that is made
  const std::string name = fmt::format("s{}", ++names_);
  const PgResult result(
      PQprepare(handle_.get(), name.c_str(), std::string(sql).c_str(), static_cast<int>(types.size()), types.data()));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw error(result.get(), sql);
  return statements_.emplace(std::move(key), name).first->second;
}

// Found here and not by the server, a bad text must kill the transaction all the same.
void PgConnection::check_texts(std::span<const Cell> cells) {
  try {
    for (const Cell &cell : cells)
      if (const auto *text = std::get_if<std::string>(&cell))
        check_text(*text);
  } catch (const Error &) {
    failed_ = true;
    throw;
  }
}

// Texts are constants; more than this means somebody pastes values into them.
void PgConnection::trim_statements() {
  constexpr std::size_t most_statements = 1000;
  if (statements_.size() < most_statements)
    return;
  statements_.clear();
  try {
    simple("deallocate all");
  } catch (const Error &) {
    if (usable())
      throw;
  }
}

PgResult PgConnection::run(std::string_view sql, std::span<const Cell> arguments) {
  check_texts(arguments);
  const std::string &name = prepare(sql, arguments);
  if (begin_ != nullptr || !waiting_.empty())
    return send_waiting(sql, arguments);
  const Arguments ready(arguments);
  return checked(PgResult(PQexecPrepared(handle_.get(), name.c_str(), static_cast<int>(arguments.size()),
                                         ready.values.data(), nullptr, nullptr, 0)),
                 sql);
}

PgResult PgConnection::checked(PgResult result, std::string_view sql) {
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return result;
  // A schema change under a prepared "select *": prepare it anew in the next transaction.
  const char *const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  if (state != nullptr && std::strcmp(state, "0A000") == 0)
    statements_.clear();
  throw error(result.get(), sql);
}

// It is prepared here, so that a mistake in its text is seen where it was made.
void PgConnection::put_off(std::string_view sql, std::span<const Cell> arguments) {
  check_texts(arguments);
  prepare(sql, arguments);
  waiting_.push_back({std::string(sql), {arguments.begin(), arguments.end()}});
  if (waiting_.size() >= most_waiting)
    catch_up();
}

// In one round trip: the begin of the transaction, if that is still to be sent, what waits, and this statement, whose
// answer it gives. Without a statement: the answer to the last of what waits.
PgResult PgConnection::send_waiting(std::string_view sql, std::span<const Cell> arguments) {
  settle();
  if (begin_ != nullptr && !usable())
    begin_now(); // on a new connection, when the old one broke while it lay idle: nothing has been done yet
  const std::vector<Waiting> waiting = std::exchange(waiting_, {});
  std::vector<std::string> names; // a new connection forgets those of the old one; empty: it has none
  std::vector<Arguments> ready;
  std::vector<std::string_view> texts;
  const auto add = [&](std::string_view text, std::span<const Cell> cells) {
    names.push_back(text == "commit" ? std::string() : prepare(text, cells));
    ready.emplace_back(cells);
    texts.push_back(text);
  };
  names.reserve(waiting.size() + 1);
  ready.reserve(waiting.size() + 1);
  texts.reserve(waiting.size() + 1);
  for (const Waiting &one : waiting)
    add(one.sql, one.arguments);
  if (!sql.empty())
    add(sql, arguments);
  PgResult begun;
  std::vector<PgResult> results;
  {
    Pipeline pipeline(*this);
    if (begin_ != nullptr)
      pipeline.sent(PQsendQueryParams(handle_.get(), begin_, 0, nullptr, nullptr, nullptr, nullptr, 0));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const char *const *const values = ready[i].values.data();
      const auto count = static_cast<int>(ready[i].values.size());
      pipeline.sent(names[i].empty()
                        ? PQsendQueryParams(handle_.get(), "commit", 0, nullptr, nullptr, nullptr, nullptr, 0)
                        : PQsendQueryPrepared(handle_.get(), names[i].c_str(), count, values, nullptr, nullptr, 0));
    }
    pipeline.sync();
    if (begin_ != nullptr)
      begun = pipeline.take();
    for (std::size_t i = 0; i < names.size(); ++i)
      results.push_back(pipeline.take());
  }
  if (begin_ != nullptr && !usable()) { // once: begin_now() leaves nothing to begin
    begin_now();
    waiting_ = waiting;
    return send_waiting(sql, arguments);
  }
  if (const char *const begin = std::exchange(begin_, nullptr); begin != nullptr)
    begun = checked(std::move(begun), begin);
  for (std::size_t i = 0; i < results.size(); ++i)
    results[i] = checked(std::move(results[i]), texts[i]);
  return results.empty() ? PgResult() : std::move(results.back());
}

// Before anything else is said on the connection: what is still to be heard.
void PgConnection::settle() {
  if (!std::exchange(unread_, false))
    return;
  while (PgResult(PQgetResult(handle_.get()))) {
  }
}

// For what cannot go into a pipeline with it.
void PgConnection::begin_now() {
  if (begin_ == nullptr)
    return;
  const char *const sql = std::exchange(begin_, nullptr);
  settle();
  if (usable()) {
    try {
      simple(sql);
      return;
    } catch (const Error &) {
      if (usable())
        throw;
    }
  }
  reconnect();
  simple(sql);
}

// For what cannot go into a pipeline with it: it is begun, and what waited is done.
void PgConnection::catch_up() {
  if (!waiting_.empty())
    send_waiting({}, {});
  else
    begin_now();
}

PgResult PgConnection::simple(const char *sql) {
  settle();
  PgResult result(PQexec(handle_.get(), sql));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    throw error(result.get(), sql);
  return result;
}

void PgConnection::execute(std::string_view sql, std::span<const Cell> arguments) { put_off(sql, arguments); }

std::int64_t PgConnection::execute_counted(std::string_view sql, std::span<const Cell> arguments) {
  const PgResult result = run(sql, arguments);
  if (std::string_view(PQcmdStatus(result.get())).starts_with("SELECT"))
    return 0;
  const std::string_view rows = PQcmdTuples(result.get());
  std::int64_t count = 0;
  std::from_chars(rows.data(), rows.data() + rows.size(), count);
  return count;
}

std::unique_ptr<Cursor> PgConnection::open(std::string_view sql, std::span<const Cell> arguments, bool stream) {
  if (!stream)
    return std::make_unique<PgCursor>(run(sql, arguments));
  const std::string name = fmt::format("stream{}", ++streams_);
  const std::string declare = fmt::format("declare {} no scroll cursor for {}", name, sql);
  check_texts(arguments);
  catch_up();
  const Arguments ready(arguments);
  const std::vector<Oid> types = types_of(sql, arguments);
  const PgResult result(PQexecParams(handle_.get(), declare.c_str(), static_cast<int>(types.size()), types.data(),
                                     ready.values.data(), nullptr, nullptr, 0));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw error(result.get(), sql);
  return std::make_unique<PgCursor>(*this, name);
}

void append_copy_cell(std::string &out, const Cell &cell) {
  if (const auto *number = std::get_if<std::int64_t>(&cell)) {
    std::array<char, 24> digits{};
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *number).ptr);
  } else if (const auto *text = std::get_if<std::string>(&cell)) {
    for (const char c : *text) {
      switch (c) {
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += c;
      }
    }
  } else {
    out += "\\N";
  }
}

void PgConnection::insert_many(std::string_view table, std::span<const std::string_view> columns,
                               std::span<const Cell> cells) {
  const std::string into = fmt::format("\"{}\" (\"{}\")", table, fmt::join(columns, "\", \""));
  constexpr std::size_t few_rows = 8; // a prepared insert waits for company, COPY takes two round trips
  if (cells.size() <= few_rows * columns.size()) {
    std::string sql = "insert into " + into + " values ";
    for (std::size_t i = 0; i < cells.size(); ++i)
      sql += fmt::format("{}${}", i == 0 ? "(" : i % columns.size() == 0 ? "), (" : ", ", i + 1);
    put_off(sql + ")", cells);
    return;
  }
  check_texts(cells);
  catch_up();
  const std::string copy = "copy " + into + " from stdin";
  const PgResult opened(PQexec(handle_.get(), copy.c_str()));
  if (PQresultStatus(opened.get()) != PGRES_COPY_IN)
    throw error(opened.get(), copy);
  constexpr std::size_t chunk_size = 64 * 1024;
  std::string chunk;
  bool sent = true;
  for (std::size_t i = 0; i < cells.size() && sent; ++i) {
    append_copy_cell(chunk, cells[i]);
    const bool row_ends = (i + 1) % columns.size() == 0;
    chunk += row_ends ? '\n' : '\t';
    if (row_ends && (chunk.size() >= chunk_size || i + 1 == cells.size())) {
      sent = PQputCopyData(handle_.get(), chunk.data(), static_cast<int>(chunk.size())) == 1;
      chunk.clear();
    }
  }
  if (sent)
    sent = PQputCopyEnd(handle_.get(), nullptr) == 1;
  PgResult first;
  while (PgResult result{PQgetResult(handle_.get())})
    if (!first)
      first = std::move(result);
  if (!sent || PQresultStatus(first.get()) != PGRES_COMMAND_OK)
    throw error(first.get(), copy);
}

Error PgConnection::error(const PGresult *result, std::string_view sql) {
  const std::string_view short_sql = sql.substr(0, 300);
  const char *const state_field = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  if (state_field == nullptr || !usable())
    return Error(usable() ? Error::Kind::other : Error::Kind::retryable,
                 fmt::format("{} in: {}", one_line(PQerrorMessage(handle_.get())), short_sql));
  const std::string_view state = state_field;
  // The primary message only: DETAIL repeats the row, and rows hold people's data.
  const char *const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string what = fmt::format("{} [{}] in: {}", one_line(primary), state, short_sql);
  const char *const constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
  Error::Kind kind = Error::Kind::other;
  if (state == "23505")
    kind = Error::Kind::unique_violation;
  else if (state == "23503")
    kind = Error::Kind::foreign_key_violation;
  else if (state == "40001" || state == "40P01" || state == "55P03" || state.starts_with("57P") ||
           state.starts_with("08") || (state == "0A000" && what.find("cached plan") != std::string::npos))
    kind = Error::Kind::retryable;
  return Error(kind, what, constraint != nullptr ? constraint : "");
}

// Database
// ----------------------------------------------------------------------------------------------------------------

class PgDatabase final : public Database {
public:
  PgDatabase(std::string url, const Options &options)
      : url_(std::move(url)), most_connections_(options.connections), board_(std::make_shared<NoticeBoard>()),
        listener_(url_, board_) {
    idle_.push_back(std::make_unique<PgConnection>(url_));
    connections_ = 1;
  }

  [[nodiscard]] Engine engine() const override { return Engine::postgres; }
  std::unique_ptr<Subscription> subscribe(std::string channel, std::function<void(const Notice &)> on_notice) override {
    if (channel.size() > 63 || channel.find('"') != std::string::npos)
      throw std::logic_error("not a name for a channel: " + channel);
    auto subscription = board_->add(std::move(channel), std::move(on_notice));
    listener_.listen();
    return subscription;
  }
  std::int64_t next_id(std::string_view kind) override;

protected:
  void begin(bool writable, const std::function<bool(Tx &)> &work) override;

private:
  std::unique_ptr<PgConnection> take_connection();
  void give_back(std::unique_ptr<PgConnection> connection);

  const std::string url_;
  const int most_connections_;
  const std::shared_ptr<NoticeBoard> board_;
  postgres::Listener listener_;
  IdBlocks blocks_;

  std::mutex ids_mutex_;
  std::unique_ptr<PgConnection> ids_connection_; // apart from the pool: whoever asks may hold the pool's last one

  std::mutex pool_mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<PgConnection>> idle_;
  int connections_ = 0;
};

std::unique_ptr<PgConnection> PgDatabase::take_connection() {
  constexpr auto patience = std::chrono::seconds(30);
  {
    std::unique_lock lock(pool_mutex_);
    if (!returned_.wait_for(lock, patience, [&] { return !idle_.empty() || connections_ < most_connections_; }))
      throw Error(Error::Kind::retryable, fmt::format("all {} connections were busy for 30 s", most_connections_));
    if (!idle_.empty()) { // the one used last: its caches are warm
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++connections_;
  }
  try {
    return std::make_unique<PgConnection>(url_);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void PgDatabase::give_back(std::unique_ptr<PgConnection> connection) {
  {
    const std::lock_guard lock(pool_mutex_);
    if (connection && connection->usable())
      idle_.push_back(std::move(connection));
    else
      --connections_;
  }
  returned_.notify_one();
}

void PgDatabase::begin(bool writable, const std::function<bool(Tx &)> &work) {
  if (InsideTx::find(*this) != nullptr) // before waiting for a connection that this very thread may hold
    throw std::logic_error("a transaction is begun inside a transaction of the same database");
  auto connection = take_connection();
  std::vector<std::function<void()>> actions;
  try {
    connection->begin(writable);
    Tx tx(*connection, writable);
    const InsideTx inside(*this, tx);
    if (work(tx)) {
      if (writable)
        connection->commit(tx.notices());
      else
        connection->finish_reading();
      actions = tx.take_after_commit();
    } else {
      connection->roll_back();
    }
  } catch (...) {
    try {
      connection->roll_back();
    } catch (const Error &error) {
      log::warning("db", "rolling back: {}", error.what());
    }
    give_back(std::move(connection));
    throw;
  }
  give_back(std::move(connection));
  run_after_commit(std::move(actions));
}

std::int64_t PgDatabase::next_id(std::string_view kind) {
  if (const auto id = blocks_.take(kind))
    return *id;
  const std::lock_guard lock(ids_mutex_);
  if (const auto id = blocks_.take(kind)) // somebody fetched a block while this thread waited
    return *id;
  const std::int64_t size = blocks_.block_size(kind);
  const std::array<Cell, 2> arguments{to_cell(kind), to_cell(size)};
  if (!ids_connection_)
    ids_connection_ = std::make_unique<PgConnection>(url_);
  else if (!ids_connection_->usable())
    ids_connection_->reconnect();
  PgResult result;
  try {
    result = ids_connection_->run(fetch_block_sql, arguments);
  } catch (const Error &) {
    if (ids_connection_->usable())
      throw;
    ids_connection_->reconnect(); // at worst this leaves a gap
    result = ids_connection_->run(fetch_block_sql, arguments);
  }
  PgCursor cursor(std::move(result));
  cursor.step();
  const std::int64_t first = cursor.integer(0);
  blocks_.add(kind, {first, first + size});
  return *blocks_.take(kind);
}

} // namespace

std::unique_ptr<Database> open_postgres(const std::string &url, const Options &options) {
  return std::make_unique<PgDatabase>(url, options);
}

} // namespace demarc::db
