// A provider's life on the simulated clock, from seeds:
//
//   sim [--seed 1] [--seeds 1] [--customers 300] [--years 10] [--database sqlite|postgres|both] [--plays 400]
//   [--customer N]
//
// Each seed is a history (history.h) that is played on a real database with the real operations, jobs and runs,
// restarts and kills among them, while independent code checks it (checks.h, reference.h). `both` plays it on both
// engines, in processes of different time zones, on the first without restarts and kills, and compares their books.
// Exit code 1: a rule was broken; the shortest history that breaks it is printed in the words of tests/cases/billing,
// where its case belongs once it is put right.
#include "base/log.h"
#include "tests/sim/books.h"
#include "tests/sim/shrink.h"
#include "tests/support/postgres_server.h"

#include <chrono>
#include <fmt/format.h>
#include <iostream>

using namespace demarc;

namespace {

struct Settings {
  std::uint64_t seed = 1;
  int seeds = 1;
  sim::Size size{300, 10};
  std::string database = "sqlite";
  int plays = 400;
  int customer = -1; // of one alone
};

void report(const sim::History &whole, const sim::History &shortest, const sim::Failure &failure) {
  std::cout << fmt::format("\nseed {} breaks {} ({} of {} events are needed, on {}):\n\n  {}\n\n", whole.seed,
                           failure.rule, shortest.events.size(), whole.events.size(),
                           to_string(shortest.first.plus_days(failure.day)), failure.text);
  std::cout << fmt::format("# runs are daily, at {} s of the day in {}\ncase seed {}\n", shortest.billing_run_at_s,
                           shortest.time_zone, whole.seed);
  for (const std::string &line : failure.story)
    std::cout << line << "\n";
  for (const sim::Event &event : shortest.events) {
    if (event.kind == sim::Kind::crash || event.kind == sim::Kind::outage || event.kind == sim::Kind::restart)
      std::cout << fmt::format("# {}: {}\n", to_string(shortest.first.plus_days(event.day)),
                               event.kind == sim::Kind::crash    ? "the run is killed in the middle"
                               : event.kind == sim::Kind::outage ? fmt::format("away for {} days", event.days)
                                                                 : "a restart");
  }
  std::cout << std::flush;
}

// True when everything held.
bool live(std::uint64_t seed, const Settings &settings) {
  const auto begun = std::chrono::steady_clock::now();
  sim::History history = sim::make_history(seed, settings.size);
  if (settings.customer >= 0)
    history = sim::only_of(history, settings.customer);
  const bool on_both = settings.database == "both";
  sim::How how{.engine = settings.database == "postgres" ? db::Engine::postgres : db::Engine::sqlite,
               .with_books = on_both,
               .is_undisturbed = on_both,
               .server_zone = "America/Adak"};
  sim::Played played = sim::play_apart(history, how);
  std::string differs;
  if (!played.failure && on_both) {
    const auto expected = std::move(played.books);
    how = {.engine = db::Engine::postgres, .with_books = true, .server_zone = "Pacific/Kiritimati"};
    played = sim::play_apart(history, how);
    if (!played.failure)
      differs = expected.empty() ? "no books" : sim::difference_of(expected, played.books);
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count();
  const sim::Counts &c = played.counts;
  std::cout << fmt::format(
                   "seed {} on {}, {}: {} events ({} refused), {} runs ({} killed, {} held, {} at odd hours), {} "
                   "more kills, {} restarts, {} customers and {} times everything checked, {} s\n",
                   seed, settings.database, history.time_zone, c.events, c.refused, c.runs, c.killed_runs, c.held_runs,
                   c.odd_hours, c.killed_nights, c.restarts, c.customer_checks, c.whole_checks, seconds)
            << std::flush;
  if (played.failure) {
    std::cout << fmt::format("seed {} breaks {}: {}\n", seed, played.failure->rule, played.failure->text) << std::flush;
    how.with_books = false;
    const auto [shortest, failure] = sim::shrink(history, *played.failure, how, settings.plays);
    report(history, shortest, failure);
    return false;
  }
  if (!differs.empty()) {
    std::cout << fmt::format("seed {}: the books of the two databases are not the same\n{}\n", seed, differs);
    return false;
  }
  if (c.events == 0 || c.runs == 0 || c.customer_checks == 0 || c.whole_checks == 0) {
    std::cout << "nothing was played or checked\n";
    return false;
  }
  return true;
}

} // namespace

constexpr std::string_view usage =
    "sim [--seed N] [--seeds N] [--customers N] [--years N] [--database sqlite|postgres|both] [--plays N]\n"
    "    [--customer N]\n"
    "Plays that many providers' lives, each from a seed, and checks the books every day. A seed that breaks a rule is "
    "cut\n"
    "down to the shortest history that still does, in at most `plays` more plays; with --customer only what that one "
    "lives through is played. `both` compares the two databases' "
    "books.\n";

int main(int count, char **arguments) {
  Settings settings;
  if (count % 2 == 0) // --help, or an option without its value
    return (std::string_view(arguments[1]) == "--help" ? std::cout : std::cerr) << usage,
           std::string_view(arguments[1]) == "--help" ? 0 : 2;
  for (int n = 1; n + 1 < count; n += 2) {
    const std::string_view option = arguments[n];
    const std::string value = arguments[n + 1];
    if (option == "--seed")
      settings.seed = std::stoull(value);
    else if (option == "--seeds")
      settings.seeds = std::stoi(value);
    else if (option == "--customers")
      settings.size.customers = std::stoi(value);
    else if (option == "--years")
      settings.size.years = std::stoi(value);
    else if (option == "--customer")
      settings.customer = std::stoi(value);
    else if (option == "--plays")
      settings.plays = std::stoi(value);
    else if (option == "--database" && (value == "sqlite" || value == "postgres" || value == "both"))
      settings.database = value;
    else
      return std::cerr << "unknown: " << option << " " << value << "\n" << usage, 2;
  }
  if (settings.database != "sqlite")
    testing::need_postgres(count, arguments);
  log::set_level(log::Level::warning);
  int broken = 0;
  for (int n = 0; n < settings.seeds; ++n)
    broken += live(settings.seed + static_cast<std::uint64_t>(n), settings) ? 0 : 1;
  return broken == 0 ? 0 : 1;
}
