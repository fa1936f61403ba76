#include "catalog/tax_settings.h"

#include "catalog/tax.h"
#include "catalog/tax_settings_store.h"

namespace demarc::catalog {

TaxSettings find_tax_settings(db::Tx &tx, Date today) {
  TaxSettings settings = stored_tax_settings(tx).value_or(TaxSettings{});
  const tax::Seller first = find_sellers(tx, today).at(first_legal_entity);
  settings.seller_region = first.region;
  settings.registrations = first.registrations;
  settings.one_stop_shop = first.one_stop_shop;
  settings.cross_border_last_year_minor = first.cross_border_last_year_minor;
  settings.cross_border_this_year_minor = first.cross_border_this_year_minor;
  settings.is_past_threshold = tax::is_past_threshold(first);
  return settings;
}

Outcome<TaxSettings> edit_tax_settings(db::Tx &tx, const TaxSettingsEdit &edit, Date today) {
  TaxSettings settings = find_tax_settings(tx, today);
  settings.threshold_minor = edit.threshold_minor.value_or(settings.threshold_minor);
  settings.sum_by = edit.sum_by.value_or(settings.sum_by);
  settings.rounding = edit.rounding.value_or(settings.rounding);
  settings.cash_step_minor = edit.cash_step_minor.value_or(settings.cash_step_minor);
  if (settings.threshold_minor < 0)
    return refuse("threshold_out_of_range", "The threshold is zero or more, in minor units.", "threshold_minor");
  if (settings.cash_step_minor < 0 || settings.cash_step_minor > 100'000)
    return refuse("cash_step_out_of_range", "The smallest coin is 0 (none) to 100000 minor units.", "cash_step_minor");
  if (edit.seller_region || edit.registrations || edit.one_stop_shop) {
    LegalEntityEdit entity;
    entity.region = edit.seller_region;
    entity.registrations = edit.registrations;
    entity.one_stop_shop = edit.one_stop_shop;
    TRY(saved, edit_legal_entity(tx, first_legal_entity, entity));
    (void)saved;
  }
  store_tax_settings(tx, settings);
  tx.notify(std::string(tax_channel), "");
  return find_tax_settings(tx, today);
}

Sellers find_sellers(db::Tx &tx, Date today) {
  const std::int64_t threshold = stored_tax_settings(tx).value_or(TaxSettings{}).threshold_minor;
  Sellers sellers;
  for (LegalEntity &entity : list_legal_entities(tx))
    sellers.emplace(entity.id, tax::Seller{std::move(entity.country), std::move(entity.region),
                                           std::move(entity.registrations), entity.one_stop_shop, threshold, 0, 0});
  for (const CrossBorderSales &sales : cross_border_since(tx, today.year() - 1, find_provider(tx).currency)) {
    const auto seller = sellers.find(sales.legal_entity_id);
    if (seller == sellers.end() || sales.year > today.year())
      continue;
    (sales.year == today.year() ? seller->second.cross_border_this_year_minor
                                : seller->second.cross_border_last_year_minor) = sales.net_minor;
  }
  return sellers;
}

tax::Method method_of(const TaxSettings &settings) {
  return {settings.sum_by, settings.rounding, settings.cash_step_minor};
}

void count_cross_border(db::Tx &tx, LegalEntityId entity, int year, Money net) {
  if (!net.is_zero())
    add_cross_border(tx, entity, year, net);
}

} // namespace demarc::catalog
