// Staff users and API tokens: who may use the console and the API, and in which role. Passwords are kept as argon2id
// hashes, tokens as SHA-256 (they are 256 random bits); either is shown once or never.
//
// Whatever takes rights away tells every node (channel "staff"), whose caches of signed-in actors are then dropped.
#pragma once

#include "base/patch.h"
#include "base/secret.h"
#include "platform/db/db.h"
#include "platform/http/actor.h"
#include "platform/http/page.h"

namespace demarc::http {

inline constexpr std::string_view staff_channel = "staff";
inline constexpr std::size_t min_password_length = 10;

struct User {
  StaffUserId id;
  std::string email;
  std::string name;
  Role role = Role::viewer;
  bool active = true;
  std::optional<Instant> last_login_at;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, email, name, role, active, last_login_at))

struct NewUser {
  std::string email;
  std::string name;
  Role role = Role::viewer;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(NewUser, (), (email, name, role, password))

struct UserEdit {
  Patch<std::string> email;
  Patch<std::string> name;
  Patch<Role> role;
  Patch<bool> active;
  std::optional<Secret> password;
};
BOOST_DESCRIBE_STRUCT(UserEdit, (), (email, name, role, active, password))

// Refuses a taken e-mail address and a short password. Takes some 20 ms (argon2id).
Outcome<User> create_user(db::Tx &tx, db::Database &ids, const NewUser &in, Instant now);
// A new password, or being made inactive, ends the user's sessions. The last active admin stays one.
Outcome<User> edit_user(db::Tx &tx, StaffUserId id, const UserEdit &in);

// For the lists of users and tokens: in the order they were made; `q` is looked for in names and e-mail addresses.
struct StaffQuery {
  std::optional<int> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(StaffQuery, (), (limit, cursor, q))

std::vector<User> list_users(db::Tx &tx); // every one
Outcome<Page<User>> list_users(db::Tx &tx, const StaffQuery &query);
std::optional<User> find_user_by_email(db::Tx &tx, std::string_view email);

struct ApiToken {
  std::int64_t id = 0;
  std::string name;
  Role role = Role::viewer;
  std::optional<StaffUserId> created_by;
  Instant created_at;
  std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ApiToken, (), (id, name, role, created_by, created_at, last_used_at))

struct NewApiToken {
  std::string name;
  Role role = Role::viewer;
};
BOOST_DESCRIBE_STRUCT(NewApiToken, (), (name, role))

struct MadeApiToken {
  std::int64_t id = 0;
  std::string name;
  Role role = Role::viewer;
  std::optional<StaffUserId> created_by;
  Instant created_at;
  std::optional<Instant> last_used_at; // never, yet
  std::string token;                   // "Authorization: Bearer <token>"; never shown again
};
BOOST_DESCRIBE_STRUCT(MadeApiToken, (), (id, name, role, created_by, created_at, last_used_at, token))

MadeApiToken create_api_token(db::Tx &tx, db::Database &ids, const NewApiToken &in, std::optional<StaffUserId> by,
                              Instant now);
Outcome<Done> revoke_api_token(db::Tx &tx, std::int64_t id, Instant now);
Outcome<Page<ApiToken>> list_api_tokens(db::Tx &tx, const StaffQuery &query);

// For a daily job. Sessions live on the machine's time (sign_in.h), also where the business's clock is simulated: pass
// SystemClock's now.
std::int64_t forget_expired_sessions(db::Tx &tx, Instant machine_now);

} // namespace demarc::http
