// What the portal keeps: who may come in, sessions, links, on both engines.
#include "tests/contract/contract.h"
#include "tests/portal/portal_place.h"

#include <atomic>
#include <gmock/gmock.h>
#include <thread>

namespace demarc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace demarc::portal;

class PortalStore : public ::testing::TestWithParam<db::Engine> {
protected:
  std::vector<CustomerId> named(const std::string &account, int limit = 5) {
    return place.database->read([&](db::Tx &tx) {
      std::vector<CustomerId> ids;
      for (const Candidate &one : candidates(tx, account, limit))
        ids.push_back(one.id);
      return ids;
    });
  }
  void leave(CustomerId id) {
    place.database->write([&](db::Tx &tx) { subscribers::set_status(tx, id, subscribers::CustomerStatus::left); });
  }
  std::optional<PortalSession> session(const std::string &hash) {
    return place.database->read([&](db::Tx &tx) { return portal_session(tx, hash); });
  }
  void insert(const std::string &hash, CustomerId id, Instant expires_at, bool by_link = false) {
    place.database->write([&](db::Tx &tx) {
      insert_portal_session(tx, hash, {id, now, expires_at, now, by_link}, "a browser");
    });
  }
  void link(const std::string &hash, CustomerId id, Instant expires_at) {
    place.database->write([&](db::Tx &tx) { insert_portal_link(tx, hash, id, place.machine.now(), expires_at); });
  }
  std::optional<CustomerId> use(const std::string &hash, Instant at) {
    return place.database->write([&](db::Tx &tx) { return use_portal_link(tx, hash, at); });
  }

  PortalPlace place{GetParam()};
  const Instant now = place.machine.now();
};
RUN_ON_BOTH_ENGINES(PortalStore);

TEST_P(PortalStore, finds_customers_by_address_or_number_in_any_case) {
  const CustomerId ada = place.customer("Ada", "Ada@Example.net"), bea = place.customer("Bea", "bea@example.net");
  place.customer("Silent", "");
  EXPECT_THAT(named("ada@example.NET"), ElementsAre(ada));
  EXPECT_THAT(named(http::lower_ascii(place.number_of(bea))), ElementsAre(bea));
  EXPECT_THAT(named("ada@example.ne"), IsEmpty());
  EXPECT_THAT(named("%@example.net"), IsEmpty());
  EXPECT_THAT(named(""), IsEmpty()) << "nobody is found by having no address";
}

TEST_P(PortalStore, counts_all_who_share_an_address_but_those_who_have_left) {
  const CustomerId first = place.customer("First", "both@example.net"),
                   second = place.customer("Second", "both@example.net"),
                   third = place.customer("Third", "both@example.net");
  EXPECT_THAT(named("both@example.net"), ElementsAre(first, second, third));
  EXPECT_THAT(named("both@example.net", 2), ElementsAre(first, second));
  leave(second);
  EXPECT_THAT(named("both@example.net"), ElementsAre(first, third));
  place.database->read([&](db::Tx &tx) {
    EXPECT_TRUE(candidate(tx, first));
    EXPECT_FALSE(candidate(tx, second));
    EXPECT_FALSE(candidate(tx, CustomerId(999)));
  });
}

TEST_P(PortalStore, keeps_a_session_until_it_is_ended_or_its_customer_leaves) {
  const CustomerId ada = place.customer("Ada", "ada@example.net"), bea = place.customer("Bea", "bea@example.net");
  insert("one", ada, now.plus_seconds(60), true);
  insert("two", ada, now.plus_seconds(60));
  insert("three", ada, now.plus_seconds(60));
  insert("theirs", bea, now.plus_seconds(60));
  ASSERT_TRUE(session("one"));
  EXPECT_EQ(session("one")->customer_id, ada);
  EXPECT_TRUE(session("one")->by_link);
  EXPECT_FALSE(session("two")->by_link);
  EXPECT_FALSE(session("four"));
  place.database->write([&](db::Tx &tx) {
    touch_portal_session(tx, "one", now.plus_seconds(5), now.plus_seconds(90));
    settle_portal_session(tx, "one");
  });
  EXPECT_EQ(session("one")->last_seen_at, now.plus_seconds(5));
  EXPECT_EQ(session("one")->expires_at, now.plus_seconds(90));
  EXPECT_FALSE(session("one")->by_link);
  link("waits", ada, now.plus_seconds(60));
  link("waits too", bea, now.plus_seconds(60));
  place.database->write([&](db::Tx &tx) { end_other_portal_sessions(tx, ada, "one"); });
  EXPECT_TRUE(session("one"));
  EXPECT_FALSE(session("two"));
  EXPECT_FALSE(session("three"));
  EXPECT_TRUE(session("theirs"));
  EXPECT_FALSE(use("waits", now)) << "a new password ends the links that wait";
  EXPECT_EQ(use("waits too", now), bea);
  place.database->write([&](db::Tx &tx) { end_portal_session(tx, "one"); });
  EXPECT_FALSE(session("one"));
  leave(bea);
  EXPECT_FALSE(session("theirs"));
}

