// Discounts on the invoices of a customer: given with a coupon or by hand, ended by hand. What they take off which line
// is billing/invoice_discount.h's. Operations, each in a transaction of its caller; the customer is held, as by a run.
#pragma once

#include "money/percent.h"
#include "subscribers/service_operations.h"

namespace demarc::subscribers {

// As it was when it was given.
struct CustomerDiscount {
  CustomerDiscountId id;
  CustomerId customer_id;
  std::optional<CouponId> coupon_id;
  std::string name;
  Percent percent_ppm;            // of the recurring lines
  std::int64_t amount_minor = 0;  // off each invoice
  std::optional<int> invoices;    // on so many; none: for ever
  Date from_date;                 // on invoices of this day and later ones
  std::optional<Date> until_date; // the first day without it, once it was ended
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(CustomerDiscount, (),
                      (id, customer_id, coupon_id, name, percent_ppm, amount_minor, invoices, from_date, until_date,
                       actor, created_at))

// A coupon's code and nothing else but `from`, or a name with a percentage or an amount.
struct NewCustomerDiscount {
  std::optional<std::string> coupon_code;
  std::optional<std::string> name;
  std::optional<Percent> percent_ppm;
  std::optional<std::int64_t> amount_minor;
  std::optional<int> invoices; // for ever when absent
  std::optional<Date> from;    // today when absent
};
BOOST_DESCRIBE_STRUCT(NewCustomerDiscount, (), (coupon_code, name, percent_ppm, amount_minor, invoices, from))

// What would be given to somebody who is billed in that currency; its ids, day of giving and actor are unset.
Outcome<CustomerDiscount> discount_asked(db::Tx &tx, const NewCustomerDiscount &in, Currency currency, Date today);

// Refused: a day before today (in_the_past), because an invoice that is issued does not change; a coupon that is not
// given now or is not on the invoice (coupon_not_valid), that the customer was given before (coupon_used).
Outcome<CustomerDiscount> give_customer_discount(db::Tx &tx, db::Database &ids, CustomerId customer,
                                                 const NewCustomerDiscount &in, const Act &act);
// Invoices of the day and later ones are without it. Ended already by then: nothing happens.
Outcome<CustomerDiscount> end_customer_discount(db::Tx &tx, db::Database &ids, CustomerId customer,
                                                CustomerDiscountId discount, std::optional<Date> on, const Act &act);

std::vector<CustomerDiscount> discounts_of_customer(db::Tx &tx, CustomerId customer); // by from_date

} // namespace demarc::subscribers
