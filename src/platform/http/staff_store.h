// The rows of staff users, their sessions and API tokens.
#pragma once

#include "platform/http/staff.h"

namespace demarc::http::store {

std::optional<User> user(db::Tx &tx, StaffUserId id);
std::optional<User> user_by_email(db::Tx &tx, std::string_view email);
// With ids above `after`; `like` is a lower-case pattern for like … escape '\'.
std::vector<User> users(db::Tx &tx, std::int64_t after, const std::string &like, int limit);
bool any_user(db::Tx &tx);
std::optional<std::string> password_hash(db::Tx &tx, StaffUserId id);
void insert_user(db::Tx &tx, const User &user, const std::string &password_hash, Instant now);
void update_user(db::Tx &tx, const User &user);
void set_password_hash(db::Tx &tx, StaffUserId id, const std::string &hash);
void set_last_login(db::Tx &tx, StaffUserId id, Instant now);
// Locks the active admins' rows and counts them.
std::int64_t count_active_admins(db::Tx &tx);

struct Session {
  StaffUserId user_id;
  std::string name;
  Role role = Role::viewer;
  Instant created_at;
  Instant expires_at;
  Instant last_seen_at;
};
BOOST_DESCRIBE_STRUCT(Session, (), (user_id, name, role, created_at, expires_at, last_seen_at))

// Of an active user; whether it has expired is the caller's question.
std::optional<Session> session(db::Tx &tx, const std::string &token_hash);
void insert_session(db::Tx &tx, const std::string &token_hash, StaffUserId user, Instant now, Instant expires_at,
                    const std::string &user_agent);
void touch_session(db::Tx &tx, const std::string &token_hash, Instant now, Instant expires_at);
void delete_session(db::Tx &tx, const std::string &token_hash);
void delete_sessions_of(db::Tx &tx, StaffUserId user);
std::int64_t delete_expired_sessions(db::Tx &tx, Instant now);

std::vector<ApiToken> api_tokens(db::Tx &tx, std::int64_t after, const std::string &like, int limit);
// Not revoked.
std::optional<ApiToken> api_token(db::Tx &tx, const std::string &token_hash);
void insert_api_token(db::Tx &tx, const ApiToken &token, const std::string &token_hash);
void touch_api_token(db::Tx &tx, std::int64_t id, Instant now);
bool revoke_api_token(db::Tx &tx, std::int64_t id, Instant now); // false: there is none, or it was revoked

} // namespace demarc::http::store
