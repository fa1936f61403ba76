// The one-time link that lets a customer in from their mailbox: used once, for half an hour, kept as a hash.
//
// The message that is stored, and that staff read, has no link in it. The token is made at the moment the mail server
// is given the mail (fill_link), so it is in no table and no log, and its life begins when it leaves. Who asks for a
// link always gets the same answer in the same time: the question goes to the outbox and is looked up there.
#pragma once

#include "notify/message.h"
#include "platform/jobs/outbox.h"

namespace demarc::portal {

inline constexpr std::string_view link_topic = "portal.link";
inline constexpr std::int64_t link_life_s = 30 * 60;

// Somebody says to be this account: an e-mail address or a customer number.
void ask_for_link(db::Tx &tx, const std::string &account, Instant now);
// The outbox's item of it: mails every customer of that account, at most three times an hour.
jobs::Handled handle_link_asked(db::Database &database, const jobs::OutboxItem &item, Instant now);
// An operator sends it. Refuses a customer without an e-mail address, or who has left.
Outcome<notify::MessageId> send_link(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now,
                                     const std::optional<std::string> &actor);

// For the mailer: the body as it goes out, with a new link in it. `base`: where the portal is reached.
std::string fill_link(db::Database &database, const notify::Message &message, const std::string &base,
                      Instant machine_now);

} // namespace demarc::portal
