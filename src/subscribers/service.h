// Services: what a customer has, under which user name, from when to when, on which plan version on which day.
#pragma once

#include "catalog/plan.h"
#include "subscribers/customer.h"

namespace demarc::subscribers {

struct Service {
  ServiceId id;
  CustomerId customer_id;
  std::string username;
  std::string password_sealed; // purpose "service.password"
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s;
  Date starts_on;
  std::optional<Date> ends_on; // exclusive: the first day without service
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (id, customer_id, username, password_sealed, static_address, session_timeout_s, starts_on,
                       ends_on))

// From this day (inclusive) the service is on this version, until the next row.
struct ServicePlan {
  ServiceId service_id;
  Date from_date;
  PlanVersionId plan_version_id;
};
BOOST_DESCRIBE_STRUCT(ServicePlan, (), (service_id, from_date, plan_version_id))

struct ServiceHold {
  ServiceId service_id;
  std::string reason; // "operator"
  Instant since;
  std::string note;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(ServiceHold, (), (service_id, reason, since, note, actor))

// Days without service that the customer asked for: no access, and nothing is owed.
struct ServicePause {
  ServiceId service_id;
  Date from_date;
  std::optional<Date> until_date; // the first day with service again; none: not known yet
  std::string note;
  std::string actor;
  Instant created_at;

  [[nodiscard]] bool covers(Date day) const { return from_date <= day && (!until_date || day < *until_date); }
};
BOOST_DESCRIBE_STRUCT(ServicePause, (), (service_id, from_date, until_date, note, actor, created_at))

// Everything billing needs to know of a service: a pure function of this gives what it owes.
struct ServiceHistory {
  ServiceId id;
  std::string username;
  Date starts_on;
  std::optional<Date> ends_on;
  std::vector<ServicePlan> plans; // by from_date, the first at or before starts_on
};

std::optional<Service> find_service(db::Tx &tx, ServiceId id);
std::vector<Service> services_of(db::Tx &tx, CustomerId customer);
std::vector<ServicePlan> plans_of(db::Tx &tx, ServiceId service);
// The version in force on `day` (the first one before the service starts).
std::optional<PlanVersionId> plan_on(const std::vector<ServicePlan> &plans, Date day);
std::vector<ServiceHold> holds_of(db::Tx &tx, ServiceId service);
std::vector<ServicePause> pauses_of(db::Tx &tx, ServiceId service); // by from_date
std::vector<ServiceHistory> histories_of(db::Tx &tx, CustomerId customer);

} // namespace demarc::subscribers
