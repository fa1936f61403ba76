#include "radius/seats_follower.h"

#include "base/log.h"
#include "network/accounting.h"

#include <charconv>

namespace demarc::radius {

namespace {

constexpr std::size_t most_waiting = 5000; // of sessions that have changed; beyond it the next look at all tells

// "12,13"; nothing of "many".
std::vector<SessionId> ids_of(std::string_view payload) {
  std::vector<SessionId> ids;
  const char *at = payload.data();
  const char *const end = payload.data() + payload.size();
  while (at < end) {
    std::int64_t id = 0;
    const auto [next, error] = std::from_chars(at, end, id);
    if (error != std::errc{})
      break;
    ids.emplace_back(id);
    at = next < end ? next + 1 : next;
  }
  return ids;
}

} // namespace

SeatsFollower::SeatsFollower(db::Database &database, Seats &seats, const Clock &clock, std::chrono::milliseconds every)
    : database_(database), seats_(seats), clock_(clock), every_(every), listening_since_(clock.now()) {
  subscription_ = database_.subscribe(std::string(network::sessions_channel), [this](const db::Notice &notice) {
    if (!is_needed_)
      return;
    const std::vector<SessionId> ids = ids_of(notice.payload);
    const std::lock_guard lock(mutex_);
    if (ids.empty() || changed_.size() > most_waiting)
      return;
    changed_.insert(changed_.end(), ids.begin(), ids.end());
    wake_.notify_all();
  });
  learn_all();
  thread_ = std::thread([this] { run(); });
}

SeatsFollower::~SeatsFollower() {
  subscription_.reset();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

void SeatsFollower::run() {
  auto next_look = std::chrono::steady_clock::now() + every_;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_until(lock, next_look, [&] { return stopping_ || !changed_.empty(); });
    if (stopping_)
      return;
    const std::vector<SessionId> changed = std::exchange(changed_, {});
    lock.unlock();
    try {
      if (!changed.empty())
        learn(changed);
      if (std::chrono::steady_clock::now() >= next_look) {
        next_look = std::chrono::steady_clock::now() + every_;
        learn_all();
      }
    } catch (const std::exception &problem) {
      // One of the edges where a broken environment is caught: what this node hears itself still counts.
      log::debug("radius", "sessions of limited plans could not be read: {}", problem.what());
    }
    lock.lock();
  }
}

std::vector<Seats::Known> SeatsFollower::known(const std::vector<network::LimitedSession> &sessions) const {
  std::vector<Seats::Known> all;
  all.reserve(sessions.size());
  for (const network::LimitedSession &one : sessions)
    all.push_back(
        {one.service_id,
         {one.access_server_id, one.acct_session_id, one.calling_station_id.value_or(""), one.nas_port_id.value_or("")},
         one.updated_at,
         // What nobody listened to was no silence.
         std::max(one.updated_at, listening_since_).plus_seconds(network::silence_s(one.interim_interval_s)),
         one.stopped});
  return all;
}

void SeatsFollower::learn_all() {
  const Seats::Now asked_at{std::chrono::steady_clock::now(), clock_.now()};
  // Heeded from before the read on: what changes during it is not missed.
  is_needed_ = database_.read([](db::Tx &tx) { return network::limits_any_sessions(tx); });
  const auto sessions = is_needed_ ? database_.read([](db::Tx &tx) { return network::open_limited_sessions(tx); })
                                   : std::vector<network::LimitedSession>{};
  seats_.learn_all(known(sessions), asked_at);
}

void SeatsFollower::learn(const std::vector<SessionId> &sessions) {
  seats_.learn(known(database_.read([&](db::Tx &tx) { return network::limited_sessions(tx, sessions); })),
               {std::chrono::steady_clock::now(), clock_.now()});
}

} // namespace demarc::radius
