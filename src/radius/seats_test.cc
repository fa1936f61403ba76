#include "radius/seats.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace demarc::radius {
namespace {

using namespace std::chrono_literals;

const ServiceId joe(42);
const AccessServerId north(1), south(2);

SeatTaker box(const std::string &mac, const std::string &session = {}, AccessServerId server = north) {
  return {server, session, mac, {}};
}

class SeatsTest : public ::testing::Test {
protected:
  Seats::Now now() const { return {start_ + std::chrono::seconds(second_), Instant{second_ * 1'000'000}}; }
  bool take(const SeatTaker &taker, int limit = 1) { return seats_.take(joe, limit, taker, now()); }
  void start(const SeatTaker &taker) { seats_.heard(joe, taker, true, now().at.plus_seconds(900), now()); }
  void interim(const SeatTaker &taker) { seats_.heard(joe, taker, false, now().at.plus_seconds(900), now()); }
  void stop(const SeatTaker &taker) { seats_.ended(joe, taker, now()); }
  int taken() const { return seats_.taken(joe, now()); }
  Seats::Known known(const SeatTaker &taker, std::int64_t updated_second, bool ended = false) const {
    return {joe, taker, Instant{updated_second * 1'000'000}, Instant{(updated_second + 900) * 1'000'000}, ended};
  }

  Seats seats_;
  std::int64_t second_ = 1000;
  const Seats::TimePoint start_ = std::chrono::steady_clock::now();
};

TEST_F(SeatsTest, the_last_seat_is_taken_once_however_many_ask) {
  for (int round = 0; round < 200; ++round) {
    Seats seats;
    std::atomic<int> accepted{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> doors;
    for (int door = 0; door < 4; ++door)
      doors.emplace_back([&, door] {
        while (!go)
          std::this_thread::yield();
        for (int i = 0; i < 12; ++i)
          if (seats.take(joe, 2, box("mac" + std::to_string(door * 100 + i)), now()))
            ++accepted;
      });
    go = true;
    for (std::thread &door : doors)
      door.join();
    ASSERT_EQ(accepted, 2);
  }
}

TEST_F(SeatsTest, a_login_without_a_session_gives_its_seat_back) {
  EXPECT_TRUE(take(box("a")));
  EXPECT_FALSE(take(box("b")));
  second_ += 60;
  EXPECT_FALSE(take(box("b"))) << "a Start may still come";
  second_ += 1;
  EXPECT_TRUE(take(box("b")));
}

TEST_F(SeatsTest, a_session_keeps_its_seat_until_its_stop) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  second_ += 600;
  interim(box("a", "s1"));
  second_ += 600;
  EXPECT_FALSE(take(box("b")));
  stop(box("a", "another"));
  stop(box("a", "s1", south));
  EXPECT_FALSE(take(box("b"))) << "not its Stop";
  stop(box("a", "s1"));
  EXPECT_TRUE(take(box("b")));
}

TEST_F(SeatsTest, who_says_nothing_of_itself_is_somebody_else) {
  EXPECT_TRUE(take({north, {}, {}, {}}));
  EXPECT_FALSE(take({north, {}, {}, {}}));
  start({north, "s1", "a", {}}); // the Start may say more than the request
  EXPECT_EQ(taken(), 1);
  EXPECT_FALSE(take({north, {}, {}, {}}));
  EXPECT_TRUE(take({north, {}, {}, {}}, 2));
}

TEST_F(SeatsTest, silence_frees_a_seat) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  second_ += 900;
  EXPECT_FALSE(take(box("b")));
  second_ += 1;
  EXPECT_TRUE(take(box("b")));
}

TEST_F(SeatsTest, the_same_box_comes_back_without_a_stop) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  second_ += 30;
  EXPECT_FALSE(take(box("a", {}, south))) << "at another access server it is a second session";
  EXPECT_TRUE(take(box("a")));
  EXPECT_EQ(taken(), 1);
  start(box("a", "s2"));
  EXPECT_EQ(taken(), 1);
  interim(box("a", "s1")); // last words
  stop(box("a", "s1"));
  EXPECT_EQ(taken(), 1);
  EXPECT_FALSE(take(box("b")));
  stop(box("a", "s2"));
  EXPECT_EQ(taken(), 0);
}

