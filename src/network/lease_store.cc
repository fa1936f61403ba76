#include "network/lease_store.h"

namespace demarc::network {

namespace {

struct PoolRow {
  PoolId id;
  std::string name;
  PoolPurpose purpose = PoolPurpose::service;
  std::string first_address, last_address;
  std::int64_t leased = 0;
  PoolFamily family = PoolFamily::ipv4;
  std::optional<std::string> prefix;
  std::optional<int> prefix_length;
};
BOOST_DESCRIBE_STRUCT(PoolRow, (),
                      (id, name, purpose, first_address, last_address, leased, family, prefix, prefix_length))

// Parameter 1: the pool, or 0 for all.
constexpr std::string_view select_pools =
    "select p.id as id, p.name as name, p.purpose as purpose, p.first_address as first_address,"
    " p.last_address as last_address, (select count(*) from address_lease l where l.pool_id = p.id) as leased,"
    " p.family as family, p.prefix as prefix, p.prefix_length as prefix_length"
    " from address_pool p where $1 = 0 or p.id = $1 order by p.purpose desc, p.family, p.name";

Pool pool_of(PoolRow row) {
  Pool pool{row.id, std::move(row.name), row.purpose, std::move(row.first_address), std::move(row.last_address),
            0,      row.leased,          row.family,  std::move(row.prefix),        row.prefix_length};
  const auto block = pool.block();
  pool.size = block ? block->size() : 0;
  return pool;
}

} // namespace

void insert_pool(db::Tx &tx, const Pool &pool) {
  tx.exec("insert into address_pool (id, name, purpose, first_address, last_address, family, prefix, prefix_length)"
          " values ($1, $2, $3, $4, $5, $6, $7, $8)",
          pool.id, pool.name, pool.purpose, pool.first_address, pool.last_address, pool.family, pool.prefix,
          pool.prefix_length);
}

void update_pool(db::Tx &tx, const Pool &pool) {
  tx.exec("update address_pool set name = $1, first_address = $2, last_address = $3, prefix = $4, prefix_length = $5"
          " where id = $6",
          pool.name, pool.first_address, pool.last_address, pool.prefix, pool.prefix_length, pool.id);
}

void delete_pool_row(db::Tx &tx, PoolId id) { tx.exec("delete from address_pool where id = $1", id); }

std::optional<Pool> load_pool(db::Tx &tx, PoolId id) {
  if (!id.is_set())
    return std::nullopt;
  auto row = tx.maybe<PoolRow>(select_pools, id);
  if (!row)
    return std::nullopt;
  return pool_of(std::move(*row));
}

std::vector<Pool> load_pools(db::Tx &tx) {
  std::vector<Pool> pools;
  for (PoolRow &row : tx.all<PoolRow>(select_pools, 0))
    pools.push_back(pool_of(std::move(row)));
  return pools;
}

bool pool_name_is_taken(db::Tx &tx, std::string_view name, PoolId except) {
  return tx.maybe<PoolId>("select id from address_pool where name = $1 and id <> $2", name, except).has_value();
}

bool pool_is_used(db::Tx &tx, PoolId id) {
  return tx
      .maybe<AccessServerId>("select id from access_server where $1 in (pool_id, garden_pool_id, prefix_pool_id, "
                             "delegated_pool_id) limit 1",
                             id)
      .has_value();
}

void lock_pools(db::Tx &tx) {
  if (tx.engine() == db::Engine::postgres)
    tx.exec("lock table address_pool in share row exclusive mode");
}

std::vector<std::string> leases_of_pool(db::Tx &tx, PoolId pool) {
  return tx.all<std::string>("select address from address_lease where pool_id = $1", pool);
}

std::vector<std::string> static_addresses(db::Tx &tx) {
  return tx.all<std::string>("select static_address from service where static_address is not null"
                             " union all select static_prefix from service where static_prefix is not null"
                             " union all select static_delegated_prefix from service"
                             " where static_delegated_prefix is not null");
}

std::vector<StaticPrefix> static_prefixes(db::Tx &tx) {
  return tx.all<StaticPrefix>(
      "select id as service_id, static_prefix as prefix from service where static_prefix is not null union all"
      " select id, static_delegated_prefix from service where static_delegated_prefix is not null");
}

std::optional<std::string> find_lease(db::Tx &tx, PoolId pool, ServiceId service) {
  return tx.maybe<std::string>("select address from address_lease where pool_id = $1 and service_id = $2", pool,
                               service);
}

std::optional<std::string> leased_address(db::Tx &tx, ServiceId service, PoolPurpose purpose, PoolFamily family) {
  return tx.maybe<std::string>("select l.address from address_lease l join address_pool p on p.id = l.pool_id"
                               " where l.service_id = $1 and p.purpose = $2 and p.family = $3"
                               " order by l.pool_id limit 1",
                               service, purpose, family);
}

bool insert_lease(db::Tx &tx, PoolId pool, std::string_view address, ServiceId service, Instant now) {
  return tx.exec_counted("insert into address_lease (pool_id, address, service_id, leased_at) select $1, $2, $3, $4"
                         " where not exists (select 1 from service where static_address = $2)"
                         " and not exists (select 1 from service where static_prefix = $2)"
                         " and not exists (select 1 from service where static_delegated_prefix = $2)"
                         " and exists (select 1 from address_pool where id = $1) on conflict do nothing",
                         pool, address, service, now) == 1;
}

std::int64_t release_leases(db::Tx &tx, Date today) {
  return tx.exec_counted("delete from address_lease where service_id in (select id from service where ends_on < $1)"
                         " and not exists (select 1 from session s where s.service_id = address_lease.service_id"
                         "   and s.stopped_at is null)",
                         today);
}

bool address_is_leased(db::Tx &tx, std::string_view address, std::optional<ServiceId> except) {
  return tx
      .maybe<ServiceId>("select service_id from address_lease where address = $1 and service_id <> $2 limit 1", address,
                        except ? except->value() : 0)
      .has_value();
}

void drop_lease(db::Tx &tx, std::string_view address, ServiceId service) {
  tx.exec("delete from address_lease where address = $1 and service_id = $2", address, service);
}

std::vector<Lease> leases_of(db::Tx &tx, ServiceId service) {
  return tx.all<Lease>("select service_id, pool_id, address from address_lease where service_id = $1 order by pool_id",
                       service);
}

std::vector<Lease> all_leases(db::Tx &tx) {
  return tx.all<Lease>("select service_id, pool_id, address from address_lease order by service_id, pool_id");
}

} // namespace demarc::network
