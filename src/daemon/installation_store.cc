#include "daemon/installation_store.h"

namespace demarc::daemon {

std::optional<InstallationRow> find_installation(db::Tx &tx) {
  return tx.maybe<InstallationRow>("select simulated_at, demo, created_at from installation where id = 1");
}

void save_installation(db::Tx &tx, const InstallationRow &row) {
  tx.exec("insert into installation (id, simulated_at, demo, created_at) values (1, $1, $2, $3)"
          " on conflict (id) do update set simulated_at = excluded.simulated_at, demo = excluded.demo",
          row.simulated_at, row.demo, row.created_at);
}

bool has_history(db::Tx &tx) {
  return tx.maybe<std::int64_t>("select id from customer limit 1").has_value() ||
         tx.maybe<std::string>("select name from scheduled_job limit 1").has_value();
}

void purge(db::Tx &tx, Instant now) {
  tx.exec("delete from idempotency_key where created_at < $1", now.plus_seconds(-7 * 86'400));
  tx.exec("delete from staff_session where expires_at < $1", now.plus_seconds(-86'400));
}

} // namespace demarc::daemon
