// The row of the tax settings, and the counter of sales across borders.
#pragma once

#include "catalog/tax_settings.h"

namespace demarc::catalog {

// Without what the first legal entity and the counter know.
std::optional<TaxSettings> stored_tax_settings(db::Tx &tx);
void store_tax_settings(db::Tx &tx, const TaxSettings &settings);

struct CrossBorderSales {
  LegalEntityId legal_entity_id;
  int year = 0;
  std::int64_t net_minor = 0;
};
BOOST_DESCRIBE_STRUCT(CrossBorderSales, (), (legal_entity_id, year, net_minor))
std::vector<CrossBorderSales> cross_border_since(db::Tx &tx, int year, Currency currency);
void add_cross_border(db::Tx &tx, LegalEntityId entity, int year, Money net);

} // namespace demarc::catalog
