// Messages to customers. A message is stored with its cause in the transaction that caused it and sent afterwards
// through the outbox, so a reminder that was decided is never forgotten and one that was rolled back is never sent.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"
#include "platform/jobs/outbox.h"
#include "subscribers/customer.h"

namespace demarc::notify {

using MessageId = StrongId<struct MessageTag>;

enum class Channel { email };
BOOST_DESCRIBE_ENUM(Channel, email)

enum class MessageStatus {
  queued, // in the outbox
  sent,   // the mail server took it
  failed, // given up; `error` says why
  kept    // there is nowhere to send it: no address, or no mail server configured
};
BOOST_DESCRIBE_ENUM(MessageStatus, queued, sent, failed, kept)

struct Message {
  MessageId id;
  std::optional<CustomerId> customer_id;
  Channel channel = Channel::email;
  std::string recipient;
  std::string subject;
  std::string body; // plain text, UTF-8
  MessageStatus status = MessageStatus::queued;
  std::string error;
  Instant created_at;
  std::optional<Instant> sent_at;
  std::optional<std::string> ref_kind;
  std::optional<std::int64_t> ref_id;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, customer_id, channel, recipient, subject, body, status, error, created_at, sent_at, ref_kind,
                       ref_id))

inline constexpr std::string_view email_topic = "notify.email";

// Stores the message for the customer's address and queues it. A customer without an address gets a kept message, which
// the console shows: somebody has to phone.
MessageId send(db::Tx &tx, db::Database &ids, const subscribers::Customer &to, std::string subject, std::string body,
               std::optional<std::string> ref_kind, std::optional<std::int64_t> ref_id, Instant now);

// The same for many customers, by the bulk path.
struct Outgoing {
  CustomerId customer_id;
  std::string recipient; // the customer's address, or empty
  std::string subject;
  std::string body;
};
void send_all(db::Tx &tx, db::Database &ids, std::vector<Outgoing> messages, const std::string &ref_kind,
              std::int64_t ref_id, Instant now);

std::optional<Message> find_message(db::Tx &tx, MessageId id);
std::vector<Message> messages_of(db::Tx &tx, CustomerId customer, int limit);
void set_message_status(db::Tx &tx, MessageId id, MessageStatus status, const std::string &error,
                        std::optional<Instant> sent_at);

} // namespace demarc::notify
