// What the parts of the PostgreSQL engine share; nobody outside platform/db includes this.
#pragma once

#include "platform/db/engine.h"

#include <condition_variable>
#include <memory>

struct pg_conn; // libpq's PGconn and PGresult
struct pg_result;

namespace demarc::db::postgres {

struct FinishConnection {
  void operator()(pg_conn *connection) const;
};
struct ClearResult {
  void operator()(pg_result *result) const;
};
using Handle = std::unique_ptr<pg_conn, FinishConnection>;
using PgResult = std::unique_ptr<pg_result, ClearResult>;

// libpq's messages end with a line break.
std::string one_line(const char *message);
// Throws Error, retryable when the server cannot be reached.
Handle connect(const std::string &url);

// The thread that hears NOTIFY, on a connection of its own. Whenever that connection had to be made anew, everyone is
// told that notices may be missing.
class Listener {
public:
  Listener(std::string url, std::shared_ptr<NoticeBoard> board);
  ~Listener();
  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;

  // Returns when the server sends the notices of all channels on the board, or when it cannot be reached just now (then
  // everybody hears of the loss as soon as it can).
  void listen();

private:
  void ring();
  bool stopping();
  void run();
  void settle();
  void give_up_waiting();
  void deliver();
  void wait_for(std::chrono::milliseconds most, int socket);

  const std::string url_;
  const std::shared_ptr<NoticeBoard> board_;
  const int wake_;

  // The thread's own.
  Handle handle_;
  std::set<std::string> listening_;

  std::mutex mutex_; // guards from here on
  std::condition_variable settled_;
  std::uint64_t wanted_ = 0;
  std::uint64_t settled_up_to_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace demarc::db::postgres
