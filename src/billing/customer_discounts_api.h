// /v1/customers/{id}/discounts: what a customer has off their invoices. Doors.
#pragma once

#include "platform/http/api.h"

namespace demarc::billing {

void register_customer_discounts_api(http::Api &api);

} // namespace demarc::billing
