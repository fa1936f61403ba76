// Taxes and their dated rates. A rate is never overwritten: a change is a new rate with its first day.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"

namespace demarc::catalog {

struct TaxRate {
  TaxRateId id;
  Percent percent_ppm;
  Date valid_from;
  std::optional<Date> valid_to; // exclusive: the day the next rate begins
};
BOOST_DESCRIBE_STRUCT(TaxRate, (), (id, percent_ppm, valid_from, valid_to))

struct Tax {
  TaxId id;
  std::string code;           // "VAT"
  std::string name;           // as invoices print it
  std::vector<TaxRate> rates; // by valid_from
  std::optional<Percent> current_percent_ppm;
};
BOOST_DESCRIBE_STRUCT(Tax, (), (id, code, name, rates, current_percent_ppm))

// The rate in force on `day`; nullopt before the first one.
std::optional<Percent> rate_on(const Tax &tax, Date day);

struct NewTax {
  std::string code;
  std::string name;
  Percent percent_ppm;
  Date valid_from;
};
BOOST_DESCRIBE_STRUCT(NewTax, (), (code, name, percent_ppm, valid_from))
struct NewTaxRate {
  Percent percent_ppm;
  Date valid_from;
};
BOOST_DESCRIBE_STRUCT(NewTaxRate, (), (percent_ppm, valid_from))

Outcome<Tax> create_tax(db::Tx &tx, db::Database &ids, const NewTax &in, Date today);
// Refused when a rate of that day exists, or an invoice was issued on or after that day with this tax.
Outcome<Tax> add_tax_rate(db::Tx &tx, db::Database &ids, TaxId tax, const NewTaxRate &in, Date today);
std::vector<Tax> list_taxes(db::Tx &tx, Date today);
Outcome<Tax> find_tax(db::Tx &tx, TaxId id, Date today);

} // namespace demarc::catalog
