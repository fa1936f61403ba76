// The doors of price changes: preview, announce, look at, cancel; the days of notice.
#pragma once

#include "platform/http/api.h"

namespace demarc::pricing {

void register_pricing_api(http::Api &api);

} // namespace demarc::pricing
