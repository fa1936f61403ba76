#include "radius/seats_follower.h"

#include "tests/network/place.h"

#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

using network::AccountingKind;

class SeatsOfDatabase : public network::NetworkPlace {
protected:
  void SetUp() override {
    NetworkPlace::SetUp();
    plan_ = database_->write([&](db::Tx &tx) {
      return catalog::create_plan(tx, *database_,
                                  {.code = "hotspot",
                                   .name = "Hotspot",
                                   .price_minor = 900,
                                   .attributes = std::vector<catalog::PlanAttribute>{{"sessions", "1"}}},
                                  now_)
          ->id;
    });
  }
  Seats::Now at(std::int64_t second) const { return {std::chrono::steady_clock::now(), now_.plus_seconds(second)}; }
  // Notices come by themselves.
  bool becomes(const Seats &seats, ServiceId service, int wanted, std::int64_t second) {
    for (int i = 0; i < 1000 && seats.taken(service, at(second)) != wanted; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return seats.taken(service, at(second)) == wanted;
  }
};
RUN_ON_BOTH_ENGINES(SeatsOfDatabase);

TEST_P(SeatsOfDatabase, are_known_before_the_first_login_and_follow_what_others_hear) {
  const Person joe = person("joe@isp");
  SimulatedClock clock(now_.plus_seconds(60));
  account({record(AccountingKind::start, joe, "s1", 0)});
  Seats seats;
  const SeatsFollower follower(*database_, seats, clock, std::chrono::hours(1));
  EXPECT_EQ(seats.taken(joe.service, at(60)), 1);
  EXPECT_FALSE(seats.take(joe.service, 1, {AccessServerId(77), {}, "box", {}}, at(60)));
  account({record(AccountingKind::stop, joe, "s1", 120)}); // as another node writes it
  EXPECT_TRUE(becomes(seats, joe.service, 0, 121));
  account({record(AccountingKind::start, joe, "s2", 130)});
  EXPECT_TRUE(becomes(seats, joe.service, 1, 131));
}

TEST_P(SeatsOfDatabase, are_looked_at_again_and_again) {
  const Person joe = person("joe@isp");
  account({record(AccountingKind::start, joe, "s1", 0)});
  database_->write([&](db::Tx &tx) { tx.exec("update access_profile set max_sessions = null"); });
  SimulatedClock clock(now_.plus_seconds(60));
  Seats seats;
  const SeatsFollower follower(*database_, seats, clock, std::chrono::milliseconds(50));
  EXPECT_EQ(seats.taken(joe.service, at(60)), 0);
  database_->write([&](db::Tx &tx) { tx.exec("update access_profile set max_sessions = 1"); }); // nobody tells of it
  EXPECT_TRUE(becomes(seats, joe.service, 1, 60)) << "a limit that comes later counts what runs";
}

} // namespace
} // namespace demarc::radius
