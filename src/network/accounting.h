// Accounting: what access servers say of sessions, merged into rows. Counters are set from the record, never added; the
// difference feeds usage_day. Any order, duplicated, late: Stop wins, counters never fall except by a restart of the counter
// (lower than before on an open session), which counts the new value as new traffic (money-rules 7).
//
// merge_accounting is the rule; record_accounting the operation: one call, one batch, one transaction of the caller's. The
// caller answers the packets after the commit.
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
  Instant event_at; // when it happened: Event-Timestamp, or arrival less Acct-Delay-Time
  std::uint64_t octets_in = 0;  // from the user, Gigawords folded in
  std::uint64_t octets_out = 0; // to the user
  std::int64_t session_time_s = 0;
  std::optional<std::string> framed_address;
  std::optional<std::string> calling_station_id;
  std::optional<std::string> nas_port_id;
  std::optional<std::string> terminate_cause;
  std::int64_t profile_version = 0; // of the profile the session was last given at login; 0 unknown
};

// A session as stored, as far as accounting changes it.
struct SessionState {
  SessionId id;
  Instant started_at, updated_at;
  std::optional<Instant> stopped_at;
  std::int64_t session_time_s = 0, octets_in = 0, octets_out = 0;
  std::optional<std::string> framed_address, calling_station_id, nas_port_id, terminate_cause;
};

struct Merged {
  SessionState session;
  std::int64_t new_octets_in = 0, new_octets_out = 0; // ≥ 0: what usage has not counted yet
  bool changed = false;
};
// `before` is the newest session of that key, or nothing. A Start or Interim after the Stop of the same session changes nothing but
// what only it knows; a Start that is clearly another session (begun after the stop) opens a new one.
Merged merge_accounting(const std::optional<SessionState> &before, const AccountingRecord &record, SessionId id_if_new);

struct Recorded {
  std::vector<SessionId> started, updated, stopped;
};
Recorded record_accounting(db::Tx &tx, db::Database &ids, const TimeZone &zone, std::span<const AccountingRecord> records);
// Accounting-On / Accounting-Off: ends every open session of that access server that began before `at`; octets stay.
int end_sessions_of(db::Tx &tx, AccessServerId access_server, Instant at, std::string_view terminate_cause);

} // namespace demarc::network
