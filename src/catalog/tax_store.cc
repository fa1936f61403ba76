#include "catalog/tax_store.h"

#include "catalog/jurisdiction_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::catalog {

namespace {

constexpr std::string_view select_taxes =
    "select id, code, name, jurisdiction_id, category, applies, inside, products, replaces_tax_id, active, preset"
    " from tax order by code";
constexpr std::string_view select_rates = "select id, tax_id, percent_ppm, valid_from, valid_to, per_unit_minor,"
                                          " share_ppm, source from tax_rate order by tax_id, valid_from";

struct RateRow {
  TaxRateId id;
  TaxId tax_id;
  Percent percent_ppm;
  Date valid_from;
  std::optional<Date> valid_to;
  std::int64_t per_unit_minor = 0;
  Percent share_ppm{1'000'000};
  std::string source;
};
BOOST_DESCRIBE_STRUCT(RateRow, (), (id, tax_id, percent_ppm, valid_from, valid_to, per_unit_minor, share_ppm, source))

struct OnRow {
  TaxId tax_id;
  TaxId on_tax_id;
};
BOOST_DESCRIBE_STRUCT(OnRow, (), (tax_id, on_tax_id))

struct CodeRow {
  JurisdictionId id;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeRow, (), (id, code))

std::vector<OnRow> bases(db::Tx &tx) {
  return tx.all<OnRow>("select tax_id, on_tax_id from tax_on order by tax_id, on_tax_id");
}

} // namespace

std::vector<std::string> words_of(std::string_view commas) {
  std::vector<std::string> words;
  while (!commas.empty()) { // ends: each turn takes a word off
    const std::size_t comma = commas.find(',');
    if (comma != 0)
      words.emplace_back(commas.substr(0, comma));
    commas.remove_prefix(comma == std::string_view::npos ? commas.size() : comma + 1);
  }
  return words;
}

bool tax_code_is_taken(db::Tx &tx, std::string_view code) {
  return tx.maybe<std::int64_t>("select id from tax where code = $1", code).has_value();
}

void insert_tax(db::Tx &tx, const TaxRow &row, const std::vector<TaxId> &on) {
  tx.insert("tax", row);
  for (const TaxId below : on)
    tx.insert("tax_on", OnRow{row.id, below});
}

void insert_tax_rate(db::Tx &tx, TaxRateId id, TaxId tax, const NewTaxRate &rate, std::optional<Date> valid_to) {
  tx.insert("tax_rate", RateRow{id, tax, rate.percent_ppm, rate.valid_from, valid_to, rate.per_unit_minor.value_or(0),
                                rate.share_ppm.value_or(Percent{1'000'000}), rate.source.value_or("")});
}

void update_tax(db::Tx &tx, TaxId id, const std::string &name, bool active) {
  tx.exec("update tax set name = $1, active = $2 where id = $3", name, active, id);
}

std::optional<Date> last_use_of_tax(db::Tx &tx, TaxId tax) {
  return tx.one<std::optional<Date>>(
      "select max(i.issued_on) from invoice i join invoice_tax t on t.invoice_id = i.id where t.tax_id = $1", tax);
}

std::vector<Tax> list_taxes(db::Tx &tx, Date today) {
  std::map<JurisdictionId, std::string> places;
  for (const CodeRow &row : tx.all<CodeRow>("select id, code from jurisdiction"))
    places.emplace(row.id, row.code);
  const auto rows = tx.all<TaxRow>(select_taxes);
  std::map<TaxId, std::string> codes;
  for (const TaxRow &row : rows)
    codes.emplace(row.id, row.code);
  std::map<TaxId, std::vector<TaxRate>> rates;
  for (const RateRow &row : tx.all<RateRow>(select_rates)) {
    auto &of_tax = rates[row.tax_id];
    if (!of_tax.empty() && (!of_tax.back().valid_to || *of_tax.back().valid_to > row.valid_from))
      of_tax.back().valid_to = row.valid_from;
    of_tax.push_back(
        {row.id, row.percent_ppm, row.valid_from, row.valid_to, row.per_unit_minor, row.share_ppm, row.source});
  }
  std::map<TaxId, std::vector<std::string>> on;
  for (const OnRow &row : bases(tx))
    on[row.tax_id].push_back(codes.at(row.on_tax_id));
  std::vector<Tax> list;
  for (const TaxRow &row : rows) {
    Tax tax;
    tax.id = row.id;
    tax.code = row.code;
    tax.name = row.name;
    tax.rates = std::move(rates[row.id]);
    tax.current_percent_ppm = rate_on(tax, today);
    if (row.jurisdiction_id)
      tax.jurisdiction = places.at(*row.jurisdiction_id);
    tax.category = row.category;
    tax.applies = row.applies;
    tax.inside = row.inside;
    tax.products = words_of(row.products);
    tax.on = std::move(on[row.id]);
    if (row.replaces_tax_id)
      tax.replaces = codes.at(*row.replaces_tax_id);
    tax.active = row.active;
    tax.preset = row.preset;
    list.push_back(std::move(tax));
  }
  return list;
}

Outcome<Tax> find_tax(db::Tx &tx, TaxId id, Date today) {
  for (Tax &tax : list_taxes(tx, today)) { // tens, or a few hundred with every preset
    if (tax.id == id)
      return std::move(tax);
  }
  return refuse(Refusal::Kind::not_found, "tax_unknown", fmt::format("There is no tax {}.", id.value()));
}

tax::Table load_tax_table(db::Tx &tx) {
  tax::Table table;
  for (tax::Jurisdiction &jurisdiction : load_jurisdictions(tx))
    table.jurisdictions.emplace(jurisdiction.id, std::move(jurisdiction));
  for (const TaxRow &row : tx.all<TaxRow>(select_taxes)) {
    tax::Tax tax;
    tax.id = row.id;
    tax.code = row.code;
    tax.name = row.name;
    tax.jurisdiction = row.jurisdiction_id;
    tax.category = row.category;
    tax.applies = row.applies;
    tax.inside = row.inside;
    tax.products = words_of(row.products);
    tax.replaces = row.replaces_tax_id;
    tax.active = row.active;
    table.taxes.emplace(row.id, std::move(tax));
  }
  for (const RateRow &row : tx.all<RateRow>(select_rates))
    table.taxes.at(row.tax_id)
        .rates.push_back({row.id, row.valid_from, row.valid_to, row.percent_ppm, row.per_unit_minor, row.share_ppm});
  for (const OnRow &row : bases(tx))
    table.taxes.at(row.tax_id).on.push_back(row.on_tax_id);
  return table;
}

} // namespace demarc::catalog
