// Identifiers of what is sold.
#pragma once

#include "base/strong_id.h"
#include "tax/ids.h"

namespace demarc {

// Who sells: one of the provider's companies.
using LegalEntityId = StrongId<struct LegalEntityTag>;
// The provider itself; there always is one.
inline constexpr LegalEntityId first_legal_entity{1};

using PlanId = StrongId<struct PlanTag>;
using CouponId = StrongId<struct CouponTag>;
using PlanVersionId = StrongId<struct PlanVersionTag>;

} // namespace demarc
