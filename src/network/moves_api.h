// Where services are installed: their addresses by day, and moves.
#pragma once

#include "platform/http/api.h"

namespace demarc::network {

void register_moves_api(http::Api &api);

} // namespace demarc::network
