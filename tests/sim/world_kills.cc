#include "tests/sim/life.h"

#include "pricing/announce_price_change.h"

#include <fcntl.h>
#include <unistd.h>

namespace demarc::sim {

namespace {

// A process that is killed says nothing; ours says of each of its jobs that it failed.
class Silence {
public:
  Silence() : kept_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~Silence() {
    dup2(kept_, STDERR_FILENO);
    close(kept_);
  }
  Silence(const Silence &) = delete;
  Silence &operator=(const Silence &) = delete;

private:
  int kept_;
};

} // namespace

bool World::Life::dies(int writes, const std::function<void()> &work) {
  const Silence silence;
  database_->die_in_write(writes);
  try {
    work();
  } catch (const Killed &) {
  }
  if (!database_->is_dead()) {
    database_->live_on();
    return false;
  }
  restart();
  return true;
}

// Amid one of the works of the night, or whatever is due at that second.
void World::Life::kill_night(const Event &event) {
  const Instant at = zone_.instant(date(), event.second);
  advance(at.plus_seconds(-1));
  if (is_waiting() || !options_.kills)
    return;
  if (dies(event.days, [&] { advance(at); }))
    ++counts_.killed_nights;
}

void World::Life::run_and_die(const Event &event) {
  const Instant before = run_at(next_run_).plus_seconds(-1);
  if (before <= clock_.now() || zone_.date(before) != next_run_ || !options_.kills)
    return;
  runner_->advance(clock_, before);
  billing::Billing billing = daemon::billing_of(*database_, clock_);
  billing.customers_per_transaction = event.plan;
  int left = event.days;
  billing.on_issued = [&left, real = billing.on_issued](db::Tx &tx, std::span<const billing::IssuedDocument> issued) {
    real(tx, issued);
    if (left-- == 0)
      throw Killed{};
  };
  try {
    billing::run_due_billing(billing, next_run_);
  } catch (const Killed &) {
    ++counts_.killed_runs;
  }
  restart();
}

} // namespace demarc::sim
