// Who is billed for a customer: they themselves, or from a day on somebody else. What that means for money is
// billing/charges.h's. An operation, a step of a larger transaction: network/services calls it.
#pragma once

#include "subscribers/service_operations.h"

namespace demarc::subscribers {

struct CustomerPayer {
  CustomerId customer_id;
  Date from_date;                     // in force until the next row
  std::optional<CustomerId> payer_id; // none: the customer themselves again
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(CustomerPayer, (), (customer_id, from_date, payer_id, actor, created_at))

std::vector<CustomerPayer> payers_of(db::Tx &tx, CustomerId customer); // by day
std::vector<CustomerPayer> paid_by(db::Tx &tx, CustomerId payer);      // rows that name the payer, by customer and day
std::optional<CustomerId> payer_of(db::Tx &tx, CustomerId customer, Date day); // none: they themselves
// Those that the payer pays for on the day, by id.
std::vector<CustomerId> paid_on(db::Tx &tx, CustomerId payer, Date day);

// Whether the customer is named as a payer on a day from `on` on.
bool pays_from(db::Tx &tx, CustomerId payer, Date on);
// Whether the rows of one customer, by day, name somebody on a day from `on` on.
bool has_payer_from(const std::vector<CustomerPayer> &rows, Date on);

struct NewPayer {
  std::optional<CustomerId> payer_id; // absent: the customer themselves again
  std::optional<Date> on;             // the first day; today when absent
};
BOOST_DESCRIBE_STRUCT(NewPayer, (), (payer_id, on))
// From `on` the payer is billed for the periods that begin; a second one of a day, and what was set for later, are
// replaced. Refused: themselves (pays_for_themselves), another currency (currency_differs), another legal entity
// (legal_entity_differs), chains of any kind from
// that day on (payer_has_payer, pays_for_others), a customer with a prepaid service, which is bought from their own
// balance (prepaid_has_no_payer), and where nothing would change (payer_unchanged).
Outcome<Customer> set_payer(db::Tx &tx, db::Database &ids, CustomerId customer, const NewPayer &in, const Act &act);

} // namespace demarc::subscribers
