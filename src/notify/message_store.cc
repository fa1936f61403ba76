#include "notify/message.h"

namespace demarc::notify {

std::optional<Message> find_message(db::Tx &tx, MessageId id) {
  return tx.maybe<Message>(
      "select id, customer_id, channel, recipient, subject, body, status, error, created_at, sent_at,"
      " ref_kind, ref_id from message where id = $1",
      id);
}

std::vector<Message> messages_of(db::Tx &tx, CustomerId customer, int limit) {
  return tx.all<Message>(
      "select id, customer_id, channel, recipient, subject, body, status, error, created_at, sent_at,"
      " ref_kind, ref_id from message where customer_id = $1 order by id desc limit $2",
      customer, limit);
}

void set_message_status(db::Tx &tx, MessageId id, MessageStatus status, const std::string &error,
                        std::optional<Instant> sent_at) {
  tx.exec("update message set status = $1, error = $2, sent_at = $3 where id = $4", status, error, sent_at, id);
}

} // namespace demarc::notify
