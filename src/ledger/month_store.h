// Figures of months for those who close them.
#pragma once

#include "platform/db/db.h"

#include <map>

namespace demarc::ledger {

std::map<std::string, std::int64_t> entries_by_month(db::Tx &tx);
// Customers with something to bill by `day` that no run has looked at yet.
std::int64_t customers_to_bill(db::Tx &tx, Date day);

} // namespace demarc::ledger
