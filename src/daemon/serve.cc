#include "base/log.h"
#include "billing/billing_api.h"
#include "catalog/catalog_api.h"
#include "catalog/provider.h"
#include "daemon/clock_api.h"
#include "daemon/commands.h"
#include "daemon/demo_traffic.h"
#include "daemon/doors.h"
#include "daemon/greeting.h"
#include "daemon/installation.h"
#include "daemon/live.h"
#include "daemon/local_call.h"
#include "daemon/serve_lock.h"
#include "daemon/wiring.h"
#include "network/access_table.h"
#include "platform/http/embedded_web.h"
#include "platform/http/server.h"
#include "platform/http/static_files.h"
#include "radius/apply_access.h"
#include "radius/network_ports.h"
#include "radius/seats_follower.h"
#include "radius/server.h"

#include <csignal>
#include <fmt/format.h>
#include <pthread.h>
#include <stdexcept>

namespace demarc::daemon {

namespace {

// Waits for Ctrl-C or a service manager's stop. The signals are blocked before any thread begins, so that they arrive
// here alone.
class StopSignals {
public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() {
    int signal = 0;
    sigwait(&set_, &signal);
  }

private:
  sigset_t set_;
};

std::optional<Instant> asked_clock(const std::string &text) {
  if (text.empty())
    return std::nullopt;
  const auto instant = parse_instant(text);
  if (!instant)
    throw std::runtime_error(fmt::format("\"{}\" is no time; write it as 2026-01-31T09:00", text));
  return instant;
}

} // namespace

int serve(Config config, const ServeOptions &options) {
  StopSignals signals;
  Installation installation(std::move(config));
  const ServeLock lock(installation.data_file("serve.lock"));
  installation.require_schema();
  installation.open_clock(asked_clock(options.simulated_clock));
  const Config &settings = installation.config();
  db::Database &database = installation.database();
  const Clock &clock = installation.clock();
  ProviderWatch provider(database);

  const auto dictionaries = radius::Dictionary::builtin_and(settings.radius.dictionaries);
  if (dictionaries.files > 0)
    log::info("radius", "{}: {} more attributes from {} files, {} lines not used", settings.radius.dictionaries,
              dictionaries.attributes, dictionaries.files, dictionaries.lines_left_out);
  radius::ProfileShelf profiles(dictionaries.dictionary);
  profiles.follow(database); // loads them, too
  network::AccessTable access_table(database, installation.sealer());
  access_table.follow(); // loads it, too

  std::unique_ptr<radius::TableDirectory> directory;
  std::unique_ptr<radius::DatabaseSink> sink;
  std::unique_ptr<radius::DatabaseLoginSink> login_sink;
  radius::Seats seats;
  std::unique_ptr<radius::SeatsFollower> seats_follower;
  std::unique_ptr<radius::Server> radius_server;
  radius::Stats idle_stats; // what the doors show when RADIUS is switched off
  if (settings.radius.enabled) {
    directory = std::make_unique<radius::TableDirectory>(access_table);
    sink = std::make_unique<radius::DatabaseSink>(
        database, [&provider] { return provider.zone(); }, clock);
    if (settings.radius.login_log_days > 0)
      login_sink = std::make_unique<radius::DatabaseLoginSink>(database);
    seats_follower = std::make_unique<radius::SeatsFollower>(database, seats, clock);
    radius_server = std::make_unique<radius::Server>(
        radius::ServerSettings{.listen = settings.radius.listen,
                               .auth_port = static_cast<int>(settings.radius.auth_port),
                               .accounting_port = static_cast<int>(settings.radius.acct_port),
                               .auth_threads = static_cast<int>(settings.radius.threads),
                               .profiles = &profiles},
        *directory, *sink, clock, login_sink.get(), &seats);
  }
  radius::Stats &stats = radius_server ? radius_server->stats() : idle_stats;
  radius::CoaClient coa_client({.local_address = settings.radius.coa_source});

  const auto runner = jobs::Runner::make(database, clock, {.workers = static_cast<int>(settings.jobs.workers)});
  schedule_jobs(*runner, database, clock, provider);
  schedule_dead_sessions(*runner, database, clock);
  schedule_sealing(*runner, database, clock);
  schedule_login_log(*runner, database, clock, settings.radius.login_log_days);
  if (is_demo(database))
    schedule_demo_traffic(*runner, database, provider);
  handle_office_topics(*runner, database, clock, settings);
  runner->handle("network.apply_access",
                 radius::ApplyAccess(database, access_table, coa_client, stats, clock, profiles));

  Live live(database);
  http::Api api(database, clock, {.version = DEMARC_VERSION, .sealer = &installation.sealer()});
  Doors doors(api, installation, *runner, provider, live, stats, profiles);
  const http::StaticFiles console(http::embedded_web());
  http::Server server(
      {.address = settings.server.listen,
       .port = static_cast<int>(settings.server.port),
       .workers = static_cast<int>(settings.server.workers)},
      [&](const http::Request &request) { return api.answer(request); },
      [&](const http::Request &request) { return console.answer(request); });
  runner->start();
  server.start();
  const ServerAddress address(installation, server.url());
  greet({.url = settings.server.public_url.empty() ? server.url() : settings.server.public_url,
         .auth_port = radius_server ? radius_server->auth_port() : 0,
         .accounting_port = radius_server ? radius_server->accounting_port() : 0,
         .console_is_built = !console.empty()},
        installation);

  signals.wait();
  fmt::print("stopping\n");
  std::fflush(stdout);
  // No new work first; then what is under way ends: streams, requests, packets, jobs.
  live.close();
  server.stop();
  if (radius_server)
    radius_server->stop();
  coa_client.stop();
  runner->stop();
  installation.save_clock();
  return 0;
}

} // namespace demarc::daemon
