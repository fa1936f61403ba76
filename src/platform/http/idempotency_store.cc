#include "platform/http/idempotency.h"

namespace demarc::http {

namespace {

constexpr std::string_view insert_key =
    "insert into idempotency_key (key, operation, actor, request_hash, status, answer, created_at) "
    "values ($1, $2, $3, $4, 0, '', $5) on conflict (actor, operation, key) do nothing";
constexpr std::string_view select_key = "select request_hash, status, answer, created_at from idempotency_key "
                                        "where actor = $1 and operation = $2 and key = $3";
constexpr std::string_view update_key = "update idempotency_key set status = $1, answer = $2 "
                                        "where actor = $3 and operation = $4 and key = $5";
constexpr std::string_view delete_key = "delete from idempotency_key where actor = $1 and operation = $2 and key = $3";
constexpr std::string_view delete_before = "delete from idempotency_key where created_at < $1";

} // namespace

std::optional<KeptAnswer> take_key(db::Tx &tx, const RequestKey &request, Instant now) {
  // PostgreSQL: the insert waits for a transaction that holds the key, and sees its row if that commits.
  const bool taken =
      tx.exec_counted(insert_key, request.key, request.operation, request.actor, request.request_hash, now) == 1;
  if (taken)
    return std::nullopt;
  return tx.one<KeptAnswer>(select_key, request.actor, request.operation, request.key);
}

void keep_answer(db::Tx &tx, const RequestKey &request, int status, const std::string &answer) {
  tx.exec(update_key, status, answer, request.actor, request.operation, request.key);
}

void free_key(db::Tx &tx, const RequestKey &request) {
  tx.exec(delete_key, request.actor, request.operation, request.key);
}

std::int64_t forget_keys_before(db::Tx &tx, Instant before) { return tx.exec_counted(delete_before, before); }

} // namespace demarc::http
