// Identifiers of taxes and of the places that levy them.
#pragma once

#include "base/strong_id.h"

namespace demarc {

using TaxId = StrongId<struct TaxTag>;
using TaxRateId = StrongId<struct TaxRateTag>;
using JurisdictionId = StrongId<struct JurisdictionTag>;

} // namespace demarc
