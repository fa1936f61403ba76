// The door of access servers, pools and sessions.
#pragma once

#include "platform/crypto/crypto.h"
#include "platform/http/api.h"

namespace demarc::network {

void register_network_api(http::Api &api, const crypto::Sealer &sealer);

} // namespace demarc::network
