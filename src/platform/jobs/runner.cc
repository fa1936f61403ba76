#include "platform/jobs/runner.h"

#include "base/ensure.h"
#include "base/log.h"
#include "base/random.h"
#include "platform/jobs/outbox_store.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <thread>

namespace demarc::jobs {
namespace {

using std::chrono::milliseconds;

// How long to sleep when nothing tells of work: leases of the dead run out, and a notice may be lost.
constexpr milliseconds look_at_least_every{5000};

Instant after_failures(Instant now, int failures) {
  const int doublings = std::min(failures, 9);
  return now.plus_seconds(std::min<std::int64_t>(std::int64_t{1} << doublings, 300));
}

// What went wrong, short and fit to be stored whatever a handler threw.
std::string note_of(std::string_view text) {
  constexpr std::size_t longest = 1000;
  std::string note(text.substr(0, longest));
  for (int i = 0; i < 3 && text.size() > longest && !db::is_storable_text(note); ++i) // cut inside a character
    note.pop_back();
  if (!db::is_storable_text(note))
    for (char &c : note)
      if (static_cast<unsigned char>(c) >= 0x80 || c == '\0')
        c = '?';
  return note;
}

std::string unique_owner(const std::string &node) {
  std::array<unsigned char, 6> bytes{};
  system_random(bytes);
  std::string owner = node.empty() ? "node" : node;
  owner += '#';
  for (const unsigned char byte : bytes)
    owner += fmt::format("{:02x}", byte);
  return owner;
}

class LeasingRunner final : public Runner {
public:
  LeasingRunner(db::Database &database, const Clock &clock, Settings settings)
      : database_(database), clock_(clock), settings_(std::move(settings)), owner_(unique_owner(settings_.node)) {
    ENSURE(settings_.workers > 0 && settings_.lease_s > 0 && settings_.max_attempts > 0,
           "the runner's settings make sense");
  }
  ~LeasingRunner() override;

  void handle(std::string topic, std::function<Handled(const OutboxItem &)> handler) override {
    topics_.push_back(topic);
    ENSURE(handlers_.emplace(std::move(topic), std::move(handler)).second, "a topic has one handler");
  }
  void schedule(ScheduledJob job) override {
    for (const ScheduledJob &known : jobs_)
      ENSURE(known.name != job.name, "a job's name is its own");
    jobs_.push_back(std::move(job));
  }

  void start() override;
  void stop() override;
  int drain() override;
  std::optional<Instant> next_due() override;
  Instant advance(SimulatedClock &clock, Instant target, const std::function<bool(Instant)> &progress) override;
  std::vector<JobStatus> jobs() override;

private:
  struct DueJob {
    const ScheduledJob *job = nullptr;
    JobRow row;        // as it was when it was found due
    Instant due;       // the instant it runs for
    int caught_up = 0; // to be stored when that has succeeded
  };
  // How a handler's run ended, still to be stored.
  struct Ending {
    std::string what; // for the log
    std::function<bool(db::Tx &)> write;
  };
  struct Work {
    std::vector<ClaimedItem> items;
    std::optional<DueJob> job;
  };

  // While it lives the keeper renews leases.
  class Handling {
  public:
    explicit Handling(LeasingRunner &runner) : runner_(runner) { add(1); }
    ~Handling() { add(-1); }
    Handling(const Handling &) = delete;
    Handling &operator=(const Handling &) = delete;

  private:
    void add(int change) {
      {
        const std::lock_guard lock(runner_.mutex_);
        runner_.handling_ += change;
      }
      runner_.changed_.notify_all();
    }
    LeasingRunner &runner_;
  };

  Claim claim_now() const;
  void prepare();
  std::optional<DueJob> due_job(const std::vector<JobRow> &rows, const Claim &claim) const;
  std::optional<Instant> next_job_due(const std::vector<JobRow> &rows, const Claim &claim, bool with_leased) const;
  bool free_for_us(const JobRow &row, const Claim &claim) const;
  // Leases what is due, at most `items` items; `job_too`: a job even when there are items.
  Work claim_work(int items, bool job_too, std::optional<Instant> &next);

  // They run the handler and answer what is to be stored.
  Ending run_item(const ClaimedItem &claimed);
  Ending run_job(const DueJob &due);
  void settle(const Ending &ending);
  void settle_all(const std::vector<Ending> &endings);

