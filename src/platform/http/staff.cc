#include "platform/http/staff.h"

#include "platform/crypto/crypto.h"
#include "platform/http/staff_store.h"

#include <fmt/format.h>
#include <limits>

namespace demarc::http {

namespace {

Outcome<Done> check_password(const Secret &password) {
  if (password.reveal().size() < min_password_length)
    return refuse("too_short", fmt::format("A password has at least {} characters.", min_password_length), "password");
  return Done{};
}

Outcome<Done> check_email_is_free(db::Tx &tx, const std::string &email, StaffUserId owner) {
  const auto other = store::user_by_email(tx, email);
  if (other && other->id != owner)
    return refuse(Refusal::Kind::conflict, "email_taken", "Another user has this e-mail address.", "email");
  return Done{};
}

// Text that contains `q`, whatever like's own signs it holds.
std::string pattern_of(const std::optional<std::string> &q) {
  std::string pattern = "%";
  for (const char c : q.value_or("")) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return pattern + "%";
}

// The page behind the query's cursor; `rows_after(id, pattern, limit)` reads it.
template <class T, class F>
Outcome<Page<T>> list(const StaffQuery &query, F &&rows_after, std::int64_t (*id_of)(const T &)) {
  std::int64_t after = 0;
  if (query.cursor) {
    const auto keys = parse_cursor<std::int64_t>(*query.cursor);
    if (!keys)
      return refuse("bad_cursor", "This cursor is not of this list.", "cursor");
    after = std::get<0>(*keys);
  }
  const int limit = page_limit(query.limit);
  return page_of(rows_after(after, pattern_of(query.q), limit + 1), limit,
                 [&](const T &row) { return make_cursor(id_of(row)); });
}

void tell_every_node(db::Tx &tx) { tx.notify(std::string(staff_channel), ""); }

} // namespace

Outcome<User> create_user(db::Tx &tx, db::Database &ids, const NewUser &in, Instant now) {
  TRY(good, check_password(in.password));
  TRY(is_free, check_email_is_free(tx, in.email, StaffUserId()));
  User user;
  user.id = ids.next<StaffUserId>("staff_user");
  user.email = in.email;
  user.name = in.name;
  user.role = in.role;
  store::insert_user(tx, user, crypto::hash_password(in.password), now);
  return user;
}

Outcome<User> edit_user(db::Tx &tx, StaffUserId id, const UserEdit &in) {
  // Taken before the user is read, so that two admins who demote each other are one after the other.
  const std::int64_t admins = store::count_active_admins(tx);
  const auto before = store::user(tx, id);
  if (!before)
    return refuse(Refusal::Kind::not_found, "user_not_found", "There is no such user.");
  User after = *before;
  in.email.apply_to(after.email);
  in.name.apply_to(after.name);
  in.role.apply_to(after.role);
  in.active.apply_to(after.active);
  TRY(is_free, check_email_is_free(tx, after.email, id));
  if (in.password) {
    TRY(good, check_password(*in.password));
  }
  const bool was_admin = before->role == Role::admin && before->active;
  const bool is_admin = after.role == Role::admin && after.active;
  if (was_admin && !is_admin && admins <= 1)
    return refuse(Refusal::Kind::conflict, "last_admin", "This is the last active admin; make another user one first.");
  store::update_user(tx, after);
  if (in.password)
    store::set_password_hash(tx, id, crypto::hash_password(*in.password));
  if (in.password || !after.active)
    store::delete_sessions_of(tx, id);
  tell_every_node(tx);
  return after;
}

std::vector<User> list_users(db::Tx &tx) { return store::users(tx, 0, "%", std::numeric_limits<int>::max()); }

Outcome<Page<User>> list_users(db::Tx &tx, const StaffQuery &query) {
  return list<User>(
      query,
      [&](std::int64_t after, const std::string &like, int limit) { return store::users(tx, after, like, limit); },
      [](const User &user) { return user.id.value(); });
}

std::optional<User> find_user_by_email(db::Tx &tx, std::string_view email) { return store::user_by_email(tx, email); }

MadeApiToken create_api_token(db::Tx &tx, db::Database &ids, const NewApiToken &in, std::optional<StaffUserId> by,
                              Instant now) {
  ApiToken row;
  row.id = ids.next_id("api_token");
  row.name = in.name;
  row.role = in.role;
  row.created_by = by;
  row.created_at = now;
  MadeApiToken made;
  made.id = row.id;
  made.name = in.name;
  made.role = in.role;
  made.created_by = by;
  made.created_at = now;
  made.token = crypto::random_token();
  store::insert_api_token(tx, row, crypto::token_hash(made.token));
  return made;
}

Outcome<Done> revoke_api_token(db::Tx &tx, std::int64_t id, Instant now) {
  if (!store::revoke_api_token(tx, id, now))
    return refuse(Refusal::Kind::not_found, "token_not_found", "There is no such token, or it was revoked already.");
  tell_every_node(tx);
  return Done{};
}

Outcome<Page<ApiToken>> list_api_tokens(db::Tx &tx, const StaffQuery &query) {
  return list<ApiToken>(
      query,
      [&](std::int64_t after, const std::string &like, int limit) { return store::api_tokens(tx, after, like, limit); },
      [](const ApiToken &token) { return token.id; });
}

std::int64_t forget_expired_sessions(db::Tx &tx, Instant machine_now) {
  return store::delete_expired_sessions(tx, machine_now);
}

} // namespace demarc::http
