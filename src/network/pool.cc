#include "network/pool.h"

#include "network/lease_store.h"

#include <fmt/format.h>

namespace demarc::network {

namespace {

// A /8: more would be a slip of the pen.
constexpr std::int64_t largest_pool = std::int64_t{1} << 24;

Outcome<AddressRange> check(db::Tx &tx, const Pool &pool) {
  if (pool.name.empty())
    return refuse("name_missing", "Give the pool a name.", "name");
  if (pool_name_is_taken(tx, pool.name, pool.id))
    return refuse(Refusal::Kind::conflict, "name_taken", fmt::format("There is a pool \"{}\" already.", pool.name),
                  "name");
  if (!parse_ipv4(pool.first_address))
    return refuse("not_an_address", "Give an IPv4 address such as 100.64.0.1.", "first_address");
  if (!parse_ipv4(pool.last_address))
    return refuse("not_an_address", "Give an IPv4 address such as 100.64.3.254.", "last_address");
  const auto range = parse_range(pool.first_address, pool.last_address);
  if (!range)
    return refuse("range_reversed", "The last address comes before the first.", "last_address");
  if (range->size() > largest_pool)
    return refuse("pool_too_large", "A pool holds at most 16777216 addresses (a /8).", "last_address");
  for (const Pool &other : load_pools(tx)) {
    const auto theirs = parse_range(other.first_address, other.last_address);
    if (other.id != pool.id && theirs && theirs->overlaps(*range))
      return refuse(Refusal::Kind::conflict, "pools_overlap",
                    fmt::format("These addresses overlap with pool \"{}\" ({} to {}).", other.name, other.first_address,
                                other.last_address),
                    "first_address");
  }
  return *range;
}

} // namespace

Outcome<Pool> create_pool(db::Tx &tx, db::Database &ids, const NewPool &in) {
  lock_pools(tx);
  Pool pool{.id = {},
            .name = in.name,
            .purpose = in.purpose,
            .first_address = in.first_address,
            .last_address = in.last_address};
  TRY(range, check(tx, pool));
  pool.id = ids.next<PoolId>("pool");
  pool.size = range.size();
  insert_pool(tx, pool.id, in);
  return pool;
}

Outcome<Pool> edit_pool(db::Tx &tx, PoolId id, const PoolEdit &edit) {
  lock_pools(tx);
  TRY(pool, find_pool(tx, id));
  edit.name.apply_to(pool.name);
  edit.first_address.apply_to(pool.first_address);
  edit.last_address.apply_to(pool.last_address);
  TRY(range, check(tx, pool));
  for (const std::string &address : leases_of_pool(tx, id)) {
    const auto number = parse_ipv4(address);
    if (!number || !range.contains(*number))
      return refuse(Refusal::Kind::conflict, "address_in_use",
                    fmt::format("{} is leased to a service and would be outside of the pool.", address),
                    "first_address");
  }
  pool.size = range.size();
  update_pool(tx, pool);
  tx.notify("pool", std::to_string(id.value()));
  return pool;
}

Outcome<Done> delete_pool(db::Tx &tx, PoolId id) {
  lock_pools(tx);
  TRY(pool, find_pool(tx, id));
  if (pool_is_used(tx, id))
    return refuse(Refusal::Kind::conflict, "pool_in_use",
                  "An access server gives addresses of this pool; set another one there first.");
  if (pool.leased > 0)
    return refuse(Refusal::Kind::conflict, "addresses_leased",
                  fmt::format("{} services hold an address of this pool.", pool.leased));
  delete_pool_row(tx, id);
  tx.notify("pool", std::to_string(id.value()));
  return Done{};
}

Outcome<Done> claim_static_address(db::Tx &tx, std::string_view address, ServiceId service) {
  if (address_is_leased(tx, address, service))
    return refuse(
        Refusal::Kind::conflict, "address_leased",
        fmt::format("Another service holds {} as a lease of its pool; choose one outside of the pools.", address),
        "static_address");
  drop_lease(tx, address, service);
  return Done{};
}

std::vector<Pool> list_pools(db::Tx &tx) { return load_pools(tx); }

Outcome<Pool> find_pool(db::Tx &tx, PoolId id) {
  auto pool = load_pool(tx, id);
  if (!pool)
    return refuse(Refusal::Kind::not_found, "pool_unknown", fmt::format("There is no pool {}.", id.value()));
  return std::move(*pool);
}

} // namespace demarc::network
