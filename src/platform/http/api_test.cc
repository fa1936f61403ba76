#include "platform/http/api.h"

#include "platform/crypto/crypto.h"
#include "platform/http/idempotency.h"
#include "platform/http/scratch_database.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace demarc::http {

namespace {

using NoteId = StrongId<struct NoteTag>;

struct Note {
  std::string name;
  std::int64_t next = 0;
};
BOOST_DESCRIBE_STRUCT(Note, (), (name, next))

struct NewNote {
  std::string name;
  std::int64_t next = 0;
};
BOOST_DESCRIBE_STRUCT(NewNote, (), (name, next))

struct NoteFilter {
  std::optional<std::string> q;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(NoteFilter, (), (q, limit))

struct Token {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(Token, (), (token))

Request request(std::string method, std::string target, std::string body = {}, std::vector<Header> headers = {}) {
  Request made;
  made.method = std::move(method);
  const std::size_t mark = target.find('?');
  made.path = target.substr(0, mark);
  if (mark != std::string::npos)
    made.query = target.substr(mark + 1);
  made.headers = std::move(headers);
  if (!body.empty())
    made.headers.push_back({"content-type", "application/json"});
  made.body = std::move(body);
  return made;
}

Request keyed(std::string key, std::string target, std::string body) {
  return request("POST", std::move(target), std::move(body), {{"idempotency-key", std::move(key)}});
}

// Notes are kept in number_series, a table that every installation has.
class ApiTest : public ::testing::Test {
protected:
  ApiTest() {
    api.authenticate_with(everyone_is(Role::admin));
    api.post<NewNote, Note>(
        "/v1/notes",
        {.id = "create_note", .summary = "Add a note", .permission = "notes.write", .tag = "Notes", .status = 201},
        [this](Call &, db::Tx &tx, const NewNote &in) -> Outcome<Note> {
          ++runs;
          if (in.name == "taken")
            return refuse(Refusal::Kind::conflict, "name_taken", "Another note has this name.", "name");
          tx.exec("insert into number_series (name, next) values ($1, $2)", in.name, in.next);
          if (in.name == "refused afterwards")
            return refuse("no", "Not this one.");
          if (in.name == "broken")
            throw std::runtime_error("secret detail");
          return Note{in.name, in.next};
        });
    api.get<NoteFilter, Page<Note>>(
        "/v1/notes", {.id = "list_notes", .summary = "Notes", .permission = "notes.read", .tag = "Notes"},
        [](Call &, db::Tx &tx, const NoteFilter &) -> Outcome<Page<Note>> {
          Page<Note> page;
          page.items = tx.all<Note>("select name, next from number_series order by name");
          return page;
        });
    api.get<NoQuery, Note>("/v1/notes/{id}",
                           {.id = "get_note", .summary = "A note", .permission = "notes.read", .tag = "Notes"},
                           [](Call &call, db::Tx &, const NoQuery &) -> Outcome<Note> {
                             const NoteId id = call.path_id<NoteId>("id");
                             if (id != NoteId(7))
                               return refuse(Refusal::Kind::not_found, "note_not_found", "There is no such note.");
                             return Note{"seven", 7};
                           });
    api.get<NoQuery, Note>("/v1/notes/newest",
                           {.id = "newest_note", .summary = "The newest", .permission = "notes.read", .tag = "Notes"},
                           [](Call &, db::Tx &, const NoQuery &) {
                             return Note{"newest", 0};
                           });
    api.get<NoQuery, Note>("/v1/notes/by-name/{name}",
                           {.id = "note_by_name", .summary = "By name", .permission = "notes.read", .tag = "Notes"},
                           [](Call &call, const NoQuery &) {
                             return Note{call.path_text("name"), 1};
                           });
    api.del<NoQuery, Done>("/v1/notes/{id}",
                           {.id = "delete_note", .summary = "Remove", .permission = "notes.write", .tag = "Notes"},
                           [](Call &, db::Tx &, const NoQuery &) { return Done{}; });
    api.get<NoQuery, File>("/v1/notes/{id}/print",
                           {.id = "print_note", .summary = "Print", .permission = "notes.read", .tag = "Notes"},
                           [](Call &, const NoQuery &) {
                             return File{"application/pdf", "a\"b.pdf", "%PDF"};
                           });
    api.post<NoBody, Token>("/v1/tokens",
                            {.id = "make_token",
                             .summary = "Secret",
                             .permission = "notes.write",
                             .tag = "Notes",
                             .status = 201,
                             .secret_answer = true},
                            [](Call &, db::Tx &, const NoBody &) { return Token{crypto::random_token()}; });
    api.post<NewNote, Note>(
        "/v1/long-work",
        {.id = "long_work", .summary = "Own transactions", .permission = "notes.write", .tag = "Notes"},
        [this](Call &call, const NewNote &in) -> Outcome<Note> {
          ++runs;
          call.database().write(
              [&](db::Tx &tx) { tx.exec("insert into number_series (name, next) values ($1, $2)", in.name, in.next); });
          if (in.name == "refused")
            return refuse("no", "No.");
          if (in.name == "broken")
            throw std::runtime_error("broken");
          return Note{in.name, in.next};
        });
    api.post<NewNote, Done>("/v1/settings",
                            {.id = "set", .summary = "Set", .permission = "settings.write", .tag = "Notes"},
                            [](Call &, db::Tx &, const NewNote &) { return Done{}; });
    api.get<NoQuery, Note>("/v1/open",
                           {.id = "open", .summary = "Open", .permission = permission_public, .tag = "Notes"},
                           [](Call &call, const NoQuery &) {
                             return Note{call.actor().name, 0};
                           });
    api.get<NoQuery, Note>("/v1/me", {.id = "me", .summary = "Me", .permission = permission_signed_in, .tag = "Notes"},
                           [](Call &call, const NoQuery &) {
                             return Note{call.actor().name, 0};
                           });
    api.stream("/v1/live", {.id = "live", .summary = "Live", .permission = "live.read", .tag = "Notes"},
               [this](Call &) -> Outcome<std::shared_ptr<Listener>> { return events.listen(); });
  }

