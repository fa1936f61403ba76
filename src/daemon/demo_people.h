// Who lives in the demo provider's towns: names and streets drawn from a seed. All invented.
#pragma once

#include "base/random.h"
#include "subscribers/customer.h"

namespace demarc::daemon {

// How somebody pays. Drawn once per customer, so that the same people are late every month.
enum class Habit { prompt, on_time, late, very_late, never };

struct Person {
  subscribers::NewCustomer customer;
  std::string username; // of their first service
  Habit habit = Habit::prompt;
  int town = 0;
};

inline constexpr int town_count = 5;
std::string town_name(int town);
Person draw_person(SeededRandom &random, int number);

} // namespace demarc::daemon
