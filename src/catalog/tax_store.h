// Rows of taxes and their rates.
#pragma once

#include "catalog/tax.h"

namespace demarc::catalog {

bool tax_code_is_taken(db::Tx &tx, std::string_view code);
void insert_tax(db::Tx &tx, TaxId id, std::string_view code, std::string_view name);
void insert_tax_rate(db::Tx &tx, TaxRateId id, TaxId tax, const NewTaxRate &rate);
// The newest tax point at which an invoice used this tax.
std::optional<Date> last_use_of_tax(db::Tx &tx, TaxId tax);

} // namespace demarc::catalog
