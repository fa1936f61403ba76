// The log of logins.
#pragma once

#include "platform/http/api.h"

namespace demarc::network {

void register_logins_api(http::Api &api);

} // namespace demarc::network
