#include "platform/http/staff_api.h"

#include "platform/http/staff_store.h"

namespace demarc::http {

namespace {

struct Credentials {
  std::string email;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (email, password))

struct Health {
  std::string status;
  std::string version;
  std::string database;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, version, database))

constexpr std::size_t max_password_length = 200; // bounds the work of hashing

} // namespace

template <> struct Rules<Credentials> {
  static FieldRules fields() {
    return {{"email", {.min_length = 1, .max_length = 254}},
            {"password", {.min_length = 1, .max_length = max_password_length}}};
  }
};
template <> struct Rules<StaffQuery> {
  static FieldRules fields() { return {{"limit", {.minimum = 1, .maximum = max_limit}}, {"q", {.max_length = 100}}}; }
};
template <> struct Rules<NewUser> {
  static FieldRules fields() {
    return {{"email", {.max_length = 254, .format = Format::email}},
            {"name", {.min_length = 1, .max_length = 100}},
            {"password", {.min_length = min_password_length, .max_length = max_password_length}}};
  }
};
template <> struct Rules<UserEdit> {
  static FieldRules fields() {
    return {{"email", {.max_length = 254, .format = Format::email}},
            {"name", {.min_length = 1, .max_length = 100}},
            {"password",
             {.min_length = min_password_length,
              .max_length = max_password_length,
              .description = "Ends the user's sessions"}}};
  }
};
template <> struct Rules<NewApiToken> {
  static FieldRules fields() { return {{"name", {.min_length = 1, .max_length = 100}}}; }
};
template <> struct Rules<MadeApiToken> {
  static FieldRules fields() { return {{"token", {.description = "Shown this once"}}}; }
};

void register_staff_api(Api &api, SignIn &sign_in, std::function<MeProvider(db::Tx &)> provider) {
  api.authenticate_with([&sign_in](const Request &request) { return sign_in.authenticate(request); });

  const auto me_of = [&api, provider = std::move(provider)](db::Tx &tx, const Actor &actor, std::string email) {
    Me me;
    if (actor.user_id.is_set())
      me.user_id = actor.user_id;
    me.email = std::move(email);
    me.name = actor.name;
    me.role = actor.role;
    me.permissions = api.permissions_of(actor.role);
    me.provider = provider(tx);
    me.clock = {api.clock().now(), api.clock().is_simulated()};
    return me;
  };

  api.post<Credentials, Me>(
      "/v1/session",
      {.id = "sign_in",
       .summary = "Sign in",
       .permission = permission_public,
       .tag = "Session",
       .description = "Answers with the cookie demarc_session. Five failures close the door for 15 minutes (429).",
       .idempotent = false},
      [&sign_in, me_of](Call &call, const Credentials &in) -> Outcome<Me> {
        TRY(opened, sign_in.open_session(in.email, in.password, call.request(), call.now()));
        call.set_cookie(session_cookie, opened.token, sign_in.longest_s());
        Actor actor;
        actor.user_id = opened.user.id;
        actor.name = opened.user.name;
        actor.role = opened.user.role;
        actor.via = Actor::Via::cookie;
        return call.database().read([&](db::Tx &tx) { return me_of(tx, actor, opened.user.email); });
      });
  api.get<NoQuery, Me>(
      "/v1/session",
      {.id = "who_am_i", .summary = "Who is signed in", .permission = permission_signed_in, .tag = "Session"},
      [me_of](Call &call, db::Tx &tx, const NoQuery &) {
        const Actor &actor = call.actor();
        const auto user = actor.via == Actor::Via::cookie ? store::user(tx, actor.user_id) : std::nullopt;
        return me_of(tx, actor, user ? user->email : std::string());
      });
  api.del<NoQuery, Done>("/v1/session",
                         {.id = "sign_out",
                          .summary = "Sign out",
                          .permission = permission_signed_in,
                          .tag = "Session",
                          .idempotent = false},
                         [&sign_in](Call &call, const NoQuery &) {
                           sign_in.close_session(call.request());
                           call.set_cookie(session_cookie, "", 0);
                           return Done{};
                         });

  api.get<StaffQuery, Page<User>>(
      "/v1/users", {.id = "list_users", .summary = "Staff users", .permission = "users.read", .tag = "Staff"},
      [](Call &, db::Tx &tx, const StaffQuery &query) { return list_users(tx, query); });
  api.post<NewUser, User>(
      "/v1/users",
      {.id = "create_user", .summary = "Add a staff user", .permission = "users.write", .tag = "Staff", .status = 201},
      [](Call &call, db::Tx &tx, const NewUser &in) { return create_user(tx, call.database(), in, call.now()); });
  api.patch<UserEdit, User>(
      "/v1/users/{id}",
      {.id = "edit_user", .summary = "Change a staff user", .permission = "users.write", .tag = "Staff"},
      [](Call &call, db::Tx &tx, const UserEdit &in) { return edit_user(tx, call.path_id<StaffUserId>("id"), in); });

  api.get<StaffQuery, Page<ApiToken>>(
      "/v1/api-tokens",
      {.id = "list_api_tokens", .summary = "API tokens in use", .permission = "users.read", .tag = "Staff"},
      [](Call &, db::Tx &tx, const StaffQuery &query) { return list_api_tokens(tx, query); });
  api.post<NewApiToken, MadeApiToken>(
      "/v1/api-tokens",
      {.id = "create_api_token",
       .summary = "Make an API token",
       .permission = "users.write",
       .tag = "Staff",
       .status = 201,
       .description = "The token is in this answer only.",
       .secret_answer = true},
      [](Call &call, db::Tx &tx, const NewApiToken &in) {
        const StaffUserId by = call.actor().user_id;
        return create_api_token(tx, call.database(), in, by.is_set() ? std::optional(by) : std::nullopt, call.now());
      });
  api.del<NoQuery, Done>(
      "/v1/api-tokens/{id}",
      {.id = "revoke_api_token", .summary = "Revoke an API token", .permission = "users.write", .tag = "Staff"},
      [](Call &call, db::Tx &tx, const NoQuery &) { return revoke_api_token(tx, call.path_number("id"), call.now()); });
}

void register_health_api(Api &api, std::string version) {
  api.get<NoQuery, Health>(
      "/v1/health",
      {.id = "get_health", .summary = "Whether the server works", .permission = permission_public, .tag = "Health"},
      [version = std::move(version)](Call &, db::Tx &tx, const NoQuery &) {
        (void)store::any_user(tx); // a query that needs the schema
        return Health{"ok", version, tx.engine() == db::Engine::sqlite ? "sqlite" : "postgres"};
      });
}

} // namespace demarc::http
