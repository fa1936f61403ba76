// Keeps the seats true to what the database knows of sessions: everything before the first login is answered and twice
// a minute after that, and what other nodes say has changed as soon as they say it. Where no plan in use limits
// sessions that alone is read, twice a minute: each batch of accounting would cost a read otherwise.
//
// Threads: one of its own; notices come on the database's.
#pragma once

#include "base/clock.h"
#include "network/limited_sessions_store.h"
#include "platform/db/db.h"
#include "radius/seats.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace demarc::radius {

class SeatsFollower {
public:
  // Has learnt everything when it returns. All must outlive it.
  SeatsFollower(db::Database &database, Seats &seats, const Clock &clock,
                std::chrono::milliseconds every = std::chrono::seconds(30));
  ~SeatsFollower();
  SeatsFollower(const SeatsFollower &) = delete;
  SeatsFollower &operator=(const SeatsFollower &) = delete;

private:
  void run();
  void learn_all();
  void learn(const std::vector<SessionId> &sessions);
  [[nodiscard]] std::vector<Seats::Known> known(const std::vector<network::LimitedSession> &sessions) const;

  db::Database &database_;
  Seats &seats_;
  const Clock &clock_;
  const std::chrono::milliseconds every_;
  const Instant listening_since_;
  std::atomic<bool> is_needed_{false}; // some plan in use limits sessions, as of the last look

  std::mutex mutex_; // guards what follows
  std::condition_variable wake_;
  std::vector<SessionId> changed_;
  bool stopping_ = false;

  std::unique_ptr<db::Subscription> subscription_;
  std::thread thread_;
};

} // namespace demarc::radius
