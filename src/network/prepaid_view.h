// A prepaid service as its pages show it: what is paid, and whether the balance covers what comes next.
#pragma once

#include "billing/renew_prepaid.h"
#include "platform/http/api.h"

namespace demarc::network {

struct PrepaidPeriodView {
  Date from, until; // what was used, or can be
  Date full_until;  // what was bought
};
BOOST_DESCRIBE_STRUCT(PrepaidPeriodView, (), (from, until, full_until))

struct PrepaidView {
  bool auto_renew = true;
  std::optional<Date> paid_until; // the first day that is not paid for; none: nothing was bought
  std::optional<Date> stopped_on;
  subscribers::PrepaidStop stop_reason = subscribers::PrepaidStop::none;
  std::int64_t balance_minor = 0;               // the customer's credit
  std::optional<Date> next_from, next_until;    // none: nothing more is bought
  std::optional<std::int64_t> next_price_minor; // gross
  bool covers_next = false;
  std::vector<PrepaidPeriodView> periods; // newest first, at most twelve
};
BOOST_DESCRIBE_STRUCT(PrepaidView, (),
                      (auto_renew, paid_until, stopped_on, stop_reason, balance_minor, next_from, next_until,
                       next_price_minor, covers_next, periods))

// None: the service is billed.
std::optional<PrepaidView> prepaid_view(db::Tx &tx, ServiceId service, Date today);

} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::PrepaidView> {
  static constexpr std::string_view name = "Prepaid";
  static FieldRules fields() {
    return {
        {"paid_until", {.description = "The first day that is not paid for; null: nothing was bought yet"}},
        {"stopped_on", {.description = "The first day without service; null: periods were bought without a gap"}},
        {"stop_reason",
         {.description = "balance: it did not cover the next period; renewal_off: nothing is bought by itself; held, "
                         "paused, ended: the service is off anyway; unbillable: the log says why"}},
        {"balance_minor", {.description = "The customer's credit"}},
        {"next_price_minor", {.description = "Of the next period with everything in it, tax included"}},
        {"periods", {.description = "The last twelve, newest first"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::PrepaidPeriodView> {
  static constexpr std::string_view name = "PrepaidPeriod";
  static FieldRules fields() {
    return {{"until", {.description = "The first day after what is used of it"}},
            {"full_until", {.description = "The first day after what was bought"}}};
  }
};
