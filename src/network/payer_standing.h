// The standing that decides a service's access: its customer's, or that of whoever is billed for them today when it is
// worse.
#pragma once

#include "billing/standing.h"
#include "calendar/date.h"

namespace demarc::network {

billing::Standing deciding_standing(db::Tx &tx, CustomerId customer, Date today);

} // namespace demarc::network
