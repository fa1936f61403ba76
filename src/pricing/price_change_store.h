// Rows of price changes, and of what they move.
#pragma once

#include "billing/charges.h"
#include "pricing/price_change.h"

namespace demarc::pricing {

struct PriceChangeRow {
  PriceChangeId id;
  PlanId plan_id;
  PlanVersionId plan_version_id;
  bool makes_version = false;
  std::string from_versions; // numbers, with commas
  Date on_date;
  int notice_days = 0;
  std::string text;
  PriceChangeState state = PriceChangeState::announcing;
  std::int64_t total = 0, done = 0, services = 0, customers = 0;
  std::int64_t difference_minor = 0; // of all services together, each per its interval
  Currency currency = Currency::of("XXX");
  std::optional<Date> first_date, last_date;
  CustomerId last_customer_id; // the work goes on behind this one
  std::string created_by;
  Instant created_at;
  std::optional<Instant> announced_at;
  std::optional<std::string> cancelled_by;
  std::optional<Instant> cancelled_at;
  std::string error;
};
BOOST_DESCRIBE_STRUCT(PriceChangeRow, (),
                      (id, plan_id, plan_version_id, makes_version, from_versions, on_date, notice_days, text, state,
                       total, done, services, customers, difference_minor, currency, first_date, last_date,
                       last_customer_id, created_by, created_at, announced_at, cancelled_by, cancelled_at, error))

struct MovedRow {
  PriceChangeId price_change_id;
  ServiceId service_id;
  Date from_date;
  CustomerId customer_id;
  PlanVersionId before_version_id;
  std::int64_t old_price_minor = 0;
  std::int64_t new_price_minor = 0;
  bool taken_back = false;
};
BOOST_DESCRIBE_STRUCT(MovedRow, (),
                      (price_change_id, service_id, from_date, customer_id, before_version_id, old_price_minor,
                       new_price_minor, taken_back))

// A customer as a price change needs them.
struct Addressee {
  CustomerId id;
  std::string name;
  std::string email;
  BillingAnchors anchors;
  std::vector<billing::ServiceLife> services = {};
  LegalEntityId legal_entity_id = first_legal_entity; // who signs
};

std::optional<int> stored_notice_days(db::Tx &tx);
void store_notice_days(db::Tx &tx, int days);

void insert_change(db::Tx &tx, const PriceChangeRow &row, const std::vector<CustomerId> &except);
std::optional<PriceChangeRow> change_row(db::Tx &tx, PriceChangeId id);
std::optional<PriceChangeRow> lock_change(db::Tx &tx, PriceChangeId id);
void save_change(db::Tx &tx, const PriceChangeRow &row);
std::vector<PriceChangeRow> changes_of(db::Tx &tx, PlanId plan); // newest first
std::vector<CustomerId> exceptions_of(db::Tx &tx, PriceChangeId id);

// Customers with a service that is, was or will be on one of the versions and has not ended before `until`, behind
// `after`, in the order of their ids.
std::vector<CustomerId> affected_customers(db::Tx &tx, CustomerId after, const std::vector<PlanVersionId> &versions,
                                           Date until, int limit, bool lock);
std::int64_t count_affected(db::Tx &tx, const std::vector<PlanVersionId> &versions, Date until);
std::vector<Addressee> load_addressees(db::Tx &tx, const std::vector<CustomerId> &customers);

void insert_moved(db::Tx &tx, const std::vector<MovedRow> &rows);
struct NewStay {
  ServiceId service_id;
  Date from_date;
  PlanVersionId plan_version_id;
  std::int64_t quantity = 1;
};
BOOST_DESCRIBE_STRUCT(NewStay, (), (service_id, from_date, plan_version_id, quantity))
void insert_stays(db::Tx &tx, const std::vector<NewStay> &rows); // where there is no row of that day

// What is taken back: rows of the change's version that begin after `today`; of a version that is withdrawn those of
// sales too, which the announcement does not list.
struct ToTakeBack {
  ServiceId service_id;
  CustomerId customer_id;
  Date from_date;
  std::optional<PlanVersionId> listed_before; // none: not listed
  std::optional<std::int64_t> old_price_minor;
};
BOOST_DESCRIBE_STRUCT(ToTakeBack, (), (service_id, customer_id, from_date, listed_before, old_price_minor))
std::vector<CustomerId> customers_to_take_back(db::Tx &tx, const PriceChangeRow &change, bool withdrawn, Date today,
                                               int limit);
std::vector<ToTakeBack> rows_to_take_back(db::Tx &tx, const PriceChangeRow &change, bool withdrawn, Date today,
                                          const std::vector<CustomerId> &customers);
void drop_stay(db::Tx &tx, ServiceId service, Date from);
void mark_taken_back(db::Tx &tx, PriceChangeId id, ServiceId service, Date from);

// In the order of service and day, behind `after`.
std::vector<ChangedService> changed_services(db::Tx &tx, const PriceChangeRow &change, Date today,
                                             std::optional<std::pair<std::int64_t, std::string>> after, int limit);

} // namespace demarc::pricing