TEST_P(PortalStore, gives_a_link_to_one_alone_and_not_after_its_time) {
  const CustomerId ada = place.customer("Ada", "ada@example.net"), bea = place.customer("Bea", "bea@example.net");
  link("a", ada, now.plus_seconds(60));
  link("b", bea, now.plus_seconds(60));
  EXPECT_FALSE(use("a", now.plus_seconds(60))) << "the last second is over";
  EXPECT_EQ(use("a", now.plus_seconds(59)), ada);
  EXPECT_FALSE(use("a", now)) << "it was used";
  EXPECT_EQ(use("b", now), bea) << "another's is another's";
  EXPECT_FALSE(use("c", now));
}

TEST_P(PortalStore, gives_a_link_once_to_two_nodes_at_a_time) {
  const CustomerId ada = place.customer("Ada", "ada@example.net");
  const auto other = place.file().open();
  for (int round = 0; round < 10; ++round) {
    const std::string hash = "link " + std::to_string(round);
    link(hash, ada, now.plus_seconds(60));
    std::atomic<int> came_in = 0;
    std::vector<std::thread> threads;
    for (db::Database *node : {place.database.get(), other.get()})
      threads.emplace_back(
          [&, node] { came_in += node->write([&](db::Tx &tx) { return use_portal_link(tx, hash, now); }) ? 1 : 0; });
    for (std::thread &thread : threads)
      thread.join();
    EXPECT_EQ(came_in, 1) << round;
  }
}

TEST_P(PortalStore, forgets_what_has_expired) {
  const CustomerId ada = place.customer("Ada", "ada@example.net");
  insert("old", ada, now);
  insert("new", ada, now.plus_seconds(1));
  link("old", ada, now);
  link("new", ada, now.plus_seconds(1));
  EXPECT_EQ(place.database->write([&](db::Tx &tx) { return forget_expired_portal_rows(tx, now); }), 2);
  EXPECT_FALSE(session("old"));
  EXPECT_TRUE(session("new"));
  EXPECT_EQ(use("new", now), ada);
  EXPECT_EQ(place.database->write([&](db::Tx &tx) { return forget_expired_portal_rows(tx, now); }), 0);
}

TEST_P(PortalStore, tells_whether_a_customer_uses_the_portal) {
  const CustomerId ada = place.customer("Ada", "ada@example.net");
  const auto access = [&] { return place.database->read([&](db::Tx &tx) { return portal_access(tx, ada); }); };
  EXPECT_FALSE(access().has_password || access().password_set_at || access().last_login_at);
  place.database->write([&](db::Tx &tx) { set_portal_login(tx, ada, now); });
  EXPECT_FALSE(access().has_password) << "who came by a link has none yet";
  EXPECT_EQ(access().last_login_at, now);
  place.database->write([&](db::Tx &tx) { set_portal_password(tx, ada, "hash", now.plus_seconds(1)); });
  place.database->write([&](db::Tx &tx) { set_portal_login(tx, ada, now.plus_seconds(2)); });
  EXPECT_TRUE(access().has_password);
  EXPECT_EQ(access().password_set_at, now.plus_seconds(1));
  EXPECT_EQ(access().last_login_at, now.plus_seconds(2));
  EXPECT_EQ(place.database->read([&](db::Tx &tx) { return candidate(tx, ada)->password_hash; }), "hash");
}

TEST_P(PortalStore, counts_the_links_that_were_sent_to_a_customer) {
  const CustomerId ada = place.customer("Ada", "ada@example.net"), bea = place.customer("Bea", "bea@example.net");
  const Instant sent = place.office.clock().now();
  place.database->write([&](db::Tx &tx) {
    EXPECT_TRUE(send_link(tx, *place.database, ada, sent, "Berta"));
    EXPECT_TRUE(send_link(tx, *place.database, ada, sent.plus_seconds(10), std::nullopt));
  });
  const auto since = [&](CustomerId id, Instant from) {
    return place.database->read([&](db::Tx &tx) { return links_sent_since(tx, id, from); });
  };
  EXPECT_EQ(since(ada, sent.plus_seconds(-1)), 2);
  EXPECT_EQ(since(ada, sent), 1);
  EXPECT_EQ(since(bea, sent.plus_seconds(-1)), 0);
}

} // namespace
} // namespace demarc::testing
