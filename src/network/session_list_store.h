// Sessions as people look for them: who is online, and who was. Every question is answered through an index, so that a
// page costs the same on a hundred sessions and on ten million.
#pragma once

#include "network/access_decision.h"
#include "network/ids.h"
#include "network/session_apply.h"

namespace demarc::network {

// How the network's state compares with the decision.
enum class Step { in_step, sending, failed };
BOOST_DESCRIBE_ENUM(Step, in_step, sending, failed)

struct SessionNetwork {
  std::string desired; // "100/20 Mbit/s"
  std::string actual;  // what the session was last given
  Step state = Step::in_step;
  std::optional<std::string> last_answer;
  std::optional<Instant> since;
};
BOOST_DESCRIBE_STRUCT(SessionNetwork, (), (desired, actual, state, last_answer, since))

struct Session {
  SessionId id;
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> customer_name;
  std::string username;
  AccessServerId access_server_id;
  std::string access_server_name;
  std::string acct_session_id;
  std::optional<std::string> framed_address;
  std::optional<std::string> calling_station_id;
  std::optional<std::string> nas_port_id;
  Instant started_at;
  Instant updated_at;
  std::optional<Instant> stopped_at;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
  std::int64_t duration_s = 0; // until now while it is open
  std::optional<std::string> terminate_cause;
  SessionNetwork network;
  std::optional<std::string> framed_prefix;    // IPv6, of the link; an address is a /128
  std::optional<std::string> delegated_prefix; // and of the network behind it
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (id, service_id, customer_id, customer_name, username, access_server_id, access_server_name,
                       acct_session_id, framed_address, calling_station_id, nas_port_id, started_at, updated_at,
                       stopped_at, octets_in, octets_out, duration_s, terminate_cause, network, framed_prefix,
                       delegated_prefix))

struct SessionFilter {
  bool online_only = false;
  // An address (of IPv6 also one within what a session was given) or a MAC in any notation: exactly that one. Anything
  // else: part of a user name; among open sessions part of an address or MAC as well.
  std::string words;
  std::optional<AccessServerId> access_server_id;
  std::optional<CustomerId> customer_id;
  std::optional<ServiceId> service_id;
  // The session after which the page begins.
  std::optional<std::pair<Instant, SessionId>> after;
  int limit = 50;
};
// The newest first.
std::vector<Session> list_sessions(db::Tx &tx, const SessionFilter &filter, Instant now);
std::int64_t count_online(db::Tx &tx, std::optional<AccessServerId> access_server);
std::optional<Session> load_session(db::Tx &tx, SessionId id, Instant now);
// The open session of a service, the newest if there are several.
std::optional<Session> session_of_service(db::Tx &tx, ServiceId service, Instant now);

// The ways access servers write the MAC address in `text`; empty when it is none.
std::vector<std::string> mac_notations(std::string_view text);

} // namespace demarc::network
