// Rows of discounts on the invoice.
#pragma once

#include "subscribers/customer_discount.h"

namespace demarc::subscribers {

bool insert_customer_discount(db::Tx &tx, const CustomerDiscount &discount); // false: the customer has that coupon
void set_customer_discount_until(db::Tx &tx, CustomerDiscountId discount, Date until);

} // namespace demarc::subscribers
