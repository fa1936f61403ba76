// Address pools: ranges that access servers give out of, one address per service, the same at every login. Pools never
// overlap, neither each other nor (as far as leases go) static addresses.
#pragma once

#include "base/patch.h"
#include "network/address.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::network {

enum class PoolPurpose {
  service, // of customers in service
  garden   // of those who shall reach nothing but the pay page
};
BOOST_DESCRIBE_ENUM(PoolPurpose, service, garden)

struct Pool {
  PoolId id;
  std::string name;
  PoolPurpose purpose = PoolPurpose::service;
  std::string first_address;
  std::string last_address;
  std::int64_t size = 0;
  std::int64_t leased = 0;
};
BOOST_DESCRIBE_STRUCT(Pool, (), (id, name, purpose, first_address, last_address, size, leased))

struct NewPool {
  std::string name;
  PoolPurpose purpose = PoolPurpose::service;
  std::string first_address;
  std::string last_address;
};
BOOST_DESCRIBE_STRUCT(NewPool, (), (name, purpose, first_address, last_address))

// A pool may grow, and shrink as far as no address outside is leased.
struct PoolEdit {
  Patch<std::string> name;
  Patch<std::string> first_address;
  Patch<std::string> last_address;
};
BOOST_DESCRIBE_STRUCT(PoolEdit, (), (name, first_address, last_address))

Outcome<Pool> create_pool(db::Tx &tx, db::Database &ids, const NewPool &in);
Outcome<Pool> edit_pool(db::Tx &tx, PoolId id, const PoolEdit &edit);
// Refused while an access server or a lease uses it.
Outcome<Done> delete_pool(db::Tx &tx, PoolId id);
std::vector<Pool> list_pools(db::Tx &tx);
Outcome<Pool> find_pool(db::Tx &tx, PoolId id);

// Before `service` is given this static address: refused when another service holds a lease on it; a lease of its own
// on it is given up, since the address now belongs to the service itself.
Outcome<Done> claim_static_address(db::Tx &tx, std::string_view address, ServiceId service);

} // namespace demarc::network
