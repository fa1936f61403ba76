// The door of customers: list, create, read, change, and their story.
#pragma once

#include "platform/http/api.h"

namespace demarc::subscribers {

void register_customers_api(http::Api &api);

} // namespace demarc::subscribers
