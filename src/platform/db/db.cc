#include "platform/db/db.h"

#include "base/log.h"
#include "platform/db/engine.h"

#include <charconv>
#include <fmt/format.h>

namespace demarc::db {

// Cells ---------------------------------------------------------------------------------------------------------------

void throw_bad_cell(std::string_view column, std::string_view value, std::string_view expected) {
  throw Error(Error::Kind::other, fmt::format("column {} holds '{}', expected {}", column, value, expected));
}

void check_columns(const Cursor &cursor, std::string_view sql, std::span<const std::string_view> members) {
  const int columns = cursor.columns();
  bool same = static_cast<std::size_t>(columns) == members.size();
  for (int i = 0; same && i < columns; ++i)
    same = cursor.column_name(i) == members[static_cast<std::size_t>(i)];
  if (same)
    return;
  std::string got;
  for (int i = 0; i < columns; ++i)
    got += std::string(i == 0 ? "" : ", ") + std::string(cursor.column_name(i));
  throw std::logic_error(
      fmt::format("the statement answers ({}), the struct wants ({}): {}", got, fmt::join(members, ", "), sql));
}

void check_one_column(const Cursor &cursor, std::string_view sql) {
  if (cursor.columns() != 1)
    throw std::logic_error(fmt::format("the statement answers {} columns, one is wanted: {}", cursor.columns(), sql));
}

bool cell_is_null(const Cursor &cursor, int column) { return cursor.is_null(column); }

std::int64_t cell_integer(const Cursor &cursor, int column) {
  if (cursor.is_null(column))
    throw_bad_cell(cursor.column_name(column), "NULL", "an integer");
  return cursor.integer(column);
}

std::string_view cell_text(const Cursor &cursor, int column) {
  if (cursor.is_null(column))
    throw_bad_cell(cursor.column_name(column), "NULL", "a text");
  return cursor.text(column);
}

std::string_view cell_name(const Cursor &cursor, int column) { return cursor.column_name(column); }

bool is_storable_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      if (lead == 0)
        return false;
      ++i;
      continue;
    }
    // RFC 3629, 4: no overlong forms, no surrogates, nothing above U+10FFFF.
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size())
      return false;
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
    const unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
    if (second < low || second > high)
      return false;
    for (std::size_t k = 2; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80)
        return false;
    i += length;
  }
  return true;
}

void check_text(std::string_view text) {
  if (!is_storable_text(text))
    throw Error(Error::Kind::other, "a text is not valid UTF-8 or holds a NUL byte");
}

// Tx ------------------------------------------------------------------------------------------------------------------

void Tx::notify(std::string channel, std::string payload) {
  if (!writable_)
    throw std::logic_error("notify() in a transaction that only reads: " + channel);
  if (payload.size() > 7000) // PostgreSQL ends at 8000
    throw std::logic_error("a notice is too long: " + channel);
  if (auto [notice, is_new] = told_.emplace(std::move(channel), std::move(payload)); is_new)
    notices_.push_back(*notice);
}

void Tx::after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }

std::string id_list(const Tx &tx, std::span<const std::int64_t> ids) {
  return tx.engine() == Engine::postgres ? fmt::format("{{{}}}", fmt::join(ids, ","))
                                         : fmt::format("[{}]", fmt::join(ids, ","));
}

std::string text_list(const Tx &tx, std::span<const std::string> texts) {
  const bool postgres = tx.engine() == Engine::postgres;
  std::string list(1, postgres ? '{' : '[');
  for (const std::string &text : texts) {
    list += list.size() == 1 ? "\"" : ",\"";
    for (const char c : text) {
      if (c == '"' || c == '\\')
        list += '\\';
      if (!postgres && static_cast<unsigned char>(c) < 0x20)
        list += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      else
        list += c;
    }
    list += '"';
  }
  list += postgres ? '}' : ']';
  return list;
}

// What the engines share
// ------------------------------------------------------------------------------------------------

namespace {
// A thread is inside few transactions at once: one for each Database, and there is one of those but in tests.
thread_local std::vector<std::pair<const Database *, Tx *>> transactions_of_thread;
} // namespace

InsideTx::InsideTx(const Database &database, Tx &tx) {
  if (find(database) != nullptr)
    throw std::logic_error("a transaction is begun inside a transaction of the same database");
  transactions_of_thread.emplace_back(&database, &tx);
}

InsideTx::~InsideTx() { transactions_of_thread.pop_back(); }

