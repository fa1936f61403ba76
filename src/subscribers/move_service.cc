#include "subscribers/move_service.h"

#include "catalog/tax_store.h"
#include "subscribers/customer_tax_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

std::string address_line(const ServiceLocation &l) {
  return fmt::format("{}, {}{}{}, {}", l.street, l.postal_code, l.postal_code.empty() ? "" : " ", l.city, l.country);
}

bool is_same_place(const ServiceLocation &a, const ServiceLocation &b) {
  return a.street == b.street && a.city == b.city && a.postal_code == b.postal_code && a.region == b.region &&
         a.country == b.country && a.longitude_udeg == b.longitude_udeg && a.latitude_udeg == b.latitude_udeg;
}

Outcome<Done> check_move(db::Tx &tx, const Service &service, const ServiceMove &in, Date on, const Act &act) {
  if (on < service.starts_on)
    return refuse(
        "before_start",
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(service.starts_on)), "on");
  if (service.ends_on && on >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ends on {}; it cannot move after that.", to_string(*service.ends_on)), "on");
  if (in.longitude_udeg.has_value() != in.latitude_udeg.has_value())
    return refuse("point_incomplete", "Give longitude and latitude, or neither.", "latitude_udeg");
  if (in.fee_price_minor && !in.fee_plan_id)
    return refuse("fee_missing", "A price goes with the fee's plan; give fee_plan_id too.", "fee_plan_id");
  if (in.fee_plan_id) {
    const auto version = catalog::version_on(tx, *in.fee_plan_id, std::max(on, act.today));
    if (!version)
      return refuse(Refusal::Kind::not_found, "plan_unknown",
                    fmt::format("There is no plan {}.", in.fee_plan_id->value()), "fee_plan_id");
    if (!version->is_once)
      return refuse("fee_recurs", fmt::format("\"{}\" recurs; a fee is a plan that is charged once.", version->name),
                    "fee_plan_id");
  }
  return Done{};
}

// The address as the customer's row has it, from the service's first day on.
ServiceLocation at_customers_address(const Service &service, const Customer &customer, const Act &act) {
  ServiceLocation home;
  home.service_id = service.id;
  home.customer_id = customer.id;
  home.from_date = service.starts_on;
  home.street = customer.street;
  home.city = customer.city;
  home.postal_code = customer.postal_code;
  home.region = customer.region;
  home.country = customer.country;
  home.actor = act.actor;
  home.created_at = act.now;
  return home;
}

Outcome<Service> move_locked(db::Tx &tx, db::Database &ids, const Customer &customer, const Service &service,
                             tax::Places &places, const ServiceMove &in, const Act &act) {
  const Date on = in.on.value_or(std::max(act.today, service.starts_on));
  TRY(checked, check_move(tx, service, in, on, act));
  (void)checked;
  const auto rows = locations_of_service(tx, service.id);
  const ServiceLocation *row_before = location_on(rows, on.plus_days(-1));
  const ServiceLocation home = at_customers_address(service, customer, act);
  const ServiceLocation &before = row_before != nullptr ? *row_before : home;
  ServiceLocation moved = home;
  moved.from_date = on;
  moved.street = in.street;
  moved.city = in.city;
  moved.postal_code = in.postal_code;
  moved.region = in.region.value_or("");
  moved.country = in.country.value_or(customer.country);
  moved.longitude_udeg = in.longitude_udeg;
  moved.latitude_udeg = in.latitude_udeg;
  const bool had_first = !rows.empty() && rows.front().from_date < on && rows.front().tax_place.empty();
  moved.tax_place = tax::tax_place_after_move(places, before.tax_place, address_of(before),
                                              address_of(had_first ? rows.front() : home), address_of(moved));
  const bool replaces = std::any_of(rows.begin(), rows.end(), [&](const auto &row) { return row.from_date >= on; });
  if (!replaces && is_same_place(before, moved))
    return refuse(Refusal::Kind::conflict, "address_unchanged",
                  fmt::format("{} is at this address already.", service.username), "street");
  if (row_before == nullptr && service.starts_on < on)
    save_location(tx, home); // the customer's address may change; these days were here
  for (const ServiceLocation &row : rows) {
    if (row.from_date >= on && row.fee_item_id) {
      TRY(taken_back, end_item(tx, ids, service.id, *row.fee_item_id, row.from_date, act));
      (void)taken_back;
    }
  }
  drop_locations_from(tx, service.id, on);
  if (in.fee_plan_id) {
    NewItem fee;
    fee.plan_id = *in.fee_plan_id;
    fee.from = on;
    fee.price_minor = in.fee_price_minor;
    TRY(charged, add_item(tx, ids, service.id, fee, act));
    (void)charged;
    moved.fee_item_id = items_of(tx, service.id).back().id;
  }
  save_location(tx, moved);
  tell(tx, ids,
       {.customer_id = customer.id,
        .service_id = service.id,
        .at = act.now,
        .kind = "service.moved",
        .title = on <= act.today ? "Service moved" : "Move of a service set",
        .detail = fmt::format("{}: {} → {} from {}{}", service.username, address_line(before), address_line(moved),
                              to_string(on), moved.tax_place == before.tax_place ? "" : "; other taxes from that day"),
        .actor = act.actor});
  return service;
}

} // namespace

Outcome<Service> move_service(db::Tx &tx, db::Database &ids, ServiceId id, const ServiceMove &in, const Act &act) {
  const auto service = find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, lock_customer(tx, service->customer_id));
  const tax::Table table = catalog::load_tax_table(tx);
  tax::Places places(table);
  return move_locked(tx, ids, customer, *find_service(tx, id), places, in, act);
}

Outcome<std::vector<Service>> move_services(db::Tx &tx, db::Database &ids, CustomerId customer_id,
                                            const ServiceMove &in, const Act &act) {
  TRY(customer, lock_customer(tx, customer_id));
  const tax::Table table = catalog::load_tax_table(tx);
  tax::Places places(table);
  ServiceMove move = in;
  std::vector<Service> moved;
  for (const Service &service : services_of(tx, customer_id)) {
    move.on = std::max(in.on.value_or(act.today), service.starts_on);
    if (service.ends_on && *service.ends_on <= *move.on)
      continue;
    TRY(done, move_locked(tx, ids, customer, service, places, move, act));
    moved.push_back(std::move(done));
    move.fee_plan_id.reset();
    move.fee_price_minor.reset();
  }
  if (moved.empty())
    return refuse(Refusal::Kind::conflict, "nothing_moves", "The customer has no service that goes on after that day.",
                  "on");
  return moved;
}

} // namespace demarc::subscribers
