#include "daemon/demo_store.h"

namespace demarc::daemon {

std::vector<IssuedInvoice> invoices_issued_on(db::Tx &tx, Date day) {
  return tx.all<IssuedInvoice>(
      "select id, customer_id, gross_minor from invoice where issued_on = $1 and kind = 'invoice'"
      " order by id",
      day);
}

std::vector<DemoSession> demo_sessions(db::Tx &tx, std::int64_t part, std::int64_t parts) {
  return tx.all<DemoSession>(
      "select x.access_server_id as access_server_id, x.acct_session_id as acct_session_id, x.username as username,"
      " x.service_id as service_id, x.customer_id as customer_id, x.framed_address as framed_address,"
      " x.started_at as started_at, x.updated_at as updated_at, x.octets_in as octets_in, x.octets_out as octets_out"
      " from session x join access_server n on n.id = x.access_server_id"
      " where x.stopped_at is null and n.name like 'bng-%' and $1 = x.id % $2",
      part, parts);
}

} // namespace demarc::daemon