Tx *InsideTx::find(const Database &database) {
  for (const auto &[known, tx] : transactions_of_thread)
    if (known == &database)
      return tx;
  return nullptr;
}

void run_after_commit(std::vector<std::function<void()>> actions) {
  for (const auto &action : actions) {
    try {
      action();
    } catch (const std::exception &error) {
      log::error("db", "an action after a commit failed: {}", error.what());
    }
  }
}

class NoticeBoard::Seat final : public Subscription {
public:
  Seat(std::shared_ptr<NoticeBoard> board, std::shared_ptr<Listener> listener)
      : board_(std::move(board)), listener_(std::move(listener)) {}
  ~Seat() override {
    {
      const std::lock_guard lock(board_->mutex_);
      std::erase_if(board_->listeners_, [this](const auto &entry) { return entry.second == listener_; });
    }
    if (listener_->runs_on.load() == std::this_thread::get_id()) {
      listener_->gone = true; // this very callback holds `running`
      return;
    }
    const std::lock_guard lock(listener_->running);
    listener_->gone = true;
  }

private:
  std::shared_ptr<NoticeBoard> board_;
  std::shared_ptr<Listener> listener_;
};

std::unique_ptr<Subscription> NoticeBoard::add(std::string channel, std::function<void(const Notice &)> on_notice) {
  auto listener = std::make_shared<Listener>(std::move(on_notice));
  const std::lock_guard lock(mutex_);
  listeners_.emplace(std::move(channel), listener);
  return std::make_unique<Seat>(shared_from_this(), std::move(listener));
}

void NoticeBoard::deliver(std::string_view channel, const Notice &notice) {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    const auto [from, to] = listeners_.equal_range(channel);
    for (auto it = from; it != to; ++it)
      listeners.push_back(it->second);
  }
  call_all(listeners, notice);
}

void NoticeBoard::deliver_lost() {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    for (const auto &[channel, listener] : listeners_)
      listeners.push_back(listener);
  }
  call_all(listeners, Notice{.payload = {}, .lost = true});
}

void NoticeBoard::call_all(const std::vector<std::shared_ptr<Listener>> &listeners, const Notice &notice) {
  for (const auto &listener : listeners) {
    const std::lock_guard lock(listener->running);
    if (listener->gone)
      continue;
    listener->runs_on = std::this_thread::get_id();
    try {
      listener->call(notice);
    } catch (const std::exception &error) {
      log::error("db", "a subscriber failed: {}", error.what());
    }
    listener->runs_on = std::thread::id{};
  }
}

std::vector<std::string> NoticeBoard::channels() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto &[channel, listener] : listeners_)
    if (names.empty() || names.back() != channel)
      names.push_back(channel);
  return names;
}

std::optional<std::int64_t> IdBlocks::take(std::string_view kind) {
  const std::lock_guard lock(mutex_);
  const auto it = kinds_.find(kind);
  if (it == kinds_.end() || it->second.block.next == it->second.block.end)
    return std::nullopt;
  return it->second.block.next++;
}

std::int64_t IdBlocks::block_size(std::string_view kind) {
  constexpr std::int64_t first_size = 100, largest_size = 6400;
  const std::lock_guard lock(mutex_);
  auto it = kinds_.find(kind);
  if (it == kinds_.end())
    it = kinds_.emplace(std::string(kind), Kind{}).first;
  Kind &entry = it->second;
  const auto now = std::chrono::steady_clock::now();
  const bool quickly = entry.size > 0 && now - entry.fetched < std::chrono::seconds(1);
  entry.size = quickly ? std::min(entry.size * 2, largest_size) : first_size;
  entry.fetched = now;
  return entry.size;
}

void IdBlocks::add(std::string_view kind, Block block) {
  const std::lock_guard lock(mutex_);
  auto it = kinds_.find(kind);
  if (it == kinds_.end())
    it = kinds_.emplace(std::string(kind), Kind{}).first;
  it->second.block = block;
}

std::unique_ptr<Database> Database::open(const std::string &url, Options options) {
  if (url.starts_with("sqlite:"))
    return open_sqlite(url.substr(7), options);
  if (url.starts_with("postgresql://") || url.starts_with("postgres://"))
    return open_postgres(options.durable ? url
                                         : url + (url.find('?') == std::string::npos ? "?" : "&") +
                                               "options=-csynchronous_commit%3Doff",
                         options);
  throw Error(Error::Kind::other, "a database is named sqlite:FILE or postgresql://…");
}

} // namespace demarc::db
