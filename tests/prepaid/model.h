// What a prepaid customer's days and money must be, lived day by day without any of the product's rules.
#pragma once

#include "calendar/date.h"

#include <optional>
#include <vector>

namespace demarc::testing {

struct ModelService {
  std::int64_t price = 0; // of `length` days, in minor units
  int length = 0;
  bool forfeits = false;
  bool renews = true, paused = false, held = false, ended = false;
  bool was_bought = false;
  std::optional<Date> from, until; // of the last period
  std::int64_t days_on = 0;

  [[nodiscard]] bool is_paid(Date day) const { return from && *from <= day && day < *until; }
  [[nodiscard]] bool is_on(Date day) const { return is_paid(day) && !paused && !held && !ended; }
};

struct ModelCustomer {
  std::vector<ModelService> services;
  std::int64_t balance = 0;

  // At midnight, and after everything that happens.
  void settle(Date day) {
    for (ModelService &service : services) {
      if (!(service.paused || service.ended) || !service.is_paid(day))
        continue;
      const std::int64_t used = days_between(*service.from, day);
      if (!service.forfeits) // half up
        balance += service.price - (2 * service.price * used + service.length) / (2 * service.length);
      service.until = day;
    }
    for (ModelService &service : services) {
      const bool is_off = service.paused || service.ended || service.held || (!service.renews && service.was_bought);
      if (is_off || service.is_paid(day) || balance < service.price)
        continue;
      balance -= service.price;
      service.from = day;
      service.until = day.plus_days(service.length);
      service.was_bought = true;
    }
  }
};

} // namespace demarc::testing
