// `kill -9` in the middle of billing runs: the real `demarc bill run` makes up for months that nobody billed, is killed
// at random instants while it does, and is started again until it ends. Then the books are those of an undisturbed run
// on the same data, to the line, and `demarc verify` agrees.
//
//   crash [--kills 10] [--customers 300] [--seed 1] [--database sqlite|postgres|both] [--nodes 1|2] [--demarc FILE]
//
// A kill counts when it surely fell into a run: the killed process had committed a part of it and the run was not over.
// Others (while the program starts, before its first commit, behind its last) happen too and are told apart. With two
// nodes both bill the same date on one database at the same time and the kills hit either.
//
// The proof is 200 kills on each database:
//   tools/build release demarc crash_run && tools/with_postgres build/release/tests/crash/crash --kills 200
#include "base/log.h"
#include "base/random.h"
#include "daemon/installation_store.h"
#include "dunning/credit_control.h"
#include "network/refresh_access.h"
#include "tests/sim/books.h"
#include "tests/sim/world.h"
#include "tests/support/postgres_server.h"
#include "tests/support/test_database.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

using namespace demarc;

namespace {

struct Settings {
  int kills = 10;
  int customers = 300;
  std::uint64_t seed = 1;
  std::string database = "both";
  int nodes = 1;
  std::string demarc = DEMARC_BINARY;
};

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// The data folder of the killed processes.
class Folder {
public:
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "demarc-crash.XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr)
      throw Broken("no temporary folder");
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  [[nodiscard]] const std::string &path() const { return path_; }

private:
  std::string path_;
};

class Crash {
public:
  Crash(const Settings &settings, db::Engine engine)
      : settings_(settings), engine_(engine), random_(settings.seed), original_(engine) {}

  void run() {
    fill();
    undisturbed();
    const int wanted = settings_.kills;
    int rounds = 0;
    for (; inside_ < wanted; ++rounds) {
      round();
      if (rounds >= 20 && inside_ < rounds)
        throw Broken("kills do not hit the runs; use more customers");
    }
    std::cout << fmt::format("{}: {} kills inside a run and {} beside one, in {} rounds of {} customers, {} documents "
                             "each; the books are those of the undisturbed run each time\n",
                             name(), inside_, beside_, rounds, settings_.customers, documents_)
              << std::flush;
    if (settings_.nodes == 2)
      together();
  }

private:
  [[nodiscard]] std::string name() const { return engine_ == db::Engine::sqlite ? "SQLite" : "PostgreSQL"; }

  // Four months of business as usual, then four in which nothing is billed.
  void fill() {
    sim::History history = sim::make_history(settings_.seed, {settings_.customers, 1});
    std::erase_if(history.events, [](const sim::Event &event) {
      // What is prepaid is not a run's; tests/prepaid kills its nights.
      return event.kind == sim::Kind::crash || event.kind == sim::Kind::outage || event.kind == sim::Kind::restart ||
             event.kind == sim::Kind::prepaid || event.kind == sim::Kind::top_up || event.kind == sim::Kind::renewal ||
             event.kind == sim::Kind::rest;
    });
    history.days = 240;
    std::erase_if(history.events, [&](const sim::Event &event) { return event.day >= history.days; });
    sim::World world(
        history,
        {.open = [&] { return original_.open_migrated({.durable = false}); }, .checks = false, .no_jobs_from = 120});
    if (const auto failure = world.play())
      throw Broken(failure->text);
    db::Database &database = world.database();
    for (Date day = history.first.plus_days(119); day <= world.today(); day = day.plus_days(1))
      network::refresh_due_access(database, world.now(), day); // as the nights' job would have
    dunning::control_all(database, world.now(), world.today());
    date_ = world.today();
    database.write([&](db::Tx &tx) { daemon::save_installation(tx, {world.now(), false, world.now()}); });
  }

