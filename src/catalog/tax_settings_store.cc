#include "catalog/tax_settings_store.h"

#include "catalog/jurisdiction_store.h"

namespace demarc::catalog {

namespace {

struct SettingsRow {
  std::int64_t id = 1;
  std::string seller_region;
  std::string registrations;
  bool one_stop_shop = false;
  std::int64_t threshold_minor = 0;
  tax::SumBy sum_by = tax::SumBy::category;
  Rounding rounding = Rounding::half_up;
  std::int64_t cash_step_minor = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (),
                      (id, seller_region, registrations, one_stop_shop, threshold_minor, sum_by, rounding,
                       cash_step_minor))

} // namespace

std::optional<TaxSettings> stored_tax_settings(db::Tx &tx) {
  const auto row = tx.maybe<SettingsRow>("select id, seller_region, registrations, one_stop_shop, threshold_minor,"
                                         " sum_by, rounding, cash_step_minor from tax_settings where id = 1");
  if (!row)
    return std::nullopt;
  TaxSettings settings;
  settings.seller_region = row->seller_region;
  settings.registrations = words_of(row->registrations);
  settings.one_stop_shop = row->one_stop_shop;
  settings.threshold_minor = row->threshold_minor;
  settings.sum_by = row->sum_by;
  settings.rounding = row->rounding;
  settings.cash_step_minor = row->cash_step_minor;
  return settings;
}

void store_tax_settings(db::Tx &tx, const TaxSettings &settings) {
  std::string registrations;
  for (const std::string &country : settings.registrations)
    registrations += (registrations.empty() ? "" : ",") + country;
  tx.exec("delete from tax_settings where id = 1");
  tx.insert("tax_settings",
            SettingsRow{1, settings.seller_region, registrations, settings.one_stop_shop, settings.threshold_minor,
                        settings.sum_by, settings.rounding, settings.cash_step_minor});
}

std::int64_t cross_border_in(db::Tx &tx, int year, Currency currency) {
  return tx
      .maybe<std::int64_t>("select net_minor from cross_border_sales where year = $1 and currency = $2", year, currency)
      .value_or(0);
}

void add_cross_border(db::Tx &tx, int year, Money net) {
  tx.exec("insert into cross_border_sales (year, currency, net_minor) values ($1, $2, $3)"
          " on conflict (year, currency) do update set net_minor = cross_border_sales.net_minor + $3",
          year, net.currency(), net.minor_units());
}

} // namespace demarc::catalog
