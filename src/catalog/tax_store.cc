#include "catalog/tax_store.h"

#include <fmt/format.h>

namespace demarc::catalog {

namespace {

struct TaxRow {
  TaxId id;
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(TaxRow, (), (id, code, name))

struct RateRow {
  TaxRateId id;
  TaxId tax_id;
  Percent percent_ppm;
  Date valid_from;
};
BOOST_DESCRIBE_STRUCT(RateRow, (), (id, tax_id, percent_ppm, valid_from))

std::vector<Tax> assemble(const std::vector<TaxRow> &taxes, const std::vector<RateRow> &rates, Date today) {
  std::vector<Tax> list;
  for (const TaxRow &row : taxes) {
    Tax tax{row.id, row.code, row.name, {}, std::nullopt};
    for (const RateRow &rate : rates) {
      if (rate.tax_id != row.id)
        continue;
      if (!tax.rates.empty())
        tax.rates.back().valid_to = rate.valid_from;
      tax.rates.push_back({rate.id, rate.percent_ppm, rate.valid_from, std::nullopt});
    }
    tax.current_percent_ppm = rate_on(tax, today);
    list.push_back(std::move(tax));
  }
  return list;
}

} // namespace

bool tax_code_is_taken(db::Tx &tx, std::string_view code) {
  return tx.maybe<std::int64_t>("select id from tax where code = $1", code).has_value();
}

void insert_tax(db::Tx &tx, TaxId id, std::string_view code, std::string_view name) {
  tx.exec("insert into tax (id, code, name) values ($1, $2, $3)", id, code, name);
}

void insert_tax_rate(db::Tx &tx, TaxRateId id, TaxId tax, const NewTaxRate &rate) {
  tx.exec("insert into tax_rate (id, tax_id, percent_ppm, valid_from) values ($1, $2, $3, $4)", id, tax,
          rate.percent_ppm, rate.valid_from);
}

std::optional<Date> last_use_of_tax(db::Tx &tx, TaxId tax) {
  return tx.one<std::optional<Date>>(
      "select max(i.issued_on) from invoice i join invoice_tax t on t.invoice_id = i.id where t.tax_id = $1", tax);
}

std::vector<Tax> list_taxes(db::Tx &tx, Date today) {
  return assemble(
      tx.all<TaxRow>("select id, code, name from tax order by code"),
      tx.all<RateRow>("select id, tax_id, percent_ppm, valid_from from tax_rate order by tax_id, valid_from"), today);
}

Outcome<Tax> find_tax(db::Tx &tx, TaxId id, Date today) {
  auto found = assemble(
      tx.all<TaxRow>("select id, code, name from tax where id = $1", id),
      tx.all<RateRow>("select id, tax_id, percent_ppm, valid_from from tax_rate where tax_id = $1 order by valid_from",
                      id),
      today);
  if (found.empty())
    return refuse(Refusal::Kind::not_found, "tax_unknown", fmt::format("There is no tax {}.", id.value()));
  return std::move(found.front());
}

} // namespace demarc::catalog
