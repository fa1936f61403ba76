#include "catalog/change_provider.h"

#include "catalog/provider_store.h"

#include <fmt/format.h>

namespace demarc::catalog {

Outcome<Done> check_zone_change(const TimeZone &from, const TimeZone &to, Instant now) {
  const Date here = from.date(now), there = to.date(now);
  if (there < here) {
    const LocalTime again = from.local(to.start_of(here));
    const std::string when =
        again.date == here ? fmt::format("Change it after {:02}:{:02} of today, when that day has begun there too.",
                                         again.seconds / 3600, again.seconds / 60 % 60)
                           : std::string("Change to a zone between the two first, and tomorrow to this one.");
    return refuse(Refusal::Kind::conflict, "time_zone_goes_back",
                  fmt::format("In {} it is still {}, and {} may have documents already. {}", to.name(),
                              to_string(there), to_string(here), when),
                  "time_zone");
  }
  if (there > here && (there > here.plus_days(1) || to.start_of(there) <= from.start_of(here)))
    return refuse(Refusal::Kind::conflict, "time_zone_skips_a_day",
                  fmt::format("{} is a day or more ahead of {}, so what is done at the beginning of each day would be "
                              "left out once. Change to a zone between the two first.",
                              to.name(), from.name()),
                  "time_zone");
  return Done{};
}

Outcome<Provider> change_provider(db::Tx &tx, const Provider &provider, Instant now) {
  const auto before = maybe_provider(tx);
  const auto to = TimeZone::find(provider.time_zone);
  if (before && to && before->time_zone != provider.time_zone && money_was_booked(tx)) {
    TRY(checked, check_zone_change(zone_of(*before), *to, now));
    (void)checked;
  }
  return save_provider(tx, provider);
}

} // namespace demarc::catalog
