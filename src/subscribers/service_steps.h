// What the operations on a service share: finding and locking it, checking what is asked of it, telling its story. For
// the files of this folder alone.
#pragma once

#include "catalog/plan.h"
#include "subscribers/service_operations.h"

namespace demarc::subscribers {

// The version of the plan that is sold on `day`.
Outcome<catalog::PlanVersion> sellable(db::Tx &tx, PlanId id, Date day);

// Not one that is charged once.
Outcome<Done> check_recurs(const catalog::PlanVersion &version);

// 1 to 100,000.
Outcome<std::int64_t> check_quantity(std::int64_t quantity);

// A day of the service's life.
Outcome<Done> check_within(const Service &service, Date day, std::string_view field);

// What holds on `day`; nullptr before the first.
const ServicePlan *row_on(const std::vector<ServicePlan> &plans, Date day);

// The service, its customer's row locked.
Outcome<Service> lock_service(db::Tx &tx, ServiceId id);

// Puts it on the customer's timeline.
void tell_service(db::Tx &tx, db::Database &ids, const Service &service, const Act &act, std::string kind,
                  std::string title, std::string detail);

} // namespace demarc::subscribers
