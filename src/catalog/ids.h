// Identifiers of what is sold.
#pragma once

#include "base/strong_id.h"
#include "tax/ids.h"

namespace demarc {

using PlanId = StrongId<struct PlanTag>;
using CouponId = StrongId<struct CouponTag>;
using PlanVersionId = StrongId<struct PlanVersionTag>;

} // namespace demarc
