#include "daemon/daily.h"

#include <gtest/gtest.h>

namespace demarc::daemon {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

struct Row {
  std::string_view zone;
  int hour, minute;
  std::string_view after, expected;
};

TEST(NextDaily, follows_the_wall_clock_through_the_changes_of_the_year) {
  const Row rows[] = {
      {"Etc/UTC", 6, 0, "2026-01-31T05:59:59Z", "2026-01-31T06:00:00Z"},
      {"Etc/UTC", 6, 0, "2026-01-31T06:00:00Z", "2026-02-01T06:00:00Z"},
      {"Europe/Berlin", 6, 0, "2026-03-28T06:00:00Z", "2026-03-29T04:00:00Z"},  // the day clocks go forward
      {"Europe/Berlin", 2, 30, "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"}, // 02:30 does not exist
      {"Europe/Berlin", 2, 30, "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"}, // shown twice: the first
      {"Europe/Berlin", 2, 30, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}, // and only the first
      {"Pacific/Apia", 0, 0, "2026-05-01T10:59:59Z", "2026-05-01T11:00:00Z"},
      {"America/Los_Angeles", 6, 0, "2026-11-01T12:00:00Z", "2026-11-01T14:00:00Z"},
  };
  for (const Row &row : rows)
    EXPECT_EQ(to_string(next_daily(*TimeZone::find(row.zone), row.hour * 3600 + row.minute * 60, at(row.after))),
              row.expected)
        << row.zone << " after " << row.after;
}

TEST(NextDaily, comes_once_a_day_for_two_years) {
  for (const char *name : {"Europe/Berlin", "America/Juneau", "Australia/Lord_Howe", "Asia/Kolkata"}) {
    const TimeZone zone = *TimeZone::find(name);
    Instant now = at("2026-01-01T00:00:00Z");
    Date last = zone.date(next_daily(zone, 9000, now)).plus_days(-1);
    for (int i = 0; i < 730; ++i) {
      now = next_daily(zone, 9000, now);
      EXPECT_EQ(zone.date(now), last.plus_days(1)) << name;
      last = zone.date(now);
    }
  }
}

TEST(NextHourly, is_strictly_after) {
  EXPECT_EQ(next_hourly(at("2026-01-31T05:59:59Z")), at("2026-01-31T06:00:00Z"));
  EXPECT_EQ(next_hourly(at("2026-01-31T06:00:00Z")), at("2026-01-31T07:00:00Z"));
}

} // namespace
} // namespace demarc::daemon
