// Another billing day for a customer, from a day on: by itself where what is billed by the month ends, so that nothing
// is corrected. Periods that are billed beyond it are credited, and the days to the first new boundary are a stub;
// quotes show both before (event billing_day).
#pragma once

#include "subscribers/customer.h"
#include "subscribers/service_operations.h"

namespace demarc::billing {

struct NewBillingDay {
  int billing_day = 1;    // 1 to 31; shorter months use their last
  std::optional<Date> on; // the first day of the new cycle; when absent, the next billing day that is not billed yet
};
BOOST_DESCRIBE_STRUCT(NewBillingDay, (), (billing_day, on))

struct BillingDayChange {
  CustomerId customer_id;
  int billing_day = 1;
  Date on;
  int before = 1; // the billing day until then
};
BOOST_DESCRIBE_STRUCT(BillingDayChange, (), (customer_id, billing_day, on, before))

// Refused while a change of plan or price is planned for after the day: it stands on a boundary of the old cycle.
Outcome<BillingDayChange> change_billing_day(db::Tx &tx, db::Database &ids, CustomerId customer,
                                             const NewBillingDay &in, const subscribers::Act &act);

} // namespace demarc::billing
