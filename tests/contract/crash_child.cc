// The process that crash_test.cc kills: puts numbered outbox items and, once committed, acknowledges each on stdout;
// beside that it runs them. The effect of item n is the row n of crash_effect.
#include "platform/jobs/runner.h"

#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

int main(int count, char **arguments) {
  using namespace demarc;
  if (count != 3)
    return 2;
  const auto database = db::Database::open(arguments[1]);
  const SystemClock clock;
  const auto runner = jobs::Runner::make(*database, clock, {.workers = 2, .lease_s = 1});
  runner->handle("effect", [&](const jobs::OutboxItem &item) {
    database->write([&](db::Tx &tx) {
      tx.exec("insert into crash_effect (number, ordering_key) values ($1, $2) on conflict (number) do nothing",
              std::atoll(item.payload.c_str()), item.key);
    });
    return jobs::Handled::done();
  });
  runner->start();
  for (std::int64_t number = std::atoll(arguments[2]);; ++number) {
    database->write([&](db::Tx &tx) {
      jobs::put(tx, clock.now(), "effect", fmt::format("key{}", number % 5), std::to_string(number));
    });
    const std::string line = std::to_string(number) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      return 1;
  }
}
