#include "catalog/tax_settings.h"

#include "catalog/tax.h"
#include "catalog/tax_settings_store.h"

#include <algorithm>

namespace demarc::catalog {

TaxSettings find_tax_settings(db::Tx &tx, Date today) {
  TaxSettings settings = stored_tax_settings(tx).value_or(TaxSettings{});
  const Currency currency = find_provider(tx).currency;
  settings.cross_border_last_year_minor = cross_border_in(tx, today.year() - 1, currency);
  settings.cross_border_this_year_minor = cross_border_in(tx, today.year(), currency);
  settings.is_past_threshold = tax::is_past_threshold(seller_of(find_provider(tx), settings));
  return settings;
}

Outcome<TaxSettings> edit_tax_settings(db::Tx &tx, const TaxSettingsEdit &edit, Date today) {
  TaxSettings settings = find_tax_settings(tx, today);
  settings.seller_region = edit.seller_region.value_or(settings.seller_region);
  settings.registrations = edit.registrations.value_or(settings.registrations);
  settings.one_stop_shop = edit.one_stop_shop.value_or(settings.one_stop_shop);
  settings.threshold_minor = edit.threshold_minor.value_or(settings.threshold_minor);
  settings.sum_by = edit.sum_by.value_or(settings.sum_by);
  settings.rounding = edit.rounding.value_or(settings.rounding);
  settings.cash_step_minor = edit.cash_step_minor.value_or(settings.cash_step_minor);
  for (const std::string &country : settings.registrations) {
    if (country.size() != 2 ||
        !std::all_of(country.begin(), country.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
      return refuse("country_unknown", "A registration is a country in two letters of ISO 3166, such as \"GB\".",
                    "registrations");
  }
  if (settings.threshold_minor < 0)
    return refuse("threshold_out_of_range", "The threshold is zero or more, in minor units.", "threshold_minor");
  if (settings.cash_step_minor < 0 || settings.cash_step_minor > 100'000)
    return refuse("cash_step_out_of_range", "The smallest coin is 0 (none) to 100000 minor units.", "cash_step_minor");
  store_tax_settings(tx, settings);
  tx.notify(std::string(tax_channel), "");
  return find_tax_settings(tx, today);
}

tax::Seller seller_of(const Provider &provider, const TaxSettings &settings) {
  return {provider.country,
          settings.seller_region,
          settings.registrations,
          settings.one_stop_shop,
          settings.threshold_minor,
          settings.cross_border_last_year_minor,
          settings.cross_border_this_year_minor};
}

tax::Method method_of(const TaxSettings &settings) {
  return {settings.sum_by, settings.rounding, settings.cash_step_minor};
}

void count_cross_border(db::Tx &tx, int year, Money net) {
  if (!net.is_zero())
    add_cross_border(tx, year, net);
}

} // namespace demarc::catalog
