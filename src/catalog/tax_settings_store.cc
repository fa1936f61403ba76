#include "catalog/tax_settings_store.h"

namespace demarc::catalog {

namespace {

struct SettingsRow {
  std::int64_t id = 1;
  std::int64_t threshold_minor = 0;
  tax::SumBy sum_by = tax::SumBy::category;
  Rounding rounding = Rounding::half_up;
  std::int64_t cash_step_minor = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (), (id, threshold_minor, sum_by, rounding, cash_step_minor))

} // namespace

std::optional<TaxSettings> stored_tax_settings(db::Tx &tx) {
  const auto row = tx.maybe<SettingsRow>("select id, threshold_minor, sum_by, rounding, cash_step_minor"
                                         " from tax_settings where id = 1");
  if (!row)
    return std::nullopt;
  TaxSettings settings;
  settings.threshold_minor = row->threshold_minor;
  settings.sum_by = row->sum_by;
  settings.rounding = row->rounding;
  settings.cash_step_minor = row->cash_step_minor;
  return settings;
}

void store_tax_settings(db::Tx &tx, const TaxSettings &settings) {
  tx.exec("delete from tax_settings where id = 1");
  tx.insert("tax_settings",
            SettingsRow{1, settings.threshold_minor, settings.sum_by, settings.rounding, settings.cash_step_minor});
}

std::vector<CrossBorderSales> cross_border_since(db::Tx &tx, int year, Currency currency) {
  return tx.all<CrossBorderSales>("select legal_entity_id, year, net_minor from cross_border_sales"
                                  " where year >= $1 and currency = $2 order by legal_entity_id, year",
                                  year, currency);
}

void add_cross_border(db::Tx &tx, LegalEntityId entity, int year, Money net) {
  tx.exec("insert into cross_border_sales (legal_entity_id, year, currency, net_minor) values ($1, $2, $3, $4)"
          " on conflict (legal_entity_id, year, currency) do update"
          " set net_minor = cross_border_sales.net_minor + $4",
          entity, year, net.currency(), net.minor_units());
}

} // namespace demarc::catalog
