#include "subscribers/payer_store.h"

namespace demarc::subscribers {

std::vector<CustomerPayer> payers_of(db::Tx &tx, CustomerId customer) {
  return tx.all<CustomerPayer>("select customer_id, from_date, payer_id, actor, created_at from customer_payer"
                               " where customer_id = $1 order by from_date",
                               customer);
}

std::vector<CustomerPayer> paid_by(db::Tx &tx, CustomerId payer) {
  return tx.all<CustomerPayer>("select customer_id, from_date, payer_id, actor, created_at from customer_payer"
                               " where payer_id = $1 order by customer_id, from_date",
                               payer);
}

std::optional<CustomerId> payer_of(db::Tx &tx, CustomerId customer, Date day) {
  const auto payer = tx.maybe<std::optional<CustomerId>>("select payer_id from customer_payer where customer_id = $1"
                                                         " and from_date <= $2 order by from_date desc limit 1",
                                                         customer, day);
  return payer.value_or(std::nullopt);
}

std::vector<CustomerId> paid_on(db::Tx &tx, CustomerId payer, Date day) {
  return tx.all<CustomerId>("select p.customer_id from customer_payer p where p.payer_id = $1 and p.from_date <= $2"
                            " and not exists (select 1 from customer_payer q where q.customer_id = p.customer_id"
                            "  and q.from_date > p.from_date and q.from_date <= $2) order by p.customer_id",
                            payer, day);
}

void drop_payers_from(db::Tx &tx, CustomerId customer, Date from) {
  tx.exec("delete from customer_payer where customer_id = $1 and from_date >= $2", customer, from);
}

void insert_payer(db::Tx &tx, const CustomerPayer &row) { tx.insert("customer_payer", row); }

} // namespace demarc::subscribers
