// Identifiers of who buys, and of what they bought.
#pragma once

#include "base/strong_id.h"

namespace demarc {

using CustomerId = StrongId<struct CustomerTag>;
using ServiceId = StrongId<struct ServiceTag>;
using TimelineId = StrongId<struct TimelineTag>;
using ServiceItemId = StrongId<struct ServiceItemTag>;
using DiscountId = StrongId<struct DiscountTag>;
using CustomerDiscountId = StrongId<struct CustomerDiscountTag>;
using DunningPolicyId = StrongId<struct DunningPolicyTag>;

} // namespace demarc
