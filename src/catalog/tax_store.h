// Rows of taxes and their rates.
#pragma once

#include "catalog/tax.h"

namespace demarc::catalog {

// As stored; `products` with commas.
struct TaxRow {
  TaxId id = {};
  std::string code;
  std::string name;
  std::optional<JurisdictionId> jurisdiction_id = {};
  std::string category = "S";
  tax::Applies applies = tax::Applies::always;
  bool inside = false;
  std::string products = {};
  std::optional<TaxId> replaces_tax_id = {};
  bool active = true;
  std::string preset = {};
};
BOOST_DESCRIBE_STRUCT(TaxRow, (),
                      (id, code, name, jurisdiction_id, category, applies, inside, products, replaces_tax_id, active,
                       preset))

bool tax_code_is_taken(db::Tx &tx, std::string_view code);
void insert_tax(db::Tx &tx, const TaxRow &row, const std::vector<TaxId> &on);
void insert_tax_rate(db::Tx &tx, TaxRateId id, TaxId tax, const NewTaxRate &rate,
                     std::optional<Date> valid_to = std::nullopt);
void update_tax(db::Tx &tx, TaxId id, const std::string &name, bool active);
// The newest tax point at which an invoice used this tax.
std::optional<Date> last_use_of_tax(db::Tx &tx, TaxId tax);

// Everything that the tax function looks up.
tax::Table load_tax_table(db::Tx &tx);

} // namespace demarc::catalog
