#include "catalog/tax_api.h"

#include "catalog/jurisdiction.h"
#include "catalog/provider.h"
#include "catalog/tax_preset.h"
#include "catalog/tax_rules.h"
#include "catalog/tax_settings.h"
#include "catalog/tax_store.h"
#include "tax/vat_number.h"

#include <algorithm>

namespace demarc::catalog {

namespace {

struct Jurisdictions {
  std::vector<Jurisdiction> items;
};
BOOST_DESCRIBE_STRUCT(Jurisdictions, (), (items))
struct TaxPresets {
  std::vector<PresetState> items;
};
BOOST_DESCRIBE_STRUCT(TaxPresets, (), (items))

struct TaxLookupQuery {
  std::string country;
  std::optional<std::string> region;
  std::optional<std::string> postal_code;
  std::optional<std::int64_t> longitude_udeg, latitude_udeg;
  std::optional<std::string> product;
  std::optional<Date> on;
  bool business = false;
  std::optional<std::string> vat_number;     // taken as confirmed
  std::optional<LegalEntityId> legal_entity; // who sells; the first one when absent
};
BOOST_DESCRIBE_STRUCT(TaxLookupQuery, (),
                      (country, region, postal_code, longitude_udeg, latitude_udeg, product, on, business, vat_number,
                       legal_entity))

struct TaxFound {
  TaxId tax_id;
  std::string code;
  std::string name;
  std::string category;
  Percent percent_ppm;
  std::int64_t per_unit_minor = 0;
  Percent share_ppm{1'000'000};
  std::optional<Date> valid_from;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(TaxFound, (),
                      (tax_id, code, name, category, percent_ppm, per_unit_minor, share_ppm, valid_from, reason))
struct TaxLookup {
  std::vector<std::string> jurisdictions; // codes, the country first
  std::string found_by;
  std::string rule;
  std::string category; // of a line without tax
  std::string reason;
  std::vector<TaxFound> taxes;
};
BOOST_DESCRIBE_STRUCT(TaxLookup, (), (jurisdictions, found_by, rule, category, reason, taxes))

Outcome<TaxLookup> look_up(http::Call &call, db::Tx &tx, const TaxLookupQuery &query) {
  const Date day = query.on.value_or(business_date(tx, call.now()));
  TRY(entity, find_legal_entity(tx, query.legal_entity.value_or(first_legal_entity)));
  const tax::Table table = load_tax_table(tx);
  tax::Places places(table);
  tax::Buyer buyer;
  buyer.is_business = query.business;
  if (query.vat_number && !query.vat_number->empty()) {
    TRY(number, tax::parse_vat_number(*query.vat_number));
    buyer.vat_country = number.country;
    buyer.vat_number = number.text();
  }
  tax::Sale sale{query.product.value_or("internet"),
                 {query.country, query.region.value_or(""), query.postal_code.value_or(""), std::nullopt},
                 day};
  if (query.longitude_udeg && query.latitude_udeg)
    sale.address.point =
        tax::Point{static_cast<std::int32_t>(*query.longitude_udeg), static_cast<std::int32_t>(*query.latitude_udeg)};
  TRY(found, tax::find_liability(table, places, find_sellers(tx, day).at(entity.id), buyer, sale));
  TaxLookup answer;
  for (const JurisdictionId id : found.chain)
    answer.jurisdictions.push_back(table.jurisdictions.at(id).code);
  answer.found_by = places.find(sale.address).found_by;
  answer.rule = found.rule;
  answer.category = found.category;
  answer.reason = found.reason;
  for (const tax::Levy &levy : found.levies)
    answer.taxes.push_back({levy.tax->id, levy.tax->code, levy.tax->name, levy.category, levy.percent,
                            levy.per_unit_minor, levy.rate->share, levy.rate->valid_from, levy.reason});
  return answer;
}

} // namespace
} // namespace demarc::catalog

template <> struct demarc::http::Rules<demarc::catalog::TaxLookupQuery> {
  static FieldRules fields() {
    return {
        {"country", {.format = Format::country, .required = true}},
        {"longitude_udeg", {.minimum = -180'000'000, .maximum = 180'000'000, .description = "Millionths of a degree"}},
        {"latitude_udeg", {.minimum = -90'000'000, .maximum = 90'000'000, .description = "Millionths of a degree"}},
        {"vat_number", {.description = "Taken as confirmed"}},
        {"legal_entity", {.description = "Who sells; the first one when absent"}}};
  }
};

namespace demarc::catalog {

namespace {

void register_places(http::Api &api) {
  api.get<http::NoQuery, Jurisdictions>(
      "/v1/jurisdictions",
      {.id = "list_jurisdictions",
       .summary = "The places that levy taxes",
       .permission = "catalog.read",
       .tag = "Catalog"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return Jurisdictions{list_jurisdictions(tx)}; });
  api.post<NewJurisdiction, Jurisdiction>(
      "/v1/jurisdictions",
      {.id = "create_jurisdiction",
       .summary = "Create a jurisdiction",
       .permission = "settings.write",
       .tag = "Catalog",
       .status = 201,
       .description = "A country, or a state, county, city or district in one, found by region, postal codes or "
                      "polygon."},
      [](http::Call &call, db::Tx &tx, const NewJurisdiction &in) {
        return create_jurisdiction(tx, call.database(), in);
      });
  api.post<NewExtent, Jurisdiction>("/v1/jurisdictions/{id}/extents",
                                    {.id = "add_jurisdiction_extent",
                                     .summary = "Another way in which addresses are found to lie in a jurisdiction",
                                     .permission = "settings.write",
                                     .tag = "Catalog",
                                     .status = 201},
                                    [](http::Call &call, db::Tx &tx, const NewExtent &in) {
                                      return add_extent(tx, call.database(), call.path_id<JurisdictionId>("id"), in);
                                    });
  api.get<TaxLookupQuery, TaxLookup>("/v1/tax-lookup",
                                     {.id = "look_up_taxes",
                                      .summary = "Which taxes are charged at an address, and why",
                                      .permission = "catalog.read",
                                      .tag = "Catalog"},
                                     look_up);
}

void register_presets(http::Api &api) {
  api.get<http::NoQuery, TaxPresets>(
      "/v1/tax-presets",
      {.id = "list_tax_presets",
       .summary = "Taxes of countries that ship with the program",
       .permission = "catalog.read",
       .tag = "Catalog",
       .description = "Each is dated and names its sources. Have them checked locally before you bill with them."},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return TaxPresets{list_presets(tx, business_date(tx, call.now()))};
      });
  api.post<http::NoBody, PresetLoaded>(
      "/v1/tax-presets/{code}/load",
      {.id = "load_tax_preset",
       .summary = "Load a preset's taxes",
       .permission = "settings.write",
       .tag = "Catalog",
       .description =
           "Adds the jurisdictions, taxes and dated rates that are missing; overwrites nothing. Loaded again, "
           "it adds what an update of the program brought."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return load_preset(tx, call.database(), call.path_text("code"), business_date(tx, call.now()));
      });
  api.get<http::NoQuery, TaxSettings>("/v1/tax-settings",
                                      {.id = "get_tax_settings",
                                       .summary = "Where the provider is registered and how tax is rounded",
                                       .permission = "settings.read",
                                       .tag = "Settings"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                        return find_tax_settings(tx, business_date(tx, call.now()));
                                      });
  api.patch<TaxSettingsEdit, TaxSettings>("/v1/tax-settings",
                                          {.id = "edit_tax_settings",
                                           .summary = "Change registrations and the rounding of tax",
                                           .permission = "settings.write",
                                           .tag = "Settings",
                                           .description = "For documents issued from now on."},
                                          [](http::Call &call, db::Tx &tx, const TaxSettingsEdit &in) {
                                            return edit_tax_settings(tx, in, business_date(tx, call.now()));
                                          });
}

} // namespace

void register_tax_api(http::Api &api) {
  register_places(api);
  register_presets(api);
}

} // namespace demarc::catalog