  // "201 {…}" or "409 name_taken".
  std::string answer(const Request &asked) {
    const Response response = api.answer(asked);
    if (response.status < 400)
      return std::to_string(response.status) + (response.body.empty() ? "" : " " + response.body);
    const std::size_t at = response.body.find("\"code\":\"") + 8;
    return std::to_string(response.status) + " " + response.body.substr(at, response.body.find('"', at) - at);
  }
  std::int64_t notes() {
    return database->read([](db::Tx &tx) { return tx.one<std::int64_t>("select count(*) as n from number_series"); });
  }
  std::int64_t kept_keys() {
    return database->read([](db::Tx &tx) { return tx.one<std::int64_t>("select count(*) as n from idempotency_key"); });
  }

  ScratchDatabase database;
  SimulatedClock clock{*parse_instant("2026-01-31T09:00:00Z")};
  crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
  Broadcaster events;
  std::atomic<int> runs = 0;
  Api api{*database, clock, {.title = "Test", .version = "1", .sealer = &sealer}};
};

constexpr const char *milk = R"({"name":"milk","next":2})";

} // namespace

TEST_F(ApiTest, runs_the_operation_of_the_address) {
  EXPECT_EQ(answer(request("POST", "/v1/notes", milk)), R"(201 {"name":"milk","next":2})");
  EXPECT_EQ(answer(request("GET", "/v1/notes")),
            R"(200 {"items":[{"name":"milk","next":2}],"next_cursor":null,"total":null})");
  EXPECT_EQ(answer(request("GET", "/v1/notes/7")), R"(200 {"name":"seven","next":7})");
  EXPECT_EQ(answer(request("HEAD", "/v1/notes/7")), R"(200 {"name":"seven","next":7})");
  EXPECT_EQ(answer(request("DELETE", "/v1/notes/7")), "204");
  EXPECT_EQ(answer(request("GET", "/v1/notes/newest")), R"(200 {"name":"newest","next":0})")
      << "a word beats a parameter";
  EXPECT_EQ(answer(request("GET", "/v1/notes/by-name/a%20%2Fb")), R"(200 {"name":"a /b","next":1})");
}

TEST_F(ApiTest, says_what_is_wrong_with_the_address) {
  for (const char *target : {"/v1", "/v1/", "/v1/none", "/v1/notes/", "/v1/notes/0", "/v1/notes/-7", "/v1/notes/07",
                             "/v1/notes/x", "/v1/notes/99999999999999999999", "/v1/notes/7/", "/v1/notes/by-name/"})
    EXPECT_EQ(answer(request("GET", target)), "404 not_found") << target;
  EXPECT_EQ(answer(request("GET", "/v1/notes/by-name/%zz")), "400 bad_address");
  EXPECT_EQ(answer(request("GET", "/v1/notes/8")), "404 note_not_found");
  EXPECT_EQ(answer(request("PUT", "/v1/notes")), "405 method_not_allowed");
  EXPECT_EQ(api.answer(request("PUT", "/v1/notes")).header("allow"), "POST, GET");
  EXPECT_EQ(answer(request("BREW", "/v1/notes")), "501 unknown_method");
}

TEST_F(ApiTest, refuses_input_with_every_path_at_fault) {
  const Response response = api.answer(request("POST", "/v1/notes", R"({"name":5,"extra":1})"));
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"about:blank","title":"Unprocessable Content","status":422,"code":"invalid_input",)"
            R"("detail":"name must be a text","errors":[{"path":"name","code":"wrong_type","detail":"must be a text"},)"
            R"({"path":"next","code":"required","detail":"is required"},)"
            R"({"path":"extra","code":"unknown_field","detail":"is not known here"}],"incident":null})");
  EXPECT_EQ(answer(request("POST", "/v1/notes", "{")), "400 malformed_json");
  EXPECT_EQ(answer(request("GET", "/v1/notes?colour=red")), "422 invalid_input");
  EXPECT_EQ(answer(request("GET", "/v1/notes/7?x=1")), "422 invalid_input");
  EXPECT_EQ(runs, 0);
}

