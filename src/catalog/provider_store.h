// The provider's row.
#pragma once

#include "catalog/provider.h"

namespace demarc::catalog {

void write_provider(db::Tx &tx, const Provider &provider);
bool money_was_booked(db::Tx &tx);

} // namespace demarc::catalog
