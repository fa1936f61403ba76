// Rows of who is billed for whom.
#pragma once

#include "subscribers/payer.h"

namespace demarc::subscribers {

void drop_payers_from(db::Tx &tx, CustomerId customer, Date from);
void insert_payer(db::Tx &tx, const CustomerPayer &row);

} // namespace demarc::subscribers
