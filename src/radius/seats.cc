#include "radius/seats.h"

#include <algorithm>

namespace demarc::radius {

namespace {

constexpr std::chrono::seconds reserved_for{60};
constexpr std::chrono::hours gone_for{1};
constexpr std::chrono::seconds last_words_for{60}; // an Interim may overtake a Stop
// What was heard so shortly before a read of the database may not have been committed when it began.
constexpr std::chrono::seconds in_flight{10};
constexpr std::size_t most_of_a_service = 256; // more sessions than any limit: a broken access server

// Surely the same: a login may take over what it finds.
bool is_same_box(const SeatTaker &a, const SeatTaker &b) {
  if (a.access_server != b.access_server)
    return false;
  if (!a.session_id.empty() && a.session_id == b.session_id)
    return true;
  if (!a.box.empty() && !b.box.empty())
    return a.box == b.box;
  return !a.port.empty() && a.port == b.port;
}

// Nothing says that they are not the same: a Start finds the reservation it was made for.
bool may_be_same_box(const SeatTaker &a, const SeatTaker &b) {
  if (a.access_server != b.access_server)
    return false;
  if (!a.box.empty() && !b.box.empty())
    return a.box == b.box;
  return a.port.empty() || b.port.empty() || a.port == b.port;
}

bool is_session(const SeatTaker &a, AccessServerId access_server, std::string_view session_id) {
  return a.access_server == access_server && a.session_id == session_id;
}

} // namespace

Seats::Shard &Seats::shard_of(ServiceId service) {
  return shards_[static_cast<std::size_t>(service.value()) % shard_count];
}

void Seats::forget_old(Service &service, Now now) {
  for (Seat &seat : service.seats)
    if (seat.is_reserved && seat.before && now.steady - seat.heard_at > reserved_for)
      seat = {std::move(*seat.before), false, now.steady, seat.before_alive_until}; // that login came to nothing
  std::erase_if(service.seats, [&](const Seat &seat) {
    return seat.is_reserved ? now.steady - seat.heard_at > reserved_for : seat.alive_until < now.at;
  });
  std::erase_if(service.gone, [&](const Gone &gone) { return now.steady - gone.noted_at > gone_for; });
}

void Seats::note_gone(Service &service, const SeatTaker &taker, Now now) {
  if (service.gone.size() >= most_of_a_service)
    service.gone.erase(service.gone.begin());
  service.gone.push_back({taker.access_server, taker.session_id, now.at, now.steady});
}

bool Seats::is_gone(const Service &service, const Known &session) {
  return std::any_of(service.gone.begin(), service.gone.end(), [&](const Gone &gone) {
    return is_session(session.taker, gone.access_server, gone.session_id) && gone.at >= session.updated_at;
  });
}

void Seats::add(Service &service, Seat seat) {
  if (service.seats.size() >= most_of_a_service)
    service.seats.erase(service.seats.begin());
  service.seats.push_back(std::move(seat));
}

bool Seats::take(ServiceId id, int limit, const SeatTaker &taker, Now now) {
  Shard &shard = shard_of(id);
  const std::lock_guard lock(shard.mutex);
  Service &service = shard.services[id.value()];
  forget_old(service, now);
  const auto own = std::find_if(service.seats.begin(), service.seats.end(),
                                [&](const Seat &seat) { return is_same_box(seat.taker, taker); });
  if (own != service.seats.end()) {
    if (!own->is_reserved) {
      own->before = std::move(own->taker);
      own->before_alive_until = own->alive_until;
    }
    own->taker = taker;
    own->is_reserved = true;
    own->heard_at = now.steady;
    return true;
  }
  if (service.seats.size() >= static_cast<std::size_t>(std::max(limit, 0)))
    return false;
  add(service, {taker, true, now.steady, {}});
  return true;
}

void Seats::heard(ServiceId id, const SeatTaker &taker, bool is_start, Instant alive_until, Now now) {
  Shard &shard = shard_of(id);
  const std::lock_guard lock(shard.mutex);
  Service &service = shard.services[id.value()];
  forget_old(service, now);
  const auto find = [&](const auto &is_wanted) {
    return std::find_if(service.seats.begin(), service.seats.end(), is_wanted);
  };
  const auto none = service.seats.end();
  const auto is_this = [&](const SeatTaker &one) { return is_session(one, taker.access_server, taker.session_id); };
  auto seat = find([&](const Seat &one) { return is_this(one.taker); });
  if (seat == none) {
    if (const auto coming_back = find([&](const Seat &one) { return one.before && is_this(*one.before); });
        coming_back != none) {
      coming_back->before_alive_until = std::max(coming_back->before_alive_until, alive_until);
      return;
    }
    seat = find([&](const Seat &one) { return one.is_reserved && may_be_same_box(one.taker, taker); });
    const auto gone = std::find_if(service.gone.begin(), service.gone.end(), [&](const Gone &one) {
      return is_session(taker, one.access_server, one.session_id);
    });
    if (gone != service.gone.end()) {
      const bool begins_again = is_start && seat != none; // an access server uses its ids again
      if (!begins_again && now.steady - gone->noted_at < last_words_for)
        return;
      service.gone.erase(gone); // it lives after all
    }
  }
  if (seat == none)
    return add(service, {taker, false, now.steady, alive_until});
  if (seat->before && !is_this(*seat->before))
    note_gone(service, *seat->before, now);
  *seat = {taker, false, now.steady, alive_until};
}

void Seats::ended(ServiceId id, const SeatTaker &taker, Now now) {
  Shard &shard = shard_of(id);
  const std::lock_guard lock(shard.mutex);
  Service &service = shard.services[id.value()];
  forget_old(service, now);
  const auto is_this = [&](const SeatTaker &one) { return is_session(one, taker.access_server, taker.session_id); };
  for (Seat &seat : service.seats)
    if (seat.before && is_this(*seat.before))
      seat.before.reset();
  // A reservation that named this session before it began is a login that has come to nothing.
  std::erase_if(service.seats, [&](const Seat &seat) { return is_this(seat.taker); });
  note_gone(service, taker, now);
}

void Seats::restarted(AccessServerId access_server) {
  for (Shard &shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (auto &[id, service] : shard.services)
      std::erase_if(service.seats, [&](const Seat &seat) { return seat.taker.access_server == access_server; });
  }
}

void Seats::learn(const std::vector<Known> &sessions, Now now) {
  for (const Known &session : sessions) {
    Shard &shard = shard_of(session.service);
    const std::lock_guard lock(shard.mutex);
    Service &service = shard.services[session.service.value()];
    const auto is_this = [&](const SeatTaker &one) {
      return is_session(one, session.taker.access_server, session.taker.session_id);
    };
    const auto seat = std::find_if(service.seats.begin(), service.seats.end(), [&](const Seat &one) {
      return is_this(one.taker) || (one.before && is_this(*one.before));
    });
    if (seat != service.seats.end() && seat->is_reserved)
      continue; // a login is under way; the next look tells
    if (seat != service.seats.end() && session.ended)
      service.seats.erase(seat);
    else if (seat != service.seats.end())
      seat->alive_until = std::max(seat->alive_until, session.alive_until);
    else if (seat == service.seats.end() && !session.ended && !is_gone(service, session))
      add(service, {session.taker, false, now.steady, session.alive_until});
  }
}

void Seats::learn_all(const std::vector<Known> &sessions, Now asked_at) {
  std::unordered_map<std::int64_t, std::vector<const Known *>> by_service;
  for (const Known &session : sessions)
    by_service[session.service.value()].push_back(&session);
  for (Shard &shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (auto at = shard.services.begin(); at != shard.services.end();) {
      Service &service = at->second;
      forget_old(service, asked_at);
      const auto found = by_service.find(at->first);
      const auto is_known = [&](const Seat &seat) {
        return found != by_service.end() &&
               std::any_of(found->second.begin(), found->second.end(), [&](const Known *session) {
                 return is_session(seat.taker, session->taker.access_server, session->taker.session_id);
               });
      };
      std::erase_if(service.seats, [&](const Seat &seat) {
        return !seat.is_reserved && seat.heard_at < asked_at.steady - in_flight && !is_known(seat);
      });
      at = service.seats.empty() && service.gone.empty() ? shard.services.erase(at) : std::next(at);
    }
  }
  learn(sessions, asked_at);
}

int Seats::taken(ServiceId id, Now now) const {
  const Shard &shard = shards_[static_cast<std::size_t>(id.value()) % shard_count];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.services.find(id.value());
  if (found == shard.services.end())
    return 0;
  return static_cast<int>(std::count_if(found->second.seats.begin(), found->second.seats.end(), [&](const Seat &seat) {
    return seat.is_reserved ? now.steady - seat.heard_at <= reserved_for : seat.alive_until >= now.at;
  }));
}

} // namespace demarc::radius
