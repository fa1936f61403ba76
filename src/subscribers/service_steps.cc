#include "subscribers/service_steps.h"

#include "subscribers/customer.h"
#include "subscribers/service_store.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::subscribers {

namespace {
constexpr std::int64_t most_of_one = 100'000;
} // namespace

Outcome<catalog::PlanVersion> sellable(db::Tx &tx, PlanId id, Date day) {
  const auto active = catalog::hold_plan(tx, id);
  if (!active)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  auto version = *catalog::version_on(tx, id, day);
  if (!*active)
    return refuse(Refusal::Kind::conflict, "plan_retired",
                  fmt::format("\"{}\" is no longer sold; choose an active plan.", version.name), "plan_id");
  return version;
}

Outcome<Done> check_recurs(const catalog::PlanVersion &version) {
  if (version.is_once)
    return refuse(
        "charged_once",
        fmt::format("\"{}\" is charged once; add it to a service as an item, on a plan that recurs.", version.name),
        "plan_id");
  return Done{};
}

Outcome<std::int64_t> check_quantity(std::int64_t quantity) {
  if (quantity < 1 || quantity > most_of_one)
    return refuse("quantity_out_of_range", "A quantity is 1 to 100000.", "quantity");
  return quantity;
}

Outcome<Done> check_within(const Service &service, Date day, std::string_view field) {
  if (service.ends_on && day >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ends on {}; nothing can change after that.", to_string(*service.ends_on)),
                  std::string(field));
  if (day < service.starts_on)
    return refuse(
        "before_start",
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(service.starts_on)),
        std::string(field));
  return Done{};
}

const ServicePlan *row_on(const std::vector<ServicePlan> &plans, Date day) {
  const ServicePlan *found = nullptr;
  for (const ServicePlan &plan : plans) {
    if (plan.from_date <= day)
      found = &plan;
  }
  return found;
}

Outcome<Service> lock_service(db::Tx &tx, ServiceId id) {
  const auto service = find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, lock_customer(tx, service->customer_id));
  (void)customer;
  return *find_service(tx, id); // as it is under the lock
}

void tell_service(db::Tx &tx, db::Database &ids, const Service &service, const Act &act, std::string kind,
                  std::string title, std::string detail) {
  tell(tx, ids,
       {.customer_id = service.customer_id,
        .service_id = service.id,
        .at = act.now,
        .kind = std::move(kind),
        .title = std::move(title),
        .detail = std::move(detail),
        .actor = act.actor});
}

} // namespace demarc::subscribers
