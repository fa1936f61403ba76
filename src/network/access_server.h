// Access servers (BRAS, PPPoE concentrators, hotspots): who may ask us by RADIUS, under which secret, of which make.
#pragma once

#include "base/clock.h"
#include "base/patch.h"
#include "base/secret.h"
#include "network/ids.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

namespace demarc::network {

inline constexpr std::string_view access_server_secret_purpose = "access_server.secret";

struct AccessServer {
  AccessServerId id;
  std::string name;
  std::string address; // what its packets come from
  std::string profile; // vendor profile
  bool require_message_authenticator = true;
  int coa_port = 3799;
  int interim_interval_s = 300;
  std::optional<PoolId> pool_id;
  std::optional<PoolId> garden_pool_id;
  bool enabled = true;
  std::int64_t sessions_online = 0;
  bool allow_mschap = false;               // a login overheard gives the password away
  std::optional<PoolId> prefix_pool_id;    // IPv6 prefixes of links
  std::optional<PoolId> delegated_pool_id; // and of the networks behind them
};
BOOST_DESCRIBE_STRUCT(AccessServer, (),
                      (id, name, address, profile, require_message_authenticator, coa_port, interim_interval_s, pool_id,
                       garden_pool_id, enabled, sessions_online, allow_mschap, prefix_pool_id, delegated_pool_id))

struct NewAccessServer {
  std::string name;
  std::string address;
  std::optional<std::string> secret; // made up when absent
  std::string profile;
  std::optional<bool> require_message_authenticator;
  std::optional<int> coa_port;
  std::optional<int> interim_interval_s;
  std::optional<PoolId> pool_id;
  std::optional<PoolId> garden_pool_id;
  std::optional<bool> allow_mschap;
  std::optional<PoolId> prefix_pool_id = {};
  std::optional<PoolId> delegated_pool_id = {};
};
BOOST_DESCRIBE_STRUCT(NewAccessServer, (),
                      (name, address, secret, profile, require_message_authenticator, coa_port, interim_interval_s,
                       pool_id, garden_pool_id, allow_mschap, prefix_pool_id, delegated_pool_id))

struct AccessServerEdit {
  Patch<std::string> name;
  Patch<std::string> address;
  Patch<std::string> secret;
  Patch<std::string> profile;
  Patch<bool> require_message_authenticator;
  Patch<int> coa_port;
  Patch<int> interim_interval_s;
  Patch<std::optional<PoolId>> pool_id;
  Patch<std::optional<PoolId>> garden_pool_id;
  Patch<bool> enabled;
  Patch<bool> allow_mschap;
  Patch<std::optional<PoolId>> prefix_pool_id;
  Patch<std::optional<PoolId>> delegated_pool_id;
};
BOOST_DESCRIBE_STRUCT(AccessServerEdit, (),
                      (name, address, secret, profile, require_message_authenticator, coa_port, interim_interval_s,
                       pool_id, garden_pool_id, enabled, allow_mschap, prefix_pool_id, delegated_pool_id))

struct Enrolled {
  AccessServer access_server;
  Secret secret; // to show once when it was made up
};
// All of them take effect for the next packet on every node (channel "access_server").
Outcome<Enrolled> create_access_server(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer,
                                       const NewAccessServer &in, Instant now);
Outcome<AccessServer> edit_access_server(db::Tx &tx, const crypto::Sealer &sealer, AccessServerId id,
                                         const AccessServerEdit &edit);
// One that has had sessions is switched off, and stays for the sessions' sake; one that never had any is deleted.
Outcome<Done> remove_access_server(db::Tx &tx, AccessServerId id);
std::vector<AccessServer> list_access_servers(db::Tx &tx);
Outcome<AccessServer> find_access_server(db::Tx &tx, AccessServerId id);

} // namespace demarc::network
