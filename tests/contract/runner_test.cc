// The outbox and the runner of platform/jobs, on both engines.
#include "platform/jobs/runner.h"

#include "tests/contract/contract.h"

#include <atomic>
#include <fmt/format.h>
#include <map>
#include <thread>

namespace demarc {
namespace {

using db::Tx;
using jobs::Handled;
using jobs::OutboxItem;
using jobs::Runner;
using testing::Contract;
using testing::eventually;

constexpr Instant start_of_time = Instant::from_seconds(1'767'225'600); // 2026-01-01T00:00:00Z
constexpr std::int64_t hour_s = 3600, day_s = 24 * hour_s;

// The first multiple of `every_s` after an instant.
std::function<Instant(Instant)> every(std::int64_t every_s, std::int64_t offset_s = 0) {
  return [=](Instant after) {
    return Instant::from_seconds((after.plus_seconds(-offset_s).seconds() / every_s + 1) * every_s + offset_s);
  };
}

// What happened, in order, from any thread.
class Diary {
public:
  void write(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  std::size_t size() { return lines().size(); }

private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class RunnerContract : public Contract {
protected:
  std::unique_ptr<db::Database> database = place.open_migrated();
  SystemClock real;
  SimulatedClock clock{start_of_time};
  Diary diary;

  std::unique_ptr<Runner> simulated(Runner::Settings settings = {}) { return Runner::make(*database, clock, settings); }
  void put(std::string key, std::string payload, std::optional<Instant> at = {}, db::Database *where = nullptr) {
    (where != nullptr ? *where : *database).write([&](Tx &tx) {
      if (at)
        jobs::put_at(tx, clock.now(), *at, "work", key, payload);
      else
        jobs::put(tx, clock.now(), "work", key, payload);
    });
  }
  std::function<Handled(const OutboxItem &)> note() {
    return [this](const OutboxItem &item) {
      diary.write(item.payload);
      return Handled::done();
    };
  }
  std::string seconds_since_start() { return std::to_string(clock.now().seconds() - start_of_time.seconds()); }
  jobs::OutboxCounts counts() {
    return database->read([&](Tx &tx) { return jobs::count_outbox(tx, clock.now()); });
  }
  void as_if_leased_elsewhere(const std::string &table, std::int64_t for_ms) {
    database->write([&](Tx &tx) {
      tx.exec("update " + table + " set lease_owner = 'dead#1', lease_until = $1", real.now().plus_ms(for_ms));
    });
  }
};
RUN_ON_BOTH_ENGINES(RunnerContract);

using Lines = std::vector<std::string>;

TEST_P(RunnerContract, what_was_rolled_back_is_not_run) {
  const auto runner = simulated();
  runner->handle("work", note());
  static_cast<void>(database->write([&](Tx &tx) -> Outcome<Done> {
    jobs::put(tx, clock.now(), "work", "k", "never");
    return refuse("no", "rolled back");
  }));
  put("k", "once");
  EXPECT_EQ(runner->drain(), 1);
  EXPECT_EQ(runner->drain(), 0);
  EXPECT_EQ(diary.lines(), Lines{"once"});
  EXPECT_EQ(counts().waiting, 0);
}

TEST_P(RunnerContract, the_handler_gets_what_was_put) {
  const auto runner = simulated();
  std::vector<OutboxItem> got;
  runner->handle("work", [&](const OutboxItem &item) {
    got.push_back(item);
    return Handled::done();
  });
  put("session:42", R"({"name":"Zoë"})");
  put("session:42", "second");
  runner->drain();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].topic, "work");
  EXPECT_EQ(got[0].key, "session:42");
  EXPECT_EQ(got[0].payload, R"({"name":"Zoë"})");
  EXPECT_EQ(got[0].attempts, 0);
  EXPECT_GT(got[1].id, got[0].id);
}

TEST_P(RunnerContract, a_commit_wakes_the_runners_of_every_node) {
  const auto other = place.open();
  const auto runner = Runner::make(*other, real, {});
  runner->handle("work", note());
  runner->start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100)); // asleep now, for five seconds
  const auto begun = std::chrono::steady_clock::now();
  put("k", "foreign");
  put("k", "own", {}, other.get());
  EXPECT_TRUE(eventually([&] { return diary.size() == 2; }));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(3));
  EXPECT_EQ(diary.lines(), (Lines{"foreign", "own"}));
}

