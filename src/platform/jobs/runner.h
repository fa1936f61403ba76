// Runs what is due: outbox items and scheduled jobs, on this node, leased so that no two nodes run the same one. A node
// that dies leaves leases that expire (lease_s); another takes over. Everything survives kill -9.
//
// On the system clock start() keeps `workers` threads that sleep until something is due or a commit wakes them. On a
// simulated clock nothing runs by itself except what is due at the present instant; advance() moves time from one due
// instant to the next and runs each job at its own time, in order.
//
// Threads: register everything before start(); then any thread may call. Handlers run on the runner's threads and may
// open transactions.
#pragma once

#include "platform/jobs/outbox.h"

namespace demarc::jobs {

struct ScheduledJob {
  std::string name; // unique, stored: "billing.daily_run"
  // The first instant strictly after `after` at which the job is due. Pure.
  std::function<Instant(Instant after)> next_after;
  // Runs for the due instant `due` (which may lie in the past after an outage; each missed instant is run, oldest first,
  // at most `catch_up` of them, then only the newest).
  std::function<void(Instant due)> run;
  int catch_up = 400;
};

class Runner {
public:
  struct Settings {
    int workers = 4;
    std::int64_t lease_s = 60;
    int max_attempts = 100; // then the item is parked and shown to the operator
    std::string node;       // unique per process; empty: made up
  };

  virtual ~Runner() = default; // stops
  static std::unique_ptr<Runner> make(db::Database &database, const Clock &clock, Settings settings);

  virtual void handle(std::string topic, std::function<Handled(const OutboxItem &)> handler) = 0;
  virtual void schedule(ScheduledJob job) = 0;

  virtual void start() = 0;
  // Lets running handlers finish, starts no more. Idempotent.
  virtual void stop() = 0;

  // Runs everything due at or before the clock's now, on the calling thread, until nothing is due; returns how many ran.
  // With a running runner it waits for the others' leases too. Used by the simulated clock, tests and the CLI.
  virtual int drain() = 0;
  // The earliest instant at which something is due; nullopt when nothing ever is.
  virtual std::optional<Instant> next_due() = 0;
  // Simulated clock only: moves `clock` to `target` through every due instant in between, running each at its own time.
  // `progress(now)` is called at every stop; return false to end early. Returns the instant reached.
  virtual Instant advance(SimulatedClock &clock, Instant target, const std::function<bool(Instant)> &progress = {}) = 0;
};

} // namespace demarc::jobs
