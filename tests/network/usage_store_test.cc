#include "usage/usage_store.h"

#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class UsageStore : public NetworkPlace {
protected:
  void add(std::vector<usage::UsageDelta> deltas) {
    database_->write([&](db::Tx &tx) { usage::add_usage(tx, std::move(deltas)); });
  }
};
RUN_ON_BOTH_ENGINES(UsageStore);

TEST_P(UsageStore, adds_up_days_that_come_more_than_once) {
  const ServiceId anna = person("anna").service, bert = person("bert").service;
  const Date day = Date::of(2026, 3, 1);
  add({{anna, day, 1, 10}, {bert, day, 5, 50}, {anna, day, 2, 20}, {anna, day.plus_days(1), 7, 70}});
  add({{anna, day, 4, 40}});
  add({{bert, day.plus_days(1), 0, 0}}); // nothing moved: no row
  add({});
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=7 out=70", "2026-03-02 in=7 out=70", "2026-03-01 in=5 out=50"));
}

TEST_P(UsageStore, sums_half_open_periods_and_calendar_months) {
  const ServiceId anna = person("anna").service, bert = person("bert").service;
  add({{anna, Date::of(2026, 1, 31), 1, 10},
       {anna, Date::of(2026, 2, 1), 2, 20},
       {anna, Date::of(2026, 2, 28), 4, 40},
       {anna, Date::of(2026, 3, 1), std::int64_t{1} << 52, std::int64_t{1} << 52}});
  database_->read([&](db::Tx &tx) {
    const Period february{Date::of(2026, 2, 1), Date::of(2026, 3, 1)};
    EXPECT_EQ(usage::usage_sum(tx, anna, february), (usage::UsageSum{6, 60}));
    EXPECT_EQ(usage::month_usage(tx, anna, Date::of(2026, 2, 14)), (usage::UsageSum{6, 60}));
    EXPECT_EQ(usage::month_usage(tx, anna, Date::of(2026, 1, 31)), (usage::UsageSum{1, 10}));
    EXPECT_EQ(usage::month_usage(tx, bert, Date::of(2026, 2, 14)), usage::UsageSum{});
    const auto days = usage::usage_between(tx, anna, february);
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[1].date, Date::of(2026, 2, 28));
    EXPECT_EQ(days[1].octets_out, 40);
    const auto services = usage::usage_by_service(tx, {Date::of(2026, 1, 1), Date::of(2027, 1, 1)});
    ASSERT_EQ(services.size(), 1U);
    EXPECT_EQ(services[0].octets_in, (std::int64_t{1} << 52) + 7);
    EXPECT_THAT(usage::usage_between(tx, bert, february), IsEmpty());
  });
}

} // namespace
} // namespace demarc::network
