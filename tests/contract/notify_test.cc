// Tx::notify and Database::subscribe, on both engines: within one node and between two.
#include "tests/contract/contract.h"

#include <atomic>
#include <thread>

namespace demarc {
namespace {

using db::Notice;
using db::Tx;
using testing::Contract;
using testing::eventually;

// What one subscriber heard.
class Ear {
public:
  std::function<void(const Notice &)> hear() {
    return [this](const Notice &notice) {
      const std::lock_guard lock(mutex_);
      heard_.push_back(notice.lost ? "<lost>" : notice.payload);
    };
  }
  std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

private:
  std::mutex mutex_;
  std::vector<std::string> heard_;
};

class NotifyContract : public Contract {
protected:
  std::unique_ptr<db::Database> here = place.open_migrated();
  std::unique_ptr<db::Database> there = place.open();

  static void tell(db::Database &node, const std::string &channel, const std::string &payload) {
    node.write([&](Tx &tx) { tx.notify(channel, payload); });
  }
};
RUN_ON_BOTH_ENGINES(NotifyContract);

TEST_P(NotifyContract, both_nodes_hear_a_commit_once) {
  Ear own, foreign, other_channel;
  const auto a = here->subscribe("plan", own.hear());
  const auto b = there->subscribe("plan", foreign.hear());
  const auto c = there->subscribe("tax", other_channel.hear());
  here->write([](Tx &tx) {
    tx.notify("plan", "1");
    tx.notify("plan", "2");
    tx.notify("plan", "1");
    tx.notify("tax", "quoted ' \" \\ ünï");
  });
  tell(*there, "plan", "3");
  EXPECT_TRUE(eventually([&] { return own.heard().size() >= 3 && foreign.heard().size() >= 3; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(400)); // nothing comes twice
  auto sorted = [](std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    return texts;
  };
  EXPECT_EQ(sorted(own.heard()), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(sorted(foreign.heard()), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(other_channel.heard(), (std::vector<std::string>{"quoted ' \" \\ ünï"}));
}

TEST_P(NotifyContract, a_rollback_tells_nothing) {
  Ear own, foreign;
  const auto a = here->subscribe("plan", own.hear());
  const auto b = there->subscribe("plan", foreign.hear());
  static_cast<void>(here->write([](Tx &tx) -> Outcome<Done> {
    tx.notify("plan", "never");
    return refuse("no", "rolled back");
  }));
  tell(*here, "plan", "after");
  EXPECT_TRUE(eventually([&] { return !own.heard().empty() && !foreign.heard().empty(); }));
  EXPECT_EQ(own.heard(), std::vector<std::string>{"after"});
  EXPECT_EQ(foreign.heard(), std::vector<std::string>{"after"});
}

TEST_P(NotifyContract, what_is_told_after_subscribing_is_heard_in_order) {
  tell(*here, "plan", "before");
  Ear own, foreign;
  const auto a = here->subscribe("plan", own.hear());
  const auto b = there->subscribe("plan", foreign.hear());
  std::vector<std::string> told;
  for (int i = 0; i < 300; ++i) {
    told.push_back(std::to_string(i));
    tell(*here, "plan", told.back());
  }
  EXPECT_TRUE(eventually([&] { return own.heard().size() == told.size() && foreign.heard().size() == told.size(); }));
  EXPECT_EQ(own.heard(), told);
  EXPECT_EQ(foreign.heard(), told);
}

TEST_P(NotifyContract, the_subscriber_sees_what_was_committed) {
  std::atomic<int> seen = -1;
  const auto a = here->subscribe("series", [&](const Notice &) {
    seen = here->read([](Tx &tx) { return tx.one<int>("select count(*) as n from number_series"); });
  });
  here->write([](Tx &tx) {
    tx.exec("insert into number_series (name, next) values ('a', 1)");
    tx.notify("series", "");
  });
  EXPECT_TRUE(eventually([&] { return seen >= 0; }));
  EXPECT_EQ(seen, 1);
}

TEST_P(NotifyContract, unsubscribing_waits_for_the_callback_and_ends_it) {
  std::atomic<int> begun = 0, ended = 0;
  auto a = here->subscribe("plan", [&](const Notice &) {
    ++begun;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ++ended;
  });
  tell(*here, "plan", "1");
  EXPECT_TRUE(eventually([&] { return begun == 1; }));
  a = nullptr;
  EXPECT_EQ(ended, 1);
  Ear next;
  const auto b = here->subscribe("plan", next.hear());
  tell(*here, "plan", "2");
  EXPECT_TRUE(eventually([&] { return next.heard().size() == 1; }));
  EXPECT_EQ(begun, 1);
}

TEST_P(NotifyContract, a_callback_may_unsubscribe_itself_and_may_throw) {
  std::unique_ptr<db::Subscription> self;
  std::atomic<int> calls = 0;
  std::atomic<bool> ready = false;
  self = here->subscribe("plan", [&](const Notice &) {
    while (!ready)
      std::this_thread::yield();
    ++calls;
    self = nullptr;
    throw std::runtime_error("as the test wants it");
  });
  ready = true;
  Ear next;
  const auto b = here->subscribe("plan", next.hear());
  tell(*here, "plan", "1");
  tell(*here, "plan", "2");
  EXPECT_TRUE(eventually([&] { return next.heard().size() == 2; }));
  EXPECT_EQ(calls, 1);
}

TEST_P(NotifyContract, whoever_missed_notices_is_told) {
  Ear foreign;
  const auto b = there->subscribe("plan", foreign.hear());
  tell(*here, "plan", "1");
  EXPECT_TRUE(eventually([&] { return !foreign.heard().empty(); }));
  if (on_sqlite()) {
    // As after a suspended machine: what comes next is not what was seen last.
    here->write([](Tx &tx) {
      tx.exec("update id_block set next = next + 20000 where kind = 'notification'");
      tx.exec("delete from notification");
    });
  } else {
    here->write([](Tx &tx) {
      tx.exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
              "pg_backend_pid()");
    });
  }
  std::string last;
  EXPECT_TRUE(eventually([&] {
    tell(*here, "plan", "2");
    const auto heard = foreign.heard();
    return heard.size() >= 3 && heard.back() == "2";
  }));
  const auto heard = foreign.heard();
  EXPECT_EQ(std::count(heard.begin(), heard.end(), "<lost>"), 1);
}

TEST_P(NotifyContract, the_stored_notices_do_not_grow_without_end) {
  if (!on_sqlite())
    return; // PostgreSQL stores none
  const auto stored = [&] {
    return here->read([](Tx &tx) { return tx.one<int>("select count(*) as n from notification"); });
  };
  here->write([](Tx &tx) {
    for (int i = 0; i < 12'000; ++i)
      tx.notify("plan", std::to_string(i));
  });
  EXPECT_GE(stored(), 10'000);
  EXPECT_LE(stored(), 10'500);
}

} // namespace
} // namespace demarc
