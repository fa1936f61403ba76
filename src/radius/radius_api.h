// The door to the RADIUS counters.
#pragma once

#include "platform/http/api.h"
#include "radius/stats.h"

namespace demarc::radius {

void register_radius_api(http::Api &api, const Stats &stats);

} // namespace demarc::radius
