// `demarc copy`: an installation moves to another database.
#include "daemon/commands.h"
#include "daemon/installation.h"
#include "daemon/installation_store.h"
#include "daemon/serve_lock.h"
#include "platform/db/copy.h"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <stdexcept>
#include <unistd.h>

namespace demarc::daemon {

int copy_database(Config config, const std::string &to) {
  if (!to.starts_with("sqlite:") && !to.starts_with("postgresql://") && !to.starts_with("postgres://"))
    throw std::runtime_error("--to takes sqlite:FILE or postgresql://user@host:port/name");
  Config target_config = config.beside(to);
  if (target_config.database_url() == config.database_url())
    throw std::runtime_error("--to names the database that is to be copied; name another one");
  Installation source(std::move(config));
  source.require_schema();
  const ServeLock nobody_serves(source.data_file("serve.lock"));
  Installation target(std::move(target_config));
  target.migrate(true);

  const bool terminal = isatty(STDOUT_FILENO) == 1;
  int told = -1;
  const auto begun = std::chrono::steady_clock::now();
  const auto copied = db::copy_all(
      source.database(), target.database(),
      [](db::Tx &tx) -> Outcome<Done> {
        if (in_use(tx))
          return refuse(Refusal::Kind::conflict, "database_in_use",
                        "the database to copy to holds an installation already: customers, people who may sign in, or "
                        "work that was done. Name an empty one, or empty it first");
        return Done{};
      },
      [&](std::int64_t rows, std::int64_t total) {
        const int percent = static_cast<int>(rows * 100 / std::max<std::int64_t>(total, 1));
        if (percent == told || (!terminal && percent % 10 != 0))
          return;
        told = percent;
        fmt::print("{}copying: {} % ({} of {} rows){}", terminal ? "\r" : "", percent, rows, total,
                   terminal ? "" : "\n");
        std::fflush(stdout);
      });
  if (!copied)
    throw std::runtime_error(copied.error().detail);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count();
  fmt::print("{}copied {} rows of {} tables in {} s\n", terminal ? "\r" : "", copied->rows, copied->tables, seconds);
  const int code = verify(source.config().beside(to));
  if (code == 0)
    fmt::print("Now let database.url in the configuration (or DEMARC_DATABASE_URL) name the new database and start. "
               "The data folder stays: its key opens the secrets in both.\n");
  return code;
}

} // namespace demarc::daemon
