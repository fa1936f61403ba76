// The door of dunning policies.
#pragma once

#include "platform/http/api.h"

namespace demarc::dunning {

void register_dunning_api(http::Api &api);

} // namespace demarc::dunning
