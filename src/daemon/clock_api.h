// The clock's door: what time it is for the business, and, on a simulated installation, moving it.
#pragma once

#include "calendar/time_zone.h"
#include "daemon/installation.h"
#include "daemon/provider_watch.h"
#include "platform/http/api.h"
#include "platform/jobs/runner.h"

namespace demarc::daemon {

struct ClockState {
  Instant now;
  bool simulated = false;
  Date business_date;
};
BOOST_DESCRIBE_STRUCT(ClockState, (), (now, simulated, business_date))

ClockState clock_state(db::Tx &tx, const Clock &clock);

// "1d", "6h", "90m", "30s", "2w", "1mo" after `from`, months on the zone's calendar with the time of day kept. nullopt
// when it is none of these.
std::optional<Instant> later_by(const TimeZone &zone, Instant from, std::string_view duration);

void register_clock_api(http::Api &api, Installation &installation, jobs::Runner &runner, ProviderWatch &provider);

} // namespace demarc::daemon