TEST_F(ApiTest, takes_bodies_as_json_only) {
  for (const char *type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
    Request asked = request("POST", "/v1/notes");
    asked.headers.push_back({"content-type", type});
    asked.body = milk;
    EXPECT_EQ(answer(asked), "415 not_json") << type;
  }
  Request asked = request("POST", "/v1/notes");
  asked.headers.push_back({"content-type", "Application/JSON ; charset=utf-8"});
  asked.body = milk;
  EXPECT_EQ(api.answer(asked).status, 201);
}

TEST_F(ApiTest, a_refusal_becomes_its_status_and_leaves_no_trace) {
  const Response response = api.answer(request("POST", "/v1/notes", R"({"name":"taken","next":1})"));
  EXPECT_EQ(response.status, 409);
  EXPECT_NE(
      response.body.find(R"("code":"name_taken","detail":"Another note has this name.","errors":[{"path":"name",)"),
      std::string::npos)
      << response.body;
  EXPECT_EQ(answer(request("POST", "/v1/notes", R"({"name":"refused afterwards","next":1})")), "422 no");
  EXPECT_EQ(notes(), 0);
}

TEST_F(ApiTest, an_exception_is_an_incident_and_leaves_no_trace) {
  const Response response = api.answer(request("POST", "/v1/notes", R"({"name":"broken","next":1})"));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret detail"), std::string::npos);
  EXPECT_NE(response.body.find(R"("incident":")"), std::string::npos);
  EXPECT_EQ(notes(), 0);
}

TEST_F(ApiTest, a_unique_violation_that_nobody_caught_is_a_conflict) {
  EXPECT_EQ(api.answer(request("POST", "/v1/notes", milk)).status, 201);
  EXPECT_EQ(answer(request("POST", "/v1/notes", milk)), "409 already_exists");
}

TEST_F(ApiTest, gives_get_a_transaction_that_cannot_write) {
  api.get<NoQuery, Done>("/v1/sly", {.id = "sly", .summary = "Sly", .permission = "notes.read", .tag = "Notes"},
                         [](Call &, db::Tx &tx, const NoQuery &) {
                           tx.exec("insert into number_series (name, next) values ('sly', 1)");
                           return Done{};
                         });
  EXPECT_EQ(api.answer(request("GET", "/v1/sly")).status, 500);
  EXPECT_EQ(notes(), 0);
}

TEST_F(ApiTest, tries_a_transaction_again_that_lost_a_race) {
  int attempts = 0;
  int failures = 2;
  api.post<NoBody, Note>("/v1/race", {.id = "race", .summary = "Race", .permission = "notes.write", .tag = "Notes"},
                         [&](Call &call, db::Tx &tx, const NoBody &) {
                           call.add_header("x-attempt", std::to_string(++attempts));
                           tx.exec("insert into number_series (name, next) values ($1, 1)", std::to_string(failures));
                           if (attempts <= failures)
                             throw db::Error(db::Error::Kind::retryable, "deadlock detected");
                           return Note{"race", attempts};
                         });
  const Response response = api.answer(request("POST", "/v1/race"));
  EXPECT_EQ(response.body, R"({"name":"race","next":3})");
  EXPECT_EQ(response.header("x-attempt"), "3") << "headers of the lost attempts are gone";
  attempts = 0;
  failures = 99;
  const Response busy = api.answer(request("POST", "/v1/race"));
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.header("retry-after"), "1");
  EXPECT_EQ(attempts, 3);
}

