// Jobs at a time of the day, on the wall clock of a zone. Pure.
#pragma once

#include "calendar/time_zone.h"

namespace demarc::daemon {

// The first instant strictly after `after` at which the zone's wall clock shows `seconds_of_day`. A time that the
// spring change skips is taken at the change; one that autumn shows twice, the first time only.
Instant next_daily(const TimeZone &zone, int seconds_of_day, Instant after);
// The first full hour strictly after `after`.
Instant next_hourly(Instant after);

} // namespace demarc::daemon
