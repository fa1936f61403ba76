#include "platform/http/sign_in.h"

#include "platform/crypto/crypto.h"
#include "platform/http/raw_client.h"
#include "platform/http/scratch_database.h"
#include "platform/http/server.h"
#include "platform/http/staff_api.h"
#include "platform/http/staff_store.h"

#include <gtest/gtest.h>
#include <thread>

namespace demarc::http {

namespace {

using namespace std::chrono_literals;

class SignInTest : public ::testing::Test {
protected:
  SignInTest() {
    register_staff_api(api, sign_in, [](db::Tx &) {
      MeProvider provider;
      provider.name = "Northwind Fibre";
      provider.time_zone = "Europe/Berlin";
      provider.country = "DE";
      provider.locale = "de-DE";
      return provider;
    });
    register_health_api(api, "1.0");
    ada = add("ada@example.net", "Ada", Role::admin);
  }

  StaffUserId add(std::string email, std::string name, Role role) {
    NewUser in;
    in.email = std::move(email);
    in.name = std::move(name);
    in.role = role;
    in.password = Secret("correct horse");
    return database->write([&](db::Tx &tx) { return create_user(tx, *database, in, clock.now()); })->id;
  }

  Response ask(std::string method, std::string path, std::string body = {}, std::vector<Header> headers = {},
               std::string query = {}) {
    Request request;
    request.query = std::move(query);
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    if (!cookie.empty()) {
      request.headers.push_back({"cookie", "other=1; demarc_session=" + cookie});
      request.headers.push_back({"x-demarc-csrf", "1"});
    }
    if (!body.empty())
      request.headers.push_back({"content-type", "application/json"});
    request.body = std::move(body);
    request.remote_address = address;
    return api.answer(request);
  }
  Response enter(const std::string &email, const std::string &password) {
    const Response response =
        ask("POST", "/v1/session", R"({"email":")" + email + R"(","password":")" + password + "\"}");
    const std::string_view set = response.header("set-cookie");
    if (set.starts_with("demarc_session="))
      cookie = set.substr(15, set.find(';') - 15);
    return response;
  }
  static std::string code_of(const Response &response) {
    const std::size_t at = response.body.find("\"code\":\"");
    return at == std::string::npos ? "" : response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
  }
  static std::string member(const Response &response, const std::string &name) {
    const std::string before = "\"" + name + "\":\"";
    const std::size_t at = response.body.find(before);
    return at == std::string::npos
               ? ""
               : response.body.substr(at + before.size(),
                                      response.body.find('"', at + before.size()) - at - before.size());
  }
  bool eventually_status(const std::string &path, int status, const std::vector<Header> &headers = {}) {
    for (int i = 0; i < 500; ++i) {
      if (ask("GET", path, {}, headers).status == status)
        return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }

  ScratchDatabase database;
  SimulatedClock clock{*parse_instant("2031-01-31T09:00:00Z")};         // of the business
  SimulatedClock machine_clock{*parse_instant("2026-01-31T09:00:00Z")}; // of the machine
  crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
  SignIn sign_in{*database, machine_clock, {.cache_ms = 50}};
  Api api{*database, clock, {.sealer = &sealer}};
  StaffUserId ada;
  std::string cookie;
  std::string address = "192.0.2.7";
};

} // namespace

TEST_F(SignInTest, a_right_password_opens_a_session) {
  const Response response = enter("ADA@example.net", "correct horse");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(
      response.body,
      R"({"user_id":1,"email":"ada@example.net","name":"Ada","role":"admin","permissions":["users.read","users.write"],)"
      R"("provider":{"name":"Northwind Fibre","currency":"EUR","time_zone":"Europe/Berlin","country":"DE","locale":"de-DE"},)"
      R"("clock":{"now":"2031-01-31T09:00:00Z","simulated":true}})");
  EXPECT_EQ(response.header("set-cookie"),
            "demarc_session=" + cookie + "; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict");
  EXPECT_EQ(ask("GET", "/v1/session").body, response.body);
  const auto user = database->read([&](db::Tx &tx) { return store::user(tx, ada); });
  EXPECT_EQ(user->last_login_at, clock.now());
}

TEST_F(SignInTest, the_cookie_is_secure_behind_tls) {
  const Response response = ask("POST", "/v1/session", R"({"email":"ada@example.net","password":"correct horse"})",
                                {{"x-forwarded-proto", "https"}});
  EXPECT_TRUE(response.header("set-cookie").ends_with("; Secure"));
}

TEST_F(SignInTest, only_hashes_are_stored) {
  enter("ada@example.net", "correct horse");
  const auto stored =
      database->read([](db::Tx &tx) { return tx.one<std::string>("select token_hash from staff_session"); });
  EXPECT_EQ(stored, crypto::sha256_hex(cookie));
  const auto hash = database->read([&](db::Tx &tx) { return store::password_hash(tx, ada); });
  EXPECT_TRUE(hash->starts_with("$argon2id$"));
}

TEST_F(SignInTest, wrong_password_unknown_account_and_inactive_user_are_told_the_same) {
  const StaffUserId bob = add("bob@example.net", "Bob", Role::agent);
  UserEdit off;
  off.active = Patch<bool>(false);
  ASSERT_TRUE(database->write([&](db::Tx &tx) { return edit_user(tx, bob, off); }));
  const Response wrong = enter("ada@example.net", "correct house");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(code_of(wrong), "wrong_credentials");
  EXPECT_EQ(enter("eve@example.net", "correct horse").body, wrong.body);
  EXPECT_EQ(enter("bob@example.net", "correct horse").body, wrong.body);
  EXPECT_EQ(wrong.header("set-cookie"), "");
}

TEST_F(SignInTest, an_old_cookie_does_not_hinder_a_new_sign_in) {
  cookie = "no-such-session";
  EXPECT_EQ(enter("ada@example.net", "correct horse").status, 200);
}

TEST_F(SignInTest, five_failures_close_the_door_for_that_address_and_account) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(enter("ada@example.net", "guess").status, 401);
  const Response closed = enter("ada@example.net", "correct horse");
  EXPECT_EQ(closed.status, 429);
  EXPECT_EQ(code_of(closed), "too_many_attempts");
  EXPECT_NE(closed.body.find("Try again in 15 minutes."), std::string::npos);
  EXPECT_EQ(enter("Ada@Example.NET", "correct horse").status, 429) << "spelling the account otherwise is no way round";

