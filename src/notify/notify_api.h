// The door to what was written to a customer.
#pragma once

#include "platform/http/api.h"

namespace demarc::notify {

void register_notify_api(http::Api &api);

} // namespace demarc::notify
