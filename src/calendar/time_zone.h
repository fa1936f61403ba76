// IANA time zones: where an Instant becomes a business Date and back. The only place that knows about offsets and
// daylight saving. Zones are immutable and shared; any thread.
#pragma once

#include "base/clock.h"
#include "calendar/date.h"

#include <optional>
#include <string>
#include <string_view>

namespace demarc {

struct LocalTime {
  Date date;
  int seconds = 0; // since midnight on the wall clock, 0..86399
};

class TimeZone {
public:
  // nullopt when the system's tzdata has no such zone ("Europe/Berlin").
  static std::optional<TimeZone> find(std::string_view name);
  static TimeZone utc();

  [[nodiscard]] std::string name() const;
  [[nodiscard]] LocalTime local(Instant instant) const;
  [[nodiscard]] Date date(Instant instant) const { return local(instant).date; }
  // The instant of a wall-clock time. In the gap of spring the first instant after it; in the overlap of autumn the
  // first of the two.
  [[nodiscard]] Instant instant(Date date, int seconds_of_day) const;
  [[nodiscard]] Instant start_of(Date date) const { return instant(date, 0); }

private:
  explicit TimeZone(const void *zone) : zone_(zone) {}
  const void *zone_; // a date::time_zone of the process-wide database
};

} // namespace demarc
