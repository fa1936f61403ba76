#include "network/network_check_store.h"

namespace demarc::network {

std::vector<subscribers::Service> all_services(db::Tx &tx) {
  return tx.all<subscribers::Service>("select id, customer_id, username, password_sealed, static_address,"
                                      " session_timeout_s, starts_on, ends_on, trial_until, static_prefix,"
                                      " static_delegated_prefix from service order by id");
}

std::vector<CustomerStanding> all_customer_statuses(db::Tx &tx) {
  return tx.all<CustomerStanding>("select id, status from customer order by id");
}

std::vector<StatusOfService> all_service_statuses(db::Tx &tx) {
  return tx.all<StatusOfService>("select service_id, customer_id, status from access_profile order by service_id");
}

std::vector<std::string> leased_and_static(db::Tx &tx) {
  return tx.all<std::string>(
      "select l.address from address_lease l join service s on s.static_address = l.address"
      " union select l.address from address_lease l join service s on s.static_prefix = l.address"
      " union select l.address from address_lease l"
      " join service s on s.static_delegated_prefix = l.address order by 1");
}

std::vector<Octets> octets_of_sessions(db::Tx &tx) {
  return tx.all<Octets>("select service_id, cast(sum(octets_in) as bigint) as octets_in,"
                        " cast(sum(octets_out) as bigint) as octets_out from session where service_id is not null"
                        " group by service_id order by service_id");
}

std::vector<Octets> octets_of_days(db::Tx &tx) {
  return tx.all<Octets>("select service_id, cast(sum(octets_in) as bigint) as octets_in,"
                        " cast(sum(octets_out) as bigint) as octets_out from usage_day"
                        " group by service_id order by service_id");
}

} // namespace demarc::network
