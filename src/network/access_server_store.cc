#include "network/access_server_store.h"

namespace demarc::network {

namespace {
// Parameter 1: the access server, or 0 for all.
constexpr std::string_view select_servers =
    "select a.id as id, a.name as name, a.address as address, a.profile as profile,"
    " a.require_message_authenticator as require_message_authenticator, a.coa_port as coa_port,"
    " a.interim_interval_s as interim_interval_s, a.pool_id as pool_id, a.garden_pool_id as garden_pool_id,"
    " a.enabled as enabled, coalesce(o.sessions, 0) as sessions_online, a.allow_mschap as allow_mschap,"
    " a.prefix_pool_id as prefix_pool_id, a.delegated_pool_id as delegated_pool_id from access_server a left join"
    " (select access_server_id, count(*) as sessions from session where stopped_at is null group by access_server_id) o"
    " on o.access_server_id = a.id where $1 = 0 or a.id = $1 order by a.enabled desc, a.name";
} // namespace

void insert_access_server(db::Tx &tx, const AccessServer &s, std::string_view secret_sealed, Instant now) {
  tx.exec("insert into access_server (id, name, address, secret_sealed, profile, require_message_authenticator,"
          " coa_port, interim_interval_s, pool_id, garden_pool_id, enabled, created_at, allow_mschap,"
          " prefix_pool_id, delegated_pool_id)"
          " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
          s.id, s.name, s.address, secret_sealed, s.profile, s.require_message_authenticator, s.coa_port,
          s.interim_interval_s, s.pool_id, s.garden_pool_id, s.enabled, now, s.allow_mschap, s.prefix_pool_id,
          s.delegated_pool_id);
}

void update_access_server(db::Tx &tx, const AccessServer &s) {
  tx.exec(
      "update access_server set name = $1, address = $2, profile = $3, require_message_authenticator = $4,"
      " coa_port = $5, interim_interval_s = $6, pool_id = $7, garden_pool_id = $8, enabled = $9, allow_mschap = $10,"
      " prefix_pool_id = $12, delegated_pool_id = $13 where id = $11",
      s.name, s.address, s.profile, s.require_message_authenticator, s.coa_port, s.interim_interval_s, s.pool_id,
      s.garden_pool_id, s.enabled, s.allow_mschap, s.id, s.prefix_pool_id, s.delegated_pool_id);
}

void update_access_server_secret(db::Tx &tx, AccessServerId id, std::string_view secret_sealed) {
  tx.exec("update access_server set secret_sealed = $1 where id = $2", secret_sealed, id);
}

void delete_access_server_row(db::Tx &tx, AccessServerId id) { tx.exec("delete from access_server where id = $1", id); }

std::optional<AccessServer> load_access_server(db::Tx &tx, AccessServerId id) {
  if (!id.is_set())
    return std::nullopt;
  return tx.maybe<AccessServer>(select_servers, id);
}

std::vector<AccessServer> load_access_servers(db::Tx &tx) { return tx.all<AccessServer>(select_servers, 0); }

bool access_server_name_is_taken(db::Tx &tx, std::string_view name, AccessServerId except) {
  return tx.maybe<AccessServerId>("select id from access_server where name = $1 and id <> $2", name, except)
      .has_value();
}

bool access_server_address_is_taken(db::Tx &tx, std::string_view address, AccessServerId except) {
  return tx.maybe<AccessServerId>("select id from access_server where address = $1 and id <> $2", address, except)
      .has_value();
}

bool access_server_has_sessions(db::Tx &tx, AccessServerId id) {
  return tx.maybe<SessionId>("select id from session where access_server_id = $1 limit 1", id).has_value();
}

} // namespace demarc::network
