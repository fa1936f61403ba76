// What the RADIUS doors need from the network department, and nothing more: whom to let in, and where accounting goes.
// The daemon gives them the access table and the database (network_ports.h); tests and benchmarks give their own.
//
// Threads: any, at the same time.
#pragma once

#include "network/access_table.h"
#include "network/accounting.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace demarc::radius {

class Directory {
public:
  virtual ~Directory() = default;
  // nullptr: unknown. Never waits for a database.
  [[nodiscard]] virtual std::shared_ptr<const network::LoginEntry> find_login(std::string_view username) const = 0;
  [[nodiscard]] virtual std::shared_ptr<const network::AccessServerEntry>
  find_access_server(std::string_view address) const = 0;
  // May wait for a database, and throw. nullopt: the pool is empty.
  virtual std::optional<std::string> lease_address(const network::LoginEntry &login, PoolId pool, Instant now) = 0;
};

// Accounting-On or -Off: the access server has no sessions any more that began before.
struct AccessServerRestart {
  AccessServerId access_server_id;
  Instant at;
  std::string terminate_cause;
};
using AccountingEvent = std::variant<network::AccountingRecord, AccessServerRestart>;

class AccountingSink {
public:
  virtual ~AccountingSink() = default;
  // Everything, in order, in one transaction; on disk when it returns. Throws and leaves no trace when it cannot.
  virtual void commit(std::span<const AccountingEvent> events) = 0;
};

} // namespace demarc::radius
