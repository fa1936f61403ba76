#include "network/prepaid_api.h"

#include "catalog/provider.h"
#include "network/prepaid_view.h"
#include "network/services.h"
#include "subscribers/prepaid_store.h"

namespace demarc::network {

std::optional<PrepaidView> prepaid_view(db::Tx &tx, ServiceId id, Date today) {
  constexpr std::size_t periods_shown = 12;
  const auto state = subscribers::prepaid_of(tx, id);
  const auto service = subscribers::find_service(tx, id);
  if (!state || !service)
    return std::nullopt;
  PrepaidView view;
  view.auto_renew = state->auto_renew;
  view.paid_until = subscribers::paid_until(tx, id);
  view.stopped_on = state->stopped_on;
  view.stop_reason = state->stop_reason;
  const auto customer = subscribers::find_customer(tx, service->customer_id);
  view.balance_minor = billing::prepaid_balance(tx, service->customer_id, customer->currency).minor_units();
  if (const auto next = billing::next_purchase(tx, id, today)) {
    view.next_from = next->from;
    view.next_until = next->until;
    view.next_price_minor = next->gross.minor_units();
    view.covers_next = next->is_covered();
  }
  const auto purchases = subscribers::purchases_of(tx, id);
  for (auto bought = purchases.rbegin(); bought != purchases.rend() && view.periods.size() < periods_shown; ++bought) {
    if (bought->item_id == billing::plan_item)
      view.periods.push_back({bought->from_date, bought->used_until, bought->full_until});
  }
  return view;
}

namespace {

struct Renewal {
  bool auto_renew = true;
};
BOOST_DESCRIBE_STRUCT(Renewal, (), (auto_renew))

Outcome<PrepaidView> view_of(db::Tx &tx, ServiceId id, Date today) {
  auto view = prepaid_view(tx, id, today);
  if (!view)
    return refuse(Refusal::Kind::not_found, "not_prepaid", "There is no such prepaid service.");
  return std::move(*view);
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::Renewal> {
  static constexpr std::string_view name = "PrepaidRenewal";
  static FieldRules fields() {
    return {{"auto_renew", {.description = "Whether the next period is bought by itself"}}};
  }
};

namespace demarc::network {

void register_prepaid_api(http::Api &api) {
  const auto act = [](http::Call &call, db::Tx &tx) {
    return subscribers::Act{call.now(), catalog::business_date(tx, call.now()), call.actor().name};
  };
  api.get<http::NoQuery, PrepaidView>("/v1/services/{id}/prepaid",
                                      {.id = "get_prepaid",
                                       .summary = "What is paid of a prepaid service, and what comes next",
                                       .permission = "customers.read",
                                       .tag = "Services"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                        return view_of(tx, call.path_id<ServiceId>("id"),
                                                       catalog::business_date(tx, call.now()));
                                      });
  api.patch<Renewal, PrepaidView>(
      "/v1/services/{id}/prepaid",
      {.id = "set_auto_renew",
       .summary = "Have a prepaid service buy its next period by itself, or not",
       .permission = "customers.write",
       .tag = "Services",
       .description = "Turned on for a service that is stopped, it buys a period at once if the balance covers it."},
      [act](http::Call &call, db::Tx &tx, const Renewal &in) -> Outcome<PrepaidView> {
        const subscribers::Act by = act(call, tx);
        TRY(service, set_auto_renew(tx, call.database(), call.path_id<ServiceId>("id"), in.auto_renew, by));
        return view_of(tx, service.id, by.today);
      });
  api.post<http::NoBody, PrepaidView>(
      "/v1/services/{id}/prepaid/periods",
      {.id = "buy_period",
       .summary = "Buy one more period of a prepaid service now",
       .permission = "customers.write",
       .tag = "Services",
       .description = "From today when no day is paid for, else after what is paid. Refused (balance_too_low) when the "
                      "customer's credit does not cover it."},
      [act](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<PrepaidView> {
        const subscribers::Act by = act(call, tx);
        TRY(service, buy_period(tx, call.database(), call.path_id<ServiceId>("id"), by));
        return view_of(tx, service.id, by.today);
      });
}

} // namespace demarc::network
