// A prepaid service's own history: the periods that were bought for it, and where it stands. billing/prepaid.h decides
// what is bought and when; prepaid_store.h keeps it.
#pragma once

#include "base/clock.h"
#include "calendar/date.h"
#include "catalog/ids.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>
#include <optional>

namespace demarc::subscribers {

// Why no period is bought for a day.
enum class PrepaidStop {
  none,
  balance,     // it did not cover the next one
  renewal_off, // none is bought by itself
  held,
  paused,
  ended,
  unbillable // as an account that a run parks: no tax rate, another currency
};
BOOST_DESCRIBE_ENUM(PrepaidStop, none, balance, renewal_off, held, paused, ended, unbillable)

struct Prepaid {
  ServiceId service_id;
  bool auto_renew = true;
  std::optional<Date> stopped_on; // the first day without a period; none: bought without a gap
  PrepaidStop stop_reason = PrepaidStop::none;
  std::int64_t price_minor = 0;   // gross: of the purchase that the balance did not cover last
  std::int64_t balance_minor = 0; // the balance at that time

  bool operator==(const Prepaid &) const = default;
};
BOOST_DESCRIBE_STRUCT(Prepaid, (), (service_id, auto_renew, stopped_on, stop_reason, price_minor, balance_minor))

// One item of a bought period. The plan has item 0; its row is the period.
struct Purchase {
  std::int64_t id = 0;
  ServiceId service_id;
  ServiceItemId item_id;
  Date from_date;
  Date full_until; // bought
  Date used_until; // the first day that is not the service's: full_until, or where it ended, paused or changed plan
  Date owed_until; // the first day that is not owed for: used_until, or full_until where unused days are forfeited
  PlanVersionId plan_version_id;
  std::int64_t quantity = 1;
  std::int64_t price_micro = 0; // of all days that were bought, in millionths of a minor unit, after discounts
  Instant created_at;
  std::string tax_place = {}; // where a plan that is taxed by place was taxed that day; a later move is not its matter

  [[nodiscard]] bool covers(Date day) const { return from_date <= day && day < used_until; }
};
BOOST_DESCRIBE_STRUCT(Purchase, (),
                      (id, service_id, item_id, from_date, full_until, used_until, owed_until, plan_version_id,
                       quantity, price_micro, created_at, tax_place))

} // namespace demarc::subscribers
