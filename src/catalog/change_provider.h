// Changing the provider's settings while they are in business: the one door for what people change (provider.h's
// save_provider takes whatever an installation begins with).
//
// Business dates are dates in the provider's time zone, so another zone may make it another day at once. What is dated
// rises: documents are numbered in the order of their dates, revenue is earned day by day, a day that was bought has
// begun. Therefore once anything is booked the date does not go back, and no day passes without its jobs; both can be
// waited for, or done by way of a zone between.
#pragma once

#include "catalog/provider.h"

namespace demarc::catalog {

// Refused: it is an earlier day there (time_zone_goes_back), or a later one that began there before today began here
// (time_zone_skips_a_day).
Outcome<Done> check_zone_change(const TimeZone &from, const TimeZone &to, Instant now);

Outcome<Provider> change_provider(db::Tx &tx, const Provider &provider, Instant now);

} // namespace demarc::catalog
