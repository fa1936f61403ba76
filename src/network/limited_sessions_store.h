// Sessions of services whose plan limits how many run at the same time, for who keeps count (radius/seats.h).
#pragma once

#include "base/clock.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::network {

struct LimitedSession {
  ServiceId service_id;
  AccessServerId access_server_id;
  std::string acct_session_id;
  std::optional<std::string> calling_station_id, nas_port_id;
  Instant updated_at;
  std::int64_t interim_interval_s = 0; // of the access server
  bool stopped = false;
};
BOOST_DESCRIBE_STRUCT(LimitedSession, (),
                      (service_id, access_server_id, acct_session_id, calling_station_id, nas_port_id, updated_at,
                       interim_interval_s, stopped))

bool limits_any_sessions(db::Tx &tx); // some plan in use does
std::vector<LimitedSession> open_limited_sessions(db::Tx &tx);
// Of these, open and ended.
std::vector<LimitedSession> limited_sessions(db::Tx &tx, const std::vector<SessionId> &sessions);

} // namespace demarc::network
