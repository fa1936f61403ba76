// What the access table is filled from: services with their decision, access servers with their secrets.
#pragma once

#include "network/access_profile_store.h"
#include "network/ids.h"

namespace demarc::network {

struct StoredLogin {
  ServiceId service_id;
  CustomerId customer_id;
  std::string username;
  std::string password_sealed;
  AccessProfile profile;
  std::int64_t version = 0;
};
// Services whose access has been decided, in order of their ids.
void each_login(db::Tx &tx, const std::function<void(StoredLogin)> &use);
std::optional<StoredLogin> load_login(db::Tx &tx, ServiceId service);

struct StoredAccessServer {
  AccessServerId id;
  std::string name;
  std::string address;
  std::string secret_sealed;
  std::string profile;
  bool require_message_authenticator = true;
  int coa_port = 3799;
  int interim_interval_s = 300;
  std::optional<PoolId> pool_id;
  std::optional<PoolId> garden_pool_id;
  bool allow_mschap = false;
  std::optional<PoolId> prefix_pool_id;
  std::optional<PoolId> delegated_pool_id;
  std::string pool_name, garden_pool_name; // empty: none
};
BOOST_DESCRIBE_STRUCT(StoredAccessServer, (),
                      (id, name, address, secret_sealed, profile, require_message_authenticator, coa_port,
                       interim_interval_s, pool_id, garden_pool_id, allow_mschap, prefix_pool_id, delegated_pool_id,
                       pool_name, garden_pool_name))
std::vector<StoredAccessServer> enabled_access_servers(db::Tx &tx);

} // namespace demarc::network
