// What midnight does for prepaid services, in a process of its own, to be killed: night_child URL DATE.
#include "calendar/time_zone.h"
#include "network/services.h"

int main(int count, char **arguments) {
  using namespace demarc;
  if (count != 3)
    return 2;
  const auto database = db::Database::open(arguments[1]);
  const Date date = Date::parse(arguments[2]).value();
  network::renew_all_prepaid(*database, TimeZone::utc().instant(date, 0), date);
  return 0;
}
