// Runs what is due: outbox items and scheduled jobs, on this node, leased so that no two nodes run the same one. A node
// that dies leaves leases that expire (lease_s); another takes over. A node that lives renews them, however long a
// handler takes. Everything survives kill -9; what was running then runs again, so handlers and jobs are idempotent.
//
// On the system clock start() keeps `workers` threads that sleep until something is due or a commit wakes them. On a
// simulated clock nothing runs by itself except what is due at the present instant; advance() moves time from one due
// instant to the next and runs each job at its own time, in order, one after the other: the same history every time.
//
// Only topics with a handler here are touched: what a newer node puts waits for a node that knows it.
//
// Leases run on real time, so nodes' clocks must agree to within a fraction of lease_s (any NTP does).
//
// Threads: register everything before start() or the first drain(); then any thread may call. Handlers run on the
// runner's threads and may open transactions.
#pragma once

#include "platform/jobs/outbox.h"

namespace demarc::jobs {

struct ScheduledJob {
  std::string name; // unique, stored: "billing.daily_run"
  // The first instant strictly after `after` at which the job is due. Pure.
  std::function<Instant(Instant after)> next_after;
  // Runs for the due instant `due` (which may lie in the past after an outage; each missed instant is run, oldest
  // first, at most `catch_up` of them, then only the newest). When it throws it is run again for the same instant,
  // after 2, 4, 8 … s, at most 5 minutes, until it succeeds. A job seen for the first time is first due after that
  // moment.
  std::function<void(Instant due)> run;
  int catch_up = 400;
};

// For operators: how a scheduled job stands.
struct JobStatus {
  std::string name;
  Instant last_due; // the last due instant done with
  Instant next_due;
  int attempts = 0; // failures at the present due instant
  std::string note; // of the last failure
  bool running = false;
};
BOOST_DESCRIBE_STRUCT(JobStatus, (), (name, last_due, next_due, attempts, note, running))

class Runner {
public:
  struct Settings {
    int workers = 4;
    std::int64_t lease_s = 60;
    int max_attempts = 100; // then the item is parked and shown to the operator
    std::string node = {};  // for people to recognize; made unique by the runner
  };

  virtual ~Runner() = default; // stops
  static std::unique_ptr<Runner> make(db::Database &database, const Clock &clock, Settings settings);

  virtual void handle(std::string topic, std::function<Handled(const OutboxItem &)> handler) = 0;
  virtual void schedule(ScheduledJob job) = 0;

  virtual void start() = 0;
  // Lets running handlers finish, starts no more. Idempotent. A drain() or advance() under way ends soon.
  virtual void stop() = 0;

  // Runs everything due at or before the clock's now, on the calling thread, until nothing is due; returns how many
  // ran. What others have leased it waits for. Used by the simulated clock, tests and the CLI. Not from inside a
  // handler.
  virtual int drain() = 0;
  // The earliest instant at which something is due, not before now; nullopt when nothing ever is.
  virtual std::optional<Instant> next_due() = 0;
  // Simulated clock only: moves `clock` (the runner's own) to `target` through every due instant in between, running
  // each at its own time. `progress(now)` is called at every stop; return false to end early. Returns the instant
  // reached.
  virtual Instant advance(SimulatedClock &clock, Instant target, const std::function<bool(Instant)> &progress = {}) = 0;

  virtual std::vector<JobStatus> jobs() = 0;
};

} // namespace demarc::jobs