TEST_P(RunnerContract, two_runners_run_each_item_once_and_in_order_of_its_key) {
  constexpr int keys = 20, each = 15;
  const auto other = place.open();
  std::mutex mutex;
  std::map<std::string, std::vector<int>> seen;
  std::map<std::string, int> inside;
  const auto handler = [&](const OutboxItem &item) {
    {
      const std::lock_guard lock(mutex);
      EXPECT_EQ(++inside[item.key], 1) << "two at once of " << item.key;
      seen[item.key].push_back(std::stoi(item.payload));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex);
    --inside[item.key];
    return Handled::done();
  };
  const auto here = Runner::make(*database, real, {.node = "same"}),
             there = Runner::make(*other, real, {.node = "same"});
  here->handle("work", handler);
  there->handle("work", handler);
  here->start();
  there->start();
  for (int n = 0; n < each; ++n)
    for (int k = 0; k < keys; ++k)
      put("key" + std::to_string(k), std::to_string(n), {}, n % 2 == 0 ? database.get() : other.get());
  EXPECT_TRUE(eventually([&] { return counts().waiting == 0; }));
  here->stop();
  there->stop();
  std::vector<int> all;
  for (int n = 0; n < each; ++n)
    all.push_back(n);
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(keys));
  for (const auto &[key, numbers] : seen)
    EXPECT_EQ(numbers, all) << key;
}

TEST_P(RunnerContract, different_keys_run_side_by_side) {
  const auto runner = Runner::make(*database, real, {.workers = 2});
  std::atomic<int> inside = 0;
  runner->handle("work", [&](const OutboxItem &) {
    ++inside;
    return eventually([&] { return inside == 2; }) ? Handled::done() : Handled::give_up("was alone");
  });
  put("a", "");
  put("b", "");
  runner->start();
  EXPECT_TRUE(eventually([&] { return counts().waiting == 0; }));
  EXPECT_EQ(counts().parked, 0);
}

TEST_P(RunnerContract, a_failing_item_is_tried_later_and_later_and_holds_back_its_key) {
  const auto runner = simulated();
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload + "@" + seconds_since_start());
    return item.payload == "bad" && item.attempts < 10 ? Handled::retry("no answer") : Handled::done();
  });
  put("k", "bad");
  put("k", "after");
  put("other", "free");
  runner->advance(clock, start_of_time.plus_seconds(hour_s));
  EXPECT_EQ(diary.lines(), (Lines{"bad@0", "free@0", "bad@2", "bad@6", "bad@14", "bad@30", "bad@62", "bad@126",
                                  "bad@254", "bad@510", "bad@810", "bad@1110", "after@1110"}));
}

TEST_P(RunnerContract, a_handler_may_choose_when_to_be_tried_again) {
  const auto runner = simulated();
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(std::to_string(item.attempts) + "@" + seconds_since_start());
    return item.attempts == 0 ? Handled::retry("busy", 45) : Handled::done();
  });
  put("k", "");
  runner->advance(clock, start_of_time.plus_seconds(hour_s));
  EXPECT_EQ(diary.lines(), (Lines{"0@0", "1@45"}));
}

TEST_P(RunnerContract, what_a_handler_throws_is_a_failure_with_a_note) {
  const auto runner = simulated();
  const std::string broken = std::string("bad \xff bytes\0", 12) + std::string(3000, 'x');
  runner->handle("work", [&](const OutboxItem &item) -> Handled {
    if (item.payload == "1")
      throw std::runtime_error(broken);
    throw 7;
  });
  put("a", "1");
  put("b", "2");
  EXPECT_EQ(runner->drain(), 2);
  const auto rows = database->read([](Tx &tx) { return jobs::failing_items(tx, 10); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].note, "an exception of unknown type");
  EXPECT_TRUE(rows[1].note.starts_with("bad ? bytes")) << rows[1].note;
  EXPECT_EQ(rows[1].attempts, 1);
  EXPECT_EQ(rows[1].state, jobs::OutboxState::waiting);
  EXPECT_EQ(rows[1].next_try_at, start_of_time.plus_seconds(2));
}

