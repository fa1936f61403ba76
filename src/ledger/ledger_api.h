// The ledger door: accounts with their balances, and the journal.
#pragma once

#include "platform/http/api.h"

namespace demarc::ledger {

void register_ledger_api(http::Api &api);

} // namespace demarc::ledger
