// A billing run in a process of its own, to be killed: run_child URL DATE CUSTOMERS_PER_TRANSACTION.
#include "billing/run_billing.h"
#include "calendar/time_zone.h"

#include <cstdlib>

int main(int count, char **arguments) {
  using namespace demarc;
  if (count != 4)
    return 2;
  const auto database = db::Database::open(arguments[1]);
  const Date date = Date::parse(arguments[2]).value();
  SimulatedClock clock(TimeZone::utc().instant(date, 6 * 3600));
  const auto run = billing::run_due_billing(
      {.database = *database, .clock = clock, .customers_per_transaction = std::atoi(arguments[3])}, date);
  return run.status == billing::RunStatus::done ? 0 : 1;
}
