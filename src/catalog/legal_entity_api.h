// The door to legal entities.
#pragma once

#include "platform/http/api.h"

namespace demarc::catalog {

void register_legal_entity_api(http::Api &api);

} // namespace demarc::catalog
