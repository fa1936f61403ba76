// How much a service moved, by business day: fed with the differences of accounting, read by pages, caps and invoices.
// in = from the user, out = to the user. Rows only grow.
#pragma once

#include "calendar/date.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::usage {

struct UsageDelta {
  ServiceId service_id;
  Date day;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(UsageDelta, (), (service_id, day, octets_in, octets_out))

// Adds them all; the same service and day may come more than once. Rows are touched in the same order on every node, so
// that two batches wait for each other and do not deadlock.
void add_usage(db::Tx &tx, std::vector<UsageDelta> deltas);

struct UsageOfDay {
  Date date;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(UsageOfDay, (), (date, octets_in, octets_out))
// Days without traffic are absent.
std::vector<UsageOfDay> usage_between(db::Tx &tx, ServiceId service, Period period);

struct UsageSum {
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;

  bool operator==(const UsageSum &) const = default;
};
BOOST_DESCRIBE_STRUCT(UsageSum, (), (octets_in, octets_out))
UsageSum usage_sum(db::Tx &tx, ServiceId service, Period period);
// Of the calendar month that `day` lies in.
UsageSum month_usage(db::Tx &tx, ServiceId service, Date day);
// Of every service that moved anything in the period.
struct UsageOfService {
  ServiceId service_id;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(UsageOfService, (), (service_id, octets_in, octets_out))
std::vector<UsageOfService> usage_by_service(db::Tx &tx, Period period);

} // namespace demarc::usage
