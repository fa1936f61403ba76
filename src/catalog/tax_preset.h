// Taxes of a country or region as they ship with the program: files of data, dated, with their sources, and to be
// checked locally before use. Loading one adds what is missing; it never overwrites, so it may be loaded again at any
// time.
#pragma once

#include "catalog/jurisdiction.h"
#include "catalog/tax.h"

namespace demarc::catalog {

struct PresetRate {
  std::string percent; // "9.975"
  Date valid_from;
  std::optional<Date> valid_to;
  std::optional<std::int64_t> per_unit_minor;
  std::optional<std::string> share; // percent
  std::string source;
};
BOOST_DESCRIBE_STRUCT(PresetRate, (), (percent, valid_from, valid_to, per_unit_minor, share, source))
struct PresetTax {
  std::string code;
  std::string name;
  std::string jurisdiction;
  std::optional<std::string> category;
  std::optional<tax::Applies> applies;
  std::optional<bool> inside;
  std::optional<std::vector<std::string>> products;
  std::optional<std::vector<std::string>> on;
  std::optional<std::string> replaces;
  std::optional<bool> active;
  std::vector<PresetRate> rates;
};
BOOST_DESCRIBE_STRUCT(PresetTax, (),
                      (code, name, jurisdiction, category, applies, inside, products, on, replaces, active, rates))
struct Preset {
  std::string code; // "eu"
  std::string name;
  Date as_of;       // when its rates were looked at
  std::string note; // what to check, and what is left out
  std::vector<std::string> countries;
  std::vector<NewJurisdiction> jurisdictions; // a parent before its children
  std::vector<PresetTax> taxes;               // a tax after those it names
};
BOOST_DESCRIBE_STRUCT(Preset, (), (code, name, as_of, note, countries, jurisdictions, taxes))

const std::vector<Preset> &presets();
// The preset as the tax function's table, with ids of its own: for tests and previews.
tax::Table table_of(const Preset &preset);

struct PresetState {
  std::string code;
  std::string name;
  Date as_of;
  std::string note;
  std::vector<std::string> countries;
  std::int64_t taxes = 0;
  std::int64_t rates = 0;
  std::int64_t taxes_loaded = 0; // of them; fewer after an update of the program: load it again
  std::int64_t rates_loaded = 0;
};
BOOST_DESCRIBE_STRUCT(PresetState, (), (code, name, as_of, note, countries, taxes, rates, taxes_loaded, rates_loaded))
std::vector<PresetState> list_presets(db::Tx &tx, Date today);

struct PresetLoaded {
  std::string code;
  std::int64_t jurisdictions_added = 0;
  std::int64_t taxes_added = 0;
  std::int64_t rates_added = 0;
  std::vector<std::string> skipped; // in words: a code that is taken by a tax of your own, a rate behind invoices
};
BOOST_DESCRIBE_STRUCT(PresetLoaded, (), (code, jurisdictions_added, taxes_added, rates_added, skipped))
Outcome<PresetLoaded> load_preset(db::Tx &tx, db::Database &ids, const std::string &code, Date today);

} // namespace demarc::catalog