  void work();
  void keep();
  void pause();
  void resume();
  bool stopping();

  db::Database &database_;
  const Clock &clock_;
  const SystemClock real_clock_;
  const Settings settings_;
  const std::string owner_;
  std::map<std::string, std::function<Handled(const OutboxItem &)>, std::less<>> handlers_;
  std::vector<std::string> topics_;
  std::vector<ScheduledJob> jobs_;

  std::mutex advancing_; // one advance() at a time
  std::mutex ending_;    // one stop() at a time

  std::mutex mutex_; // guards from here on
  std::condition_variable changed_;
  std::deque<ClaimedItem> queue_; // leased, not begun
  int active_ = 0;                // workers that run something
  int handling_ = 0;              // handlers and jobs that run, on whatever thread
  int leases_ = 0;                // held by this runner, on whatever thread
  bool claiming_ = false;         // one worker asks the database, the others wait
  bool paused_ = false;           // advance() runs everything itself
  bool stopping_ = false;
  bool prepared_ = false;
  std::uint64_t wakes_ = 0;                            // rises whenever there may be work
  std::uint64_t looked_at_ = 0;                        // the wake up to which nothing was found …
  std::chrono::steady_clock::time_point look_again_{}; // … and will not be before this
  std::vector<Ending> unsettled_;                      // outcomes the database did not take yet

  std::vector<std::thread> workers_;
  std::thread keeper_;
  std::unique_ptr<db::Subscription> subscription_;
};

LeasingRunner::~LeasingRunner() {
  stop();
  if (keeper_.joinable())
    keeper_.join();
}

Claim LeasingRunner::claim_now() const {
  const Instant real_now = real_clock_.now();
  return {.owner = owner_,
          .topics = topics_,
          .now = clock_.now(),
          .real_now = real_now,
          .lease_until = real_now.plus_seconds(settings_.lease_s)};
}

// Before the first look: jobs get their rows, and the keeper of the leases its thread.
void LeasingRunner::prepare() {
  {
    const std::lock_guard lock(mutex_);
    if (prepared_)
      return;
  }
  if (!jobs_.empty())
    database_.write([&](db::Tx &tx) {
      for (const ScheduledJob &job : jobs_)
        add_job(tx, job.name, clock_.now());
    });
  const std::lock_guard lock(mutex_);
  if (!prepared_ && !stopping_)
    keeper_ = std::thread([this] { keep(); });
  prepared_ = true;
}

void LeasingRunner::start() {
  prepare();
  subscription_ = database_.subscribe(outbox_channel, [this](const db::Notice &) {
    {
      const std::lock_guard lock(mutex_);
      ++wakes_;
    }
    changed_.notify_all();
  });
  const std::lock_guard lock(mutex_);
  ENSURE(workers_.empty() && !stopping_, "a runner is started once");
  ++wakes_;
  for (int i = 0; i < settings_.workers; ++i)
    workers_.emplace_back([this] { work(); });
}

void LeasingRunner::stop() {
  const std::lock_guard one(ending_);
  std::vector<std::thread> workers;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    workers = std::exchange(workers_, {});
  }
  changed_.notify_all();
  subscription_ = nullptr;
  for (auto &worker : workers)
    worker.join();
  std::vector<std::int64_t> unbegun;
  {
    const std::lock_guard lock(mutex_);
    for (const ClaimedItem &item : std::exchange(queue_, {}))
      unbegun.push_back(item.id);
    leases_ -= static_cast<int>(unbegun.size());
  }
  if (unbegun.empty())
    return;
  try {
    database_.write([&](db::Tx &tx) { release_items(tx, unbegun, owner_); });
  } catch (const std::exception &error) { // they are taken over when the leases run out
    log::warning("jobs", "handing back what was not begun: {}", error.what());
  }
}

bool LeasingRunner::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// What is due
// -----------------------------------------------------------------------------------------------------------

bool LeasingRunner::free_for_us(const JobRow &row, const Claim &claim) const {
  return !row.lease_owner || (row.lease_until <= claim.real_now && *row.lease_owner != owner_);
}

// The job to run next: the earliest due, among equals the one registered first.
std::optional<LeasingRunner::DueJob> LeasingRunner::due_job(const std::vector<JobRow> &rows, const Claim &claim) const {
  std::optional<DueJob> best;
  for (const ScheduledJob &job : jobs_) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const JobRow &r) { return r.name == job.name; });
    if (row == rows.end() || !free_for_us(*row, claim) || row->next_try_at > claim.now)
      continue;
    Instant due = job.next_after(row->last_due);
    if (due > claim.now)
      continue;
    Instant next = job.next_after(due);
    int caught_up = 0;
    if (next <= claim.now) { // this instant was missed
      caught_up = row->caught_up + 1;
      if (caught_up > job.catch_up)
        for (; next <= claim.now; next = job.next_after(due)) {
          ENSURE(next > due, "a job's next instant lies after the one before");
          due = next;
          caught_up = 0;
        }
    }
    if (!best || due < best->due)
      best = DueJob{&job, *row, due, caught_up};
  }
  return best;
}

