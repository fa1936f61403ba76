#include "daemon/installation_store.h"

#include "platform/http/idempotency.h"
#include "platform/http/staff.h"
#include "portal/portal_store.h"

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

bool in_use(db::Tx &tx) {
  return has_history(tx) || tx.maybe<std::int64_t>("select id from staff_user limit 1").has_value();
}

void purge(db::Tx &tx, Instant now) {
  http::forget_keys_before(tx, now.plus_seconds(-7 * 86'400));
  // Sessions live on the machine's time: a business clock moved ahead signs nobody out.
  http::forget_expired_sessions(tx, SystemClock{}.now());
  portal::forget_expired_portal_rows(tx, SystemClock{}.now());
}

} // namespace demarc::daemon
