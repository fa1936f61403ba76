// The doors of what is known of a customer for tax.
#pragma once

#include "platform/http/api.h"

namespace demarc::subscribers {

void register_customer_tax_api(http::Api &api);
// `configured`: there is a registry to ask.
void register_vat_registry_api(http::Api &api, bool configured);

} // namespace demarc::subscribers
