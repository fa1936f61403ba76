// Group commit of accounting: packets queue up, one thread writes what is there in one transaction and then, only then,
// sends the Accounting-Responses. What was answered is on disk; what could not be written is not answered, and the
// access server sends it again. The queue is bounded: beyond it packets are dropped and counted, for the same reason.
//
// Threads: offer() from any; one thread of its own.
#pragma once

#include "radius/directory.h"
#include "radius/endpoint.h"
#include "radius/reply_cache.h"
#include "radius/stats.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace demarc::radius {

// An authentic request with its answer ready, waiting for the commit.
struct PendingAccounting {
  AccountingEvent event;
  std::string reply;
  ReplyCache::Key key;
  Endpoint to;
  std::optional<std::array<std::uint8_t, 16>> from;
  // These outlive the writer.
  const UdpSocket *socket = nullptr;
  ReplyCache *cache = nullptr;
  Counters *counters = nullptr;
};

class AccountingWriter {
public:
  struct Settings {
    std::size_t max_queue = 32768; // about 20 MB
    std::size_t max_batch = 2000;
    int linger_ms = 2; // how long a lone record waits for company: bounds commits a second when little comes
    int retries = 3;   // of a commit the database may accept the next time
  };

  AccountingWriter(AccountingSink &sink, Settings settings);
  ~AccountingWriter();

  // False: the queue is full, or stop() was called. `pending` is then untouched.
  bool offer(PendingAccounting &&pending);
  // Writes and answers what is queued, then ends. Idempotent.
  void stop();

private:
  void run();
  void write(std::span<PendingAccounting> batch);
  bool commit(std::span<const PendingAccounting> batch);
  void write_apart(std::span<PendingAccounting> batch, int &failures_left);
  void answer(std::span<PendingAccounting> batch);
  void drop(std::span<PendingAccounting> batch);

  AccountingSink &sink_;
  const Settings settings_;
  Sender sender_;                       // of the writer's thread
  std::vector<AccountingEvent> events_; // of the writer's thread
  std::chrono::steady_clock::time_point complained_at_{};

  std::mutex mutex_; // guards what follows
  std::condition_variable ready_;
  std::deque<PendingAccounting> queue_;
  bool stopping_ = false;

  std::thread thread_; // last: it uses all of the above
};

} // namespace demarc::radius
