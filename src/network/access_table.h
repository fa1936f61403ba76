// Everything a login needs, ready in memory: access servers by address, services by user name with their decided profile and
// their leased addresses. RADIUS reads it without SQL; it follows the database's notices ("access", "access_server"), so a
// change committed on any node is here within milliseconds. Entries are immutable and shared.
//
// Threads: find functions from any thread, without waiting for a writer longer than a pointer swap. load() and the notices
// run on the database's threads.
#pragma once

#include "base/secret.h"
#include "network/access_decision.h"
#include "network/ids.h"
#include "platform/crypto/crypto.h"

#include <shared_mutex>
#include <unordered_map>

namespace demarc::network {

struct AccessServerEntry {
  AccessServerId id;
  std::string name;
  std::string address;
  Secret secret;
  std::string profile; // vendor profile name
  bool require_message_authenticator = true;
  int coa_port = 3799;
  int interim_interval_s = 300;
  std::optional<PoolId> pool_id;
  std::optional<PoolId> garden_pool_id;
};

struct LoginEntry {
  ServiceId service_id;
  CustomerId customer_id;
  std::string username;
  Secret password;
  AccessProfile profile;
  std::int64_t version = 0; // of the access profile; a session remembers which one it was given
  std::vector<std::pair<PoolId, std::string>> leases; // addresses this service holds, by pool
};

class AccessTable {
public:
  AccessTable(db::Database &database, const crypto::Sealer &sealer);

  void load();   // everything, from the database
  void follow(); // subscribes to notices; call once after load()

  // Case sensitive, as typed. nullptr: no such user / no such (enabled) access server.
  [[nodiscard]] std::shared_ptr<const LoginEntry> find_login(std::string_view username) const;
  [[nodiscard]] std::shared_ptr<const AccessServerEntry> find_access_server(std::string_view address) const;
  [[nodiscard]] std::shared_ptr<const AccessServerEntry> find_access_server(AccessServerId id) const;

  // The address of `pool` this service gets: its lease, or a new one (committed before this returns). nullopt: the pool is
  // empty. One database transaction when the lease is new: never on a RADIUS receive thread.
  std::optional<std::string> lease_address(const LoginEntry &login, PoolId pool, Instant now);

private:
  void reload_service(ServiceId service);
  void reload_access_servers();

  db::Database &database_;
  const crypto::Sealer &sealer_;

  mutable std::shared_mutex mutex_; // guards the maps below
  std::unordered_map<std::string, std::shared_ptr<const LoginEntry>> logins_;
  std::unordered_map<std::int64_t, std::string> username_of_service_;
  std::unordered_map<std::string, std::shared_ptr<const AccessServerEntry>> access_servers_;
  std::unordered_map<std::int64_t, std::shared_ptr<const AccessServerEntry>> access_servers_by_id_;

  std::vector<std::unique_ptr<db::Subscription>> subscriptions_;
};

} // namespace demarc::network
