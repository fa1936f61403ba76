// Keeps the demo provider alive while it is served: its access servers do not exist, so their interim reports are made
// here, through the same operation that real accounting packets end in. Only on an installation that the demo was
// loaded into.
#pragma once

#include "daemon/installation.h"
#include "daemon/provider_watch.h"
#include "platform/jobs/runner.h"

namespace demarc::daemon {

// True when the database holds the demo provider.
bool is_demo(db::Database &database);
// Every minute a part of the sessions reports, each about every five minutes; by evening more octets than by night.
void schedule_demo_traffic(jobs::Runner &runner, db::Database &database, const ProviderWatch &provider);

} // namespace demarc::daemon
