// Rows of sessions, as accounting and the network's answers change them. What people read of them is in
// session_list_store.h.
#pragma once

#include "network/access_decision.h"
#include "network/accounting.h"
#include "network/session_apply.h"

namespace demarc::network {

struct SessionKey {
  AccessServerId access_server_id;
  std::string acct_session_id;
  std::string username;

  auto operator<=>(const SessionKey &) const = default;
};

struct KeyedSession {
  std::size_t key = 0; // index into the keys asked for
  SessionState session;
};
// Of each key the open session, else the newest; keys without a session are absent. Locks the rows until the
// transaction ends. `keys` must be sorted (every node locks in the same order) and without repeats.
std::vector<KeyedSession> lock_sessions(db::Tx &tx, std::span<const SessionKey> keys);
// For keys that have no open session: two nodes that are about to begin one wait for each other here.
void lock_keys(db::Tx &tx, std::span<const SessionKey> keys);
// The session of that key that began last, at `at` or before.
std::optional<SessionState> session_before(db::Tx &tx, const SessionKey &key, Instant at);

// What a session begins with, beside its state.
struct NewSession {
  SessionKey key;
  SessionState state;
  std::int64_t applied_version = 0;
  std::string applied;
  NetworkState network_state = NetworkState::in_step;
  std::optional<Instant> network_since;
};
void insert_sessions(db::Tx &tx, std::span<const NewSession> sessions);
void update_sessions(db::Tx &tx, std::span<const SessionState> sessions);
// The same for a smaller Change. An Interim touches no index this way, and a Stop only those of open sessions: SQLite
// rewrites every index on a column that is set, changed or not.
void update_counts(db::Tx &tx, std::span<const SessionState> sessions);
void update_ends(db::Tx &tx, std::span<const SessionState> sessions);

// End open sessions; answer which.
std::vector<SessionId> end_open_sessions(db::Tx &tx, AccessServerId access_server, Instant began_before,
                                         std::string_view terminate_cause);
std::vector<SessionId> end_silent_sessions(db::Tx &tx, Instant now, Instant listening_since, int limit);

// Open sessions of a service, with the profile version each was last given.
struct OpenSession {
  SessionId id;
  std::int64_t applied_version = 0;
  NetworkState network_state = NetworkState::in_step;
};
BOOST_DESCRIBE_STRUCT(OpenSession, (), (id, applied_version, network_state))
std::vector<OpenSession> open_sessions_of(db::Tx &tx, ServiceId service);
void mark_pending(db::Tx &tx, SessionId session, Instant now);
void ask_disconnect(db::Tx &tx, SessionId session, Instant now);

} // namespace demarc::network
