// Plays a history on a real database: the real operations, the real schedule of jobs on a simulated clock in the
// provider's time zone, runs that are killed in the middle, servers that start anew. After each day the checks of
// checks.h compare what is stored with the reference (reference.h), for whoever was touched or billed; now and then
// everything is.
//
// Threads: one at a time.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"
#include "tests/sim/history.h"
#include "tests/sim/reference.h"

#include <functional>
#include <memory>
#include <stdexcept>

namespace demarc::sim {

// A rule that does not hold.
struct Violation : std::runtime_error {
  Violation(std::string which, const std::string &detail, std::optional<int> who = {})
      : std::runtime_error(which + ": " + detail), rule(std::move(which)), customer(who) {}
  std::string rule;            // stable: "days_are_billed_once"
  std::optional<int> customer; // the history's number
};

struct Failure {
  std::string rule;
  std::string text;
  std::optional<int> customer;
  int day = 0;
  std::vector<std::string> story; // the history as it was played, in the words of tests/cases/billing
};

struct Options {
  std::function<std::unique_ptr<db::Database>()> open; // an empty migrated database; called again for each restart
  bool checks = true;
  bool kills = true; // else nothing is killed or started anew: the same life, undisturbed
  // From this day of the history on nothing runs by itself: what happens then waits to be billed.
  std::optional<int> no_jobs_from = {};
  std::function<void(int day)> progress = {};
};

struct Counts {
  std::int64_t events = 0, refused = 0, runs = 0, killed_runs = 0, restarts = 0, customer_checks = 0, whole_checks = 0;
  std::int64_t killed_nights = 0, held_runs = 0;
  std::int64_t odd_hours = 0; // runs at an hour that did not exist, or came twice
};

class World {
public:
  World(const History &history, Options options);
  ~World();
  World(const World &) = delete;
  World &operator=(const World &) = delete;

  // To the end, or to the first rule that does not hold.
  std::optional<Failure> play();
  [[nodiscard]] db::Database &database();
  [[nodiscard]] Instant now() const;
  [[nodiscard]] Date today() const;
  [[nodiscard]] const Counts &counts() const;

private:
  class Life;
  std::unique_ptr<Life> life_;
};

} // namespace demarc::sim