TEST_P(RunnerContract, parked_items_hold_back_nobody_and_can_be_retried_or_discarded) {
  const auto runner = simulated({.max_attempts = 3});
  bool works = false;
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload);
    if (item.payload == "hopeless")
      return Handled::give_up("no such router");
    return works || item.payload == "fine" ? Handled::done() : Handled::retry("no answer");
  });
  put("k", "hopeless");
  put("k", "stubborn");
  put("k", "fine");
  runner->advance(clock, start_of_time.plus_seconds(hour_s));
  EXPECT_EQ(diary.lines(), (Lines{"hopeless", "stubborn", "stubborn", "stubborn", "fine"}));
  EXPECT_EQ(counts().waiting, 0);
  EXPECT_EQ(counts().parked, 2);

  const auto rows = database->read([](Tx &tx) { return jobs::failing_items(tx, 10); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].payload, "stubborn");
  EXPECT_EQ(rows[0].state, jobs::OutboxState::parked);
  EXPECT_EQ(rows[0].attempts, 3);
  EXPECT_EQ(rows[0].note, "no answer");
  EXPECT_EQ(rows[1].payload, "hopeless");
  EXPECT_EQ(rows[1].note, "no such router");
  const auto older = database->read([&](Tx &tx) { return jobs::failing_items(tx, 10, rows[0].id); });
  ASSERT_EQ(older.size(), 1U);
  EXPECT_EQ(older[0].id, rows[1].id);

  works = true;
  database->write([&](Tx &tx) {
    EXPECT_TRUE(jobs::retry_item(tx, rows[0].id, clock.now()));
    EXPECT_TRUE(jobs::discard_item(tx, rows[1].id));
    EXPECT_EQ(jobs::discard_item(tx, 999'999).error().code, "item_not_found");
  });
  EXPECT_EQ(runner->drain(), 1);
  EXPECT_EQ(diary.lines().back(), "stubborn");
  EXPECT_EQ(counts().parked, 0);
}

TEST_P(RunnerContract, a_running_item_cannot_be_retried_or_discarded) {
  const auto runner = simulated();
  std::string retried, discarded;
  runner->handle("work", [&](const OutboxItem &item) {
    database->write([&](Tx &tx) {
      retried = jobs::retry_item(tx, item.id, clock.now()).error().code;
      discarded = jobs::discard_item(tx, item.id).error().code;
    });
    return Handled::done();
  });
  put("k", "");
  runner->drain();
  EXPECT_EQ(retried, "item_running");
  EXPECT_EQ(discarded, "item_running");
}

TEST_P(RunnerContract, delayed_items_wait_without_holding_back_their_key) {
  const auto runner = simulated();
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload + "@" + seconds_since_start());
    return Handled::done();
  });
  put("k", "later", start_of_time.plus_seconds(100));
  put("k", "now");
  put("k", "soon", start_of_time.plus_seconds(50));
  EXPECT_EQ(runner->next_due(), start_of_time);
  EXPECT_EQ(runner->drain(), 1);
  EXPECT_EQ(runner->next_due(), start_of_time.plus_seconds(50));
  EXPECT_EQ(counts().waiting, 2);
  EXPECT_EQ(counts().oldest_due, std::nullopt);
  runner->advance(clock, start_of_time.plus_seconds(hour_s));
  EXPECT_EQ(diary.lines(), (Lines{"now@0", "soon@50", "later@100"}));
  EXPECT_EQ(runner->next_due(), std::nullopt);
}

TEST_P(RunnerContract, topics_without_a_handler_are_left_alone) {
  const auto runner = simulated();
  runner->handle("work", note());
  database->write([&](Tx &tx) {
    jobs::put(tx, clock.now(), "of_a_newer_node", "k", "x");
    jobs::put(tx, clock.now(), "work", "k", "behind it");
    jobs::put(tx, clock.now(), "work", "other", "free");
  });
  EXPECT_EQ(runner->drain(), 1);
  EXPECT_EQ(diary.lines(), Lines{"free"});
  EXPECT_EQ(runner->next_due(), std::nullopt);
  EXPECT_EQ(counts().waiting, 2);
}

