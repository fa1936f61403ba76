// What a price change would do, before anybody is told: the same terms and moves as the announcement, nothing written.
#pragma once

#include "pricing/price_change.h"

namespace demarc::pricing {

struct PriceChangePreview {
  std::vector<int> from_versions;                  // those that are moved
  std::vector<int> left_out_versions;              // with another interval, or with taxes in or out of the price
  std::optional<std::int64_t> services, customers; // these five on the first page only
  std::optional<std::int64_t> monthly_difference_minor;
  std::optional<Date> first_date, last_date;
  Currency currency = Currency::of("XXX");
  int notice_days = 0;
  std::vector<ChangedService> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PriceChangePreview, (),
                      (from_versions, left_out_versions, services, customers, monthly_difference_minor, first_date,
                       last_date, currency, notice_days, items, next_cursor))

// Pages hold whole customers.
Outcome<PriceChangePreview> preview_price_change(db::Tx &tx, PlanId plan, const NewPriceChange &in, int limit,
                                                 std::optional<CustomerId> after, Date today);

} // namespace demarc::pricing
