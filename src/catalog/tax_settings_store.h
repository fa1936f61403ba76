// The row of the tax settings, and the counter of sales across borders.
#pragma once

#include "catalog/tax_settings.h"

namespace demarc::catalog {

std::optional<TaxSettings> stored_tax_settings(db::Tx &tx);
void store_tax_settings(db::Tx &tx, const TaxSettings &settings);
std::int64_t cross_border_in(db::Tx &tx, int year, Currency currency);
void add_cross_border(db::Tx &tx, int year, Money net);

} // namespace demarc::catalog
