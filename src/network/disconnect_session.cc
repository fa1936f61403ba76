#include "network/disconnect_session.h"

#include "network/accounting.h"
#include "network/session_store.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::network {

Outcome<Session> disconnect_session(db::Tx &tx, db::Database &ids, SessionId id, Instant now,
                                    const std::string &actor) {
  const auto session = load_session(tx, id, now);
  if (!session)
    return refuse(Refusal::Kind::not_found, "session_unknown", fmt::format("There is no session {}.", id.value()));
  if (session->stopped_at)
    return refuse(Refusal::Kind::conflict, "session_ended", "This session has ended already.");
  ask_disconnect(tx, id, now);
  put_apply_access(tx, id, now);
  if (session->customer_id)
    subscribers::tell(tx, ids,
                      {.customer_id = *session->customer_id,
                       .service_id = session->service_id,
                       .at = now,
                       .kind = "session.disconnect",
                       .title = "Session disconnected",
                       .detail = fmt::format("{} on {}", session->username, session->access_server_name),
                       .actor = actor,
                       .ref_kind = "session",
                       .ref_id = id.value()});
  tx.notify(std::string(sessions_channel), sessions_notice({id}));
  return *load_session(tx, id, now);
}

} // namespace demarc::network
