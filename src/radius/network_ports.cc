#include "radius/network_ports.h"

namespace demarc::radius {

std::shared_ptr<const network::LoginEntry> TableDirectory::find_login(std::string_view username) const {
  return table_.find_login(username);
}

std::shared_ptr<const network::AccessServerEntry> TableDirectory::find_access_server(std::string_view address) const {
  return table_.find_access_server(address);
}

std::optional<std::string> TableDirectory::lease_address(const network::LoginEntry &login, PoolId pool, Instant now) {
  return table_.lease_address(login, pool, now);
}

void DatabaseSink::commit(std::span<const AccountingEvent> events) {
  database_.write([&](db::Tx &tx) {
    std::vector<network::AccountingRecord> run; // records between two restarts: order is kept
    const auto record = [&] {
      if (!run.empty())
        network::record_accounting(tx, database_, zone_(), run, clock_.now());
      run.clear();
    };
    for (const AccountingEvent &event : events) {
      if (const auto *one = std::get_if<network::AccountingRecord>(&event)) {
        run.push_back(*one);
        continue;
      }
      record();
      const auto &restart = std::get<AccessServerRestart>(event);
      network::end_sessions_of(tx, restart.access_server_id, restart.at, restart.terminate_cause);
    }
    record();
  });
}

} // namespace demarc::radius
