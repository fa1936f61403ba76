// Price changes: an operator picks a plan, the new price and the day from which it holds; every service on an older
// version is told, and moved on the first boundary of its own cycle from that day on (price_move.h).
//
// The new price is a version of the plan that is sold from the day on (catalog/plan.h); whoever buys in between is sold
// today's and the announced one in one go. A change may also move services to a version that is sold already.
//
// What a price change writes are rows of service_plan, which billing reads like any other change of plan: it never
// corrects what is billed, because a boundary of the service's own cycle is where the next period begins.
#pragma once

#include "base/clock.h"
#include "catalog/plan.h"
#include "subscribers/ids.h"

namespace demarc {
using PriceChangeId = StrongId<struct PriceChangeTag>;
}

namespace demarc::pricing {

enum class PriceChangeState {
  announcing, // customers are being told
  announced,
  cancelling, // customers are being told that it does not take place
  cancelled,
  failed // `error` says why; cancel it
};
BOOST_DESCRIBE_ENUM(PriceChangeState, announcing, announced, cancelling, cancelled, failed)

struct NewPriceChange {
  std::optional<std::int64_t> price_minor; // makes a version with this price, sold from `on`
  std::optional<int> to_version;           // or a version that is sold already
  Date on;                                 // the first day on which the new price may hold
  std::optional<std::vector<int>> from_versions;
  std::optional<std::vector<CustomerId>> except_customers;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NewPriceChange, (), (price_minor, to_version, on, from_versions, except_customers, text))

struct PriceChange {
  PriceChangeId id;
  PlanId plan_id;
  int version = 0; // of the plan, the new one
  std::int64_t price_minor = 0;
  Currency currency = Currency::of("XXX");
  int interval_months = 1;
  std::vector<int> from_versions;
  Date on;
  int notice_days = 0;
  std::string text;
  PriceChangeState state = PriceChangeState::announcing;
  std::int64_t total = 0; // customers that have one of the versions
  std::int64_t done = 0;  // of these, looked at
  std::int64_t services = 0;
  std::int64_t customers = 0;
  std::int64_t monthly_difference_minor = 0;
  std::optional<Date> first_date, last_date; // on which it takes effect
  bool can_be_cancelled = false;
  std::string created_by;
  Instant created_at;
  std::optional<Instant> announced_at;
  std::optional<std::string> cancelled_by;
  std::optional<Instant> cancelled_at;
  std::optional<std::string> error;
  int interval_days = 0; // above 0: of days, and interval_months is 0
};
BOOST_DESCRIBE_STRUCT(PriceChange, (),
                      (id, plan_id, version, price_minor, currency, interval_months, from_versions, on, notice_days,
                       text, state, total, done, services, customers, monthly_difference_minor, first_date, last_date,
                       can_be_cancelled, created_by, created_at, announced_at, cancelled_by, cancelled_at, error,
                       interval_days))

// What becomes of a service that was told.
enum class ServiceOutlook {
  coming,    // it will be moved
  in_effect, // it has been
  gone,      // it ended, or changed its plan, before
  taken_back
};
BOOST_DESCRIBE_ENUM(ServiceOutlook, coming, in_effect, gone, taken_back)

struct ChangedService {
  ServiceId service_id;
  CustomerId customer_id;
  std::string customer_name;
  std::string username;
  std::int64_t old_price_minor = 0;
  std::int64_t new_price_minor = 0;
  Date on;
  ServiceOutlook outlook = ServiceOutlook::coming;
};
BOOST_DESCRIBE_STRUCT(ChangedService, (),
                      (service_id, customer_id, customer_name, username, old_price_minor, new_price_minor, on, outlook))

struct PriceSettings {
  int notice_days = 30;
};
BOOST_DESCRIBE_STRUCT(PriceSettings, (), (notice_days))

} // namespace demarc::pricing
