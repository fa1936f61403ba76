// The provider's row; what it has of its first legal entity is in legal_entity_store.h.
#pragma once

#include "catalog/provider.h"

namespace demarc::catalog {

void write_provider(db::Tx &tx, const Provider &provider);
bool money_was_booked(db::Tx &tx);

} // namespace demarc::catalog
