// What is known of customers for their taxes: who they are, where their services are, what they are exempt from.
#pragma once

#include "billing/tax.h"
#include "platform/db/db.h"

namespace demarc::billing {

using TaxProfiles = std::unordered_map<CustomerId, TaxProfile>;

// Read for all of them at once. The VAT number counts when its latest check found it valid.
TaxProfiles load_tax_profiles(db::Tx &tx, const std::vector<CustomerId> &customers);
// Whether any customer is exempt or has a VAT number that was found valid: else a plan's tax is the same for everybody.
bool knows_buyers(db::Tx &tx);

} // namespace demarc::billing
