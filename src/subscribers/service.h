// Services: what a customer has, under which user name, from when to when, on which plan version on which day.
#pragma once

#include "catalog/coupon.h"
#include "catalog/plan.h"
#include "subscribers/contract.h"
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
  std::optional<Date> ends_on;                             // exclusive: the first day without service
  std::optional<Date> trial_until;                         // no period is owed before it
  std::optional<std::string> static_prefix = {};           // IPv6, of the link
  std::optional<std::string> static_delegated_prefix = {}; // and of the network behind the subscriber's router
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (id, customer_id, username, password_sealed, static_address, session_timeout_s, starts_on,
                       ends_on, trial_until, static_prefix, static_delegated_prefix))

// From this day (inclusive) the service is on this version, until the next row.
struct ServicePlan {
  ServiceId service_id;
  Date from_date;
  PlanVersionId plan_version_id;
  std::int64_t quantity = 1;
};
BOOST_DESCRIBE_STRUCT(ServicePlan, (), (service_id, from_date, plan_version_id, quantity))

// Something sold beside the plan: an add-on that recurs, or what is charged once.
struct ServiceItem {
  ServiceItemId id;
  ServiceId service_id;
  PlanVersionId plan_version_id;
  Date from_date;                 // of what is charged once: the day of the charge
  std::optional<Date> until_date; // the first day without it
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_minor; // agreed for this customer; none: the version's
  int instalments = 1;                     // of what is charged once: equal parts, a month apart
  std::string note;
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ServiceItem, (),
                      (id, service_id, plan_version_id, from_date, until_date, quantity, price_minor, instalments, note,
                       actor, created_at))

// A discount as it was when it was given.
struct ServiceDiscount {
  DiscountId id;
  ServiceId service_id;
  std::optional<CouponId> coupon_id;
  std::string name;
  std::int64_t percent_ppm = 0;  // of the list price of each period
  std::int64_t amount_minor = 0; // off the price of each full period
  bool on_add_ons = false;       // else on the plan alone
  Date from_date;
  std::optional<Date> until_date; // the first day at the full price
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ServiceDiscount, (),
                      (id, service_id, coupon_id, name, percent_ppm, amount_minor, on_add_ons, from_date, until_date,
                       actor, created_at))

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

// The contract that the service is on from a day on, until the next row: the terms as they were when it was sold.
struct ServiceContract {
  ServiceId service_id;
  Date from_date;
  Date minimum_until; // exclusive
  int minimum_months = 0;
  int renewal_months = 0;
  int notice_days = 0;
  catalog::TerminationFee fee_kind = catalog::TerminationFee::none;
  std::int64_t fee_minor = 0;
  std::int64_t fee_ppm = 0;
  std::string actor;
  Instant created_at;

  [[nodiscard]] Contract contract() const {
    return {from_date, {minimum_months, renewal_months, notice_days, fee_kind, fee_minor, fee_ppm}};
  }
};
BOOST_DESCRIBE_STRUCT(ServiceContract, (),
                      (service_id, from_date, minimum_until, minimum_months, renewal_months, notice_days, fee_kind,
                       fee_minor, fee_ppm, actor, created_at))

// How ends_on of a service came about.
struct EndOfService {
  ServiceId service_id;
  Date noticed_on; // when the provider was told: what the contract's notice counts from
  bool fee_waived = false;
  std::string waive_reason;
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(EndOfService, (), (service_id, noticed_on, fee_waived, waive_reason, actor, created_at))

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
std::vector<ServiceItem> items_of(db::Tx &tx, ServiceId service);         // by id
std::vector<ServiceDiscount> discounts_of(db::Tx &tx, ServiceId service); // by from_date
std::vector<ServicePause> pauses_of(db::Tx &tx, ServiceId service);       // by from_date
std::vector<ServiceContract> contracts_of(db::Tx &tx, ServiceId service); // by from_date
std::optional<EndOfService> end_of(db::Tx &tx, ServiceId service);        // none: no end is set
std::vector<ServiceHistory> histories_of(db::Tx &tx, CustomerId customer);

} // namespace demarc::subscribers
