// Identifiers of what is sold.
#pragma once

#include "base/strong_id.h"

namespace demarc {

using PlanId = StrongId<struct PlanTag>;
using PlanVersionId = StrongId<struct PlanVersionTag>;
using TaxId = StrongId<struct TaxTag>;
using TaxRateId = StrongId<struct TaxRateTag>;

} // namespace demarc
