// The catalogue's doors: provider, taxes, plans.
#pragma once

#include "platform/http/api.h"

namespace demarc::catalog {

void register_catalog_api(http::Api &api);

} // namespace demarc::catalog