std::optional<Instant> LeasingRunner::next_job_due(const std::vector<JobRow> &rows, const Claim &claim,
                                                   bool with_leased) const {
  std::optional<Instant> next;
  for (const ScheduledJob &job : jobs_) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const JobRow &r) { return r.name == job.name; });
    if (row == rows.end() || (!with_leased && !free_for_us(*row, claim)))
      continue;
    const Instant due = std::max(job.next_after(row->last_due), row->next_try_at);
    next = next ? std::min(*next, due) : due;
  }
  return next;
}

// Looks first without writing: most of the time nothing is due, and SQLite's one writer has better things to do.
LeasingRunner::Work LeasingRunner::claim_work(int items, bool job_too, std::optional<Instant> &next) {
  const Claim claim = claim_now();
  bool item_is_due = false, job_is_due = false;
  database_.read([&](db::Tx &tx) {
    const auto item_due = topics_.empty() ? std::nullopt : next_item_due(tx, claim, false);
    const auto rows = jobs_.empty() ? std::vector<JobRow>{} : find_jobs(tx);
    const auto job_due = next_job_due(rows, claim, false);
    item_is_due = item_due && *item_due <= claim.now;
    job_is_due = job_due && *job_due <= claim.now;
    next = item_due && job_due ? std::min(item_due, job_due) : item_due ? item_due : job_due;
  });
  if (!item_is_due && !job_is_due)
    return {};
  Work work = database_.write([&](db::Tx &tx) {
    Work found;
    if (item_is_due)
      found.items = claim_items(tx, claim, items);
    if (job_is_due && (job_too || found.items.empty()))
      if (auto due = due_job(find_jobs(tx), claim); due && lease_job(tx, due->row, claim))
        found.job = std::move(due);
    return found;
  });
  const std::lock_guard lock(mutex_);
  leases_ += static_cast<int>(work.items.size()) + (work.job ? 1 : 0);
  return work;
}

std::optional<Instant> LeasingRunner::next_due() {
  prepare();
  const Claim claim = claim_now();
  const auto next = database_.read([&](db::Tx &tx) {
    auto item_due = topics_.empty() ? std::nullopt : next_item_due(tx, claim, true);
    const auto job_due = jobs_.empty() ? std::nullopt : next_job_due(find_jobs(tx), claim, true);
    return item_due && job_due ? std::min(item_due, job_due) : item_due ? item_due : job_due;
  });
  if (!next)
    return std::nullopt;
  return std::max(*next, claim.now);
}

std::vector<JobStatus> LeasingRunner::jobs() {
  prepare();
  const auto rows = database_.read([](db::Tx &tx) { return find_jobs(tx); });
  std::vector<JobStatus> all;
  for (const ScheduledJob &job : jobs_)
    for (const JobRow &row : rows)
      if (row.name == job.name)
        all.push_back({row.name, row.last_due, std::max(job.next_after(row.last_due), row.next_try_at), row.attempts,
                       row.note, row.lease_owner.has_value()});
  return all;
}

// Running it
// ------------------------------------------------------------------------------------------------------------

