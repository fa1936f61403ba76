// Exact repeats. One row of idempotency_key per (actor, operation, key): written first in the transaction of the
// request's own effect, so the row is there exactly when the effect is, and a second request under the key waits for
// the first.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"

#include <optional>
#include <string>

namespace demarc::http {

struct RequestKey {
  std::string actor; // Actor::key()
  std::string operation;
  std::string key;
  std::string request_hash; // of method, address, query and body
};

struct KeptAnswer {
  std::string request_hash;
  int status = 0; // 0: the first request is still at work
  std::string answer;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (request_hash, status, answer, created_at))

// Takes the key for this request; the other request's row when there is one already.
std::optional<KeptAnswer> take_key(db::Tx &tx, const RequestKey &request, Instant now);
void keep_answer(db::Tx &tx, const RequestKey &request, int status, const std::string &answer);
void free_key(db::Tx &tx, const RequestKey &request);

// For a daily job; returns how many went. Clients repeat within minutes: a week is plenty.
std::int64_t forget_keys_before(db::Tx &tx, Instant before);

} // namespace demarc::http