TEST_F(SeatsTest, the_same_port_is_the_same_box_where_nothing_else_is_known) {
  const SeatTaker line{north, {}, {}, "eth 1/0/7:100"};
  EXPECT_TRUE(take(line));
  start({north, "s1", {}, "eth 1/0/7:100"});
  EXPECT_TRUE(take(line));
  EXPECT_FALSE(take({north, {}, {}, "eth 1/0/8:100"}));
  EXPECT_FALSE(take({north, {}, "a", "eth 1/0/8:100"}));
}

TEST_F(SeatsTest, a_login_that_comes_to_nothing_leaves_the_session_before) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  EXPECT_TRUE(take(box("a"))); // proves itself again, as 802.1X does, and no new session begins
  second_ += 30;
  interim(box("a", "s1"));
  second_ += 31;
  EXPECT_FALSE(take(box("b")));
  EXPECT_EQ(taken(), 1);
  stop(box("a", "s1"));
  EXPECT_TRUE(take(box("b")));
}

TEST_F(SeatsTest, a_session_thought_gone_that_lives_counts_again) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s2"));
  EXPECT_EQ(taken(), 1);
  second_ += 300;
  interim(box("a", "s1"));
  EXPECT_EQ(taken(), 2) << "two boxes with one address";
  EXPECT_FALSE(take(box("b"), 2));
}

TEST_F(SeatsTest, an_interim_that_was_overtaken_by_its_stop_takes_no_seat) {
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1"));
  stop(box("a", "s1"));
  interim(box("a", "s1"));
  start(box("a", "s1")); // repeated
  EXPECT_EQ(taken(), 0);
  EXPECT_TRUE(take(box("a")));
  start(box("a", "s1")); // an access server that uses its ids again
  second_ += 120;
  EXPECT_EQ(taken(), 1);
}

TEST_F(SeatsTest, a_restart_frees_what_its_access_server_had) {
  EXPECT_TRUE(take(box("a"), 3));
  start(box("a", "s1"));
  EXPECT_TRUE(take(box("b"), 3));
  EXPECT_TRUE(take(box("c", {}, south), 3));
  start(box("c", "s1", south));
  EXPECT_FALSE(take(box("d"), 3));
  seats_.restarted(north);
  EXPECT_EQ(taken(), 1);
}

TEST_F(SeatsTest, what_runs_already_counts_even_beyond_the_limit) {
  start(box("a", "s1"));
  interim(box("b", "s2"));
  EXPECT_EQ(taken(), 2);
  EXPECT_FALSE(take(box("c")));
  EXPECT_TRUE(take(box("a"))) << "its own";
}

TEST_F(SeatsTest, learns_what_the_database_knows) {
  seats_.learn_all({known(box("a", "s1"), 990), known(box("b", "s2"), 10)}, now());
  EXPECT_EQ(taken(), 1) << "one is silent for too long";
  EXPECT_FALSE(take(box("c")));
  // A Stop that another node heard.
  seats_.learn({known(box("a", "s1"), 1000, true)}, now());
  EXPECT_TRUE(take(box("c")));
  start(box("c", "s3"));
  // Read before the Start was written: it stays. Later it would be there; it is not, so it has ended.
  seats_.learn_all({}, now());
  EXPECT_EQ(taken(), 1);
  second_ += 11;
  seats_.learn_all({}, now());
  EXPECT_EQ(taken(), 0);
}

TEST_F(SeatsTest, learns_nothing_from_what_is_older_than_a_stop) {
  start(box("a", "s1"));
  second_ += 5;
  stop(box("a", "s1"));
  seats_.learn_all({known(box("a", "s1"), 1000)}, now());
  seats_.learn({known(box("a", "s1"), 1005)}, now());
  EXPECT_EQ(taken(), 0);
  seats_.learn({known(box("a", "s1"), 1100)}, now());
  EXPECT_EQ(taken(), 1) << "it was heard of again, elsewhere";
}

TEST_F(SeatsTest, learning_does_not_bring_back_whom_its_own_box_has_replaced) {
  start(box("a", "s1"));
  EXPECT_TRUE(take(box("a")));
  seats_.learn_all({known(box("a", "s1"), 1000)}, now());
  EXPECT_EQ(taken(), 1);
  start(box("a", "s2"));
  second_ += 20;
  seats_.learn_all({known(box("a", "s1"), 1000), known(box("a", "s2"), 1000)}, now());
  EXPECT_EQ(taken(), 1);
}

TEST_F(SeatsTest, a_login_under_way_is_not_undone_by_learning) {
  EXPECT_TRUE(take(box("a")));
  second_ += 20;
  seats_.learn_all({}, now());
  EXPECT_FALSE(take(box("b")));
}

} // namespace
} // namespace demarc::radius