TEST_P(RunnerContract, thousands_at_once_keep_their_order) {
  const auto runner = simulated();
  runner->handle("work", note());
  std::vector<jobs::NewItem> items;
  Lines payloads;
  for (int i = 0; i < 3000; ++i) {
    payloads.push_back(std::to_string(i));
    items.push_back({"work", "customer:" + std::to_string(i), payloads.back()});
  }
  database->write([&](Tx &tx) { jobs::put_many(tx, clock.now(), items); });
  EXPECT_EQ(runner->drain(), 3000);
  EXPECT_EQ(diary.lines(), payloads);
}

TEST_P(RunnerContract, the_lease_of_a_dead_node_runs_out) {
  put("k", "orphan");
  as_if_leased_elsewhere("outbox", 400);
  const auto runner = simulated();
  runner->handle("work", note());
  runner->schedule({"job", every(60), [&](Instant) { diary.write("job"); }});
  EXPECT_EQ(runner->next_due(), start_of_time); // it is due, whoever has it
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(runner->drain(), 1);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(250));
  as_if_leased_elsewhere("scheduled_job", 400);
  runner->advance(clock, start_of_time.plus_seconds(60));
  EXPECT_EQ(diary.lines(), (Lines{"orphan", "job"}));
}

TEST_P(RunnerContract, a_slow_handler_keeps_its_lease) {
  const auto other = place.open();
  const auto slow = Runner::make(*database, real, {.workers = 2, .lease_s = 1}),
             hungry = Runner::make(*other, real, {.lease_s = 1});
  std::atomic<int> ended = 0;
  const auto take_long = [&](const std::string &what) {
    diary.write(what);
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    ++ended;
  };
  for (Runner *runner : {slow.get(), hungry.get()}) {
    runner->handle("work", [&](const OutboxItem &item) {
      if (item.payload != "poke")
        take_long("item");
      return Handled::done();
    });
    runner->schedule({"job", every(day_s), [&](Instant) { take_long("job"); }});
  }
  EXPECT_TRUE(slow->next_due());
  database->write([&](Tx &tx) { tx.exec("update scheduled_job set last_due = last_due - $1", day_s * 1'000'000); });
  put("k", "");
  slow->start();
  EXPECT_TRUE(eventually([&] { return diary.size() == 2; }));
  hungry->start();
  EXPECT_TRUE(eventually([&] { // it looks again and again
    put("poke", "poke", {}, other.get());
    return ended == 2;
  }));
  EXPECT_TRUE(eventually([&] { return counts().waiting == 0 && !hungry->jobs()[0].running; }));
  auto lines = diary.lines();
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines, (Lines{"item", "job"}));
}

