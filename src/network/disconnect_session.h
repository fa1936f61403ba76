// An operator ends a session. The access server is told by the outbox; the session ends when it says so.
#pragma once

#include "network/session_list_store.h"

namespace demarc::network {

// Refused when the session has ended already.
Outcome<Session> disconnect_session(db::Tx &tx, db::Database &ids, SessionId session, Instant now,
                                    const std::string &actor);

} // namespace demarc::network
