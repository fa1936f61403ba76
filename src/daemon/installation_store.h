// The installation's own row.
#pragma once

#include "platform/db/db.h"

namespace demarc::daemon {

struct InstallationRow {
  std::optional<Instant> simulated_at;
  bool demo = false;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(InstallationRow, (), (simulated_at, demo, created_at))

std::optional<InstallationRow> find_installation(db::Tx &tx);
void save_installation(db::Tx &tx, const InstallationRow &row);
// True once there is anything that time has touched: a customer, or a job that has run.
bool has_history(db::Tx &tx);
// The same, or somebody who may sign in.
bool in_use(db::Tx &tx);
// Forgets what has no use any more: answers kept for repeats (7 days), sign-ins that ended.
void purge(db::Tx &tx, Instant now);

} // namespace demarc::daemon
