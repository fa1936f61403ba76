#include "pricing/pricing_api.h"

#include "catalog/provider.h"
#include "platform/http/page.h"
#include "pricing/announce_price_change.h"
#include "pricing/preview_price_change.h"
#include "pricing/price_change_store.h"

#include <fmt/format.h>

namespace demarc::pricing {
namespace {

struct PreviewAsked : NewPriceChange {
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PreviewAsked, (NewPriceChange), (limit, cursor))

struct PriceChangeList {
  std::vector<PriceChange> items;
};
BOOST_DESCRIBE_STRUCT(PriceChangeList, (), (items))

struct PageQuery {
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))

Date today(http::Call &call, db::Tx &tx) { return catalog::business_date(tx, call.now()); }

http::FieldRules rules_of_change() {
  return {
      {"price_minor",
       {.minimum = 0, .description = "The new price: makes a version of the plan that is sold from `on`"}},
      {"to_version", {.minimum = 1, .description = "Or the number of a version that is sold already"}},
      {"on",
       {.description = "The first day on which the new price may hold; each service comes to it on the first "
                       "boundary of its own cycle from that day on"}},
      {"from_versions", {.description = "Whose services are moved; all older ones when absent"}},
      {"except_customers", {.description = "Customers that are left alone, such as those with an agreed price"}},
      {"text",
       {.max_length = 4000, .multiline = true, .optional = true, .description = "Added to each customer's letter"}}};
}

} // namespace
} // namespace demarc::pricing

template <> struct demarc::http::Rules<demarc::pricing::NewPriceChange> {
  static FieldRules fields() { return demarc::pricing::rules_of_change(); }
};
template <> struct demarc::http::Rules<demarc::pricing::PreviewAsked> {
  static constexpr std::string_view name = "PriceChangeQuestion";
  static FieldRules fields() { return demarc::pricing::rules_of_change(); }
};
template <> struct demarc::http::Rules<demarc::pricing::PriceSettings> {
  static FieldRules fields() {
    return {{"notice_days",
             {.minimum = 0, .maximum = 366, .description = "Between a customer's letter and the new price, at least"}}};
  }
};

namespace demarc::pricing {

void register_pricing_api(http::Api &api) {
  api.post<PreviewAsked, PriceChangePreview>(
      "/v1/plans/{id}/price-changes/preview",
      {.id = "preview_price_change",
       .summary = "What a price change would do; nobody is told",
       .permission = "catalog.write",
       .tag = "Price changes",
       .description = "The totals are on the first page.",
       .idempotent = false},
      [](http::Call &call, db::Tx &tx, const PreviewAsked &in) -> Outcome<PriceChangePreview> {
        std::optional<CustomerId> after;
        if (in.cursor) {
          const auto keys = http::parse_cursor<std::int64_t>(*in.cursor);
          if (!keys)
            return refuse("cursor_unknown", "This cursor is not one of this list.", "cursor");
          after = CustomerId(std::get<0>(*keys));
        }
        return preview_price_change(tx, call.path_id<PlanId>("id"), in, http::page_limit(in.limit), after,
                                    today(call, tx));
      });
  api.post<NewPriceChange, PriceChange>(
      "/v1/plans/{id}/price-changes",
      {.id = "create_price_change",
       .summary = "Announce a price change to everybody on older versions",
       .permission = "catalog.write",
       .tag = "Price changes",
       .status = 201,
       .description = "Customers are told in the background, each once. Every service keeps its price until the first "
                      "boundary of its own billing cycle on or after `on`; nothing that is billed is corrected."},
      [](http::Call &call, db::Tx &tx, const NewPriceChange &in) {
        return create_price_change(tx, call.database(), call.path_id<PlanId>("id"), in, call.actor().name, call.now());
      });
  api.get<http::NoQuery, PriceChangeList>("/v1/plans/{id}/price-changes",
                                          {.id = "list_price_changes",
                                           .summary = "A plan's price changes, newest first",
                                           .permission = "catalog.read",
                                           .tag = "Price changes"},
                                          [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                            return PriceChangeList{
                                                list_price_changes(tx, call.path_id<PlanId>("id"), today(call, tx))};
                                          });
  api.get<http::NoQuery, PriceChange>(
      "/v1/price-changes/{id}",
      {.id = "get_price_change", .summary = "A price change", .permission = "catalog.read", .tag = "Price changes"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return find_price_change(tx, call.path_id<PriceChangeId>("id"), today(call, tx));
      });
  api.get<PageQuery, http::Page<ChangedService>>(
      "/v1/price-changes/{id}/services",
      {.id = "price_change_services",
       .summary = "The services that were told of a price change, and what became of it",
       .permission = "customers.read",
       .tag = "Price changes"},
      [](http::Call &call, db::Tx &tx, const PageQuery &query) -> Outcome<http::Page<ChangedService>> {
        const auto id = call.path_id<PriceChangeId>("id");
        const auto row = change_row(tx, id);
        if (!row)
          return refuse(Refusal::Kind::not_found, "price_change_unknown",
                        fmt::format("There is no price change {}.", id.value()));
        std::optional<std::pair<std::int64_t, std::string>> after;
        if (query.cursor) {
          const auto keys = http::parse_cursor<std::int64_t, std::string>(*query.cursor);
          if (!keys)
            return refuse("cursor_unknown", "This cursor is not one of this list.", "cursor");
          after = {std::get<0>(*keys), std::get<1>(*keys)};
        }
        const int limit = http::page_limit(query.limit);
        auto page = http::page_of(
            changed_services(tx, *row, today(call, tx), after, limit + 1), limit,
            [](const ChangedService &one) { return http::make_cursor(one.service_id.value(), to_string(one.on)); });
        page.total = row->services;
        return page;
      });
  api.post<http::NoBody, PriceChange>(
      "/v1/price-changes/{id}/cancel",
      {.id = "cancel_price_change",
       .summary = "Take a price change back where it has not taken effect",
       .permission = "catalog.write",
       .tag = "Price changes",
       .description = "Services that have come to the new price keep it; everybody else who was told is told again."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return cancel_price_change(tx, call.path_id<PriceChangeId>("id"), call.actor().name, call.now());
      });
  api.get<http::NoQuery, PriceSettings>(
      "/v1/price-settings",
      {.id = "get_price_settings", .summary = "Days of notice", .permission = "catalog.read", .tag = "Price changes"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return find_price_settings(tx); });
  api.put<PriceSettings, PriceSettings>(
      "/v1/price-settings",
      {.id = "save_price_settings",
       .summary = "Change the days of notice",
       .permission = "settings.write",
       .tag = "Price changes"},
      [](http::Call &, db::Tx &tx, const PriceSettings &in) { return save_price_settings(tx, in); });
}

} // namespace demarc::pricing
