// What platform/http promises of its tables, on both engines: exact repeats, also at the same time and on two nodes;
// staff.
#include "tests/contract/contract.h"

#include "platform/crypto/crypto.h"
#include "platform/http/api.h"
#include "platform/http/sign_in.h"
#include "platform/http/staff_api.h"

#include <atomic>
#include <thread>

namespace demarc {
namespace {

using testing::Contract;

struct Entry {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (name))

http::Request keyed(std::string path, std::string key, std::string body) {
  http::Request request;
  request.method = "POST";
  request.path = std::move(path);
  request.headers = {{"content-type", "application/json"}, {"idempotency-key", std::move(key)}};
  request.body = std::move(body);
  return request;
}

// One process's doors.
struct Node {
  Node(const testing::TestDatabase &place, const Clock &clock, std::atomic<int> &runs)
      : database(place.open({.connections = 4})), api(*database, clock, {}) {
    api.authenticate_with(http::everyone_is(http::Role::admin));
    api.post<Entry, Entry>("/v1/entries",
                           {.id = "add", .summary = "Add", .permission = "x.write", .tag = "x", .status = 201},
                           [&runs](http::Call &, db::Tx &tx, const Entry &in) -> Outcome<Entry> {
                             ++runs;
                             tx.exec("insert into number_series (name, next) values ($1, 1)", in.name);
                             return in;
                           });
    api.post<Entry, Entry>("/v1/long", {.id = "add_long", .summary = "Add", .permission = "x.write", .tag = "x"},
                           [&runs](http::Call &call, const Entry &in) -> Outcome<Entry> {
                             ++runs;
                             call.database().write([&](db::Tx &tx) {
                               tx.exec("insert into number_series (name, next) values ($1, 1)", in.name);
                             });
                             return in;
                           });
  }
  std::unique_ptr<db::Database> database;
  http::Api api;
};

class HttpContract : public Contract {
protected:
  std::unique_ptr<db::Database> database = place.open_migrated();
  SimulatedClock clock{Instant::from_seconds(1'800'000'000)};
  std::atomic<int> runs = 0;
};
RUN_ON_BOTH_ENGINES(HttpContract);

TEST_P(HttpContract, one_key_has_one_effect_over_threads_and_nodes) {
  Node one(place, clock, runs), two(place, clock, runs);
  constexpr int keys = 10, each = 8;
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < each; ++t)
    threads.emplace_back([&, t] {
      for (int k = 0; k < keys; ++k) {
        const std::string name = "n" + std::to_string(k);
        const auto answer =
            (t % 2 == 0 ? one : two).api.answer(keyed("/v1/entries", name, "{\"name\":\"" + name + "\"}"));
        right += answer.status == 201 && answer.body == "{\"name\":\"" + name + "\"}";
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(right, keys * each);
  EXPECT_EQ(runs, keys);
}

TEST_P(HttpContract, another_body_under_the_key_is_refused_and_a_refused_key_is_free) {
  Node node(place, clock, runs);
  EXPECT_EQ(node.api.answer(keyed("/v1/entries", "k", R"({"name":"a"})")).status, 201);
  EXPECT_EQ(node.api.answer(keyed("/v1/entries", "k", R"({"name":"b"})")).status, 409);
  EXPECT_EQ(node.api.answer(keyed("/v1/entries", "l", R"({"name":"a"})")).status, 409) << "taken already";
  EXPECT_EQ(node.api.answer(keyed("/v1/entries", "l", R"({"name":"c"})")).status, 201);
}

TEST_P(HttpContract, long_work_under_one_key_runs_once) {
  Node one(place, clock, runs), two(place, clock, runs);
  std::atomic<int> done = 0, still_running = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      const auto answer = (t % 2 == 0 ? one : two).api.answer(keyed("/v1/long", "k", R"({"name":"a"})"));
      done += answer.status == 200;
      still_running += answer.status == 409;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(runs, 1);
  EXPECT_GE(done, 1);
  EXPECT_EQ(done + still_running, 8);
}

TEST_P(HttpContract, staff_and_tokens_are_kept_found_and_ended) {
  http::SignIn sign_in(*database, clock, {.cache_ms = 0});
  http::NewUser in;
  in.email = "Ada@example.net";
  in.name = "Ada";
  in.role = http::Role::admin;
  in.password = Secret("correct horse");
  const auto ada = database->write([&](db::Tx &tx) { return http::create_user(tx, *database, in, clock.now()); });
  ASSERT_TRUE(ada);
  EXPECT_FALSE(database->write([&](db::Tx &tx) { return http::create_user(tx, *database, in, clock.now()); }));

  http::Request request;
  request.headers = {{"user-agent", "caf\xe9 \x01"}}; // no UTF-8
  const auto opened = sign_in.open_session("ada@EXAMPLE.net", Secret("correct horse"), request, clock.now());
  ASSERT_TRUE(opened);
  request.headers.push_back({"cookie", "demarc_session=" + opened->token});
  EXPECT_EQ(sign_in.authenticate(request)->name, "Ada");

  const auto made = database->write([&](db::Tx &tx) {
    return http::create_api_token(tx, *database, {.name = "shop", .role = http::Role::viewer}, ada->id, clock.now());
  });
  http::Request program;
  program.headers = {{"authorization", "bearer " + made.token}};
  EXPECT_EQ(sign_in.authenticate(program)->name, "shop");
  const auto tokens = database->read([](db::Tx &tx) { return http::list_api_tokens(tx, {}); });
  ASSERT_EQ(tokens->items.size(), 1U);
  EXPECT_EQ(tokens->items[0].created_by, ada->id);
  EXPECT_TRUE(tokens->items[0].last_used_at);

  http::StaffQuery query;
  query.q = "EXAMPLE";
  EXPECT_EQ(database->read([&](db::Tx &tx) { return http::list_users(tx, query); })->items.size(), 1U);
  http::UserEdit off;
  off.active = Patch<bool>(false);
  const auto refused = database->write([&](db::Tx &tx) { return http::edit_user(tx, ada->id, off); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "last_admin");

  EXPECT_TRUE(database->write([&](db::Tx &tx) { return http::revoke_api_token(tx, made.id, clock.now()); }));
  EXPECT_TRUE(testing::eventually([&] { return !sign_in.authenticate(program); }));
  clock.set(clock.now().plus_seconds(12 * 3600));
  EXPECT_FALSE(sign_in.authenticate(request));
  EXPECT_EQ(database->write([&](db::Tx &tx) { return http::forget_expired_sessions(tx, clock.now()); }), 1);
}

TEST_P(HttpContract, two_admins_cannot_demote_each_other) {
  std::vector<StaffUserId> admins;
  for (const char *name : {"ada", "bob"}) {
    http::NewUser in;
    in.email = std::string(name) + "@example.net";
    in.name = name;
    in.role = http::Role::admin;
    in.password = Secret("correct horse");
    admins.push_back(
        database->write([&](db::Tx &tx) { return http::create_user(tx, *database, in, clock.now()); })->id);
  }
  http::UserEdit down;
  down.role = Patch<http::Role>(http::Role::agent);
  std::atomic<int> demoted = 0;
  std::vector<std::thread> threads;
  for (const StaffUserId id : admins)
    threads.emplace_back(
        [&, id] { demoted += database->write([&](db::Tx &tx) { return http::edit_user(tx, id, down); }).has_value(); });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(demoted, 1);
}

} // namespace
} // namespace demarc
