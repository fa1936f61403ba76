#include "network/access_profile_store.h"
#include "network/limited_sessions_store.h"
#include "network/login_store.h"

#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SessionLimits : public NetworkPlace {
protected:
  PlanId plan_with(const std::string &code, std::vector<catalog::PlanAttribute> attributes) {
    return database_->write([&](db::Tx &tx) {
      const auto plan = catalog::create_plan(
          tx, *database_, {.code = code, .name = code, .price_minor = 900, .attributes = std::move(attributes)}, now_);
      EXPECT_TRUE(plan) << plan.error().detail;
      return plan->id;
    });
  }
  AccessProfile profile_of(ServiceId service) {
    return database_->read([&](db::Tx &tx) { return find_profile(tx, service)->profile; });
  }
  std::vector<std::string> shown(const std::vector<LimitedSession> &sessions) {
    std::vector<std::string> lines;
    for (const LimitedSession &one : sessions)
      lines.push_back(fmt::format("{} {} {} {}{}", one.acct_session_id, one.calling_station_id.value_or("-"),
                                  (one.updated_at.us - now_.us) / 1'000'000, one.interim_interval_s,
                                  one.stopped ? " stopped" : ""));
    return lines;
  }
};
RUN_ON_BOTH_ENGINES(SessionLimits);

TEST_P(SessionLimits, the_decision_carries_what_the_plan_says_of_sessions) {
  const Person free = person("free@isp");
  EXPECT_EQ(profile_of(free.service).max_sessions, std::nullopt);
  plan_ = plan_with("hotspot", {{"sessions", "2"}, {"session_timeout_s", "7200"}, {"idle_timeout_s", "600"}});
  const Person joe = person("joe@isp");
  const AccessProfile profile = profile_of(joe.service);
  EXPECT_EQ(profile.max_sessions, 2);
  EXPECT_EQ(profile.session_timeout_s, 7200);
  EXPECT_EQ(profile.idle_timeout_s, 600);
  database_->read([&](db::Tx &tx) {
    EXPECT_EQ(load_login(tx, joe.service)->profile, profile) << "as logins read it";
    int seen = 0;
    each_login(tx, [&](const StoredLogin &login) { seen += login.profile == profile ? 1 : 0; });
    EXPECT_EQ(seen, 1);
  });
  EXPECT_FALSE(refresh(joe.customer).front().changed) << "nothing has changed";
  // The service's own time goes before the plan's.
  database_->write([&](db::Tx &tx) {
    tx.exec("update service set session_timeout_s = 300 where id = $1", joe.service);
    EXPECT_TRUE(refresh_access(tx, *database_, joe.service, now_, today(), {.words = "a change"}).changed);
  });
  EXPECT_EQ(profile_of(joe.service).session_timeout_s, 300);
}

TEST_P(SessionLimits, sessions_of_limited_services_are_found) {
  const Person free = person("free@isp");
  plan_ = plan_with("hotspot", {{"sessions", "1"}});
  const Person joe = person("joe@isp");
  auto start = record(AccountingKind::start, joe, "s1", 0);
  start.calling_station_id = "aa-bb";
  const Recorded recorded =
      account({record(AccountingKind::start, free, "f1", 0), start, record(AccountingKind::start, joe, "s2", 5),
               record(AccountingKind::stop, joe, "s2", 60)});
  ASSERT_EQ(recorded.started.size(), 3U);
  database_->read([&](db::Tx &tx) {
    EXPECT_THAT(shown(open_limited_sessions(tx)), ElementsAre("s1 aa-bb 0 300"));
    EXPECT_THAT(shown(limited_sessions(tx, recorded.started)),
                ::testing::UnorderedElementsAre("s1 aa-bb 0 300", "s2 - 60 300 stopped"));
    EXPECT_THAT(shown(limited_sessions(tx, {})), IsEmpty());
  });
}

} // namespace
} // namespace demarc::network
