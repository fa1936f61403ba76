// A service moves to another address on a day. The days before stay where they were, those from then on are taxed at
// the new place; what was billed already is corrected when billing looks at it (billing/charges.h). An operation, a
// step of a larger transaction: network/services calls it.
#pragma once

#include "subscribers/customer_tax.h"
#include "subscribers/service_operations.h"

namespace demarc::subscribers {

struct ServiceMove {
  std::optional<Date> on; // the first day at the new address: today when absent, not before the service starts
  std::string street, city, postal_code;
  std::optional<std::string> region, country;       // the customer's country when absent
  std::optional<int> longitude_udeg, latitude_udeg; // millionths of a degree; both or neither
  std::optional<PlanId> fee_plan_id;                // what the move costs: a plan that is charged once
  std::optional<std::int64_t> fee_price_minor;      // agreed; the plan's when absent
};
BOOST_DESCRIBE_STRUCT(ServiceMove, (),
                      (on, street, city, postal_code, region, country, longitude_udeg, latitude_udeg, fee_plan_id,
                       fee_price_minor))

// Takes the place of a move on the same day and of those planned for later, and takes their fees back. Refused outside
// of the service's life (before_start, service_ended), where nothing would change (address_unchanged), and with a fee
// that recurs (fee_recurs).
Outcome<Service> move_service(db::Tx &tx, db::Database &ids, ServiceId id, const ServiceMove &in, const Act &act);
// All services of the customer that have not ended by then; those that start later, from their first day. One fee for
// all, on the first of them. Refused when there is none (nothing_moves).
Outcome<std::vector<Service>> move_services(db::Tx &tx, db::Database &ids, CustomerId customer, const ServiceMove &in,
                                            const Act &act);

} // namespace demarc::subscribers
