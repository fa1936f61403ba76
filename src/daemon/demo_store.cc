#include "daemon/demo_store.h"

namespace demarc::daemon {

std::vector<IssuedInvoice> invoices_issued_on(db::Tx &tx, Date day) {
  return tx.all<IssuedInvoice>(
      "select id, customer_id, gross_minor from invoice where issued_on = $1 and kind = 'invoice'"
      " order by id",
      day);
}

} // namespace demarc::daemon
