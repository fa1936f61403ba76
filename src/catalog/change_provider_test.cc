#include "catalog/change_provider.h"

#include <gtest/gtest.h>

namespace demarc::catalog {

namespace {

std::string answer(const char *from, const char *to, Date day, int hour) {
  const TimeZone before = TimeZone::find(from).value();
  const auto checked = check_zone_change(before, TimeZone::find(to).value(), before.instant(day, hour * 3600));
  return checked ? "" : checked.error().code;
}

} // namespace

TEST(ChangeProvider, zone_changes_within_the_day_or_to_the_next) {
  const Date day = Date::of(2026, 3, 14);
  EXPECT_EQ(answer("Europe/Berlin", "Africa/Nairobi", day, 12), "");
  EXPECT_EQ(answer("Europe/Berlin", "Africa/Nairobi", day, 23), "");
  EXPECT_EQ(answer("America/New_York", "Pacific/Auckland", day, 20), "");
  EXPECT_EQ(answer("Europe/Berlin", "America/New_York", day, 12), "");
}

TEST(ChangeProvider, zone_does_not_take_the_date_back) {
  const Date day = Date::of(2026, 3, 14);
  EXPECT_EQ(answer("Europe/Berlin", "America/New_York", day, 3), "time_zone_goes_back");
  EXPECT_EQ(answer("Pacific/Auckland", "America/New_York", day, 12), "time_zone_goes_back");
  EXPECT_EQ(answer("Pacific/Auckland", "America/New_York", day, 18), "");
  EXPECT_EQ(answer("Pacific/Kiritimati", "Pacific/Pago_Pago", day, 23), "time_zone_goes_back");
}

TEST(ChangeProvider, zone_leaves_no_day_without_its_jobs) {
  const Date day = Date::of(2026, 3, 14);
  EXPECT_EQ(answer("Pacific/Pago_Pago", "Pacific/Kiritimati", day, 12), "time_zone_skips_a_day");
  EXPECT_EQ(answer("Pacific/Pago_Pago", "Etc/UTC", day, 12), "");
  EXPECT_EQ(answer("Etc/UTC", "Pacific/Kiritimati", day, 12), "");
}

TEST(ChangeProvider, refusal_says_when_the_zone_can_change) {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  const auto checked = check_zone_change(berlin, TimeZone::find("America/New_York").value(),
                                         berlin.instant(Date::of(2026, 1, 14), 3 * 3600));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().detail, "In America/New_York it is still 2026-01-13, and 2026-01-14 may have documents "
                                    "already. Change it after 06:00 of today, when that day has begun there too.");
}

} // namespace demarc::catalog
