// Database::next_id, on both engines.
#include "tests/contract/contract.h"

#include <set>
#include <thread>

namespace demarc {
namespace {

using db::Tx;
using testing::Contract;

class IdsContract : public Contract {
protected:
  std::unique_ptr<db::Database> database = place.open_migrated();
};
RUN_ON_BOTH_ENGINES(IdsContract);

TEST_P(IdsContract, each_kind_counts_from_one_and_rises) {
  std::int64_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t id = database->next_id("invoice");
    EXPECT_GT(id, last);
    last = id;
  }
  EXPECT_EQ(database->next_id("customer"), 1);
  const auto typed = database->next<StrongId<struct CustomerTag>>("customer");
  EXPECT_EQ(typed.value(), 2);
}

TEST_P(IdsContract, threads_and_nodes_never_get_the_same) {
  constexpr int nodes = 2, threads = 4, each = 700;
  const auto other = place.open();
  std::mutex mutex;
  std::set<std::int64_t> seen;
  std::vector<std::thread> running;
  for (int t = 0; t < nodes * threads; ++t)
    running.emplace_back([&, t] {
      db::Database &node = t % nodes == 0 ? *database : *other;
      std::vector<std::int64_t> mine;
      const auto take = [&] {
        mine.push_back(node.next_id("x"));
        if (mine.size() > 1) {
          EXPECT_GT(mine.back(), mine[mine.size() - 2]);
        }
      };
      for (int i = 0; i < each; ++i) {
        // Outside a transaction, inside one that commits, inside one that does not, inside one that reads.
        if (i % 50 == 0)
          node.write([&](Tx &) { take(); });
        else if (i % 50 == 1)
          static_cast<void>(node.write([&](Tx &) -> Outcome<Done> {
            take();
            return refuse("no", "rolled back");
          }));
        else if (i % 50 == 2)
          node.read([&](Tx &) { take(); });
        else
          take();
      }
      const std::lock_guard lock(mutex);
      seen.insert(mine.begin(), mine.end());
    });
  for (auto &thread : running)
    thread.join();
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(nodes * threads * each));
}

TEST_P(IdsContract, a_rollback_does_not_give_ids_back) {
  std::set<std::int64_t> seen;
  std::size_t taken = 0;
  for (int round = 0; round < 4; ++round) {
    static_cast<void>(database->write([&](Tx &) -> Outcome<Done> {
      for (int i = 0; i < 250; ++i, ++taken)
        seen.insert(database->next_id("fresh"));
      return refuse("no", "rolled back");
    }));
    const auto other = place.open(); // another node must not get them either
    for (int i = 0; i < 50; ++i, ++taken)
      seen.insert(other->next_id("fresh"));
  }
  EXPECT_EQ(seen.size(), taken);
}

TEST_P(IdsContract, a_transaction_that_holds_every_connection_can_still_ask) {
  const auto narrow = place.open({.connections = 1});
  narrow->write([&](Tx &tx) {
    for (int i = 0; i < 300; ++i)
      tx.exec("insert into number_series (name, next) values ($1, $2)", std::to_string(i), narrow->next_id("narrow"));
  });
  EXPECT_EQ(
      narrow->read([](Tx &tx) { return tx.one<std::int64_t>("select count(distinct next) as n from number_series"); }),
      300);
}

TEST_P(IdsContract, ids_go_on_after_a_restart) {
  std::int64_t last = 0;
  database->write([&](Tx &) { last = database->next_id("kept"); });
  database = nullptr;
  EXPECT_GT(place.open()->next_id("kept"), last);
}

} // namespace
} // namespace demarc
