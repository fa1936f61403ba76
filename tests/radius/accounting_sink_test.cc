// Accounting events into the real database: order within a batch, all or nothing.
#include "radius/network_ports.h"

#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::radius {
namespace {

using network::AccountingKind;
using ::testing::ElementsAre;

class DatabaseSinkTest : public network::NetworkPlace {
protected:
  void SetUp() override {
    NetworkPlace::SetUp();
    sink_ = std::make_unique<DatabaseSink>(
        *database_, [] { return TimeZone::utc(); }, clock_);
  }
  SimulatedClock clock_{*parse_instant("2026-03-02T12:00:00Z")};
  std::unique_ptr<DatabaseSink> sink_;
};
RUN_ON_BOTH_ENGINES(DatabaseSinkTest);

// Bug 5 of the field notes: the access server reuses its session ids after it was started anew.
TEST_P(DatabaseSinkTest, keeps_a_restart_between_the_sessions_before_and_after_it) {
  const Person anna = person("anna");
  const std::vector<AccountingEvent> events{
      record(AccountingKind::start, anna, "1", 0), record(AccountingKind::interim, anna, "1", 300, 10, 100),
      AccessServerRestart{server_, now_.plus_seconds(400), "NAS-Reboot"}, record(AccountingKind::start, anna, "1", 410),
      record(AccountingKind::interim, anna, "1", 700, 3, 7)};
  sink_->commit(events);
  const auto rows = sessions();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0], ::testing::StartsWith("anna 0..400 in=10 out=100 NAS-Reboot"));
  EXPECT_THAT(rows[1], ::testing::HasSubstr(".. in=3 out=7"));
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=13 out=107"));
}

TEST_P(DatabaseSinkTest, leaves_no_trace_of_a_batch_that_fails) {
  const Person anna = person("anna");
  auto orphan = record(AccountingKind::start, anna, "2", 0);
  orphan.access_server_id = AccessServerId(4711); // no such access server: the foreign key refuses it
  const std::vector<AccountingEvent> events{record(AccountingKind::start, anna, "1", 0), orphan};
  EXPECT_THROW(sink_->commit(events), db::Error);
  EXPECT_THAT(sessions(), ElementsAre());
  sink_->commit(std::span(events).first(1));
  EXPECT_EQ(sessions().size(), 1U);
}

} // namespace
} // namespace demarc::radius
