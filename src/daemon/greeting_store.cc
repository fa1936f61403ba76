#include "daemon/greeting_store.h"

namespace demarc::daemon {

std::optional<LoginExample> find_login_example(db::Tx &tx) {
  return tx.maybe<LoginExample>("select s.username as username, s.password_sealed as password_sealed,"
                                " n.secret_sealed as secret_sealed from access_profile a"
                                " join service s on s.id = a.service_id join access_server n on n.address = '127.0.0.1'"
                                " where a.verdict = 'allow' and n.enabled = 1 order by s.id limit 1");
}

} // namespace demarc::daemon
