#include "billing/standing.h"

namespace demarc::billing {

Standing find_standing(db::Tx &tx, CustomerId customer) {
  return tx
      .maybe<Standing>("select state, restriction, invoice_id, since, reason from standing where customer_id = $1",
                       customer)
      .value_or(Standing{});
}

Standing save_standing(db::Tx &tx, CustomerId customer, const Standing &standing) {
  Standing before = find_standing(tx, customer);
  if (before == standing)
    return before; // also keeps accounts that were never anything but good without a row
  tx.exec("insert into standing (customer_id, state, restriction, invoice_id, since, reason)"
          " values ($1, $2, $3, $4, $5, $6) on conflict (customer_id) do update set state = excluded.state,"
          " restriction = excluded.restriction, invoice_id = excluded.invoice_id, since = excluded.since,"
          " reason = excluded.reason",
          customer, standing.state, standing.restriction, standing.invoice_id, standing.since, standing.reason);
  return before;
}

} // namespace demarc::billing
