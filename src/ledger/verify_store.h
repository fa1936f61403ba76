// Sums over the ledger that must agree; each answers what does not, in words.
#pragma once

#include "platform/db/db.h"

namespace demarc::ledger {

std::vector<std::string> check_revenue(db::Tx &tx, std::optional<Date> earned_until);

} // namespace demarc::ledger
