// What radius/ (and later the device drivers) need to bring a running session in step with the access decision, and
// where their answer is kept. The outbox item "network.apply_access" carries {"session_id": N} and nothing else:
// whoever runs it reads the present wish here, so ten changes in a row end in the newest one and a repeated item does
// no harm.
//
// A store: free functions in the caller's transaction. Never call a network between the two; they are two transactions.
#pragma once

#include "base/clock.h"
#include "network/access_decision.h"
#include "network/ids.h"
#include "platform/db/db.h"

namespace demarc::network {

// Where a session stands with what the network was told. Stored; do not rename.
enum class NetworkState {
  in_step,     // the access server agreed, or was never told otherwise
  pending,     // to be told; or it takes no orders and the change waits for the next login (the answer says which)
  refused,     // it answered no; tried again with back-off
  unreachable, // it did not answer; tried again with back-off
  gone         // it does not know this session
};
BOOST_DESCRIBE_ENUM(NetworkState, in_step, pending, refused, unreachable, gone)

struct SessionApply {
  SessionId session_id;
  AccessServerId access_server_id;
  // What names the session in a CoA-Request, as accounting reported it.
  std::string acct_session_id;
  std::string username;
  std::optional<std::string> framed_address;
  std::optional<std::string> nas_port_id;
  std::optional<std::string> calling_station_id;
  // True when framed_address lies in the access server's garden pool: a session that must change sides needs a new
  // address, which only a new login brings.
  bool in_garden_pool = false;
  bool stopped = false;
  bool disconnect_asked = false; // an operator wants it ended, whatever the profile says

  std::optional<ServiceId> service_id; // none: a user Demarc does not know; nothing to apply
  std::int64_t applied_version = 0;    // what the session was last given; 0 unknown
  std::int64_t version = 0;            // of `profile`
  AccessProfile profile;               // what it should have now
  std::optional<std::string> framed_prefix = {}, delegated_prefix = {}; // of IPv6
};

// nullopt: there is no such session.
std::optional<SessionApply> load_session_apply(db::Tx &tx, SessionId session);

// Keeps the answer with the session: network_state, network_answer and network_since (the instant the state last
// changed). `version` is the profile version that was sent. in_step sets applied_version to it. gone also ends the
// session as the access server no longer has it: stopped_at = now, terminate cause "Lost-Session", octets stay. A
// session that has stopped meanwhile keeps its end. Notices go out as for accounting, so that consoles follow.
void record_network_answer(db::Tx &tx, SessionId session, NetworkState state, std::string_view answer,
                           std::int64_t version, Instant now);

} // namespace demarc::network
