#include "radius/stats.h"

#include <algorithm>

namespace demarc::radius {

namespace {
constexpr std::size_t max_unknown_sources = 64;
}

std::optional<Instant> Counters::last_seen() const {
  const std::int64_t us = last_seen_us_.load(std::memory_order_relaxed);
  return us == 0 ? std::nullopt : std::optional(Instant{us});
}

Counters &Stats::of(AccessServerId access_server) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = counters_.find(access_server.value()); found != counters_.end())
      return *found->second;
  }
  const std::unique_lock lock(mutex_);
  auto &counters = counters_[access_server.value()];
  if (!counters)
    counters = std::make_unique<Counters>();
  return *counters;
}

void Stats::unknown_source(const std::string &address, Instant at) {
  const std::lock_guard lock(unknown_mutex_);
  ++unknown_packets_;
  auto found = unknown_sources_.find(address);
  if (found == unknown_sources_.end()) {
    if (unknown_sources_.size() >= max_unknown_sources) {
      const auto older = [](const auto &a, const auto &b) { return a.second.last_seen < b.second.last_seen; };
      unknown_sources_.erase(std::min_element(unknown_sources_.begin(), unknown_sources_.end(), older));
    }
    found = unknown_sources_.emplace(address, UnknownSource{address, 0, at}).first;
  }
  ++found->second.packets;
  found->second.last_seen = at;
}

StatsSnapshot Stats::snapshot() const {
  StatsSnapshot snapshot;
  {
    const std::shared_lock lock(mutex_);
    for (const auto &[id, counters] : counters_) {
      AccessServerStats one{AccessServerId(id), counters->last_seen(), {}};
      for (std::size_t i = 0; i < event_kinds; ++i)
        if (const std::int64_t count = counters->of(static_cast<Event>(i)); count != 0)
          one.counts.push_back({boost::describe::enum_to_string(static_cast<Event>(i), ""), count});
      snapshot.access_servers.push_back(std::move(one));
    }
  }
  std::sort(snapshot.access_servers.begin(), snapshot.access_servers.end(),
            [](const auto &a, const auto &b) { return a.access_server_id < b.access_server_id; });
  const std::lock_guard lock(unknown_mutex_);
  for (const auto &[address, source] : unknown_sources_)
    snapshot.unknown_sources.push_back(source);
  std::sort(snapshot.unknown_sources.begin(), snapshot.unknown_sources.end(),
            [](const auto &a, const auto &b) { return b.last_seen < a.last_seen; });
  snapshot.unknown_packets = unknown_packets_;
  return snapshot;
}

} // namespace demarc::radius
