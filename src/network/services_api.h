// The door of services: sell, look at, change, move to another plan, hold, end.
#pragma once

#include "platform/crypto/crypto.h"
#include "platform/http/api.h"

namespace demarc::network {

void register_services_api(http::Api &api, const crypto::Sealer &sealer);

} // namespace demarc::network
