// Address pools: what access servers give out of, one address or prefix per service, the same at every login. Pools
// never overlap each other; what a service owns outright (static addresses and prefixes) lies outside of them or is
// exactly one that they would give out, and then nobody else gets it.
//
// IPv6: the link between access server and subscriber has a prefix (Framed-IPv6-Prefix, RFC 3162; of 128 bits it is an
// address, Framed-IPv6-Address of RFC 6911), and the network behind the subscriber's router another
// (Delegated-IPv6-Prefix, RFC 4818). In the walled garden there is none of either, so that nothing leads around it.
#pragma once

#include "base/address.h"
#include "base/patch.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::network {

enum class PoolPurpose {
  service, // of customers in service
  garden   // of those who shall reach nothing but the pay page
};
BOOST_DESCRIBE_ENUM(PoolPurpose, service, garden)

enum class PoolFamily {
  ipv4,
  ipv6_prefix,   // of the link
  ipv6_delegated // of the network behind the subscriber's router
};
BOOST_DESCRIBE_ENUM(PoolFamily, ipv4, ipv6_prefix, ipv6_delegated)

struct Pool {
  PoolId id;
  std::string name;
  PoolPurpose purpose = PoolPurpose::service;
  std::string first_address;
  std::string last_address;
  std::int64_t size = 0;
  std::int64_t leased = 0;
  PoolFamily family = PoolFamily::ipv4;
  std::optional<std::string> prefix; // of IPv6: everything that the pool gives out of
  std::optional<int> prefix_length;  // and how long what it gives out is

  [[nodiscard]] std::optional<AddressBlock> block() const;
};
BOOST_DESCRIBE_STRUCT(Pool, (),
                      (id, name, purpose, first_address, last_address, size, leased, family, prefix, prefix_length))

struct NewPool {
  std::string name;
  PoolPurpose purpose = PoolPurpose::service;
  std::optional<std::string> first_address; // of IPv4
  std::optional<std::string> last_address;
  std::optional<PoolFamily> family = {};  // ipv4 when absent
  std::optional<std::string> prefix = {}; // of IPv6
  std::optional<int> prefix_length = {};  // 64 for links and 56 for delegated prefixes when absent
};
BOOST_DESCRIBE_STRUCT(NewPool, (), (name, purpose, first_address, last_address, family, prefix, prefix_length))

// A pool may grow, and shrink as far as nothing outside is leased.
struct PoolEdit {
  Patch<std::string> name;
  Patch<std::string> first_address;
  Patch<std::string> last_address;
  Patch<std::string> prefix;
  Patch<int> prefix_length;
};
BOOST_DESCRIBE_STRUCT(PoolEdit, (), (name, first_address, last_address, prefix, prefix_length))

Outcome<Pool> create_pool(db::Tx &tx, db::Database &ids, const NewPool &in);
Outcome<Pool> edit_pool(db::Tx &tx, PoolId id, const PoolEdit &edit);
// Refused while an access server or a lease uses it.
Outcome<Done> delete_pool(db::Tx &tx, PoolId id);
std::vector<Pool> list_pools(db::Tx &tx);
Outcome<Pool> find_pool(db::Tx &tx, PoolId id);

// Before `service` is given this static address: refused when another service holds a lease on it; a lease of its own
// on it is given up, since the address now belongs to the service itself.
Outcome<Done> claim_static_address(db::Tx &tx, std::string_view address, ServiceId service);
// The same for an IPv6 prefix, which moreover may not overlap another service's, nor a pool unless it is one that the
// pool would give out. `field` is named in the refusal.
Outcome<Done> claim_static_prefix(db::Tx &tx, std::string_view prefix, ServiceId service, const std::string &field);

} // namespace demarc::network
