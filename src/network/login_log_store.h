// Rows of the log of logins.
#pragma once

#include "network/login_log.h"

namespace demarc::network {

struct LoginAttemptRow {
  LoginAttemptId id;
  Instant at, last_at;
  std::int64_t times = 1;
  AccessServerId access_server_id;
  std::optional<ServiceId> service_id;
  std::string username, outcome;
  bool refused = false;
  std::string method, message;
  std::optional<std::string> calling_station_id, nas_port_id;
};
BOOST_DESCRIBE_STRUCT(LoginAttemptRow, (),
                      (id, at, last_at, times, access_server_id, service_id, username, outcome, refused, method,
                       message, calling_station_id, nas_port_id))

void insert_logins(db::Tx &tx, const std::vector<LoginAttemptRow> &rows);
// Nothing when the row has been forgotten meanwhile.
void count_up(db::Tx &tx, LoginAttemptId id, std::int64_t times, Instant last);

} // namespace demarc::network
