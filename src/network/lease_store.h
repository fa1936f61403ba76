// Rows of pools and of the addresses leased from them.
#pragma once

#include "base/clock.h"
#include "calendar/date.h"
#include "network/pool.h"

namespace demarc::network {

void insert_pool(db::Tx &tx, const Pool &pool);
void update_pool(db::Tx &tx, const Pool &pool);
void delete_pool_row(db::Tx &tx, PoolId id);
std::optional<Pool> load_pool(db::Tx &tx, PoolId id);
std::vector<Pool> load_pools(db::Tx &tx);
bool pool_name_is_taken(db::Tx &tx, std::string_view name, PoolId except);
bool pool_is_used(db::Tx &tx, PoolId id); // by an access server
// Until the transaction ends no other changes the pools: two that overlap must not be made at the same time.
void lock_pools(db::Tx &tx);

std::vector<std::string> leases_of_pool(db::Tx &tx, PoolId pool);
std::vector<std::string> static_addresses(db::Tx &tx); // and prefixes
struct StaticPrefix {
  ServiceId service_id;
  std::string prefix;
};
BOOST_DESCRIBE_STRUCT(StaticPrefix, (), (service_id, prefix))
std::vector<StaticPrefix> static_prefixes(db::Tx &tx); // of links and delegated ones
// The address of the service's lease in that pool.
std::optional<std::string> find_lease(db::Tx &tx, PoolId pool, ServiceId service);
// The service's first lease of a pool with that purpose and family.
std::optional<std::string> leased_address(db::Tx &tx, ServiceId service, PoolPurpose purpose,
                                          PoolFamily family = PoolFamily::ipv4);
// False, and nothing changed: the address is leased or static already, or the service has a lease of this pool.
bool insert_lease(db::Tx &tx, PoolId pool, std::string_view address, ServiceId service, Instant now);
// Gives back what services hold that ended before `today` and have no open session; says how many.
std::int64_t release_leases(db::Tx &tx, Date today);
// Whether another service than `except` holds a lease on it: no static address may be given then.
bool address_is_leased(db::Tx &tx, std::string_view address, std::optional<ServiceId> except);
void drop_lease(db::Tx &tx, std::string_view address, ServiceId service);

struct Lease {
  ServiceId service_id;
  PoolId pool_id;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(Lease, (), (service_id, pool_id, address))
std::vector<Lease> leases_of(db::Tx &tx, ServiceId service);
std::vector<Lease> all_leases(db::Tx &tx); // in order of the services

} // namespace demarc::network
