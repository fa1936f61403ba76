#include "tax/liability.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace demarc::tax {

namespace {

constexpr std::array<std::string_view, 27> eu_states{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
                                                     "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
                                                     "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};
constexpr std::string_view reverse_charge =
    "Reverse charge: VAT is due from the customer (Directive 2006/112/EC, art. 196)";
constexpr std::string_view community_supply = "Intra-Community supply of goods (Directive 2006/112/EC, art. 138)";

bool has(const std::vector<std::string> &list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_within(const Table &table, const std::optional<JurisdictionId> &inner, JurisdictionId outer) {
  std::optional<JurisdictionId> at = inner;
  while (at) { // ends: parents are a tree
    if (*at == outer)
      return true;
    const auto found = table.jurisdictions.find(*at);
    at = found == table.jurisdictions.end() ? std::nullopt : found->second.parent;
  }
  return false;
}

const Exemption *exemption_from(const Table &table, const Tax &tax, const Buyer &buyer, const Sale &sale) {
  for (const Exemption &exemption : buyer.exemptions) {
    const bool in_time =
        exemption.valid_from <= sale.tax_point && (!exemption.valid_to || sale.tax_point < *exemption.valid_to);
    const bool in_scope = exemption.products.empty() || has(exemption.products, sale.product);
    const bool in_place = !exemption.jurisdiction || is_within(table, tax.jurisdiction, *exemption.jurisdiction);
    if (in_time && in_scope && in_place)
      return &exemption;
  }
  return nullptr;
}

Levy charged(const Table &table, const Tax &tax, const Rate *rate, const Buyer &buyer, const Sale &sale) {
  Levy levy{
      &tax, rate, tax.category, rate != nullptr ? rate->percent : Percent{}, rate != nullptr ? rate->per_unit_minor : 0,
      {}};
  // A rate of zero stays what it is: there is nothing to be exempt from.
  if (!levy.is_charged())
    return levy;
  if (const Exemption *exemption = exemption_from(table, tax, buyer, sale)) {
    levy.category = "E";
    levy.percent = {};
    levy.per_unit_minor = 0;
    levy.reason = exemption->number.empty() ? "Exempt" : fmt::format("Exempt, certificate {}", exemption->number);
  }
  return levy;
}

// Another EU state's business with a confirmed VAT number, buying from a seller in the Union.
bool owes_it_himself(const Seller &seller, const Buyer &buyer, Date on) {
  return buyer.is_business && !buyer.vat_country.empty() && buyer.vat_country != seller.country &&
         is_eu_state(buyer.vat_country, on) && is_eu_state(seller.country, on);
}

Levy owed_by_buyer(const Tax &tax, const Rate *rate, const Sale &sale) {
  const bool is_goods = sale.product == goods;
  return {&tax, rate, is_goods ? "K" : "AE", {}, 0, std::string(is_goods ? community_supply : reverse_charge)};
}

std::string state_of(const Table &table, const Place &place) {
  for (const JurisdictionId id : place.chain) {
    const Jurisdiction &jurisdiction = table.jurisdictions.at(id);
    if (jurisdiction.level == Level::state)
      return jurisdiction.code;
  }
  return {};
}

bool applies(const Tax &tax, bool same_state) {
  return tax.applies == Applies::always || (tax.applies == Applies::within_state) == same_state;
}

// Of the chain's taxes: those for the product that are in force, less those that another one replaces.
std::vector<const Tax *> taxes_in(const Table &table, const Place &place, const Sale &sale, bool same_state) {
  std::vector<const Tax *> found;
  for (const auto &[id, tax] : table.taxes) {
    if (!tax.active || !tax.jurisdiction ||
        std::find(place.chain.begin(), place.chain.end(), *tax.jurisdiction) == place.chain.end())
      continue;
    if ((!tax.products.empty() && !has(tax.products, sale.product)) || !applies(tax, same_state) ||
        rate_on(tax, sale.tax_point) == nullptr)
      continue;
    found.push_back(&tax);
  }
  std::sort(found.begin(), found.end(), [](const Tax *a, const Tax *b) { return a->code < b->code; });
  std::vector<const Tax *> left;
  for (const Tax *tax : found) {
    if (std::none_of(found.begin(), found.end(), [&](const Tax *other) { return other->replaces == tax->id; }))
      left.push_back(tax);
  }
  return left;
}

// What a tax is on before the tax itself, otherwise by code.
std::vector<const Tax *> in_order(const std::vector<const Tax *> &taxes) {
  std::vector<const Tax *> ordered;
  const auto is_done = [&](const Tax *tax) { return std::find(ordered.begin(), ordered.end(), tax) != ordered.end(); };
  const auto is_ready = [&](const Tax *tax) {
    return std::all_of(taxes.begin(), taxes.end(), [&](const Tax *other) {
      return std::find(tax->on.begin(), tax->on.end(), other->id) == tax->on.end() || is_done(other);
    });
  };
  for (std::size_t round = 0; round < taxes.size() && ordered.size() < taxes.size(); ++round) {
    for (const Tax *tax : taxes) {
      if (!is_done(tax) && is_ready(tax))
        ordered.push_back(tax);
    }
  }
  for (const Tax *tax : taxes) { // of a circle, which the catalogue refuses
    if (!is_done(tax))
      ordered.push_back(tax);
  }
  return ordered;
}

void outside(Liability &liability, std::string_view category, std::string reason) {
  liability.category = category;
  liability.reason = std::move(reason);
}

} // namespace

bool is_eu_state(std::string_view country, Date on) {
  if (country == "HR")
    return on >= Date::of(2013, 7, 1);
  if (country == "GB") // the transition ended with 2020
    return on < Date::of(2021, 1, 1);
  return std::find(eu_states.begin(), eu_states.end(), country) != eu_states.end();
}

bool is_past_threshold(const Seller &seller) {
  return seller.one_stop_shop || seller.cross_border_last_year_minor > seller.threshold_minor ||
         seller.cross_border_this_year_minor > seller.threshold_minor;
}

Outcome<Liability> find_liability(const Table &table, Places &places, const Seller &seller, const Buyer &buyer,
                                  const Sale &sale) {
  Liability liability;
  const std::string &country = sale.address.country;
  const bool from_eu = is_eu_state(seller.country, sale.tax_point), to_eu = is_eu_state(country, sale.tax_point);
  const bool is_goods = sale.product == goods;
  const bool by_buyer = owes_it_himself(seller, buyer, sale.tax_point);
  Address address = sale.address;
  if (by_buyer) {
    liability.rule = is_goods ? "goods to a business of another EU state (art. 138)"
                              : "service to a business of another EU state (art. 44, 196)";
    if (address.country == seller.country || !to_eu)
      address = {buyer.vat_country, {}, {}, std::nullopt};
  } else if (country == seller.country) {
    liability.rule = "in the seller's country, at the address of the service";
  } else if (from_eu && to_eu) {
    liability.cross_border_consumer = true;
    const bool there = is_past_threshold(seller);
    liability.rule = there ? "consumer of another EU state, taxed there (art. 58)"
                           : "consumer of another EU state, taxed at home below the threshold (art. 59c)";
    if (!there)
      address = {seller.country, seller.region, {}, std::nullopt};
  } else if (!has(seller.registrations, country)) {
    liability.rule = "in a country where the seller is not registered";
    if (from_eu && is_goods)
      outside(liability, "G", "Export of goods");
    else
      outside(liability, "O", "Outside the scope of the seller's tax");
    return liability;
  } else {
    liability.rule = "in another country, where the seller is registered";
  }
  const Place &place = places.find(address);
  if (by_buyer) // stands when the table knows no tax there: the buyer owes it all the same
    outside(liability, is_goods ? "K" : "AE", std::string(is_goods ? community_supply : reverse_charge));
  if (place.chain.empty() && by_buyer)
    return liability;
  if (place.chain.empty())
    return refuse("taxes_unknown",
                  fmt::format("No taxes of {} are known; load the preset that has them, or create its jurisdiction",
                              address.country.empty() ? "the address (it has no country)" : address.country));
  liability.chain = place.chain;
  const std::string state = state_of(table, place);
  // A state that is not known is the seller's: the law's own fallback where it asks (IGST Act 12(2)(b)(ii)).
  const Place &home = places.find({seller.country, seller.region, {}, std::nullopt});
  const std::string home_state = state_of(table, home);
  const bool same_state =
      address.country == seller.country && (state.empty() || home_state.empty() || state == home_state);
  for (const Tax *tax : in_order(taxes_in(table, place, sale, same_state))) {
    const Rate *rate = rate_on(*tax, sale.tax_point);
    liability.levies.push_back(by_buyer ? owed_by_buyer(*tax, rate, sale) : charged(table, *tax, rate, buyer, sale));
  }
  if (liability.levies.empty() && !by_buyer)
    outside(liability, "O", "Not subject to tax");
  return liability;
}

Liability liability_of(const Tax &tax, const Table &table, const Seller &seller, const Buyer &buyer, const Sale &sale) {
  Liability liability;
  const Rate *rate = rate_on(tax, sale.tax_point);
  const bool by_buyer = owes_it_himself(seller, buyer, sale.tax_point);
  liability.rule = by_buyer ? "business of another EU state (art. 44, 196)" : "the tax that the plan names";
  liability.levies.push_back(by_buyer ? owed_by_buyer(tax, rate, sale) : charged(table, tax, rate, buyer, sale));
  return liability;
}

} // namespace demarc::tax
