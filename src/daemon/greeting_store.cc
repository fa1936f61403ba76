#include "daemon/greeting_store.h"

namespace demarc::daemon {

std::optional<LoginExample> find_login_example(db::Tx &tx) {
  return tx.maybe<LoginExample>("select s.username as username, s.password_sealed as password_sealed,"
                                " n.secret_sealed as secret_sealed from access_profile a"
                                " join service s on s.id = a.service_id join access_server n on n.address = '127.0.0.1'"
                                " where a.verdict = 'allow' and n.enabled = 1 order by s.id limit 1");
}

std::optional<PortalExample> find_portal_example(db::Tx &tx) {
  return tx.maybe<PortalExample>("select c.number as number, a.password_hash as password_hash from portal_account a"
                                 " join customer c on c.id = a.customer_id"
                                 " where a.password_hash <> '' and c.status <> 'left' order by c.id limit 1");
}

} // namespace demarc::daemon
