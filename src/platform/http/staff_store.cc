#include "platform/http/staff_store.h"

namespace demarc::http::store {

namespace {

constexpr std::string_view select_user =
    "select id, email, name, role, active, last_login_at from staff_user where id = $1";
constexpr std::string_view select_user_by_email =
    "select id, email, name, role, active, last_login_at from staff_user where lower(email) = lower($1)";
constexpr std::string_view select_users =
    "select id, email, name, role, active, last_login_at from staff_user "
    "where id > $1 and (lower(name) like $2 escape '\\' or lower(email) like $2 escape '\\') order by id limit $3";
constexpr std::string_view select_any_user = "select id from staff_user limit 1";
constexpr std::string_view select_hash = "select password_hash from staff_user where id = $1";
constexpr std::string_view insert_user_row = "insert into staff_user (id, email, name, role, password_hash, active, "
                                             "created_at) values ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view update_user_row =
    "update staff_user set email = $1, name = $2, role = $3, active = $4 where id = $5";
constexpr std::string_view update_hash = "update staff_user set password_hash = $1 where id = $2";
constexpr std::string_view update_last_login = "update staff_user set last_login_at = $1 where id = $2";
constexpr std::string_view lock_active_admins =
    "select id from staff_user where role = 'admin' and active = 1 order by id for update";

constexpr std::string_view select_session =
    "select u.id as user_id, u.name, u.role, s.created_at, s.expires_at, s.last_seen_at "
    "from staff_session s join staff_user u on u.id = s.user_id where s.token_hash = $1 and u.active = 1";
constexpr std::string_view insert_session_row =
    "insert into staff_session (token_hash, user_id, created_at, expires_at, last_seen_at, user_agent) "
    "values ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view update_session =
    "update staff_session set last_seen_at = $1, expires_at = $2 where token_hash = $3";
constexpr std::string_view delete_one_session = "delete from staff_session where token_hash = $1";
constexpr std::string_view delete_user_sessions = "delete from staff_session where user_id = $1";
constexpr std::string_view delete_old_sessions = "delete from staff_session where expires_at <= $1";

constexpr std::string_view select_tokens =
    "select id, name, role, created_by, created_at, last_used_at from api_token "
    "where id > $1 and revoked_at is null and lower(name) like $2 escape '\\' order by id limit $3";
constexpr std::string_view select_token = "select id, name, role, created_by, created_at, last_used_at from api_token "
                                          "where token_hash = $1 and revoked_at is null";
constexpr std::string_view insert_token =
    "insert into api_token (id, name, role, token_hash, created_by, created_at) values ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view update_token_use = "update api_token set last_used_at = $1 where id = $2";
constexpr std::string_view update_token_revoked =
    "update api_token set revoked_at = $1 where id = $2 and revoked_at is null";

} // namespace

std::optional<User> user(db::Tx &tx, StaffUserId id) { return tx.maybe<User>(select_user, id); }
std::optional<User> user_by_email(db::Tx &tx, std::string_view email) {
  return tx.maybe<User>(select_user_by_email, email);
}
std::vector<User> users(db::Tx &tx, std::int64_t after, const std::string &like, int limit) {
  return tx.all<User>(select_users, after, like, limit);
}
bool any_user(db::Tx &tx) { return tx.maybe<StaffUserId>(select_any_user).has_value(); }
std::optional<std::string> password_hash(db::Tx &tx, StaffUserId id) { return tx.maybe<std::string>(select_hash, id); }

void insert_user(db::Tx &tx, const User &user, const std::string &password_hash, Instant now) {
  tx.exec(insert_user_row, user.id, user.email, user.name, user.role, password_hash, user.active, now);
}
void update_user(db::Tx &tx, const User &user) {
  tx.exec(update_user_row, user.email, user.name, user.role, user.active, user.id);
}
void set_password_hash(db::Tx &tx, StaffUserId id, const std::string &hash) { tx.exec(update_hash, hash, id); }
void set_last_login(db::Tx &tx, StaffUserId id, Instant now) { tx.exec(update_last_login, now, id); }
std::int64_t count_active_admins(db::Tx &tx) {
  return static_cast<std::int64_t>(tx.all<StaffUserId>(lock_active_admins).size());
}

std::optional<Session> session(db::Tx &tx, const std::string &token_hash) {
  return tx.maybe<Session>(select_session, token_hash);
}
void insert_session(db::Tx &tx, const std::string &token_hash, StaffUserId user, Instant now, Instant expires_at,
                    const std::string &user_agent) {
  tx.exec(insert_session_row, token_hash, user, now, expires_at, now, user_agent);
}
void touch_session(db::Tx &tx, const std::string &token_hash, Instant now, Instant expires_at) {
  tx.exec(update_session, now, expires_at, token_hash);
}
void delete_session(db::Tx &tx, const std::string &token_hash) { tx.exec(delete_one_session, token_hash); }
void delete_sessions_of(db::Tx &tx, StaffUserId user) { tx.exec(delete_user_sessions, user); }
std::int64_t delete_expired_sessions(db::Tx &tx, Instant now) { return tx.exec_counted(delete_old_sessions, now); }

std::vector<ApiToken> api_tokens(db::Tx &tx, std::int64_t after, const std::string &like, int limit) {
  return tx.all<ApiToken>(select_tokens, after, like, limit);
}
std::optional<ApiToken> api_token(db::Tx &tx, const std::string &token_hash) {
  return tx.maybe<ApiToken>(select_token, token_hash);
}
void insert_api_token(db::Tx &tx, const ApiToken &token, const std::string &token_hash) {
  tx.exec(insert_token, token.id, token.name, token.role, token_hash, token.created_by, token.created_at);
}
void touch_api_token(db::Tx &tx, std::int64_t id, Instant now) { tx.exec(update_token_use, now, id); }
bool revoke_api_token(db::Tx &tx, std::int64_t id, Instant now) {
  return tx.exec_counted(update_token_revoked, now, id) == 1;
}

} // namespace demarc::http::store
