// Counters of the RADIUS doors, per access server: what the console shows beside each, and the answer to "it does not
// log in and there is nothing in the log". Counting is one relaxed addition; whatever can repeat per packet is counted
// here and never logged.
//
// Threads: any.
#pragma once

#include "base/clock.h"
#include "network/ids.h"

#include <array>
#include <atomic>
#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace demarc::radius {

enum class Event {
  // logins
  accepts,
  garden_accepts, // accepted into the walled garden
  challenges,     // an EAP conversation goes on
  reject_unknown_user,
  reject_wrong_password,
  reject_method,       // no way to prove the password that both know
  reject_eap_broken,   // an EAP packet that is none, out of order, or too late
  reject_mschap_off,   // MS-CHAP, which this access server is not allowed
  reject_service_type, // not a subscriber's service: asks for an administrator's session
  reject_access,       // the access decision says no
  reject_no_address,   // the pool is empty
  reject_sessions,     // as many sessions as the plan allows run already
  reject_no_garden,    // walled garden wanted, but the access server has no garden pool
  status_requests,
  // accounting
  accounting_starts,
  accounting_interims,
  accounting_stops,
  accounting_restarts, // Accounting-On, -Off
  accounting_other,    // acknowledged, not kept: tunnel records
  accounting_answered,
  // dropped, that is not answered
  drop_malformed,
  drop_message_authenticator_missing,
  drop_message_authenticator_wrong, // most often: the secrets differ
  drop_proxied_unsigned,            // Proxy-State without Message-Authenticator (CVE-2024-3596)
  drop_authenticator_wrong,         // accounting; most often: the secrets differ
  drop_code,                        // a packet that does not belong on this port
  drop_queue_full,
  drop_failed, // the database did not take it
  duplicates,  // retransmissions answered from memory, or still being worked on
  // orders to the access server
  orders_sent,
  orders_repeated,
  orders_acknowledged,
  orders_refused,
  orders_unanswered,
  orders_bad_answers // wrong authenticator
};
BOOST_DESCRIBE_ENUM(Event, accepts, garden_accepts, challenges, reject_unknown_user, reject_wrong_password,
                    reject_method, reject_eap_broken, reject_mschap_off, reject_service_type, reject_access,
                    reject_no_address, reject_sessions, reject_no_garden, status_requests, accounting_starts,
                    accounting_interims, accounting_stops, accounting_restarts, accounting_other, accounting_answered,
                    drop_malformed, drop_message_authenticator_missing, drop_message_authenticator_wrong,
                    drop_proxied_unsigned, drop_authenticator_wrong, drop_code, drop_queue_full, drop_failed,
                    duplicates, orders_sent, orders_repeated, orders_acknowledged, orders_refused, orders_unanswered,
                    orders_bad_answers)
constexpr std::size_t event_kinds = static_cast<std::size_t>(Event::orders_bad_answers) + 1;

class Counters {
public:
  void count(Event event) { counts_[static_cast<std::size_t>(event)].fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t of(Event event) const {
    return counts_[static_cast<std::size_t>(event)].load(std::memory_order_relaxed);
  }
  void seen(Instant at) { last_seen_us_.store(at.us, std::memory_order_relaxed); }
  [[nodiscard]] std::optional<Instant> last_seen() const;

private:
  std::array<std::atomic<std::int64_t>, event_kinds> counts_{};
  std::atomic<std::int64_t> last_seen_us_{0}; // 0 never
};

struct EventCount {
  std::string event;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(EventCount, (), (event, count))
struct AccessServerStats {
  AccessServerId access_server_id;
  std::optional<Instant> last_seen; // any packet, authentic or not
  std::vector<EventCount> counts;   // those that are not zero
};
BOOST_DESCRIBE_STRUCT(AccessServerStats, (), (access_server_id, last_seen, counts))
struct UnknownSource {
  std::string address;
  std::int64_t packets = 0;
  Instant last_seen;
};
BOOST_DESCRIBE_STRUCT(UnknownSource, (), (address, packets, last_seen))
struct StatsSnapshot {
  std::vector<AccessServerStats> access_servers;
  std::vector<UnknownSource> unknown_sources; // the newest 64: usually an access server nobody has entered yet
  std::int64_t unknown_packets = 0;
};
BOOST_DESCRIBE_STRUCT(StatsSnapshot, (), (access_servers, unknown_sources, unknown_packets))

class Stats {
public:
  Counters &of(AccessServerId access_server); // lives as long as Stats
  void unknown_source(const std::string &address, Instant at);
  [[nodiscard]] StatsSnapshot snapshot() const;

private:
  mutable std::shared_mutex mutex_; // guards the map, not the counters
  std::unordered_map<std::int64_t, std::unique_ptr<Counters>> counters_;

  mutable std::mutex unknown_mutex_; // guards what follows
  std::map<std::string, UnknownSource> unknown_sources_;
  std::int64_t unknown_packets_ = 0;
};

} // namespace demarc::radius
