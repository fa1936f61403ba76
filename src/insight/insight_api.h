// The doors of the home page and the search box.
#pragma once

#include "platform/http/api.h"

namespace demarc::insight {

void register_insight_api(http::Api &api);

} // namespace demarc::insight
