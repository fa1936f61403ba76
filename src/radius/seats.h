// How many sessions of a service run at the same time, for plans that limit it. A login takes a seat when it is
// accepted, before the answer goes out: so two logins at one moment cannot both have the last one. The seat is a
// reservation until the session's Start; without one it is free again after a minute. A Stop, the access server's
// restart and silence free it. Who comes back with the same box at the same access server gets the seat that the
// session before has not given back. What the database knows of sessions, from before a start of the program or from
// other nodes, is learnt.
//
// In memory and of this node. Services whose plan has no limit are not kept.
//
// Threads: any; sharded locks, held for the few seats of one service.
#pragma once

#include "base/clock.h"
#include "network/ids.h"
#include "subscribers/ids.h"

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace demarc::radius {

// Who asks or reports, and from where; what a packet does not say is empty.
struct SeatTaker {
  AccessServerId access_server;
  std::string session_id; // Acct-Session-Id
  std::string box;        // Calling-Station-Id
  std::string port;       // NAS-Port-Id, or NAS-Port
};

class Seats {
public:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Now {
    TimePoint steady; // what ages reservations
    Instant at;       // what ages sessions: the installation's clock
  };
  // A session as the database has it.
  struct Known {
    ServiceId service;
    SeatTaker taker;
    Instant updated_at, alive_until;
    bool ended = false;
  };

  // False: `limit` sessions run or are about to begin, and none is of this box.
  bool take(ServiceId service, int limit, const SeatTaker &taker, Now now);
  // A Start or an Interim. `alive_until`: unless more is heard.
  void heard(ServiceId service, const SeatTaker &taker, bool is_start, Instant alive_until, Now now);
  void ended(ServiceId service, const SeatTaker &taker, Now now); // a Stop
  void restarted(AccessServerId access_server);
  // All open sessions of limited services, as a read that began at `asked_at` found them; or some sessions, open and
  // ended, that another node may have changed.
  void learn_all(const std::vector<Known> &sessions, Now asked_at);
  void learn(const std::vector<Known> &sessions, Now now);

  [[nodiscard]] int taken(ServiceId service, Now now) const; // for tests

private:
  struct Seat {
    SeatTaker taker;
    bool is_reserved = false;
    TimePoint heard_at; // of a reservation: when it was made
    Instant alive_until;
    std::optional<SeatTaker> before = {}; // of a reservation: the session of this box that has not ended
    Instant before_alive_until = {};
  };
  // A session that has ended or whose box has begun another: what is read of it in the database is older news.
  struct Gone {
    AccessServerId access_server;
    std::string session_id;
    Instant at;
    TimePoint noted_at;
  };
  struct Service {
    std::vector<Seat> seats;
    std::vector<Gone> gone;
  };
  struct Shard {
    mutable std::mutex mutex; // guards the map
    std::unordered_map<std::int64_t, Service> services;
  };
  Shard &shard_of(ServiceId service);
  static void forget_old(Service &service, Now now);
  static void note_gone(Service &service, const SeatTaker &taker, Now now);
  static bool is_gone(const Service &service, const Known &session);
  static void add(Service &service, Seat seat);

  static constexpr std::size_t shard_count = 16;
  std::array<Shard, shard_count> shards_;
};

} // namespace demarc::radius