LeasingRunner::Ending LeasingRunner::run_item(const ClaimedItem &claimed) {
  const Handling handling(*this);
  Handled handled;
  try {
    handled = handlers_.find(claimed.topic)
                  ->second(OutboxItem{claimed.id, claimed.topic, claimed.key, claimed.payload, claimed.attempts});
  } catch (const std::exception &error) {
    handled = Handled::retry(error.what());
  } catch (...) {
    handled = Handled::retry("an exception of unknown type");
  }
  const std::string note = note_of(handled.note);
  const int failures = claimed.attempts + 1;
  if (handled.kind == Handled::Kind::retry && failures >= settings_.max_attempts)
    handled.kind = Handled::Kind::give_up;
  const Instant now = clock_.now();
  const Instant again =
      handled.retry_after_s > 0 ? now.plus_seconds(handled.retry_after_s) : after_failures(now, failures);
  const std::string what = fmt::format("item {} ({}, {})", claimed.id, claimed.topic, claimed.key);
  if (handled.kind == Handled::Kind::give_up)
    log::warning("jobs", "{} is parked after {} attempts: {}", what, failures, note);
  return {what, [this, id = claimed.id, kind = handled.kind, note, again](db::Tx &tx) {
            switch (kind) {
            case Handled::Kind::done: return finish_item(tx, id, owner_);
            case Handled::Kind::retry: return postpone_item(tx, id, owner_, again, note);
            case Handled::Kind::give_up: return park_item(tx, id, owner_, note);
            }
            return false;
          }};
}

LeasingRunner::Ending LeasingRunner::run_job(const DueJob &due) {
  const Handling handling(*this);
  std::optional<std::string> failure;
  try {
    due.job->run(due.due);
  } catch (const std::exception &error) {
    failure = error.what();
  } catch (...) {
    failure = "an exception of unknown type";
  }
  const std::string what = fmt::format("job {} of {}", due.job->name, to_string(due.due));
  const Instant again = after_failures(clock_.now(), due.row.attempts + 1);
  if (failure)
    log::error("jobs", "{} failed: {}", what, *failure);
  return {what, [this, name = due.job->name, at = due.due, caught_up = due.caught_up, again,
                 note = failure ? std::optional(note_of(*failure)) : std::nullopt](db::Tx &tx) {
            return note ? postpone_job(tx, name, owner_, again, *note) : finish_job(tx, name, owner_, at, caught_up);
          }};
}

// Stores an outcome. When the database is away the keeper tries on; until then the lease stays ours, so nobody repeats
// it.
void LeasingRunner::settle(const Ending &ending) {
  try {
    if (!database_.write(ending.write))
      log::warning("jobs", "{} was taken over by another node while it ran here", ending.what);
    const std::lock_guard lock(mutex_);
    --leases_;
  } catch (const std::exception &error) {
    log::warning("jobs", "storing the outcome of {}: {}", ending.what, error.what());
    const std::lock_guard lock(mutex_);
    unsettled_.push_back(ending);
  }
}

// All in one transaction, or each by itself when that fails.
void LeasingRunner::settle_all(const std::vector<Ending> &endings) {
  try {
    database_.write([&](db::Tx &tx) {
      for (const Ending &ending : endings)
        if (!ending.write(tx))
          log::warning("jobs", "{} was taken over by another node while it ran here", ending.what);
    });
    const std::lock_guard lock(mutex_);
    leases_ -= static_cast<int>(endings.size());
  } catch (const std::exception &) {
    for (const Ending &ending : endings)
      settle(ending);
  }
}

// Threads
// ---------------------------------------------------------------------------------------------------------------

void LeasingRunner::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (paused_) {
      changed_.wait(lock);
      continue;
    }
    if (!queue_.empty()) {
      const ClaimedItem item = std::move(queue_.front());
      queue_.pop_front();
      ++active_;
      lock.unlock();
      settle(run_item(item));
      lock.lock();
      --active_;
      ++wakes_; // the next one of its key may be due
      changed_.notify_all();
      continue;
    }
    if (claiming_) {
      changed_.wait(lock);
      continue;
    }
    if (looked_at_ == wakes_ && std::chrono::steady_clock::now() < look_again_) {
      changed_.wait_until(lock, look_again_);
      continue;
    }
    claiming_ = true;
    const std::uint64_t wakes = wakes_;
    lock.unlock();
    Work found;
    std::optional<Instant> next;
    milliseconds sleep = look_at_least_every;
    try {
      found = claim_work(settings_.workers, true, next);
      if (next && !clock_.is_simulated())
        sleep = std::clamp(milliseconds((next->us - clock_.now().us) / 1000 + 1), milliseconds(1), look_at_least_every);
    } catch (const std::exception &error) {
      log::warning("jobs", "looking for work: {}", error.what());
      sleep = milliseconds(1000);
    }
    lock.lock();
    claiming_ = false;
    queue_.insert(queue_.end(), found.items.begin(), found.items.end());
    if (found.items.empty() && !found.job) {
      looked_at_ = wakes;
      look_again_ = std::chrono::steady_clock::now() + sleep;
    }
    changed_.notify_all();
    if (!found.job)
      continue;
    ++active_;
    lock.unlock();
    settle(run_job(*found.job));
    lock.lock();
    --active_;
    ++wakes_;
    changed_.notify_all();
  }
}

