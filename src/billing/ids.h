// Identifiers of billing documents.
#pragma once

#include "base/strong_id.h"

namespace demarc {

using InvoiceId = StrongId<struct InvoiceTag>;
using ChargeId = StrongId<struct ChargeTag>;
using BillingRunId = StrongId<struct BillingRunTag>;
using SettlementId = StrongId<struct SettlementTag>;
using CreditId = StrongId<struct CreditTag>;
using TaxBasisId = StrongId<struct TaxBasisTag>;

} // namespace demarc
