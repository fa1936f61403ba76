// Taxes and their dated rates. A rate is never overwritten: a change is a new rate with its first day. A tax with a
// jurisdiction is found by the place of a service; one without is named outright by the plans that bear it.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"
#include "tax/rate_table.h"

namespace demarc::catalog {

struct TaxRate {
  TaxRateId id;
  Percent percent_ppm;
  Date valid_from;
  std::optional<Date> valid_to;    // exclusive: the day the next rate begins, or the tax ends
  std::int64_t per_unit_minor = 0; // a fixed amount for each unit
  Percent share_ppm{1'000'000};    // how much of the base is taxable
  std::string source;              // the law, and when it was looked at
};
BOOST_DESCRIBE_STRUCT(TaxRate, (), (id, percent_ppm, valid_from, valid_to, per_unit_minor, share_ppm, source))

struct Tax {
  TaxId id;
  std::string code;           // "VAT"
  std::string name;           // as invoices print it
  std::vector<TaxRate> rates; // by valid_from
  std::optional<Percent> current_percent_ppm;
  std::optional<std::string> jurisdiction; // its code
  std::string category = "S";              // EN 16931, when it is charged
  tax::Applies applies = tax::Applies::always;
  bool inside = false;                 // a percentage of the price that holds it
  std::vector<std::string> products;   // tax categories of plans; none: all
  std::vector<std::string> on;         // codes of the taxes in its base
  std::optional<std::string> replaces; // code
  bool active = true;                  // false: known and not charged
  std::string preset;                  // where it came from; empty: made by hand
};
BOOST_DESCRIBE_STRUCT(Tax, (),
                      (id, code, name, rates, current_percent_ppm, jurisdiction, category, applies, inside, products,
                       on, replaces, active, preset))

// The rate in force on `day`; nullopt before the first one.
std::optional<Percent> rate_on(const Tax &tax, Date day);

struct NewTax {
  std::string code;
  std::string name;
  Percent percent_ppm;
  Date valid_from;
  std::optional<std::string> jurisdiction = {};
  std::optional<std::string> category = {};
  std::optional<tax::Applies> applies = {};
  std::optional<bool> inside = {};
  std::optional<std::vector<std::string>> products = {};
  std::optional<std::vector<std::string>> on = {};
  std::optional<std::string> replaces = {};
  std::optional<std::int64_t> per_unit_minor = {};
  std::optional<Percent> share_ppm = {};
  std::optional<std::string> source = {};
};
BOOST_DESCRIBE_STRUCT(NewTax, (),
                      (code, name, percent_ppm, valid_from, jurisdiction, category, applies, inside, products, on,
                       replaces, per_unit_minor, share_ppm, source))
struct NewTaxRate {
  Percent percent_ppm;
  Date valid_from;
  std::optional<std::int64_t> per_unit_minor = {};
  std::optional<Percent> share_ppm = {};
  std::optional<std::string> source = {};
};
BOOST_DESCRIBE_STRUCT(NewTaxRate, (), (percent_ppm, valid_from, per_unit_minor, share_ppm, source))
// What does not change an amount that was computed, and whether the tax is charged from now on.
struct TaxEdit {
  std::optional<std::string> name;
  std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(TaxEdit, (), (name, active))

// Refused too when what it names is unknown, or a tax is on a tax that is itself on one.
Outcome<Tax> create_tax(db::Tx &tx, db::Database &ids, const NewTax &in, Date today);
// Refused when a rate of that day exists, or an invoice was issued on or after that day with this tax.
Outcome<Tax> add_tax_rate(db::Tx &tx, db::Database &ids, TaxId tax, const NewTaxRate &in, Date today);
Outcome<Tax> edit_tax(db::Tx &tx, TaxId id, const TaxEdit &edit, Date today);
std::vector<Tax> list_taxes(db::Tx &tx, Date today);
Outcome<Tax> find_tax(db::Tx &tx, TaxId id, Date today);

// Tells the nodes that taxes, jurisdictions or their settings changed.
inline constexpr std::string_view tax_channel = "tax";

} // namespace demarc::catalog
