// Where the doors say what they decided of a login, without waiting: a ring of fixed notes that any thread puts into by
// two atomic operations, and one thread that empties it into a sink every second. No lock, allocation or SQL on the
// login's path. What a full ring does not take, or the sink refuses, is lost and counted, and a warning a minute says
// how many: a log must not cost a login.
//
// Threads: note() from any; one thread of its own.
#pragma once

#include "network/login_log.h"
#include "radius/login.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

namespace demarc::radius {

class LoginSink {
public:
  virtual ~LoginSink() = default;
  // In one transaction. May throw: they are lost then.
  virtual void commit(std::span<const network::LoginAttempt> attempts) = 0;
};

class LoginLog {
public:
  struct Settings {
    std::size_t ring = 16384; // a power of two; about 6 MB
    int every_ms = 1000;
    std::size_t batch = 4096; // a transaction
  };
  LoginLog(LoginSink &sink, Settings settings);
  ~LoginLog();

  // A challenge is no decision yet and is left out.
  void note(const Packet &request, AccessServerId access_server, const network::LoginEntry *login,
            const LoginDecision &decision, Instant at) noexcept;
  [[nodiscard]] std::int64_t lost() const { return lost_.load(std::memory_order_relaxed); }
  // Writes what is there and ends. Idempotent.
  void stop();

private:
  template <std::size_t size> struct Text {
    std::array<char, size> bytes;
    std::uint8_t length;
    void set(std::string_view text);
    [[nodiscard]] std::string_view view() const { return {bytes.data(), length}; }
  };
  struct Note {
    Instant at;
    AccessServerId access_server;
    ServiceId service; // 0: none
    Event event = Event::accepts;
    std::uint8_t method = 0;
    Text<96> username;
    Text<40> calling_station_id;
    Text<40> nas_port_id;
    Text<160> message;
  };
  struct Cell {
    std::atomic<std::size_t> turn{0};
    Note note{};
  };

  void run();
  bool take(Note &note);
  void empty();
  void say_what_is_lost();

  LoginSink &sink_;
  const Settings settings_;
  std::unique_ptr<Cell[]> cells_;
  alignas(64) std::atomic<std::size_t> put_{0};
  alignas(64) std::size_t taken_ = 0; // of the thread, as the two below
  std::int64_t said_lost_ = 0;
  std::chrono::steady_clock::time_point said_at_{};
  std::atomic<std::int64_t> lost_{0};

  std::mutex mutex_; // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_; // last: it uses all of the above
};

} // namespace demarc::radius