  pid_t start(const testing::TestDatabase &place, const std::vector<std::string> &words) {
    std::vector<std::string> command{settings_.demarc, "--data", folder_.path(), "--database", place.url()};
    command.insert(command.end(), words.begin(), words.end());
    std::vector<char *> arguments;
    for (std::string &word : command)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string log = folder_.path() + "/log";
    const pid_t child = fork();
    if (child < 0)
      throw Broken("no process");
    if (child == 0) {
      const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      dup2(file, STDOUT_FILENO);
      dup2(file, STDERR_FILENO);
      unsetenv("DEMARC_TEST_POSTGRES"); // the configuration takes no variable that it does not know
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    return child;
  }
  pid_t start_run(const testing::TestDatabase &place, int customers_per_transaction) {
    return start(place, {"bill", "run", "--date", to_string(date_), "--customers-per-transaction",
                         std::to_string(customers_per_transaction)});
  }
  // Waits for its end; throws unless it ended well.
  void finish(pid_t child, const std::string &what) {
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw Broken(fmt::format("{} ended with status {}\n{}", what, status, log()));
  }
  [[nodiscard]] std::string log() const {
    std::ifstream file(folder_.path() + "/log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void undisturbed() {
    const testing::TestDatabase place(testing::TestDatabase::CopyOf{original_});
    const auto database = place.open();
    const auto before = documents_in(*database);
    const std::int64_t begun = now_us();
    finish(start_run(place, 1), "the undisturbed run");
    run_us_ = now_us() - begun;
    documents_ = documents_in(*database) - before;
    if (documents_ < settings_.customers)
      throw Broken("there is hardly anything to bill");
    verify(place);
    expected_ = sim::books_of(*database, numbers());
  }
  [[nodiscard]] sim::Numbers numbers() const {
    return settings_.nodes == 1 ? sim::Numbers::same : sim::Numbers::another;
  }
  void verify(const testing::TestDatabase &place) { finish(start(place, {"verify"}), "demarc verify"); }
  static std::int64_t documents_in(db::Database &database) {
    return database.read([](db::Tx &tx) { return tx.one<std::int64_t>("select count(*) from invoice"); });
  }

  struct Progress {
    std::int64_t done = 0, unfinished = 0;
  };
  static Progress progress(db::Database &database) {
    return database.read([](db::Tx &tx) {
      return Progress{tx.one<std::int64_t>("select cast(coalesce(sum(done), 0) as bigint) from billing_run"),
                      tx.one<std::int64_t>("select count(*) from billing_run where status in ('queued', 'running')")};
    });
  }

  // One run, killed until it ends.
  void round() {
    const testing::TestDatabase place(testing::TestDatabase::CopyOf{original_});
    const auto database = place.open();
    std::vector<pid_t> nodes;
    for (int n = 0; n < settings_.nodes; ++n)
      nodes.push_back(start_run(place, 1));
    bool over = false;
    while (!over) {
      const Progress before = progress(*database);
      // After so many commits, and then somewhere on the way to the next ones.
      const std::int64_t target = before.done + random_.between(0, 12);
      while (!over && progress(*database).done < target)
        over = has_ended(nodes);
      if (over)
        break;
      usleep(static_cast<useconds_t>(random_.below(std::max<std::int64_t>(1, 2 * run_us_ / settings_.customers))));
      const auto victim = static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(nodes.size())));
      kill(nodes[victim], SIGKILL);
      int status = 0;
      waitpid(nodes[victim], &status, 0);
      if (!WIFSIGNALED(status)) { // it had ended before the kill
        leave(nodes, victim, status);
        break;
      }
      const Progress after = progress(*database);
      const bool is_inside = after.unfinished > 0 && after.done > before.done;
      ++(is_inside ? inside_ : beside_);
      nodes[victim] = start_run(place, 1);
    }
    compare(place, *database);
  }

  // Whether a node has ended by itself; then all others are waited for.
  bool has_ended(std::vector<pid_t> &nodes) {
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      int status = 0;
      if (waitpid(nodes[n], &status, WNOHANG) != nodes[n])
        continue;
      leave(nodes, n, status);
      return true;
    }
    usleep(100);
    return false;
  }

  void leave(std::vector<pid_t> &nodes, std::size_t ended, int status) {
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw Broken(fmt::format("a run ended with status {}\n{}", status, log()));
    nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(ended));
    for (const pid_t other : nodes)
      finish(other, "the other run");
  }

  void compare(const testing::TestDatabase &place, db::Database &database) {
    const std::string differs = sim::difference_of(expected_, sim::books_of(database, numbers()));
    if (!differs.empty())
      throw Broken("the books are not those of the undisturbed run\n" + differs);
    verify(place);
  }

  // The same run by one node and by two, in turn, at the usual size of a transaction.
  void together() {
    std::vector<std::int64_t> one, two;
    for (int n = 0; n < 3; ++n) {
      one.push_back(timed(1));
      two.push_back(timed(2));
    }
    std::sort(one.begin(), one.end());
    std::sort(two.begin(), two.end());
    std::cout << fmt::format("{}: one node {} ms, two nodes {} ms, {} % of one\n", name(), one[1] / 1000, two[1] / 1000,
                             two[1] * 100 / one[1])
              << std::flush;
  }
  std::int64_t timed(int nodes) {
    const testing::TestDatabase place(testing::TestDatabase::CopyOf{original_});
    const std::int64_t begun = now_us();
    std::vector<pid_t> started;
    for (int n = 0; n < nodes; ++n)
      started.push_back(start_run(place, 200));
    for (const pid_t child : started)
      finish(child, "a run");
    const std::int64_t took = now_us() - begun;
    const auto database = place.open();
    compare(place, *database);
    return took;
  }

  const Settings &settings_;
  const db::Engine engine_;
  SeededRandom random_;
  Folder folder_;
  testing::TestDatabase original_;
  Date date_;
  std::int64_t run_us_ = 0, documents_ = 0;
  std::vector<std::string> expected_;
  int inside_ = 0, beside_ = 0;
};

} // namespace

int main(int count, char **arguments) {
  Settings settings;
  for (int n = 1; n + 1 < count; n += 2) {
    const std::string_view option = arguments[n];
    const std::string value = arguments[n + 1];
    if (option == "--kills")
      settings.kills = std::stoi(value);
    else if (option == "--customers")
      settings.customers = std::stoi(value);
    else if (option == "--seed")
      settings.seed = std::stoull(value);
    else if (option == "--nodes" && (value == "1" || value == "2"))
      settings.nodes = std::stoi(value);
    else if (option == "--demarc")
      settings.demarc = value;
    else if (option == "--database" && (value == "sqlite" || value == "postgres" || value == "both"))
      settings.database = value;
    else
      return std::cerr << "unknown: " << option << " " << value << "\n", 2;
  }
  testing::need_postgres(count, arguments);
  log::set_level(log::Level::warning);
  try {
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
      if (settings.database == "both" || (settings.database == "sqlite") == (engine == db::Engine::sqlite))
        Crash(settings, engine).run();
    }
  } catch (const std::exception &error) {
    std::cout << "broken: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
