// The doors of taxes by place: jurisdictions, presets, settings, and what would be charged somewhere.
#pragma once

#include "platform/http/api.h"

namespace demarc::catalog {

void register_tax_api(http::Api &api);

} // namespace demarc::catalog