TEST_F(ApiTest, answers_files) {
  const Response response = api.answer(request("GET", "/v1/notes/7/print"));
  EXPECT_EQ(response.content_type, "application/pdf");
  EXPECT_EQ(response.body, "%PDF");
  EXPECT_EQ(response.header("content-disposition"), "attachment; filename=\"a_b.pdf\"");
}

TEST_F(ApiTest, answers_are_not_cached) {
  EXPECT_EQ(api.answer(request("GET", "/v1/notes/7")).header("cache-control"), "no-store");
  EXPECT_EQ(api.answer(request("GET", "/v1/none")).header("cache-control"), "no-store");
}

TEST_F(ApiTest, opens_streams) {
  const Response response = api.answer(request("GET", "/v1/live"));
  EXPECT_EQ(response.content_type, "text/event-stream");
  ASSERT_TRUE(response.stream);
  events.publish("run", "1");
  EXPECT_EQ(response.stream->take(), "event: run\ndata: 1\n\n");
}

// Who may what
// ------------------------------------------------------------------------------------------------------------

TEST_F(ApiTest, asks_who_it_is_before_anything_else) {
  api.authenticate_with([](const Request &) -> Outcome<Actor> { return Actor{}; });
  EXPECT_EQ(answer(request("POST", "/v1/notes", "{")), "401 not_signed_in");
  EXPECT_EQ(api.answer(request("GET", "/v1/notes")).header("www-authenticate"), "Bearer realm=\"demarc\"");
  EXPECT_EQ(answer(request("GET", "/v1/live")), "401 not_signed_in");
  EXPECT_EQ(answer(request("GET", "/v1/me")), "401 not_signed_in");
  EXPECT_EQ(api.answer(request("GET", "/v1/open")).status, 200);
}

TEST_F(ApiTest, wrong_credentials_are_refused_but_not_where_anyone_may_come) {
  api.authenticate_with([](const Request &) -> Outcome<Actor> {
    return refuse(Refusal::Kind::unauthenticated, "bad_token", "No such token.");
  });
  EXPECT_EQ(answer(request("GET", "/v1/notes")), "401 bad_token");
  EXPECT_EQ(answer(request("GET", "/v1/open")), R"(200 {"name":"","next":0})");
}

TEST_F(ApiTest, roles_may_what_they_may) {
  struct Case {
    Role role;
    const char *method, *target;
    int status;
  };
  const Case cases[] = {
      {Role::viewer, "GET", "/v1/notes", 200},     {Role::viewer, "POST", "/v1/notes", 403},
      {Role::viewer, "POST", "/v1/settings", 403}, {Role::viewer, "GET", "/v1/me", 200},
      {Role::viewer, "GET", "/v1/live", 200},      {Role::agent, "GET", "/v1/notes", 200},
      {Role::agent, "POST", "/v1/settings", 403},  {Role::admin, "POST", "/v1/settings", 204},
      {Role::admin, "GET", "/v1/notes", 200},
  };
  for (const Case &c : cases) {
    api.authenticate_with(everyone_is(c.role));
    const std::string body = c.method == std::string("POST") ? milk : "";
    EXPECT_EQ(api.answer(request(c.method, c.target, body)).status, c.status)
        << c.method << c.target << static_cast<int>(c.role);
  }
  api.authenticate_with(everyone_is(Role::agent));
  EXPECT_EQ(api.answer(request("POST", "/v1/notes", milk)).status, 201);
}

