// /v1/services/{id}/prepaid: what is paid, renewal, and one more period.
#pragma once

#include "platform/http/api.h"

namespace demarc::network {

void register_prepaid_api(http::Api &api);

} // namespace demarc::network
