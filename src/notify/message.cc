#include "notify/message.h"

#include <fmt/format.h>

namespace demarc::notify {

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
  if (to.email.empty()) {
    message.status = MessageStatus::kept;
    message.error = "the customer has no e-mail address";
  }
  tx.insert("message", message);
  if (message.status == MessageStatus::queued)
    jobs::put(tx, now, std::string(email_topic), fmt::format("message:{}", message.id.value()),
              fmt::format(R"({{"message_id":{}}})", message.id.value()));
  return message.id;
}

} // namespace demarc::notify