// Renews the leases of this process and stores the outcomes that the database would not take.
void LeasingRunner::keep() {
  const auto every = milliseconds(settings_.lease_s * 1000 / 3);
  auto renew_at = std::chrono::steady_clock::now() + every;
  std::unique_lock lock(mutex_);
  while (!stopping_ || handling_ > 0) {
    changed_.wait_for(lock, std::min(every, milliseconds(500)));
    const auto unsettled = std::exchange(unsettled_, {});
    const bool renew = leases_ > 0 && std::chrono::steady_clock::now() >= renew_at;
    if (unsettled.empty() && !renew)
      continue;
    lock.unlock();
    for (const Ending &ending : unsettled)
      settle(ending);
    if (renew) {
      renew_at = std::chrono::steady_clock::now() + every;
      try {
        const Instant until = real_clock_.now().plus_seconds(settings_.lease_s);
        database_.write([&](db::Tx &tx) {
          renew_item_leases(tx, owner_, until);
          renew_job_leases(tx, owner_, until);
        });
      } catch (const std::exception &error) {
        log::warning("jobs", "renewing leases: {}", error.what());
      }
    }
    lock.lock();
  }
  const auto unsettled = std::exchange(unsettled_, {});
  lock.unlock();
  for (const Ending &ending : unsettled) // a last time; else another node repeats it
    settle(ending);
}

int LeasingRunner::drain() {
  prepare();
  constexpr int items_at_once = 50;
  int ran = 0;
  while (!stopping()) {
    std::optional<Instant> next;
    const Work found = claim_work(items_at_once, false, next);
    // Simulated years are long: there a whole batch costs one commit, and a crash may repeat a batch.
    std::vector<Ending> endings;
    for (const ClaimedItem &item : found.items) {
      endings.push_back(run_item(item));
      if (!clock_.is_simulated())
        settle_all(std::exchange(endings, {}));
    }
    if (found.job)
      endings.push_back(run_job(*found.job));
    if (!endings.empty())
      settle_all(endings);
    const int count = static_cast<int>(found.items.size()) + (found.job ? 1 : 0);
    ran += count;
    if (count > 0)
      continue;
    const auto left = next_due(); // leased by others too
    if (!left || *left > clock_.now())
      break;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return ran;
}

void LeasingRunner::pause() {
  std::unique_lock lock(mutex_);
  paused_ = true;
  changed_.wait(lock, [&] { return active_ == 0 && !claiming_; });
  // What the workers had leased and not begun is run like the rest, in order.
  std::vector<std::int64_t> unbegun;
  for (const ClaimedItem &item : queue_)
    unbegun.push_back(item.id);
  leases_ -= static_cast<int>(queue_.size());
  queue_.clear();
  lock.unlock();
  if (!unbegun.empty())
    database_.write([&](db::Tx &tx) { release_items(tx, unbegun, owner_); });
}

void LeasingRunner::resume() {
  {
    const std::lock_guard lock(mutex_);
    paused_ = false;
    ++wakes_;
  }
  changed_.notify_all();
}

Instant LeasingRunner::advance(SimulatedClock &clock, Instant target, const std::function<bool(Instant)> &progress) {
  ENSURE(&clock == &clock_, "advance moves the runner's own clock");
  const std::lock_guard one(advancing_);
  struct Pause {
    explicit Pause(LeasingRunner &runner) : runner_(runner) { runner_.pause(); }
    ~Pause() { runner_.resume(); }
    LeasingRunner &runner_;
  } const pause(*this);
  prepare();
  drain();
  while (!stopping()) {
    const auto due = next_due();
    const bool last = !due || *due >= target;
    clock.set(last ? target : *due);
    drain();
    if ((progress && !progress(clock.now())) || last)
      break;
  }
  return clock.now();
}

} // namespace

std::unique_ptr<Runner> Runner::make(db::Database &database, const Clock &clock, Settings settings) {
  return std::make_unique<LeasingRunner>(database, clock, std::move(settings));
}

} // namespace demarc::jobs
