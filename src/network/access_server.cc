#include "network/access_server.h"

#include "base/address.h"
#include "base/random.h"
#include "network/access_server_store.h"
#include "network/lease_store.h"
#include "network/own_profile.h"
#include "network/vendor_profile.h"

#include <fmt/format.h>

namespace demarc::network {

namespace {

constexpr std::string_view channel = "access_server";

std::string known_profiles(db::Tx &tx) {
  std::string names;
  for (const VendorProfile &profile : vendor_profiles())
    (names += names.empty() ? "" : ", ") += profile.name;
  for (const SavedProfile &own : list_own_profiles(tx))
    (names += ", ") += own.name;
  return names;
}

// A router packs it into an MD5: long enough not to be guessed, and typed by hand into any of them.
Outcome<Done> check_secret(std::string_view secret) {
  if (secret.size() < 6 || secret.size() > 128)
    return refuse("secret_length", "A shared secret has 6 to 128 characters; 16 or more are better.", "secret");
  for (const char c : secret)
    if (c <= ' ' || c > '~')
      return refuse("secret_characters", "A shared secret has printable ASCII characters without spaces.", "secret");
  return Done{};
}

Outcome<Done> check_pool(db::Tx &tx, const std::optional<PoolId> &id, PoolPurpose purpose, PoolFamily family,
                         std::string field) {
  if (!id)
    return Done{};
  const auto pool = load_pool(tx, *id);
  if (!pool)
    return refuse("pool_unknown", fmt::format("There is no pool {}; create it first.", id->value()), std::move(field));
  if (pool->purpose != purpose)
    return refuse("pool_purpose",
                  fmt::format("Pool \"{}\" is for {}.", pool->name,
                              pool->purpose == PoolPurpose::garden ? "the walled garden" : "customers in service"),
                  std::move(field));
  if (pool->family != family)
    return refuse("pool_family",
                  fmt::format("Pool \"{}\" has {}.", pool->name,
                              pool->family == PoolFamily::ipv4          ? "IPv4 addresses"
                              : pool->family == PoolFamily::ipv6_prefix ? "IPv6 prefixes of links"
                                                                        : "delegated IPv6 prefixes"),
                  std::move(field));
  return Done{};
}

Outcome<Done> check(db::Tx &tx, const AccessServer &server) {
  if (server.name.empty())
    return refuse("name_missing", "Give the access server a name.", "name");
  if (access_server_name_is_taken(tx, server.name, server.id))
    return refuse(Refusal::Kind::conflict, "name_taken",
                  fmt::format("There is an access server \"{}\" already.", server.name), "name");
  if (!parse_ipv4(server.address))
    return refuse("not_an_address", "Give the IPv4 address its packets come from, such as 192.0.2.1.", "address");
  if (access_server_address_is_taken(tx, server.address, server.id))
    return refuse(Refusal::Kind::conflict, "address_taken",
                  fmt::format("There is an access server at {} already.", server.address), "address");
  if (!vendor_profile_exists(tx, server.profile))
    return refuse("profile_unknown",
                  fmt::format("There is no profile \"{}\". Known: {}.", server.profile, known_profiles(tx)), "profile");
  if (server.coa_port < 1 || server.coa_port > 65535)
    return refuse("port_out_of_range", "A port is 1 to 65535; 3799 by RFC 5176.", "coa_port");
  // RFC 2869 section 2.1: not below 60 s. Test networks go lower, so 10 s is where it stops.
  if (server.interim_interval_s < 10 || server.interim_interval_s > 86400)
    return refuse("interval_out_of_range", "Interim accounting comes every 10 to 86400 seconds; 300 is usual.",
                  "interim_interval_s");
  TRY(pool, check_pool(tx, server.pool_id, PoolPurpose::service, PoolFamily::ipv4, "pool_id"));
  TRY(garden, check_pool(tx, server.garden_pool_id, PoolPurpose::garden, PoolFamily::ipv4, "garden_pool_id"));
  TRY(prefixes, check_pool(tx, server.prefix_pool_id, PoolPurpose::service, PoolFamily::ipv6_prefix, "prefix_pool_id"));
  TRY(delegated,
      check_pool(tx, server.delegated_pool_id, PoolPurpose::service, PoolFamily::ipv6_delegated, "delegated_pool_id"));
  (void)pool, (void)garden, (void)prefixes, (void)delegated;
  return Done{};
}

} // namespace

Outcome<Enrolled> create_access_server(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer,
                                       const NewAccessServer &in, Instant now) {
  AccessServer server{.id = {},
                      .name = in.name,
                      .address = in.address,
                      .profile = in.profile,
                      .require_message_authenticator = in.require_message_authenticator.value_or(true),
                      .coa_port = in.coa_port.value_or(3799),
                      .interim_interval_s = in.interim_interval_s.value_or(300),
                      .pool_id = in.pool_id,
                      .garden_pool_id = in.garden_pool_id,
                      .allow_mschap = in.allow_mschap.value_or(false),
                      .prefix_pool_id = in.prefix_pool_id,
                      .delegated_pool_id = in.delegated_pool_id};
  TRY(checked, check(tx, server));
  Secret secret(in.secret ? *in.secret : random_password(24));
  TRY(secret_checked, check_secret(secret.reveal()));
  (void)checked, (void)secret_checked;
  server.id = ids.next<AccessServerId>("access_server");
  insert_access_server(tx, server, sealer.seal(secret, access_server_secret_purpose), now);
  tx.notify(std::string(channel), std::to_string(server.id.value()));
  return Enrolled{std::move(server), std::move(secret)};
}

Outcome<AccessServer> edit_access_server(db::Tx &tx, const crypto::Sealer &sealer, AccessServerId id,
                                         const AccessServerEdit &edit) {
  TRY(server, find_access_server(tx, id));
  edit.name.apply_to(server.name);
  edit.address.apply_to(server.address);
  edit.profile.apply_to(server.profile);
  edit.require_message_authenticator.apply_to(server.require_message_authenticator);
  edit.coa_port.apply_to(server.coa_port);
  edit.interim_interval_s.apply_to(server.interim_interval_s);
  edit.pool_id.apply_to(server.pool_id);
  edit.garden_pool_id.apply_to(server.garden_pool_id);
  edit.enabled.apply_to(server.enabled);
  edit.allow_mschap.apply_to(server.allow_mschap);
  edit.prefix_pool_id.apply_to(server.prefix_pool_id);
  edit.delegated_pool_id.apply_to(server.delegated_pool_id);
  TRY(checked, check(tx, server));
  (void)checked;
  update_access_server(tx, server);
  if (edit.secret.is_set()) {
    TRY(secret_checked, check_secret(edit.secret.value()));
    (void)secret_checked;
    update_access_server_secret(tx, id, sealer.seal(Secret(edit.secret.value()), access_server_secret_purpose));
  }
  tx.notify(std::string(channel), std::to_string(id.value()));
  return server;
}

Outcome<Done> remove_access_server(db::Tx &tx, AccessServerId id) {
  TRY(server, find_access_server(tx, id));
  if (access_server_has_sessions(tx, id)) {
    server.enabled = false;
    update_access_server(tx, server);
  } else {
    delete_access_server_row(tx, id);
  }
  tx.notify(std::string(channel), std::to_string(id.value()));
  return Done{};
}

std::vector<AccessServer> list_access_servers(db::Tx &tx) { return load_access_servers(tx); }

Outcome<AccessServer> find_access_server(db::Tx &tx, AccessServerId id) {
  auto server = load_access_server(tx, id);
  if (!server)
    return refuse(Refusal::Kind::not_found, "access_server_unknown",
                  fmt::format("There is no access server {}.", id.value()));
  return std::move(*server);
}

} // namespace demarc::network
