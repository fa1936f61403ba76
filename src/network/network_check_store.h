// What verify_network compares.
#pragma once

#include "network/access_profile_store.h"
#include "network/ids.h"
#include "subscribers/service.h"

namespace demarc::network {

std::vector<subscribers::Service> all_services(db::Tx &tx);

struct CustomerStanding {
  CustomerId id;
  subscribers::CustomerStatus status = subscribers::CustomerStatus::lead;
};
BOOST_DESCRIBE_STRUCT(CustomerStanding, (), (id, status))
std::vector<CustomerStanding> all_customer_statuses(db::Tx &tx);

// Stored statuses that are not what the stored decision says.
struct StatusOfService {
  ServiceId service_id;
  CustomerId customer_id;
  ServiceStatus status = ServiceStatus::pending;
};
BOOST_DESCRIBE_STRUCT(StatusOfService, (), (service_id, customer_id, status))
std::vector<StatusOfService> all_service_statuses(db::Tx &tx);

// Leased addresses that are some service's static address.
std::vector<std::string> leased_and_static(db::Tx &tx);

struct Octets {
  ServiceId service_id;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(Octets, (), (service_id, octets_in, octets_out))
std::vector<Octets> octets_of_sessions(db::Tx &tx);
std::vector<Octets> octets_of_days(db::Tx &tx);

} // namespace demarc::network
