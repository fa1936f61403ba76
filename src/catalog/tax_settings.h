// How the provider is taxed, beside its address: where it is registered, how tax is rounded. One row; a plain
// installation has none and the defaults. Region, registrations and One-Stop-Shop are those of the first legal entity,
// and so are the sales across borders; the others have their own (legal_entity.h).
#pragma once

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "tax/assessment.h"

#include <map>

namespace demarc {
BOOST_DESCRIBE_ENUM(Rounding, half_up, half_even, up, down)
}

namespace demarc::catalog {

struct TaxSettings {
  std::string seller_region;                // state of the establishment: "ON", "KA"
  std::vector<std::string> registrations;   // countries beside the own one whose taxes are collected
  bool one_stop_shop = false;               // EU: consumers of other states are taxed there from the first cent
  std::int64_t threshold_minor = 1'000'000; // EU: EUR 10 000, in the provider's currency
  tax::SumBy sum_by = tax::SumBy::category;
  Rounding rounding = Rounding::half_up;
  std::int64_t cash_step_minor = 0; // totals are multiples of it; 0: to the minor unit
  // For reading: net sales to consumers of other EU states.
  std::int64_t cross_border_last_year_minor = 0;
  std::int64_t cross_border_this_year_minor = 0;
  bool is_past_threshold = false;
};
BOOST_DESCRIBE_STRUCT(TaxSettings, (),
                      (seller_region, registrations, one_stop_shop, threshold_minor, sum_by, rounding, cash_step_minor,
                       cross_border_last_year_minor, cross_border_this_year_minor, is_past_threshold))

struct TaxSettingsEdit {
  std::optional<std::string> seller_region;
  std::optional<std::vector<std::string>> registrations;
  std::optional<bool> one_stop_shop;
  std::optional<std::int64_t> threshold_minor;
  std::optional<tax::SumBy> sum_by;
  std::optional<Rounding> rounding;
  std::optional<std::int64_t> cash_step_minor;
};
BOOST_DESCRIBE_STRUCT(TaxSettingsEdit, (),
                      (seller_region, registrations, one_stop_shop, threshold_minor, sum_by, rounding, cash_step_minor))

TaxSettings find_tax_settings(db::Tx &tx, Date today);
Outcome<TaxSettings> edit_tax_settings(db::Tx &tx, const TaxSettingsEdit &edit, Date today);
// Each legal entity as taxes see it; the first one is always there.
using Sellers = std::map<LegalEntityId, tax::Seller>;
Sellers find_sellers(db::Tx &tx, Date today);
tax::Method method_of(const TaxSettings &settings);

// Adds to what an entity sold in a year to consumers of other EU states.
void count_cross_border(db::Tx &tx, LegalEntityId entity, int year, Money net);

} // namespace demarc::catalog