TEST_P(RunnerContract, stopping_finishes_what_runs_and_hands_back_the_rest) {
  const auto runner = Runner::make(*database, real, {.workers = 1});
  std::atomic<bool> go_on = false;
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload);
    eventually([&] { return go_on.load(); });
    return Handled::done();
  });
  for (int i = 0; i < 5; ++i)
    put("key" + std::to_string(i), std::to_string(i));
  runner->start();
  EXPECT_TRUE(eventually([&] { return diary.size() == 1; }));
  std::thread stopper([&] { runner->stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  go_on = true;
  stopper.join();
  runner->stop();
  EXPECT_EQ(diary.lines(), Lines{"0"});
  EXPECT_EQ(counts().waiting, 4);
  EXPECT_EQ(database->read(
                [](Tx &tx) { return tx.one<int>("select count(*) as n from outbox where lease_owner is not null"); }),
            0);
  const auto next = simulated();
  next->handle("work", note());
  EXPECT_EQ(next->drain(), 4); // at once
}

TEST_P(RunnerContract, jobs_run_at_their_instants_from_registration_on) {
  const auto runner = simulated();
  runner->schedule({"daily", every(day_s, 2 * hour_s), [&](Instant due) {
                      EXPECT_EQ(due, clock.now());
                      diary.write("daily@" + seconds_since_start());
                    }});
  EXPECT_EQ(runner->next_due(), start_of_time.plus_seconds(2 * hour_s));
  EXPECT_EQ(runner->drain(), 0);
  EXPECT_EQ(runner->advance(clock, start_of_time.plus_seconds(2 * day_s)), start_of_time.plus_seconds(2 * day_s));
  EXPECT_EQ(diary.lines(), (Lines{"daily@7200", "daily@93600"}));
  // A new process goes on where the old one was.
  const auto next = simulated();
  next->schedule({"daily", every(day_s, 2 * hour_s), [&](Instant) { diary.write("next"); }});
  EXPECT_EQ(next->drain(), 0);
  EXPECT_EQ(next->next_due(), start_of_time.plus_seconds(2 * day_s + 2 * hour_s));
  ASSERT_EQ(next->jobs().size(), 1U);
  EXPECT_EQ(next->jobs()[0].last_due, start_of_time.plus_seconds(day_s + 2 * hour_s));
}

TEST_P(RunnerContract, missed_instants_are_caught_up_oldest_first) {
  const auto runner = simulated();
  runner->schedule({"all", every(day_s), [&](Instant due) {
                      diary.write("all " + std::to_string((due.seconds() - start_of_time.seconds()) / day_s));
                    }});
  runner->schedule(
      {"some", every(day_s),
       [&](Instant due) { diary.write("some " + std::to_string((due.seconds() - start_of_time.seconds()) / day_s)); },
       2});
  runner->schedule({"newest", every(hour_s),
                    [&](Instant due) {
                      diary.write("newest " + std::to_string((due.seconds() - start_of_time.seconds()) / hour_s));
                    },
                    0});
  runner->drain();
  clock.set(start_of_time.plus_seconds(5 * day_s + hour_s / 2)); // an outage
  runner->drain();
  EXPECT_EQ(diary.lines(),
            (Lines{"all 1", "some 1", "all 2", "some 2", "all 3", "all 4", "all 5", "some 5", "newest 120"}));
  EXPECT_EQ(runner->drain(), 0);
  runner->advance(clock, start_of_time.plus_seconds(6 * day_s));
  EXPECT_EQ(diary.size(), 9U + 24U + 2U);
}

TEST_P(RunnerContract, a_failing_job_is_tried_again_for_the_same_instant) {
  const auto runner = simulated();
  int failures = 3;
  runner->schedule({"daily", every(day_s), [&](Instant due) {
                      diary.write(std::to_string((due.seconds() - start_of_time.seconds()) / day_s) + "@" +
                                  seconds_since_start());
                      if (failures-- > 0)
                        throw std::runtime_error("the printer is on fire");
                    }});
  runner->advance(clock, start_of_time.plus_seconds(day_s + 3));
  ASSERT_EQ(runner->jobs().size(), 1U);
  EXPECT_EQ(runner->jobs()[0].attempts, 2);
  EXPECT_EQ(runner->jobs()[0].note, "the printer is on fire");
  runner->advance(clock, start_of_time.plus_seconds(2 * day_s));
  EXPECT_EQ(diary.lines(), (Lines{"1@86400", "1@86402", "1@86406", "1@86414", "2@172800"}));
  EXPECT_EQ(runner->jobs()[0].attempts, 0);
  EXPECT_EQ(runner->jobs()[0].note, "");
}

TEST_P(RunnerContract, two_nodes_run_each_instant_of_a_job_once) {
  const auto other = place.open();
  const auto here = Runner::make(*database, real, {}), there = Runner::make(*other, real, {});
  const auto by_hand = Runner::make(*other, real, {});
  for (Runner *runner : {here.get(), there.get(), by_hand.get()})
    runner->schedule({"hourly", every(hour_s), [&](Instant due) { diary.write(std::to_string(due.seconds())); }});
  by_hand->drain();
  database->write(
      [](Tx &tx) { tx.exec("update scheduled_job set last_due = last_due - $1", 100 * hour_s * 1'000'000); });
  here->start();
  there->start();
  by_hand->drain();
  EXPECT_TRUE(eventually([&] { return diary.size() >= 100; }));
  here->stop();
  there->stop();
  auto lines = diary.lines();
  EXPECT_LE(lines.size(), 101U); // the full hour may strike meanwhile
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_EQ(std::unique(lines.begin(), lines.end()), lines.end());
}

TEST_P(RunnerContract, advance_goes_from_instant_to_instant_in_order) {
  const auto runner = simulated();
  const auto line = [&](const std::string &what) { diary.write(what + "@" + seconds_since_start()); };
  runner->handle("work", [&](const OutboxItem &item) {
    line(item.payload);
    return Handled::done();
  });
  runner->schedule({"billing", every(100), [&](Instant) {
                      line("billing");
                      put("mail", "mail of billing");
                    }});
  runner->schedule({"dunning", every(100), [&](Instant) { line("dunning"); }});
  runner->schedule({"a first by name", every(150), [&](Instant) { line("other"); }});
  put("x", "delayed", start_of_time.plus_seconds(100));
  put("x", "at once");
  std::vector<std::int64_t> stops;
  EXPECT_EQ(runner->advance(clock, start_of_time.plus_seconds(160),
                            [&](Instant now) {
                              stops.push_back(now.seconds() - start_of_time.seconds());
                              return true;
                            }),
            start_of_time.plus_seconds(160));
  EXPECT_EQ(diary.lines(),
            (Lines{"at once@0", "delayed@100", "billing@100", "mail of billing@100", "dunning@100", "other@150"}));
  EXPECT_EQ(stops, (std::vector<std::int64_t>{100, 150, 160}));
  // Told to stop, it stays where it is.
  EXPECT_EQ(runner->advance(clock, start_of_time.plus_seconds(day_s), [](Instant) { return false; }),
            start_of_time.plus_seconds(200));
  EXPECT_EQ(clock.now(), start_of_time.plus_seconds(200));
  // Backwards is nowhere.
  EXPECT_EQ(runner->advance(clock, start_of_time), start_of_time.plus_seconds(200));
}

TEST_P(RunnerContract, a_started_runner_on_a_simulated_clock_does_the_present_and_advance_does_the_rest) {
  const auto runner = simulated({.workers = 3});
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload + "@" + seconds_since_start());
    return Handled::done();
  });
  runner->schedule({"hourly", every(hour_s), [&](Instant due) {
                      EXPECT_EQ(due, clock.now());
                      diary.write("hourly@" + seconds_since_start());
                      for (int i = 0; i < 3; ++i)
                        put("key" + std::to_string(i), std::to_string(i));
                    }});
  runner->start();
  put("k", "present");
  put("k", "future", start_of_time.plus_seconds(10));
  EXPECT_TRUE(eventually([&] { return diary.size() == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(diary.lines(), Lines{"present@0"});
  runner->advance(clock, start_of_time.plus_seconds(2 * hour_s));
  EXPECT_EQ(diary.lines(), (Lines{"present@0", "future@10", "hourly@3600", "0@3600", "1@3600", "2@3600", "hourly@7200",
                                  "0@7200", "1@7200", "2@7200"}));
  put("k", "present again");
  EXPECT_TRUE(eventually([&] { return diary.size() == 11; }));
}

TEST_P(RunnerContract, an_outcome_that_the_database_does_not_take_is_stored_later_and_not_repeated) {
  const auto runner = Runner::make(*database, real, {.workers = 2});
  runner->handle("work", [&](const OutboxItem &item) {
    diary.write(item.payload);
    // No outcome can be stored from here on.
    database->write([](Tx &tx) { tx.exec("alter table outbox rename to outbox_away"); });
    return Handled::done();
  });
  runner->start();
  put("k", "once");
  EXPECT_TRUE(eventually([&] { return diary.size() == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  database->write([](Tx &tx) { tx.exec("alter table outbox_away rename to outbox"); });
  EXPECT_TRUE(eventually([&] { return counts().waiting == 0; }));
  EXPECT_EQ(diary.lines(), Lines{"once"});
}

} // namespace
} // namespace demarc
