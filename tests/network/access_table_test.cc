#include "network/access_table.h"

#include "network/lease_store.h"
#include "tests/network/place.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>

namespace demarc::network {
namespace {

using demarc::testing::eventually;
using ::testing::ElementsAre;

class AccessTableTest : public NetworkPlace {
protected:
  std::optional<std::string> lease(AccessTable &table, const Person &who, PoolId pool) {
    return table.lease_address(*table.find_login(who.username), pool, now_);
  }
};
RUN_ON_BOTH_ENGINES(AccessTableTest);

TEST_P(AccessTableTest, knows_what_is_stored) {
  const Person anna = person("anna", {}, "198.51.100.9");
  AccessTable table(*database_, sealer_);
  table.load();
  const auto login = table.find_login("anna");
  ASSERT_NE(login, nullptr);
  EXPECT_EQ(login->service_id, anna.service);
  EXPECT_TRUE(login->password.equals("secret-of-anna"));
  EXPECT_EQ(login->profile.verdict, Verdict::allow);
  EXPECT_EQ(login->profile.static_address, "198.51.100.9");
  EXPECT_EQ(login->profile.reasons, (std::vector<Reason>{{"in_good_standing", "in good standing"}}));
  EXPECT_EQ(table.find_login("Anna"), nullptr);
  EXPECT_EQ(table.find_login(""), nullptr);
  const auto server = table.find_access_server("192.0.2.1");
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->id, server_);
  EXPECT_TRUE(server->secret.equals("a-shared-secret"));
  EXPECT_EQ(server->pool_id, pool_);
  EXPECT_EQ(table.find_access_server(server_), server);
  EXPECT_EQ(table.find_access_server("192.0.2.2"), nullptr);
}

TEST_P(AccessTableTest, follows_changes_of_another_node) {
  AccessTable table(*database_, sealer_);
  table.follow();
  const auto other = place.open();
  const Person anna = person("anna");
  EXPECT_TRUE(eventually([&] { return table.find_login("anna") != nullptr; }));
  other->write([&](db::Tx &tx) {
    billing::Standing standing{.state = billing::StandingState::restricted,
                               .restriction = billing::Restriction::reject,
                               .reason = "invoice 1 is 12 days overdue"};
    billing::save_standing(tx, anna.customer, standing);
    refresh_access(tx, *other, anna.customer, now_, today(), {.words = "the daily credit control"});
  });
  EXPECT_TRUE(eventually([&] { return table.find_login("anna")->profile.verdict == Verdict::reject; }));
  // A new name is known, and the old one no longer.
  other->write([&](db::Tx &tx) {
    subscribers::ServiceEdit edit;
    edit.username = "anna.b";
    ASSERT_TRUE(subscribers::amend_service(tx, *other, sealer_, anna.service, edit, {now_, today(), "Ann"}));
    tx.notify("access", std::to_string(anna.service.value()));
  });
  EXPECT_TRUE(eventually([&] { return table.find_login("anna.b") != nullptr; }));
  EXPECT_EQ(table.find_login("anna"), nullptr);
  // A secret turned, an access server switched off.
  other->write([&](db::Tx &tx) {
    AccessServerEdit edit;
    edit.secret = std::string("another-secret");
    ASSERT_TRUE(edit_access_server(tx, sealer_, server_, edit));
  });
  EXPECT_TRUE(eventually([&] { return table.find_access_server(server_)->secret.equals("another-secret"); }));
  other->write([&](db::Tx &tx) {
    AccessServerEdit edit;
    edit.enabled = false;
    ASSERT_TRUE(edit_access_server(tx, sealer_, server_, edit));
  });
  EXPECT_TRUE(eventually([&] { return table.find_access_server("192.0.2.1") == nullptr; }));
}

TEST_P(AccessTableTest, leases_the_lowest_free_address_and_keeps_it) {
  const Person anna = person("anna"), bert = person("bert"), carl = person("carl", {}, "100.64.0.2");
  AccessTable table(*database_, sealer_);
  table.follow();
  EXPECT_EQ(lease(table, anna, pool_), "100.64.0.1");
  EXPECT_EQ(lease(table, bert, pool_), "100.64.0.3"); // .2 is carl's
  EXPECT_EQ(lease(table, anna, pool_), "100.64.0.1");
  EXPECT_EQ(lease(table, anna, garden_), "10.9.0.1");
  EXPECT_THAT(table.find_login("anna")->leases,
              ElementsAre(std::pair(pool_, "100.64.0.1"), std::pair(garden_, "10.9.0.1")));
  AccessTable restarted(*database_, sealer_);
  restarted.load();
  EXPECT_EQ(lease(restarted, anna, pool_), "100.64.0.1");
  EXPECT_EQ(lease(restarted, carl, pool_), "100.64.0.4");
}

TEST_P(AccessTableTest, says_when_a_pool_is_empty_and_sees_what_is_given_back) {
  std::vector<Person> people;
  for (int i = 0; i < 5; ++i)
    people.push_back(person(fmt::format("user{}", i)));
  AccessTable table(*database_, sealer_);
  table.follow();
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(lease(table, people[static_cast<std::size_t>(i)], pool_));
  EXPECT_EQ(lease(table, people[4], pool_), std::nullopt);
  EXPECT_EQ(lease(table, people[4], PoolId(999)), std::nullopt);
  database_->write([&](db::Tx &tx) { tx.exec("delete from address_lease where service_id = $1", people[1].service); });
  EXPECT_EQ(lease(table, people[4], pool_), "100.64.0.2");
}

TEST_P(AccessTableTest, finds_addresses_that_another_node_has_taken_meanwhile) {
  std::vector<Person> people;
  for (int i = 0; i < 4; ++i)
    people.push_back(person(fmt::format("user{}", i)));
  const auto second = place.open();
  AccessTable here(*database_, sealer_), there(*second, sealer_);
  here.load();
  there.load(); // neither follows the other
  EXPECT_EQ(lease(here, people[0], pool_), "100.64.0.1");
  EXPECT_EQ(lease(there, people[1], pool_), "100.64.0.2");
  EXPECT_EQ(lease(here, people[2], pool_), "100.64.0.3");
  EXPECT_EQ(lease(there, people[3], pool_), "100.64.0.4");
  EXPECT_EQ(lease(there, people[0], pool_), "100.64.0.1"); // as the other gave it
}

TEST_P(AccessTableTest, leases_each_address_once_under_a_rush_on_two_nodes) {
  std::vector<Person> people;
  for (int i = 0; i < 40; ++i)
    people.push_back(person(fmt::format("user{}", i)));
  const PoolId wide = database_->write([&](db::Tx &tx) {
    return create_pool(tx, *database_, {"wide", PoolPurpose::service, "10.20.0.0", "10.20.0.49"})->id;
  });
  const auto second = place.open();
  AccessTable here(*database_, sealer_), there(*second, sealer_);
  here.follow();
  there.follow();
  std::mutex mutex;
  std::multiset<std::string> given;
  const auto rush = [&](AccessTable &table, std::size_t from) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      const Person &who = people[(from + i) % people.size()];
      for (int attempt = 0; attempt < 50; ++attempt) {
        try {
          const auto address = lease(table, who, wide);
          ASSERT_TRUE(address);
          const std::scoped_lock lock(mutex);
          given.insert(*address);
          break;
        } catch (const db::Error &error) {
          ASSERT_EQ(error.kind(), db::Error::Kind::retryable) << error.what();
        }
      }
    }
  };
  std::vector<std::thread> threads;
  threads.emplace_back([&] { rush(here, 0); });
  threads.emplace_back([&] { rush(there, 0); });
  threads.emplace_back([&] { rush(here, 20); });
  threads.emplace_back([&] { rush(there, 20); });
  for (std::thread &thread : threads)
    thread.join();
  const std::set<std::string> different(given.begin(), given.end());
  EXPECT_EQ(different.size(), people.size()); // nobody got two, no two got one
  EXPECT_EQ(given.size(), 4 * people.size());
}

// Readers see an old or a new entry, never a torn one, while everything is loaded again and again.
TEST_P(AccessTableTest, can_be_read_while_it_changes) {
  const Person anna = person("anna");
  AccessTable table(*database_, sealer_);
  table.follow();
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      while (!stop) {
        const auto login = table.find_login("anna");
        ASSERT_NE(login, nullptr);
        ASSERT_TRUE(login->password.equals("secret-of-anna"));
        ASSERT_NE(table.find_access_server("192.0.2.1"), nullptr);
      }
    });
  for (int i = 0; i < 30; ++i) {
    stand(anna.customer, i % 2 == 0 ? billing::StandingState::restricted : billing::StandingState::good, "debt",
          i % 2 == 0 ? std::optional(billing::Restriction::reject) : std::nullopt);
    refresh(anna.customer);
    if (i % 10 == 0)
      table.load();
  }
  EXPECT_TRUE(eventually([&] { return table.find_login("anna")->profile.verdict == Verdict::allow; }));
  stop = true;
  for (std::thread &reader : readers)
    reader.join();
}

} // namespace
} // namespace demarc::network
