// The door of payments.
#pragma once

#include "platform/http/api.h"

namespace demarc::payments {

void register_payments_api(http::Api &api);

} // namespace demarc::payments
