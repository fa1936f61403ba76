// The real ends of the RADIUS doors: the access table, and accounting into the database.
//
// Threads: any.
#pragma once

#include "calendar/time_zone.h"
#include "radius/directory.h"
#include "radius/login_log.h"

namespace demarc::radius {

class TableDirectory final : public Directory {
public:
  explicit TableDirectory(network::AccessTable &table) : table_(table) {}
  [[nodiscard]] std::shared_ptr<const network::LoginEntry> find_login(std::string_view username) const override;
  [[nodiscard]] std::shared_ptr<const network::AccessServerEntry>
  find_access_server(std::string_view address) const override;
  std::optional<std::string> lease_address(const network::LoginEntry &login, PoolId pool, Instant now) override;

private:
  network::AccessTable &table_;
};

class DatabaseSink final : public AccountingSink {
public:
  // `zone` is asked at every batch: the provider may move to another.
  DatabaseSink(db::Database &database, std::function<TimeZone()> zone, const Clock &clock)
      : database_(database), zone_(std::move(zone)), clock_(clock) {}
  void commit(std::span<const AccountingEvent> events) override;

private:
  db::Database &database_;
  const std::function<TimeZone()> zone_;
  const Clock &clock_;
};

class DatabaseLoginSink final : public LoginSink {
public:
  explicit DatabaseLoginSink(db::Database &database) : writer_(database) {}
  void commit(std::span<const network::LoginAttempt> attempts) override { writer_.write(attempts); }

private:
  network::LoginLogWriter writer_;
};

} // namespace demarc::radius
