#include "calendar/billing_cycle.h"

#include "base/ensure.h"

namespace demarc {

BillingCycle::BillingCycle(Date anchor, int months) : anchor_(anchor), months_(months) {
  ENSURE(months >= 1, "a billing cycle is at least one month long");
}

int BillingCycle::index_of(Date date) const {
  const int elapsed = (date.year() - anchor_.year()) * 12 + (date.month() - anchor_.month());
  // Floor division: dates before the anchor are in negative periods. Clamping moves a boundary within its month only,
  // so the estimate is off by at most one.
  int k = elapsed >= 0 ? elapsed / months_ : -((-elapsed + months_ - 1) / months_);
  while (boundary(k) > date)
    --k;
  while (boundary(k + 1) <= date)
    ++k;
  return k;
}

} // namespace demarc
