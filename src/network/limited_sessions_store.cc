#include "network/limited_sessions_store.h"

namespace demarc::network {

namespace {

// From the open sessions to their services, not the other way: an old service has thousands that have ended. SQLite
// keeps that order.
constexpr std::string_view select_open =
    "select s.service_id as service_id, s.access_server_id as access_server_id, s.acct_session_id as acct_session_id,"
    " s.calling_station_id as calling_station_id, s.nas_port_id as nas_port_id, s.updated_at as updated_at,"
    " a.interim_interval_s as interim_interval_s, 0 as stopped"
    " from session s cross join access_profile p cross join access_server a where s.stopped_at is null"
    " and p.service_id = s.service_id and p.max_sessions is not null and a.id = s.access_server_id order by s.id";
constexpr std::string_view select_some =
    "select s.service_id as service_id, s.access_server_id as access_server_id, s.acct_session_id as acct_session_id,"
    " s.calling_station_id as calling_station_id, s.nas_port_id as nas_port_id, s.updated_at as updated_at,"
    " a.interim_interval_s as interim_interval_s, case when s.stopped_at is null then 0 else 1 end as stopped"
    " from session s cross join access_profile p cross join access_server a where s.id = any($1::bigint[])"
    " and p.service_id = s.service_id and p.max_sessions is not null and a.id = s.access_server_id order by s.id";

} // namespace

bool limits_any_sessions(db::Tx &tx) {
  return tx.maybe<ServiceId>("select service_id from access_profile where max_sessions is not null limit 1")
      .has_value();
}

std::vector<LimitedSession> open_limited_sessions(db::Tx &tx) { return tx.all<LimitedSession>(select_open); }

std::vector<LimitedSession> limited_sessions(db::Tx &tx, const std::vector<SessionId> &sessions) {
  return tx.all<LimitedSession>(select_some, db::id_list(tx, sessions));
}

} // namespace demarc::network
