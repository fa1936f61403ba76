#include "notify/message.h"

#include <fmt/format.h>

namespace demarc::notify {

namespace {

void keep_where_nowhere_to_send(Message &message) {
  if (!message.recipient.empty())
    return;
  message.status = MessageStatus::kept;
  message.error = "the customer has no e-mail address";
}

jobs::NewItem delivery_of(const Message &message) {
  return {std::string(email_topic), fmt::format("message:{}", message.id.value()),
          fmt::format(R"({{"message_id":{}}})", message.id.value())};
}

} // namespace

MessageId send(db::Tx &tx, db::Database &ids, const subscribers::Customer &to, std::string subject, std::string body,
               std::optional<std::string> ref_kind, std::optional<std::int64_t> ref_id, Instant now) {
  Message message;
  message.id = ids.next<MessageId>("message");
  message.customer_id = to.id;
  message.recipient = to.email;
  message.subject = std::move(subject);
  message.body = std::move(body);
  message.created_at = now;
  message.ref_kind = std::move(ref_kind);
  message.ref_id = ref_id;
  keep_where_nowhere_to_send(message);
  tx.insert("message", message);
  if (message.status == MessageStatus::queued)
    jobs::put_many(tx, now, std::vector{delivery_of(message)});
  return message.id;
}

void send_all(db::Tx &tx, db::Database &ids, std::vector<Outgoing> outgoing, const std::string &ref_kind,
              std::int64_t ref_id, Instant now) {
  std::vector<Message> messages;
  std::vector<jobs::NewItem> deliveries;
  for (Outgoing &one : outgoing) {
    Message message;
    message.id = ids.next<MessageId>("message");
    message.customer_id = one.customer_id;
    message.recipient = std::move(one.recipient);
    message.subject = std::move(one.subject);
    message.body = std::move(one.body);
    message.created_at = now;
    message.ref_kind = ref_kind;
    message.ref_id = ref_id;
    keep_where_nowhere_to_send(message);
    if (message.status == MessageStatus::queued)
      deliveries.push_back(delivery_of(message));
    messages.push_back(std::move(message));
  }
  tx.insert_many("message", messages);
  if (!deliveries.empty())
    jobs::put_many(tx, now, deliveries);
}

} // namespace demarc::notify
