#include "calendar/time_zone.h"

#include "base/ensure.h"

#include <date/tz.h>

namespace demarc {

namespace {
const date::time_zone &zone_of(const void *zone) { return *static_cast<const date::time_zone *>(zone); }
} // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (const std::runtime_error &) {
    return std::nullopt;
  }
}

TimeZone TimeZone::utc() {
  const auto zone = find("Etc/UTC");
  ENSURE(zone.has_value(), "the tzdata package is installed");
  return *zone;
}

std::string TimeZone::name() const { return zone_of(zone_).name(); }

LocalTime TimeZone::local(Instant instant) const {
  const auto utc = date::sys_seconds{std::chrono::seconds{instant.seconds()}};
  const auto wall = zone_of(zone_).to_local(utc);
  const auto day = date::floor<date::days>(wall);
  return {Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count())),
          static_cast<int>((wall - day).count())};
}

Instant TimeZone::instant(Date date, int seconds_of_day) const {
  const date::local_seconds wall{
      std::chrono::seconds{static_cast<std::int64_t>(date.days()) * 86'400 + seconds_of_day}};
  return Instant::from_seconds(zone_of(zone_).to_sys(wall, date::choose::earliest).time_since_epoch().count());
}

} // namespace demarc
