#include "catalog/legal_entity_api.h"

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "catalog/tax_settings.h"

namespace demarc::catalog {

namespace {

// With what its next documents would be called, and how far its sales across borders are.
struct LegalEntityDetail : LegalEntity {
  bool is_first = false; // the provider itself
  std::vector<NextNumber> next_numbers;
  std::int64_t cross_border_last_year_minor = 0;
  std::int64_t cross_border_this_year_minor = 0;
  bool is_past_threshold = false;
};
BOOST_DESCRIBE_STRUCT(LegalEntityDetail, (LegalEntity),
                      (is_first, next_numbers, cross_border_last_year_minor, cross_border_this_year_minor,
                       is_past_threshold))

struct LegalEntities {
  std::vector<LegalEntityDetail> items;
};
BOOST_DESCRIBE_STRUCT(LegalEntities, (), (items))

LegalEntityDetail detail(db::Tx &tx, const LegalEntity &entity, const Sellers &sellers, Date today) {
  LegalEntityDetail shown;
  static_cast<LegalEntity &>(shown) = entity;
  shown.is_first = entity.id == first_legal_entity;
  shown.next_numbers = next_numbers(tx, entity, today.year());
  const tax::Seller &seller = sellers.at(entity.id);
  shown.cross_border_last_year_minor = seller.cross_border_last_year_minor;
  shown.cross_border_this_year_minor = seller.cross_border_this_year_minor;
  shown.is_past_threshold = tax::is_past_threshold(seller);
  return shown;
}

LegalEntityDetail detail(http::Call &call, db::Tx &tx, const LegalEntity &entity) {
  const Date today = business_date(tx, call.now());
  return detail(tx, entity, find_sellers(tx, today), today);
}

} // namespace
} // namespace demarc::catalog

template <> struct demarc::http::Rules<demarc::catalog::LegalEntityDetail> {
  static constexpr std::string_view name = "LegalEntity";
  static FieldRules fields() {
    return {{"is_first", {.description = "The provider itself: whoever names no other buys from it"}},
            {"registration",
             {.description = "On documents; of the first one it stands in the design, and so does the account"}},
            {"next_numbers", {.description = "What the next documents of this year would be called"}}};
  }
};
template <> struct demarc::http::Rules<demarc::catalog::LegalEntityEdit> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80, .description = "As documents show it in large"}},
            {"legal_name", {.max_length = 200}},
            {"country", {.format = Format::country, .description = "Where it is established: decides its taxes"}},
            {"region", {.max_length = 40, .description = "State of the establishment, where taxes ask for it"}},
            {"registrations", {.description = "Countries beside its own whose taxes it collects"}},
            {"one_stop_shop",
             {.description = "EU: consumers of other states are taxed at their rates from the first sale"}},
            {"invoice_prefix",
             {.max_length = 20,
              .description = "Of its numbers: \"AT-\" makes AT-2026-000001, AT-CN2026-000001, AT-R2026-000001. No "
                             "number may be another entity's too"}},
            {"registration", {.max_length = 400, .description = "Register and number, as documents must say them"}},
            {"iban",
             {.description = "The account that its documents name. None is named without one: never another "
                             "entity's"}},
            {"active", {.description = "Takes new customers; those it has are billed on"}}};
  }
};

namespace demarc::catalog {

void register_legal_entity_api(http::Api &api) {
  api.get<http::NoQuery, LegalEntities>("/v1/legal-entities",
                                        {.id = "list_legal_entities",
                                         .summary = "The companies that the provider sells as",
                                         .permission = "settings.read",
                                         .tag = "Settings"},
                                        [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                          const Date today = business_date(tx, call.now());
                                          const Sellers sellers = find_sellers(tx, today);
                                          LegalEntities all;
                                          for (const LegalEntity &entity : list_legal_entities(tx))
                                            all.items.push_back(detail(tx, entity, sellers, today));
                                          return all;
                                        });
  api.post<LegalEntityEdit, LegalEntityDetail>(
      "/v1/legal-entities",
      {.id = "create_legal_entity",
       .summary = "Add a legal entity",
       .permission = "settings.write",
       .tag = "Settings",
       .status = 201,
       .description = "With its own documents, numbers, taxes and books. Currency, time zone, days to pay and closed "
                      "months are the same for all. Customers say which one they buy from (legal_entity_id)."},
      [](http::Call &call, db::Tx &tx, const LegalEntityEdit &in) -> Outcome<LegalEntityDetail> {
        TRY(entity, create_legal_entity(tx, in));
        return detail(call, tx, entity);
      });
  api.get<http::NoQuery, LegalEntityDetail>(
      "/v1/legal-entities/{id}",
      {.id = "get_legal_entity", .summary = "A legal entity", .permission = "settings.read", .tag = "Settings"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<LegalEntityDetail> {
        TRY(entity, find_legal_entity(tx, call.path_id<LegalEntityId>("id")));
        return detail(call, tx, entity);
      });
  api.patch<LegalEntityEdit, LegalEntityDetail>(
      "/v1/legal-entities/{id}",
      {.id = "edit_legal_entity",
       .summary = "Change a legal entity",
       .permission = "settings.write",
       .tag = "Settings",
       .description = "For documents issued from now on: those that were issued name it as it was."},
      [](http::Call &call, db::Tx &tx, const LegalEntityEdit &in) -> Outcome<LegalEntityDetail> {
        TRY(entity, edit_legal_entity(tx, call.path_id<LegalEntityId>("id"), in));
        return detail(call, tx, entity);
      });
}

} // namespace demarc::catalog
