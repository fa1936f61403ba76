// Operations of the reporting currency and its dated rates.
#pragma once

#include "platform/http/api.h"

namespace demarc::reports {

void register_exchange_api(http::Api &api);

} // namespace demarc::reports
