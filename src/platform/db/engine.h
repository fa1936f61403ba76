// What the two engines share; nobody outside platform/db includes this.
#pragma once

#include "platform/db/db.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace demarc::db {

std::unique_ptr<Database> open_sqlite(const std::string &path, const Options &options);
std::unique_ptr<Database> open_postgres(const std::string &url, const Options &options);

// Marks the calling thread as being inside a transaction of `database`; throws std::logic_error when it already is.
class InsideTx {
public:
  InsideTx(const Database &database, Tx &tx);
  ~InsideTx();
  InsideTx(const InsideTx &) = delete;
  InsideTx &operator=(const InsideTx &) = delete;
  // The calling thread's transaction on `database`, or nullptr.
  static Tx *find(const Database &database);
};

// Runs what Tx::after_commit gathered. The commit stands, so a failure is logged and the rest still runs.
void run_after_commit(std::vector<std::function<void()>> actions);

// Throws Error for text that PostgreSQL would refuse: NUL bytes and broken UTF-8.
void check_text(std::string_view text);

// Who listens to what. add() from any thread; deliver() from the database's one dispatching thread.
class NoticeBoard : public std::enable_shared_from_this<NoticeBoard> {
public:
  std::unique_ptr<Subscription> add(std::string channel, std::function<void(const Notice &)> on_notice);
  void deliver(std::string_view channel, const Notice &notice);
  void deliver_lost(); // to everyone
  [[nodiscard]] std::vector<std::string> channels();

private:
  struct Listener {
    explicit Listener(std::function<void(const Notice &)> call_) : call(std::move(call_)) {}
    std::function<void(const Notice &)> call;
    std::mutex running; // held while `call` runs; guards `gone`
    bool gone = false;
    std::atomic<std::thread::id> runs_on{};
  };
  class Seat;

  void call_all(const std::vector<std::shared_ptr<Listener>> &listeners, const Notice &notice);

  std::mutex mutex_;
  std::multimap<std::string, std::shared_ptr<Listener>, std::less<>> listeners_;
};

// Blocks of ids in memory. The engine gets the blocks from table id_block.
class IdBlocks {
public:
  struct Block {
    std::int64_t next = 0;
    std::int64_t end = 0; // exclusive
  };
  // The next id of the kind, or nullopt when its block is used up.
  std::optional<std::int64_t> take(std::string_view kind);
  // How many ids to fetch next: more each time a kind is used up quickly.
  std::int64_t block_size(std::string_view kind);
  void add(std::string_view kind, Block block);

private:
  struct Kind {
    Block block;
    std::int64_t size = 0;
    std::chrono::steady_clock::time_point fetched{};
  };
  std::mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_;
};

// Parameters: kind, count. Answers the first id of the block.
inline constexpr std::string_view fetch_block_sql =
    "insert into id_block (kind, next) values ($1, 1 + $2) "
    "on conflict (kind) do update set next = id_block.next + $2 returning next - $2 as first";

} // namespace demarc::db
