#include "subscribers/customer_discount_store.h"

namespace demarc::subscribers {

bool insert_customer_discount(db::Tx &tx, const CustomerDiscount &d) {
  return tx.exec_counted(
             "insert into customer_discount (id, customer_id, coupon_id, name, percent_ppm, amount_minor, invoices,"
             " from_date, until_date, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
             " on conflict do nothing",
             d.id, d.customer_id, d.coupon_id, d.name, d.percent_ppm, d.amount_minor, d.invoices, d.from_date,
             d.until_date, d.actor, d.created_at) == 1;
}

void set_customer_discount_until(db::Tx &tx, CustomerDiscountId discount, Date until) {
  tx.exec("update customer_discount set until_date = $1 where id = $2", until, discount);
}

std::vector<CustomerDiscount> discounts_of_customer(db::Tx &tx, CustomerId customer) {
  return tx.all<CustomerDiscount>(
      "select id, customer_id, coupon_id, name, percent_ppm, amount_minor, invoices, from_date, until_date, actor,"
      " created_at from customer_discount where customer_id = $1 order by from_date, id",
      customer);
}

} // namespace demarc::subscribers
