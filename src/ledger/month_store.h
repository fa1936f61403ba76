// Figures of months for those who close them.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"

#include <map>

namespace demarc::ledger {

// Of one legal entity, or of all.
std::map<std::string, std::int64_t> entries_by_month(db::Tx &tx, std::optional<LegalEntityId> entity);
// Customers with something to bill by `day` that no run has looked at yet.
std::int64_t customers_to_bill(db::Tx &tx, Date day, std::optional<LegalEntityId> entity);

} // namespace demarc::ledger
