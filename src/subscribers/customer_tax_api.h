// The doors of what is known of a customer for tax.
#pragma once

#include "platform/http/api.h"

namespace demarc::subscribers {

void register_customer_tax_api(http::Api &api);

} // namespace demarc::subscribers
