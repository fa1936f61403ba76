#include "network/moves_api.h"

#include "catalog/provider.h"
#include "network/services.h"

#include <fmt/format.h>

namespace demarc::network {
namespace {

struct AddressView {
  Date from;
  std::optional<Date> until;
  std::string street, city, postal_code, region, country;
  std::optional<int> longitude_udeg, latitude_udeg;
  std::string tax_place;
  std::optional<ServiceItemId> fee_item_id;
  bool is_customers_address = false;
  std::string actor;
  std::optional<Instant> created_at;
};
BOOST_DESCRIBE_STRUCT(AddressView, (),
                      (from, until, street, city, postal_code, region, country, longitude_udeg, latitude_udeg,
                       tax_place, fee_item_id, is_customers_address, actor, created_at))
struct ServiceAddresses {
  ServiceId service_id;
  std::vector<AddressView> items;
};
BOOST_DESCRIBE_STRUCT(ServiceAddresses, (), (service_id, items))
struct MovedServices {
  std::vector<ServiceAddresses> services;
};
BOOST_DESCRIBE_STRUCT(MovedServices, (), (services))

subscribers::Act act_of_move(http::Call &call, db::Tx &tx) {
  return {call.now(), catalog::business_date(tx, call.now()), call.actor().name};
}

Outcome<ServiceAddresses> addresses_of(db::Tx &tx, ServiceId id) {
  const auto service = subscribers::find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, subscribers::find_customer(tx, service->customer_id));
  ServiceAddresses shown;
  shown.service_id = id;
  const auto rows = subscribers::locations_of_service(tx, id);
  if (rows.empty() || rows.front().from_date > service->starts_on) {
    AddressView &home = shown.items.emplace_back();
    home.from = service->starts_on;
    home.street = customer.street;
    home.city = customer.city;
    home.postal_code = customer.postal_code;
    home.region = customer.region;
    home.country = customer.country;
    home.is_customers_address = true;
  }
  for (const subscribers::ServiceLocation &row : rows) {
    if (!shown.items.empty())
      shown.items.back().until = row.from_date;
    shown.items.push_back({row.from_date, service->ends_on, row.street, row.city, row.postal_code, row.region,
                           row.country, row.longitude_udeg, row.latitude_udeg, row.tax_place, row.fee_item_id, false,
                           row.actor, row.created_at});
  }
  if (rows.empty())
    shown.items.back().until = service->ends_on;
  return shown;
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::AddressView> {
  static constexpr std::string_view name = "ServiceAddress";
  static FieldRules fields() {
    return {{"from", {.description = "The first day there"}},
            {"until", {.description = "The first day elsewhere, or without service"}},
            {"longitude_udeg", {.description = "Millionths of a degree"}},
            {"tax_place",
             {.description = "Jurisdictions whose taxes days there are billed apart by; empty: as where the service "
                             "was at first"}},
            {"fee_item_id", {.description = "What was charged for the move"}},
            {"is_customers_address", {.description = "No address of its own: it follows the customer's"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::ServiceMove> {
  static FieldRules fields() {
    return {
        {"on", {.description = "The first day at the new address; today when absent"}},
        {"street", {.max_length = 200}},
        {"city", {.max_length = 100}},
        {"postal_code", {.max_length = 20}},
        {"region", {.max_length = 100}},
        {"country", {.format = Format::country, .description = "The customer's when absent"}},
        {"longitude_udeg", {.minimum = -180'000'000, .maximum = 180'000'000, .description = "Millionths of a degree"}},
        {"latitude_udeg", {.minimum = -90'000'000, .maximum = 90'000'000, .description = "Millionths of a degree"}},
        {"fee_plan_id", {.description = "What the move costs: a plan that is charged once"}},
        {"fee_price_minor", {.minimum = 0, .description = "Agreed for this customer; the plan's when absent"}}};
  }
};

namespace demarc::network {

void register_moves_api(http::Api &api) {
  api.get<http::NoQuery, ServiceAddresses>("/v1/services/{id}/addresses",
                                           {.id = "service_addresses",
                                            .summary = "Where a service was, is and will be installed",
                                            .permission = "customers.read",
                                            .tag = "Services"},
                                           [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                             return addresses_of(tx, call.path_id<ServiceId>("id"));
                                           });
  api.post<subscribers::ServiceMove, ServiceAddresses>(
      "/v1/services/{id}/move",
      {.id = "move_service",
       .summary = "Move a service to another address",
       .permission = "customers.write",
       .tag = "Services",
       .description =
           "From `on` the new place's taxes are charged. Days that were billed already are credited with the "
           "taxes of the old place and charged anew, where the jurisdictions differ. Takes the place of a "
           "move on the same day and of later ones. POST /v1/quotes tells the documents before."},
      [](http::Call &call, db::Tx &tx, const subscribers::ServiceMove &in) -> Outcome<ServiceAddresses> {
        TRY(service,
            network::move_service(tx, call.database(), call.path_id<ServiceId>("id"), in, act_of_move(call, tx)));
        return addresses_of(tx, service.id);
      });
  api.post<subscribers::ServiceMove, MovedServices>(
      "/v1/customers/{id}/move",
      {.id = "move_customer_services",
       .summary = "Move all services of a customer to another address",
       .permission = "customers.write",
       .tag = "Services",
       .description = "Those that have not ended by `on`; one fee for all. The address of the bill stays; change it "
                      "with the customer."},
      [](http::Call &call, db::Tx &tx, const subscribers::ServiceMove &in) -> Outcome<MovedServices> {
        TRY(moved,
            network::move_services(tx, call.database(), call.path_id<CustomerId>("id"), in, act_of_move(call, tx)));
        MovedServices shown;
        for (const subscribers::Service &service : moved) {
          TRY(addresses, addresses_of(tx, service.id));
          shown.services.push_back(std::move(addresses));
        }
        return shown;
      });
}

} // namespace demarc::network
