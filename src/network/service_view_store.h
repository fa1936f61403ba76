// A service as people look at it: what was sold, what it is on, and whether it is online.
#pragma once

#include "network/access_decision.h"
#include "network/ids.h"
#include "network/session_apply.h"
#include "subscribers/service.h"

namespace demarc::network {

struct ServiceRow {
  ServiceId id;
  CustomerId customer_id;
  std::string customer_name;
  PlanId plan_id;
  std::string plan_name;
  std::string username;
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s;
  Date starts_on;
  std::optional<Date> ends_on;
  std::int64_t price_minor = 0; // of one
  std::int64_t quantity = 1;
  Currency currency = Currency::of("XXX");
  std::optional<int> down_kbit;
  std::optional<int> up_kbit;
  std::optional<std::string> static_prefix;
  std::optional<std::string> static_delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (),
                      (id, customer_id, customer_name, plan_id, plan_name, username, static_address, session_timeout_s,
                       starts_on, ends_on, price_minor, quantity, currency, down_kbit, up_kbit, static_prefix,
                       static_delegated_prefix))

// The session a service has now; the newest, should there be several.
struct LiveSession {
  SessionId id;
  AccessServerId access_server_id;
  std::string access_server_name;
  std::string acct_session_id;
  std::optional<std::string> framed_address;
  std::optional<std::string> calling_station_id;
  Instant started_at;
  Instant updated_at;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
  NetworkState network_state = NetworkState::in_step;
  std::optional<std::string> network_answer;
  std::optional<std::string> framed_prefix;
  std::optional<std::string> delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(LiveSession, (),
                      (id, access_server_id, access_server_name, acct_session_id, framed_address, calling_station_id,
                       started_at, updated_at, octets_in, octets_out, network_state, network_answer, framed_prefix,
                       delegated_prefix))

// Each with the plan in force on `today` (of a service that has not begun: its first).
std::vector<ServiceRow> service_rows_of(db::Tx &tx, CustomerId customer, Date today);
std::optional<ServiceRow> service_row(db::Tx &tx, ServiceId id, Date today);
std::optional<LiveSession> live_session_of(db::Tx &tx, ServiceId id);

} // namespace demarc::network
