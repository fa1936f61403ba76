// Accounting: what access servers say of sessions, merged into rows. Counters are set from the record, never added; the
// difference feeds usage_day. Any order, duplicated, late: a Stop wins, octets never fall. A counter that is lower than
// before in a later record of an open session has begun anew, and its value is counted as new traffic (money-rules 7).
//
// merge_accounting is the rule; record_accounting the operation: one call, one batch, one transaction of the caller's,
// and nothing is taken from memory. The caller answers the packets after the commit.
#pragma once

#include "base/clock.h"
#include "calendar/time_zone.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::network {

enum class AccountingKind { start, interim, stop };
BOOST_DESCRIBE_ENUM(AccountingKind, start, interim, stop)

struct AccountingRecord {
  AccountingKind kind = AccountingKind::interim;
  AccessServerId access_server_id;
  std::string acct_session_id;
  std::string username;
  std::optional<ServiceId> service_id; // known to the access table when the packet came
  std::optional<CustomerId> customer_id;
  Instant event_at;             // when it happened: Event-Timestamp, or arrival less Acct-Delay-Time
  std::uint64_t octets_in = 0;  // from the user, Gigawords folded in
  std::uint64_t octets_out = 0; // to the user
  std::int64_t session_time_s = 0;
  std::optional<std::string> framed_address;
  std::optional<std::string> calling_station_id;
  std::optional<std::string> nas_port_id;
  std::optional<std::string> terminate_cause;
  std::int64_t profile_version = 0;                 // of the profile the session was last given at login; 0 unknown
  std::optional<std::string> framed_prefix = {};    // IPv6, of the link; an address is a /128
  std::optional<std::string> delegated_prefix = {}; // and of the network behind it
};

// A session as stored, as far as accounting changes it.
struct SessionState {
  SessionId id;
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  Instant started_at, updated_at;
  std::optional<Instant> stopped_at;
  // No Stop said so: Demarc concluded that it ended (no interim, a rebooted access server, its id used again). An
  // Interim that shows it alive opens it again, and a Stop that comes late is believed.
  bool end_presumed = false;
  std::int64_t session_time_s = 0;
  std::int64_t octets_in = 0, octets_out = 0;
  // As last reported. octets − counter is what was counted before the counter began anew.
  std::int64_t counter_in = 0, counter_out = 0;
  std::optional<std::string> framed_address, calling_station_id, nas_port_id, terminate_cause;
  std::optional<std::string> framed_prefix, delegated_prefix;

  bool operator==(const SessionState &) const = default;
};
BOOST_DESCRIBE_STRUCT(SessionState, (),
                      (id, service_id, customer_id, started_at, updated_at, stopped_at, end_presumed, session_time_s,
                       octets_in, octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id,
                       terminate_cause, framed_prefix, delegated_prefix))

// How much of a row differs, each including the ones before it: what need not be written is not.
enum class Change {
  none,
  counts, // updated_at, session_time_s, octets, counters: what nearly every Interim does
  end,    // stopped_at, end_presumed, terminate_cause: a Stop
  all
};

struct Merged {
  SessionState session;                               // of id_if_new when a session begins here, else of before's id
  std::int64_t new_octets_in = 0, new_octets_out = 0; // ≥ 0: what usage has not counted yet
  Change change = Change::none;                       // from before; all when it is new
  // The session before, which this record shows to have ended unheard: to be stored as well.
  std::optional<SessionState> ended;
};

// `before` is the session of that key (access server, id, user) that the record may belong to, or nullptr. A Start or
// Interim after the Stop of the same session changes nothing but what only it knows; a record of a session that began
// after the stop, or a Start on a session that has already counted, opens a new one.
Merged merge_accounting(const SessionState *before, const AccountingRecord &record, SessionId id_if_new);

// Causes that Demarc itself concludes; kept with end_presumed.
inline constexpr std::string_view cause_no_interim = "Lost-Carrier (no interim)";
inline constexpr std::string_view cause_id_reused = "Lost-Service";
inline constexpr std::string_view cause_rebooted = "NAS-Reboot";
inline constexpr std::string_view cause_not_known_there = "Lost-Session";

struct Recorded {
  std::vector<SessionId> started, updated, stopped;
};
// Records in the order they came. Sessions that begin with a profile older than the present one are brought in step by
// an outbox item; consoles are told on channel "sessions" (sessions_notice). `now` is the clock's.
//
// Throws db::Error retryable when another node met the same session at the same moment: do the batch again. Text that
// no database would take (NUL, broken UTF-8) is made printable first, and a counter beyond any line's reach counts as
// unknown: one bad packet must not cost the batch.
Recorded record_accounting(db::Tx &tx, db::Database &ids, const TimeZone &zone,
                           std::span<const AccountingRecord> records, Instant now);

// Accounting-On / Accounting-Off: ends every open session of that access server that began before `at`; octets stay.
int end_sessions_of(db::Tx &tx, AccessServerId access_server, Instant at, std::string_view terminate_cause);

// How long an access server that reports every `interim_interval_s` may say nothing of a session that lives.
constexpr std::int64_t silence_s(std::int64_t interim_interval_s) {
  return interim_interval_s > 300 ? interim_interval_s * 3 : 900;
}
// Ends sessions that have been silent for three interim intervals (at least 15 minutes), as of what was last heard of
// them. Silence counts from `listening_since`, when this server came up: what nobody listened to was no silence. A
// job's body; one call ends at most 5000 and says how many.
int end_dead_sessions(db::Tx &tx, Instant now, Instant listening_since);

// Puts the outbox item that brings a session in step (session_apply.h).
void put_apply_access(db::Tx &tx, SessionId session, Instant now);
inline constexpr std::string_view apply_access_topic = "network.apply_access";

// Which sessions changed, for consoles. Payload: ids with commas between, at most 100, or "many".
inline constexpr std::string_view sessions_channel = "sessions";
std::string sessions_notice(const std::vector<SessionId> &sessions);

} // namespace demarc::network
