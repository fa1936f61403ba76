#include "calendar/time_zone.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc {
namespace {

Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  EXPECT_TRUE(instant) << text;
  return *instant;
}

TimeZone zone(std::string_view name) {
  const auto found = TimeZone::find(name);
  EXPECT_TRUE(found) << name;
  return *found;
}

TEST(TimeZone, is_found_by_its_iana_name_only) {
  EXPECT_FALSE(TimeZone::find("Mars/Olympus"));
  EXPECT_FALSE(TimeZone::find(""));
  EXPECT_EQ(zone("Europe/Berlin").name(), "Europe/Berlin");
}

// field-notes 3, row 28: on which business date an instant falls, around UTC midnight and around both transitions.
TEST(TimeZone, gives_the_business_date) {
  struct Row {
    std::string_view zone, instant, date;
    int seconds;
  };
  const Row rows[] = {
      {"America/Los_Angeles", "2026-01-01T07:59:59Z", "2025-12-31", 86'399},
      {"America/Los_Angeles", "2026-01-01T08:00:00Z", "2026-01-01", 0},
      {"America/Los_Angeles", "2026-03-08T09:59:59Z", "2026-03-08", 7'199},  // 01:59:59 PST
      {"America/Los_Angeles", "2026-03-08T10:00:00Z", "2026-03-08", 10'800}, // 03:00 PDT
      {"America/Los_Angeles", "2026-11-01T08:30:00Z", "2026-11-01", 5'400},  // 01:30 PDT
      {"America/Los_Angeles", "2026-11-01T09:30:00Z", "2026-11-01", 5'400},  // 01:30 PST
      {"America/New_York", "2026-07-01T03:59:59Z", "2026-06-30", 86'399},
      {"America/New_York", "2026-07-01T04:00:00Z", "2026-07-01", 0},
      {"America/Juneau", "2026-02-01T08:59:59Z", "2026-01-31", 86'399},
      {"America/Juneau", "2026-02-01T09:00:00Z", "2026-02-01", 0},
      {"Asia/Kolkata", "2026-01-31T18:29:59Z", "2026-01-31", 86'399},
      {"Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-01", 0},
      {"Pacific/Apia", "2026-01-31T10:59:59Z", "2026-01-31", 86'399},
      {"Pacific/Apia", "2026-01-31T11:00:00Z", "2026-02-01", 0},
      {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29", 86'399}, // the 30th never was
      {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31", 0},
      {"Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05", 7'199}, // 01:59:59 at +11
      {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05", 5'400}, // back half an hour, 01:30 at +10:30
      {"Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04", 9'000}, // forward half an hour, 02:30
  };
  for (const Row &row : rows) {
    const LocalTime local = zone(row.zone).local(at(row.instant));
    EXPECT_EQ(to_string(local.date), row.date) << row.zone << " " << row.instant;
    EXPECT_EQ(local.seconds, row.seconds) << row.zone << " " << row.instant;
  }
}

// 06:00 of the billing run, and times that do not exist or exist twice.
TEST(TimeZone, gives_the_instant_of_a_wall_clock_time) {
  struct Row {
    std::string_view zone, date;
    int seconds;
    std::string_view instant;
  };
  const Row rows[] = {
      {"America/Los_Angeles", "2026-03-08", 6 * 3600, "2026-03-08T13:00:00Z"},
      {"America/Los_Angeles", "2026-03-08", 9'000, "2026-03-08T10:00:00Z"}, // 02:30 is in the gap: its end
      {"America/Los_Angeles", "2026-11-01", 5'400, "2026-11-01T08:30:00Z"}, // 01:30 twice: the first
      {"America/New_York", "2026-11-01", 6 * 3600, "2026-11-01T11:00:00Z"},
      {"Asia/Kolkata", "2026-02-01", 0, "2026-01-31T18:30:00Z"},
      {"Australia/Lord_Howe", "2026-10-04", 7'800, "2026-10-03T15:30:00Z"}, // 02:10 is in the half-hour gap
      {"Pacific/Apia", "2011-12-30", 12 * 3600, "2011-12-30T10:00:00Z"},    // a whole day in the gap
  };
  for (const Row &row : rows)
    EXPECT_EQ(to_string(zone(row.zone).instant(*Date::parse(row.date), row.seconds)), row.instant)
        << row.zone << " " << row.date << " " << row.seconds;
}

class EveryZone : public ::testing::TestWithParam<const char *> {};
INSTANTIATE_TEST_SUITE_P(of, EveryZone,
                         ::testing::Values("America/Los_Angeles", "America/New_York", "America/Juneau", "Asia/Kolkata",
                                           "Pacific/Apia", "Australia/Lord_Howe", "Etc/UTC"),
                         [](const auto &test) {
                           std::string name = test.param;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
                           return name;
                         });

// Two years, day by day, both transitions of each: days follow each other, each begins after the one before, and the
// first instant of a day lies on it, the one before on the day before.
TEST_P(EveryZone, has_days_that_tile_time) {
  const TimeZone tz = zone(GetParam());
  for (Date day = Date::of(2025, 1, 1); day < Date::of(2027, 1, 1); day = day.plus_days(1)) {
    const Instant start = tz.start_of(day), next = tz.start_of(day.plus_days(1));
    ASSERT_LT(start, next) << to_string(day);
    ASSERT_EQ(tz.date(start), day);
    ASSERT_EQ(tz.date(start.plus_seconds(-1)), day.plus_days(-1)) << to_string(day);
    const std::int64_t hours = (next.us - start.us) / 3'600'000'000;
    ASSERT_GE(hours, 23);
    ASSERT_LE(hours, 25);
    for (const int seconds : {0, 21'600, 43'200, 86'399})
      ASSERT_EQ(tz.date(tz.instant(day, seconds)), day) << to_string(day) << " " << seconds;
  }
}

} // namespace
} // namespace demarc
