// The home page's figures, live from the database: one read, a few indexed sums.
#pragma once

#include "platform/db/db.h"
#include "subscribers/timeline.h"

namespace demarc::insight {

struct AgeingBucket {
  std::string bucket; // "current", "1-30", "31-60", "61-90", "90+": days past due
  std::int64_t invoices = 0;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(AgeingBucket, (), (bucket, invoices, amount_minor))

struct Month {
  std::string month;             // "2026-01"
  std::int64_t billed_minor = 0; // gross of invoices less credit notes issued in it
  std::int64_t collected_minor = 0;
  std::int64_t joined = 0;
  std::int64_t left = 0;
  std::int64_t subscribers = 0; // with a running service at its end
};
BOOST_DESCRIBE_STRUCT(Month, (), (month, billed_minor, collected_minor, joined, left, subscribers))

struct RecentEvent {
  TimelineId id;
  CustomerId customer_id;
  std::string customer_name;
  Instant at;
  std::string kind;
  std::string title;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(RecentEvent, (), (id, customer_id, customer_name, at, kind, title, detail))

// Something the operator should do, worst first.
struct Alert {
  std::string kind; // "no_access_server", "billing_held", "parked_accounts", "sessions_out_of_step", "pool_exhausted",
                    // "messages_failed"
  std::string text;
  std::string link; // a path of the console
};
BOOST_DESCRIBE_STRUCT(Alert, (), (kind, text, link))

struct Dashboard {
  std::string month;
  Currency currency = Currency::of("XXX");
  std::int64_t subscribers = 0; // customers with a running service
  std::int64_t subscribers_new_month = 0;
  std::int64_t subscribers_left_month = 0;
  std::int64_t services_active = 0;    // running, and allowed on the network
  std::int64_t services_suspended = 0; // running, but not allowed on the network
  std::int64_t online_now = 0;
  std::int64_t billed_month_minor = 0;
  std::int64_t collected_month_minor = 0;
  std::int64_t open_minor = 0;
  std::int64_t overdue_minor = 0;
  std::int64_t overdue_customers = 0;
  std::int64_t credit_minor = 0;
  std::vector<AgeingBucket> ageing;
  std::vector<Month> months; // the last 24, oldest first
  std::vector<RecentEvent> recent;
  std::vector<Alert> alerts;
};
BOOST_DESCRIBE_STRUCT(Dashboard, (),
                      (month, currency, subscribers, subscribers_new_month, subscribers_left_month, services_active,
                       services_suspended, online_now, billed_month_minor, collected_month_minor, open_minor,
                       overdue_minor, overdue_customers, credit_minor, ageing, months, recent, alerts))

Dashboard dashboard(db::Tx &tx, Instant now);

} // namespace demarc::insight
