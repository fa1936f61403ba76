// Rows of subscribers' passwords, sessions and one-time links.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>

namespace demarc::portal {

inline constexpr std::string_view portal_link_ref = "portal_link"; // of messages that carry a link

// Somebody who may come in, and the password they have; empty: none was set.
struct Candidate {
  CustomerId id;
  std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (id, password_hash))
// By e-mail address or customer number, in any case; who has left is not among them. Two who share an address are two.
std::vector<Candidate> candidates(db::Tx &tx, const std::string &account, int limit);
std::optional<Candidate> candidate(db::Tx &tx, CustomerId customer);

struct PortalSession {
  CustomerId customer_id;
  Instant created_at;
  Instant expires_at;
  Instant last_seen_at;
  bool by_link = false;
};
BOOST_DESCRIBE_STRUCT(PortalSession, (), (customer_id, created_at, expires_at, last_seen_at, by_link))

// Of a customer who has not left; whether it has expired is the caller's question.
std::optional<PortalSession> portal_session(db::Tx &tx, const std::string &token_hash);
void insert_portal_session(db::Tx &tx, const std::string &token_hash, const PortalSession &session,
                           const std::string &user_agent);
void touch_portal_session(db::Tx &tx, const std::string &token_hash, Instant now, Instant expires_at);
void end_portal_session(db::Tx &tx, const std::string &token_hash);
// All of the customer's but the one to keep, and the links that wait.
void end_other_portal_sessions(db::Tx &tx, CustomerId customer, const std::string &kept_hash);
// From now on it is one like any other: the password before is asked for to set another.
void settle_portal_session(db::Tx &tx, const std::string &token_hash);

void set_portal_password(db::Tx &tx, CustomerId customer, const std::string &hash, Instant now);
void set_portal_login(db::Tx &tx, CustomerId customer, Instant now);

void insert_portal_link(db::Tx &tx, const std::string &token_hash, CustomerId customer, Instant now,
                        Instant expires_at);
// Takes the link away and says whose it was; a second one who comes with it finds nothing.
std::optional<CustomerId> use_portal_link(db::Tx &tx, const std::string &token_hash, Instant now);
// Messages with a link to the customer since then.
std::int64_t links_sent_since(db::Tx &tx, CustomerId customer, Instant since);

struct PortalAccess {
  bool has_password = false;
  std::optional<Instant> password_set_at;
  std::optional<Instant> last_login_at;
};
BOOST_DESCRIBE_STRUCT(PortalAccess, (), (has_password, password_set_at, last_login_at))
PortalAccess portal_access(db::Tx &tx, CustomerId customer);

std::int64_t forget_expired_portal_rows(db::Tx &tx, Instant machine_now);

} // namespace demarc::portal
