// What must hold between access, addresses, sessions and usage; `demarc verify` asks, and every flow test at its end.
#pragma once

#include "calendar/date.h"
#include "platform/db/db.h"

#include <string>
#include <vector>

namespace demarc::network {

// Each a sentence that names rule and subject; empty: all is well. At most 100 of a kind.
//   - the stored decision of each service is what deciding anew gives, and its status what lists show
//   - each customer's status follows from their services
//   - no address is held twice: not leased and static, not outside of its pool; pools do not overlap
//   - what days of usage add up to is what sessions moved, service by service
std::vector<std::string> verify_network(db::Tx &tx, Date today);

} // namespace demarc::network
