// /v1/referral-settings and /v1/customers/{id}/referral: who brought whom, and what was given for it. Doors.
#pragma once

#include "platform/http/api.h"

namespace demarc::payments {

void register_referrals_api(http::Api &api);

} // namespace demarc::payments
