// Who does what: the outbox topics and scheduled jobs of the departments, registered with one runner. The list below is
// the whole of what happens in Demarc without a person.
#pragma once

#include "billing/run_billing.h"
#include "daemon/installation.h"
#include "daemon/provider_watch.h"
#include "platform/jobs/runner.h"

namespace demarc::daemon {

// How billing runs are made here: what a new document means for the departments above billing is told to them.
billing::Billing billing_of(db::Database &database, const Clock &clock);

// The daily work, at local times of the provider's zone:
//   00:00:30  network.midnight      services that begin or end today
//   00:10     ledger.revenue        what yesterday earned; seals
//   06:00     billing.daily_run     (the provider's setting) what is due by today; checked first, held or waiting when
//                                   the stop rules say so
//   07:00     dunning.daily         reminders and restrictions
//   03:30     platform.purge        what nobody needs any more
void schedule_jobs(jobs::Runner &runner, db::Database &database, const Clock &clock, const ProviderWatch &provider);

// Hourly: ends sessions whose access server has fallen silent since this node listens.
void schedule_dead_sessions(jobs::Runner &runner, db::Database &database, const Clock &clock);

// Hourly: forgets logins older than that many days.
void schedule_login_log(jobs::Runner &runner, db::Database &database, const Clock &clock, std::int64_t days);

// Every minute: seals what was posted since.
void schedule_sealing(jobs::Runner &runner, db::Database &database, const Clock &clock);

// The outbox topics that need no network: billing runs asked for by people, mail.
void handle_office_topics(jobs::Runner &runner, db::Database &database, const Clock &clock, const Config &config);

// For the demo provider, whose access servers do not exist: every change is taken as agreed.
void accept_everything(jobs::Runner &runner, db::Database &database, const Clock &clock);

} // namespace demarc::daemon
