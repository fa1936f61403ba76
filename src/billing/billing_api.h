// The billing door: preview, runs, invoices.
#pragma once

#include "billing/run_billing.h"
#include "platform/http/api.h"

namespace demarc::billing {

void register_billing_api(http::Api &api);

} // namespace demarc::billing