  add("bob@example.net", "Bob", Role::agent);
  EXPECT_EQ(enter("bob@example.net", "correct horse").status, 200) << "others at that address";
  address = "192.0.2.8";
  EXPECT_EQ(enter("ada@example.net", "correct horse").status, 200) << "the account from elsewhere";
}

TEST_F(SignInTest, a_success_forgives_the_failures_before_it) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(enter("ada@example.net", "guess").status, 401);
    EXPECT_EQ(enter("ada@example.net", "correct horse").status, 200);
  }
}

TEST_F(SignInTest, a_session_ends_after_twelve_idle_hours) {
  enter("ada@example.net", "correct horse");
  const Instant begin = machine_clock.now();
  machine_clock.set(begin.plus_seconds(12 * 3600 - 1));
  std::this_thread::sleep_for(60ms); // past the cache
  EXPECT_EQ(ask("GET", "/v1/session").status, 200);
  machine_clock.set(begin.plus_seconds(24 * 3600 - 2)); // twelve hours less a second later: used meanwhile
  std::this_thread::sleep_for(60ms);
  EXPECT_EQ(ask("GET", "/v1/session").status, 200);
  machine_clock.set(begin.plus_seconds(36 * 3600));
  std::this_thread::sleep_for(60ms);
  const Response ended = ask("GET", "/v1/session");
  EXPECT_EQ(ended.status, 401);
  EXPECT_EQ(code_of(ended), "session_ended");
  EXPECT_EQ(database->write([&](db::Tx &tx) { return forget_expired_sessions(tx, machine_clock.now()); }), 1);
}