TEST_F(ApiTest, lists_the_permissions_of_a_role) {
  EXPECT_EQ(api.permissions_of(Role::viewer), (std::vector<std::string>{"live.read", "notes.read"}));
  EXPECT_EQ(api.permissions_of(Role::agent), (std::vector<std::string>{"live.read", "notes.read", "notes.write"}));
  EXPECT_EQ(api.permissions_of(Role::admin),
            (std::vector<std::string>{"live.read", "notes.read", "notes.write", "settings.write"}));
}

TEST_F(ApiTest, changes_by_cookie_need_the_header_that_other_sites_cannot_send) {
  api.authenticate_with([](const Request &) -> Outcome<Actor> {
    Actor actor;
    actor.user_id = StaffUserId(1);
    actor.role = Role::admin;
    actor.via = Actor::Via::cookie;
    return actor;
  });
  EXPECT_EQ(answer(request("POST", "/v1/notes", milk)), "403 csrf");
  EXPECT_EQ(answer(request("DELETE", "/v1/notes/7")), "403 csrf");
  EXPECT_EQ(api.answer(request("GET", "/v1/notes")).status, 200);
  EXPECT_EQ(api.answer(request("POST", "/v1/notes", milk, {{"x-demarc-csrf", "1"}})).status, 201);
}

// Idempotency-Key
// ---------------------------------------------------------------------------------------------------------

TEST_F(ApiTest, the_same_request_again_has_one_effect_and_one_answer) {
  const std::string first = answer(keyed("k1", "/v1/notes", milk));
  EXPECT_EQ(first, R"(201 {"name":"milk","next":2})");
  const Response again = api.answer(keyed("k1", "/v1/notes", milk));
  EXPECT_EQ(std::to_string(again.status) + " " + again.body, first);
  EXPECT_EQ(again.content_type, "application/json");
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(notes(), 1);
}

TEST_F(ApiTest, another_request_under_the_key_is_a_conflict) {
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", milk)).status, 201);
  EXPECT_EQ(answer(keyed("k1", "/v1/notes", R"({"name":"milk","next":3})")), "409 idempotency_key_reused");
  EXPECT_EQ(runs, 1);
}

TEST_F(ApiTest, a_key_is_the_actor_s_and_the_operation_s_own) {
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", R"({"name":"a","next":1})")).status, 201);
  EXPECT_EQ(api.answer(keyed("k1", "/v1/long-work", R"({"name":"b","next":1})")).status, 200);
  api.authenticate_with([](const Request &) -> Outcome<Actor> {
    Actor actor;
    actor.role = Role::admin;
    actor.via = Actor::Via::token;
    actor.token_id = 2;
    return actor;
  });
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", R"({"name":"c","next":1})")).status, 201);
  EXPECT_EQ(notes(), 3);
}

TEST_F(ApiTest, what_was_refused_or_failed_is_not_kept) {
  EXPECT_EQ(answer(keyed("k1", "/v1/notes", R"({"name":"taken","next":1})")), "409 name_taken");
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", R"({"name":"broken","next":1})")).status, 500);
  EXPECT_EQ(answer(keyed("k1", "/v1/notes", "{}")), "422 invalid_input");
  EXPECT_EQ(kept_keys(), 0);
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", milk)).status, 201);
}

TEST_F(ApiTest, of_many_at_the_same_time_one_has_the_effect) {
  std::vector<std::string> answers(16);
  std::vector<std::thread> threads;
  for (std::string &text : answers)
    threads.emplace_back([&] { text = answer(keyed("k1", "/v1/notes", milk)); });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &text : answers)
    EXPECT_EQ(text, R"(201 {"name":"milk","next":2})");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(notes(), 1);
}

