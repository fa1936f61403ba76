#include "billing/discount_uses_store.h"

namespace demarc::billing {

std::vector<DiscountUse> discount_uses(db::Tx &tx, CustomerId customer) {
  return tx.all<DiscountUse>(
      "select s.discount_id as discount_id, s.used_on as used_on, cast(sum(s.amount_minor) as bigint) as amount_minor"
      " from customer_discount d join charge_discount s on s.discount_id = d.id where d.customer_id = $1"
      " group by s.discount_id, s.used_on having sum(s.amount_minor) > 0 order by s.discount_id, s.used_on",
      customer);
}

std::vector<LineDiscountRow> line_discounts(db::Tx &tx, InvoiceId invoice) {
  return tx.all<LineDiscountRow>(
      "select c.line as line, d.id as discount_id, d.name as name, d.percent_ppm as percent_ppm,"
      " cast(abs(sum(s.amount_minor)) as bigint) as amount_minor from charge c"
      " join charge_discount s on s.charge_id = c.id join customer_discount d on d.id = s.discount_id"
      " where c.invoice_id = $1 group by c.line, d.id, d.name, d.percent_ppm, d.from_date"
      " order by c.line, d.from_date, d.id",
      invoice);
}

} // namespace demarc::billing
