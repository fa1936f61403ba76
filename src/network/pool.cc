#include "network/pool.h"

#include "base/ensure.h"
#include "network/lease_store.h"

#include <fmt/format.h>

namespace demarc::network {

namespace {

// A /8: more would be a slip of the pen.
constexpr std::int64_t largest_pool = std::int64_t{1} << 24;

Outcome<AddressBlock> check_ipv4(const Pool &pool) {
  if (pool.prefix || pool.prefix_length)
    return refuse("not_of_ipv4", "An IPv4 pool has a first and a last address.", "prefix");
  if (!parse_ipv4(pool.first_address))
    return refuse("not_an_address", "Give an IPv4 address such as 100.64.0.1.", "first_address");
  if (!parse_ipv4(pool.last_address))
    return refuse("not_an_address", "Give an IPv4 address such as 100.64.3.254.", "last_address");
  const auto block = pool.block();
  if (!block)
    return refuse("range_reversed", "The last address comes before the first.", "last_address");
  if (block->size() > largest_pool)
    return refuse("pool_too_large", "A pool holds at most 16777216 addresses (a /8).", "last_address");
  return *block;
}

Outcome<AddressBlock> check_ipv6(Pool &pool) {
  if (pool.purpose == PoolPurpose::garden)
    return refuse("garden_is_ipv4", "The walled garden has no IPv6: it would lead around it.", "purpose");
  const auto whole = parse_ipv6_prefix(pool.prefix.value_or(""));
  if (!whole)
    return refuse("not_a_prefix",
                  "Give an IPv6 prefix such as 2001:db8:100::/40, with nothing but zeros behind its length.", "prefix");
  const int length = pool.prefix_length.value_or(pool.family == PoolFamily::ipv6_prefix ? 64 : 56);
  if (length < whole->length || length < 32 || length > 128)
    return refuse("length_out_of_range",
                  fmt::format("What is given out of a /{} is between a /{} and a /128 long.", whole->length,
                              std::max(whole->length, 32)),
                  "prefix_length");
  if (pool.family == PoolFamily::ipv6_delegated && length > 64)
    return refuse("length_out_of_range",
                  "A delegated prefix is a /64 or more: a network behind a router needs 64 bits (RFC 4862).",
                  "prefix_length");
  pool.prefix = ipv6_prefix_text(*whole);
  pool.prefix_length = length;
  const auto block = pool.block();
  if (!block || block->size() > largest_pool)
    return refuse("pool_too_large",
                  "A pool holds at most 16777216 prefixes: give a longer prefix, or give out shorter ones.", "prefix");
  pool.first_address = block->text(0);
  pool.last_address = block->text(block->size() - 1);
  return *block;
}

Outcome<AddressBlock> check(db::Tx &tx, Pool &pool) {
  if (pool.name.empty())
    return refuse("name_missing", "Give the pool a name.", "name");
  if (pool_name_is_taken(tx, pool.name, pool.id))
    return refuse(Refusal::Kind::conflict, "name_taken", fmt::format("There is a pool \"{}\" already.", pool.name),
                  "name");
  const bool is_ipv4 = pool.family == PoolFamily::ipv4;
  TRY(block, is_ipv4 ? check_ipv4(pool) : check_ipv6(pool));
  const std::string field = is_ipv4 ? "first_address" : "prefix";
  for (const Pool &other : load_pools(tx)) {
    const auto theirs = other.block();
    if (other.id != pool.id && theirs && theirs->overlaps(block))
      return refuse(Refusal::Kind::conflict, "pools_overlap",
                    fmt::format("{} overlap with pool \"{}\" ({} to {}).",
                                is_ipv4 ? "These addresses" : "These prefixes", other.name, other.first_address,
                                other.last_address),
                    field);
  }
  if (is_ipv4)
    return block;
  for (const StaticPrefix &owned : static_prefixes(tx)) {
    const auto prefix = parse_ipv6_prefix(owned.prefix);
    if (prefix && block.overlaps(*prefix) && !block.contains(owned.prefix))
      return refuse(Refusal::Kind::conflict, "prefix_owned",
                    fmt::format("{} is service {}'s own, and overlaps with several of this pool or lies within one.",
                                owned.prefix, owned.service_id.value()),
                    field);
  }
  return block;
}

} // namespace

Outcome<Pool> create_pool(db::Tx &tx, db::Database &ids, const NewPool &in) {
  lock_pools(tx);
  Pool pool{.id = {},
            .name = in.name,
            .purpose = in.purpose,
            .first_address = in.first_address.value_or(""),
            .last_address = in.last_address.value_or(""),
            .family = in.family.value_or(PoolFamily::ipv4),
            .prefix = in.prefix,
            .prefix_length = in.prefix_length};
  TRY(block, check(tx, pool));
  pool.id = ids.next<PoolId>("pool");
  pool.size = block.size();
  insert_pool(tx, pool);
  return pool;
}

Outcome<Pool> edit_pool(db::Tx &tx, PoolId id, const PoolEdit &edit) {
  lock_pools(tx);
  TRY(pool, find_pool(tx, id));
  edit.name.apply_to(pool.name);
  edit.first_address.apply_to(pool.first_address);
  edit.last_address.apply_to(pool.last_address);
  if (edit.prefix.is_set())
    pool.prefix = edit.prefix.value();
  if (edit.prefix_length.is_set())
    pool.prefix_length = edit.prefix_length.value();
  TRY(block, check(tx, pool));
  for (const std::string &address : leases_of_pool(tx, id)) {
    if (!block.contains(address))
      return refuse(Refusal::Kind::conflict, "address_in_use",
                    fmt::format("{} is leased to a service and would be outside of the pool.", address),
                    pool.family == PoolFamily::ipv4 ? "first_address" : "prefix");
  }
  pool.size = block.size();
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

Outcome<Done> claim_static_prefix(db::Tx &tx, std::string_view text, ServiceId service, const std::string &field) {
  lock_pools(tx); // no pool, and no other prefix, comes meanwhile
  const auto prefix = parse_ipv6_prefix(text);
  ENSURE(prefix.has_value(), "it was checked with the service");
  std::size_t own = 0; // as which it is found itself
  for (const StaticPrefix &other : static_prefixes(tx)) {
    if (other.service_id == service && other.prefix == text && ++own == 1)
      continue;
    const auto theirs = parse_ipv6_prefix(other.prefix);
    if (theirs && theirs->overlaps(*prefix))
      return refuse(Refusal::Kind::conflict, "prefix_taken",
                    other.service_id == service
                        ? fmt::format("{} overlaps with the service's other prefix {}.", text, other.prefix)
                        : fmt::format("{} overlaps with {}, which belongs to another service.", text, other.prefix),
                    field);
  }
  for (const Pool &pool : load_pools(tx)) {
    const auto block = pool.block();
    if (block && block->overlaps(*prefix) && !block->contains(text))
      return refuse(Refusal::Kind::conflict, "prefix_in_pool",
                    fmt::format("{} overlaps with pool \"{}\" ({}), which gives out /{}: take one of these, or one "
                                "outside of the pool.",
                                text, pool.name, pool.prefix.value_or(""), block->length()),
                    field);
  }
  if (address_is_leased(tx, text, service))
    return refuse(
        Refusal::Kind::conflict, "address_leased",
        fmt::format("Another service holds {} as a lease of its pool; choose one outside of the pools.", text), field);
  drop_lease(tx, text, service);
  return Done{};
}

std::optional<AddressBlock> Pool::block() const {
  if (family == PoolFamily::ipv4)
    return AddressBlock::ipv4(first_address, last_address);
  const auto whole = parse_ipv6_prefix(prefix.value_or(""));
  return whole ? AddressBlock::ipv6(*whole, prefix_length.value_or(0)) : std::nullopt;
}

std::vector<Pool> list_pools(db::Tx &tx) { return load_pools(tx); }

Outcome<Pool> find_pool(db::Tx &tx, PoolId id) {
  auto pool = load_pool(tx, id);
  if (!pool)
    return refuse(Refusal::Kind::not_found, "pool_unknown", fmt::format("There is no pool {}.", id.value()));
  return std::move(*pool);
}

} // namespace demarc::network