TEST_F(ApiTest, an_answer_without_a_body_is_repeated_too) {
  Request asked = request("DELETE", "/v1/notes/7", {}, {{"idempotency-key", "k1"}});
  EXPECT_EQ(api.answer(asked).status, 204);
  const Response again = api.answer(asked);
  EXPECT_EQ(again.status, 204);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
}

TEST_F(ApiTest, a_secret_answer_is_repeated_but_not_readable_in_the_database) {
  const Response first = api.answer(keyed("k1", "/v1/tokens", "{}"));
  EXPECT_EQ(api.answer(keyed("k1", "/v1/tokens", "{}")).body, first.body);
  const std::string stored =
      database->read([](db::Tx &tx) { return tx.one<std::string>("select answer from idempotency_key"); });
  EXPECT_TRUE(stored.starts_with("v1:"));
  EXPECT_EQ(stored.find(first.body.substr(10, 20)), std::string::npos);
}

TEST_F(ApiTest, a_key_must_be_plain_ascii) {
  EXPECT_EQ(answer(keyed("a b", "/v1/notes", milk)), "400 bad_idempotency_key");
  EXPECT_EQ(answer(keyed(std::string(129, 'k'), "/v1/notes", milk)), "400 bad_idempotency_key");
  EXPECT_EQ(notes(), 0);
}

TEST_F(ApiTest, long_work_reserves_its_key_first) {
  EXPECT_EQ(answer(keyed("k1", "/v1/long-work", milk)), R"(200 {"name":"milk","next":2})");
  EXPECT_EQ(answer(keyed("k1", "/v1/long-work", milk)), R"(200 {"name":"milk","next":2})");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(answer(keyed("k2", "/v1/long-work", R"({"name":"refused","next":1})")), "422 no");
  EXPECT_EQ(api.answer(keyed("k3", "/v1/long-work", R"({"name":"broken","next":1})")).status, 500);
  EXPECT_EQ(kept_keys(), 1) << "refused and failed work frees its key";
}

TEST_F(ApiTest, a_key_whose_long_work_died_is_free_after_ten_minutes) {
  // As a process leaves it that was killed in the middle.
  const Request asked = keyed("k1", "/v1/long-work", milk);
  database->write([&](db::Tx &tx) {
    const RequestKey key{"token:1", "long_work", "k1", crypto::sha256_hex("POST /v1/long-work?\n" + std::string(milk))};
    EXPECT_FALSE(take_key(tx, key, clock.now()));
  });
  EXPECT_EQ(answer(asked), "409 still_running");
  clock.set(clock.now().plus_seconds(599));
  EXPECT_EQ(answer(asked), "409 still_running");
  clock.set(clock.now().plus_seconds(1));
  EXPECT_EQ(answer(asked), R"(200 {"name":"milk","next":2})");
}

TEST_F(ApiTest, old_keys_can_be_forgotten) {
  EXPECT_EQ(api.answer(keyed("k1", "/v1/notes", milk)).status, 201);
  const Instant now = clock.now();
  EXPECT_EQ(database->write([&](db::Tx &tx) { return forget_keys_before(tx, now); }), 0);
  EXPECT_EQ(database->write([&](db::Tx &tx) { return forget_keys_before(tx, now.plus_seconds(1)); }), 1);
}

// Broken programs
// -----------------------------------------------------------------------------------------------------------

TEST_F(ApiTest, two_operations_of_one_id_or_address_are_a_broken_program) {
  const auto handler = [](Call &, const NoQuery &) { return Done{}; };
  EXPECT_DEATH(
      (api.get<NoQuery, Done>("/v1/other", {.id = "me", .summary = "x", .permission = "x.read", .tag = "x"}, handler)),
      "an operation's id is its own: me");
  EXPECT_DEATH(
      (api.get<NoQuery, Done>("/v1/me", {.id = "x", .summary = "x", .permission = "x.read", .tag = "x"}, handler)),
      "an address has one operation a method: /v1/me");
  EXPECT_DEATH((api.get<NoQuery, Done>("/v1/x", {.id = "x", .summary = "x", .permission = "", .tag = "x"}, handler)),
               "an operation says who may call it: x");
}

} // namespace demarc::http
