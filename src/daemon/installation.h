// One installation, opened: its configuration, key, database and clock. Everything the commands of the command line
// begin with.
//
// The clock of an installation is decided once. The first `serve --simulated-clock` on an empty database makes it a
// simulated one, whose time moves only by `demarc clock advance` and is kept in the database; one that has been served
// on the real clock refuses that for ever, because time that has been billed cannot be simulated away.
#pragma once

#include "daemon/config.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

namespace demarc::daemon {

class Installation {
public:
  // Makes the data folder and key when they are not there; throws std::runtime_error in words when something is in the
  // way.
  // `durable`: see db::Options.
  explicit Installation(Config config, bool durable = true);

  // Applies migrations and gives a new database its provider, default dunning policy and tax. Progress goes to stdout.
  void migrate(bool quiet);
  // Throws when the schema is not this program's: says to run `demarc migrate`.
  void require_schema();

  // The real clock, or the simulated one where it stands. `begin_at` asks for a simulated clock from that instant.
  // Throws when that is refused.
  void open_clock(std::optional<Instant> begin_at);
  [[nodiscard]] const Clock &clock() const { return *clock_; }
  [[nodiscard]] SimulatedClock *simulated() const { return simulated_; }
  void save_clock();

  [[nodiscard]] const Config &config() const { return config_; }
  [[nodiscard]] db::Database &database() const { return *database_; }
  [[nodiscard]] const crypto::Sealer &sealer() const { return *sealer_; }
  [[nodiscard]] std::string data_file(std::string_view name) const {
    return config_.data.dir + "/" + std::string(name);
  }

private:
  Config config_;
  std::unique_ptr<crypto::Sealer> sealer_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Clock> clock_;
  SimulatedClock *simulated_ = nullptr;
};

} // namespace demarc::daemon
