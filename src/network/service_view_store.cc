#include "network/service_view_store.h"

namespace demarc::network {

namespace {
constexpr std::string_view select_views =
    "select s.id as id, s.customer_id as customer_id, c.name as customer_name, v.plan_id as plan_id, v.name as "
    "plan_name,"
    " s.username as username, s.static_address as static_address, s.session_timeout_s as session_timeout_s,"
    " s.starts_on as starts_on, s.ends_on as ends_on, v.price_minor as price_minor, p.quantity as quantity, v.currency "
    "as currency,"
    " v.down_kbit as down_kbit, v.up_kbit as up_kbit, s.static_prefix as static_prefix,"
    " s.static_delegated_prefix as static_delegated_prefix"
    " from service s join customer c on c.id = s.customer_id"
    " join service_plan p on p.service_id = s.id and p.from_date = coalesce("
    "   (select max(q.from_date) from service_plan q where q.service_id = s.id and q.from_date <= $1),"
    "   (select min(q.from_date) from service_plan q where q.service_id = s.id))"
    " join plan_version v on v.id = p.plan_version_id";
} // namespace

std::vector<ServiceRow> service_rows_of(db::Tx &tx, CustomerId customer, Date today) {
  static const std::string statement = std::string(select_views) + " where s.customer_id = $2 order by s.id";
  return tx.all<ServiceRow>(statement, today, customer);
}

std::optional<ServiceRow> service_row(db::Tx &tx, ServiceId id, Date today) {
  static const std::string statement = std::string(select_views) + " where s.id = $2";
  return tx.maybe<ServiceRow>(statement, today, id);
}

std::optional<LiveSession> live_session_of(db::Tx &tx, ServiceId id) {
  return tx.maybe<LiveSession>(
      "select x.id as id, x.access_server_id as access_server_id, n.name as access_server_name,"
      " x.acct_session_id as acct_session_id, x.framed_address as framed_address,"
      " x.calling_station_id as calling_station_id, x.started_at as started_at, x.updated_at as updated_at,"
      " x.octets_in as octets_in, x.octets_out as octets_out, x.network_state as network_state,"
      " x.network_answer as network_answer, x.framed_prefix as framed_prefix,"
      " x.delegated_prefix as delegated_prefix from session x join access_server n on n.id = x.access_server_id"
      " where x.service_id = $1 and x.stopped_at is null order by x.started_at desc limit 1",
      id);
}

} // namespace demarc::network