TEST_F(SignInTest, a_session_ends_after_a_week_however_busy) {
  enter("ada@example.net", "correct horse");
  const Instant begin = machine_clock.now();
  for (int hours = 6; hours < 168; hours += 6) {
    machine_clock.set(begin.plus_seconds(hours * 3600));
    std::this_thread::sleep_for(51ms);
    ASSERT_EQ(ask("GET", "/v1/session").status, 200) << hours;
  }
  machine_clock.set(begin.plus_seconds(168 * 3600));
  std::this_thread::sleep_for(51ms);
  EXPECT_EQ(ask("GET", "/v1/session").status, 401);
}

TEST_F(SignInTest, moving_the_business_clock_signs_nobody_out) {
  enter("ada@example.net", "correct horse");
  clock.set(clock.now().plus_seconds(400 * 86'400));
  std::this_thread::sleep_for(60ms);
  EXPECT_EQ(ask("GET", "/v1/session").status, 200);
}

TEST_F(SignInTest, signing_out_ends_the_session_at_once) {
  enter("ada@example.net", "correct horse");
  EXPECT_EQ(ask("GET", "/v1/session").status, 200);
  const Response out = ask("DELETE", "/v1/session");
  EXPECT_EQ(out.status, 204);
  EXPECT_TRUE(out.header("set-cookie").starts_with("demarc_session=; Path=/; Max-Age=0"));
  EXPECT_EQ(ask("GET", "/v1/session").status, 401);
}

TEST_F(SignInTest, a_new_password_or_being_made_inactive_ends_the_user_s_sessions) {
  const StaffUserId bob = add("bob@example.net", "Bob", Role::agent);
  for (const char *edit : {R"({"password":"another horse"})", R"({"active":false})"}) {
    cookie.clear();
    ASSERT_EQ(enter("bob@example.net", edit[2] == 'p' ? "correct horse" : "another horse").status, 200);
    const std::string bobs = cookie;
    cookie.clear();
    enter("ada@example.net", "correct horse");
    ASSERT_EQ(ask("PATCH", "/v1/users/" + std::to_string(bob.value()), edit).status, 200) << edit;
    cookie = bobs;
    EXPECT_TRUE(eventually_status("/v1/session", 401)) << edit;
  }
}

TEST_F(SignInTest, a_changed_role_counts_at_once) {
  const StaffUserId bob = add("bob@example.net", "Bob", Role::admin);
  enter("bob@example.net", "correct horse");
  const std::string bobs = cookie;
  EXPECT_EQ(ask("POST", "/v1/api-tokens", R"({"name":"n","role":"viewer"})").status, 201);
  cookie.clear();
  enter("ada@example.net", "correct horse");
  ASSERT_EQ(ask("PATCH", "/v1/users/" + std::to_string(bob.value()), R"({"role":"agent"})").status, 200);
  cookie = bobs;
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(ask("POST", "/v1/api-tokens", R"({"name":"n","role":"viewer"})").status, 403);
}

TEST_F(SignInTest, users_are_made_changed_and_listed) {
  enter("ada@example.net", "correct horse");
  const Response made =
      ask("POST", "/v1/users", R"({"email":"bob@example.net","name":"Bob","role":"agent","password":"0123456789"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(member(made, "email"), "bob@example.net");
  EXPECT_EQ(made.body.find("0123456789"), std::string::npos);
  EXPECT_EQ(code_of(ask("POST", "/v1/users",
                        R"({"email":"BOB@example.net","name":"B","role":"agent","password":"0123456789"})")),
            "email_taken");
  EXPECT_EQ(
      code_of(ask("POST", "/v1/users", R"({"email":"c@example.net","name":"C","role":"agent","password":"short"})")),
      "invalid_input");
  EXPECT_EQ(code_of(ask("POST", "/v1/users",
                        R"({"email":"c@example.net","name":"C","role":"owner","password":"0123456789"})")),
            "invalid_input");
  EXPECT_EQ(code_of(ask("PATCH", "/v1/users/99", R"({"name":"X"})")), "user_not_found");
  EXPECT_EQ(member(ask("PATCH", "/v1/users/2", R"({"name":"Robert"})"), "name"), "Robert");
  const Response list = ask("GET", "/v1/users");
  EXPECT_NE(list.body.find(R"("name":"Ada")"), std::string::npos);
  EXPECT_NE(list.body.find(R"("name":"Robert","role":"agent","active":true,"last_login_at":null)"), std::string::npos);
}

TEST_F(SignInTest, lists_are_paged_and_searched) {
  enter("ada@example.net", "correct horse");
  for (const char *name : {"Bob", "Cyd", "Dan_100%"})
    add(std::string(1, name[0]) + "@example.org", name, Role::viewer);
  Response page = ask("GET", "/v1/users", {}, {}, "limit=3");
  EXPECT_NE(page.body.find("Cyd"), std::string::npos);
  EXPECT_EQ(page.body.find("Dan"), std::string::npos);
  page = ask("GET", "/v1/users", {}, {}, "limit=3&cursor=" + member(page, "next_cursor"));
  EXPECT_NE(page.body.find("Dan"), std::string::npos);
  EXPECT_EQ(page.body.find("Cyd"), std::string::npos);
  EXPECT_NE(page.body.find("\"next_cursor\":null"), std::string::npos);
  EXPECT_EQ(code_of(ask("GET", "/v1/users", {}, {}, "cursor=x")), "bad_cursor");
  const auto count = [&](const std::string &q) {
    const std::string body = ask("GET", "/v1/users", {}, {}, "q=" + q).body;
    int found = 0;
    for (std::size_t at = body.find("\"email\""); at != std::string::npos; at = body.find("\"email\"", at + 1))
      ++found;
    return found;
  };
  EXPECT_EQ(count("bo"), 1);
  EXPECT_EQ(count("EXAMPLE.ORG"), 3);
  EXPECT_EQ(count("%25"), 1) << "a percent sign is itself";
  EXPECT_EQ(count("n_1"), 1);
  EXPECT_EQ(count("nobody"), 0);
}

TEST_F(SignInTest, the_last_active_admin_stays_one) {
  enter("ada@example.net", "correct horse");
  const std::string path = "/v1/users/" + std::to_string(ada.value());
  EXPECT_EQ(code_of(ask("PATCH", path, R"({"role":"agent"})")), "last_admin");
  EXPECT_EQ(code_of(ask("PATCH", path, R"({"active":false})")), "last_admin");
  add("bob@example.net", "Bob", Role::admin);
  EXPECT_EQ(ask("PATCH", path, R"({"role":"agent"})").status, 200);
}

TEST_F(SignInTest, an_api_token_works_until_it_is_revoked) {
  enter("ada@example.net", "correct horse");
  const Response made = ask("POST", "/v1/api-tokens", R"({"name":"shop","role":"viewer"})", {{"idempotency-key", "k"}});
  ASSERT_EQ(made.status, 201);
  const std::string token = member(made, "token");
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(ask("POST", "/v1/api-tokens", R"({"name":"shop","role":"viewer"})", {{"idempotency-key", "k"}}).body,
            made.body);
  EXPECT_EQ(ask("GET", "/v1/api-tokens").body.find(token), std::string::npos) << "shown once";

  const std::string adas = std::exchange(cookie, "");
  const std::vector<Header> bearer{{"authorization", "Bearer " + token}};
  const Response me = ask("GET", "/v1/session", {}, bearer);
  EXPECT_EQ(member(me, "name"), "shop");
  EXPECT_EQ(member(me, "role"), "viewer");
  EXPECT_EQ(ask("GET", "/v1/users", {}, bearer).status, 200);
  EXPECT_EQ(ask("PATCH", "/v1/users/1", R"({"name":"x"})", bearer).status, 403);
  EXPECT_EQ(code_of(ask("GET", "/v1/users", {}, {{"authorization", "Bearer " + token + "x"}})), "bad_token");

  cookie = adas;
  EXPECT_NE(ask("GET", "/v1/api-tokens").body.find(R"("last_used_at":"2026-01-31T09:00:00Z")"), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/api-tokens/1").status, 204);
  EXPECT_EQ(code_of(ask("DELETE", "/v1/api-tokens/1")), "token_not_found");
  cookie.clear();
  EXPECT_TRUE(eventually_status("/v1/users", 401, bearer));
}

TEST_F(SignInTest, health_is_open_to_anyone) {
  EXPECT_EQ(ask("GET", "/v1/health").body, R"({"status":"ok","version":"1.0","database":"sqlite"})");
}

TEST_F(SignInTest, works_over_the_wire) {
  Server server({}, [this](const Request &request) { return api.answer(request); });
  server.start();
  RawClient client(server.port());
  const std::string in =
      client.ask("POST", "/v1/session", {}, R"({"email":"ada@example.net","password":"correct horse"})");
  EXPECT_EQ(status_of(in), 200);
  const std::string set = header_of(in, "set-cookie");
  const std::string cookie_header = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
  EXPECT_EQ(status_of(client.ask("GET", "/v1/session", cookie_header)), 200);
  EXPECT_EQ(status_of(client.ask("DELETE", "/v1/session", cookie_header)), 403) << "no X-Demarc-CSRF";
  EXPECT_EQ(status_of(client.ask("DELETE", "/v1/session", cookie_header + "X-Demarc-CSRF: 1\r\n")), 204);
  EXPECT_EQ(status_of(client.ask("GET", "/v1/session", cookie_header)), 401);
}

TEST(FailureCounter, counts_in_windows) {
  using Steady = FailureCounter::Steady;
  FailureCounter counter(2, 100s);
  const auto start = Steady::now();
  EXPECT_EQ(counter.closed_for("a", start), 0s);
  counter.fail("a", start);
  EXPECT_EQ(counter.closed_for("a", start), 0s);
  counter.fail("a", start + 10s);
  EXPECT_EQ(counter.closed_for("a", start + 10s), 90s);
  EXPECT_EQ(counter.closed_for("b", start + 10s), 0s);
  EXPECT_EQ(counter.closed_for("a", start + 100s), 0s);
  counter.fail("a", start + 101s); // a new window
  EXPECT_EQ(counter.closed_for("a", start + 101s), 0s);
  counter.fail("a", start + 102s);
  counter.forget("a");
  EXPECT_EQ(counter.closed_for("a", start + 102s), 0s);
}

TEST(FailureCounter, holds_a_bounded_number_of_keys) {
  FailureCounter counter(1, 100s);
  const auto start = FailureCounter::Steady::now();
  for (int i = 0; i < 10'000; ++i)
    counter.fail(std::to_string(i), start);
  counter.fail("late", start);
  EXPECT_EQ(counter.closed_for("late", start), 0s) << "not counted: the table is full";
  EXPECT_EQ(counter.closed_for("42", start), 100s);
  counter.fail("later", start + 101s); // the old windows are gone by now
  EXPECT_EQ(counter.closed_for("later", start + 101s), 100s);
}

TEST(May, agents_do_what_viewers_do_and_more) {
  for (const char *permission : {"catalog.read", "settings.read", "users.read"})
    for (const Role role : {Role::viewer, Role::agent, Role::admin})
      EXPECT_TRUE(may(role, permission)) << permission;
  EXPECT_FALSE(may(Role::viewer, "catalog.write"));
  EXPECT_FALSE(may(Role::viewer, "billing.run"));
  EXPECT_TRUE(may(Role::agent, "billing.run"));
  EXPECT_FALSE(may(Role::agent, "settings.write"));
  EXPECT_FALSE(may(Role::agent, "users.write"));
  EXPECT_TRUE(may(Role::admin, "users.write"));
}

} // namespace demarc::http
