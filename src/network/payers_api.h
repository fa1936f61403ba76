// Who is billed for whom.
#pragma once

#include "platform/http/api.h"

namespace demarc::network {

void register_payers_api(http::Api &api);

} // namespace demarc::network
