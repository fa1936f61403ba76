// Everything a login needs, ready in memory: access servers by address, services by user name with their decided
// profile and their leased addresses. RADIUS reads it without SQL; it follows the database's notices ("access",
// "access_server", "vendor_profile", "pool"), so a change committed on any node is here within milliseconds. Entries
// are immutable and shared.
//
// Threads: find functions from any thread, without waiting for a writer longer than a pointer swap. load() and the
// notices run on the database's threads.
#pragma once

#include "base/secret.h"
#include "network/access_decision.h"
#include "network/ids.h"
#include "platform/crypto/crypto.h"

#include <functional>
#include <memory>
#include <mutex>
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
  bool allow_mschap = false;
  std::optional<PoolId> prefix_pool_id;
  std::optional<PoolId> delegated_pool_id;
  std::string pool_name, garden_pool_name;
  bool addresses_from_device = false; // the profile says so: no addresses are leased for it
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
  ~AccessTable();
  AccessTable(const AccessTable &) = delete;
  AccessTable &operator=(const AccessTable &) = delete;

  void load(); // everything, from the database, as it is now
  // From now on, what is committed on any node: subscribes, then loads, so nothing falls between. Call once.
  void follow();

  // Case sensitive, as typed. nullptr: no such user / no such (enabled) access server.
  [[nodiscard]] std::shared_ptr<const LoginEntry> find_login(std::string_view username) const;
  [[nodiscard]] std::shared_ptr<const AccessServerEntry> find_access_server(std::string_view address) const;
  [[nodiscard]] std::shared_ptr<const AccessServerEntry> find_access_server(AccessServerId id) const;
  [[nodiscard]] std::size_t size() const; // how many services it knows

  // The address or prefix of `pool` this service gets: its lease, or the lowest free one as a new lease (committed
  // before this returns). nullopt: the pool is empty. One database transaction when the lease is new: never on a RADIUS
  // receive thread.
  std::optional<std::string> lease_address(const LoginEntry &login, PoolId pool, Instant now);

private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using ByText = std::unordered_map<std::string, std::shared_ptr<const T>, TextHash, std::equal_to<>>;
  // Which addresses of a pool are free, as far as this node has heard; the database has the last word.
  struct FreeAddresses;

  void reload_service(ServiceId service);
  void reload_access_servers();
  std::shared_ptr<const LoginEntry> entry_of(struct StoredLogin stored) const;
  // Takes a free address of the pool, reading the pool from the database when it is not known or `afresh`.
  std::optional<std::string> take_free(db::Tx &tx, PoolId pool, bool afresh);
  void give_back(PoolId pool, std::string_view address);

  db::Database &database_;
  const crypto::Sealer &sealer_;

  std::mutex loading_; // held while reading the database and putting in what was read: the newest read is put in last
  mutable std::shared_mutex mutex_; // guards the maps below; never held while waiting for anything
  ByText<LoginEntry> logins_;
  std::unordered_map<std::int64_t, std::string> username_of_service_;
  ByText<AccessServerEntry> access_servers_;
  std::unordered_map<std::int64_t, std::shared_ptr<const AccessServerEntry>> access_servers_by_id_;

  std::mutex pools_mutex_;
  std::unordered_map<std::int64_t, FreeAddresses> pools_; // under pools_mutex_

  std::vector<std::unique_ptr<db::Subscription>> subscriptions_;
};

} // namespace demarc::network
