#include "daemon/daily.h"

namespace demarc::daemon {

Instant next_daily(const TimeZone &zone, int seconds_of_day, Instant after) {
  // From the day before, because a gap may push yesterday's time past `after`'s own date.
  for (Date day = zone.date(after).plus_days(-1);; day = day.plus_days(1)) {
    const Instant at = zone.instant(day, seconds_of_day);
    if (at > after)
      return at;
  }
}

Instant next_hourly(Instant after) { return Instant::from_seconds((after.seconds() / 3600 + 1) * 3600); }

} // namespace demarc::daemon
