// When periods begin and end. Period k of a cycle is [anchor + k × months, anchor + (k + 1) × months), each boundary
// counted from the anchor itself and clamped to its month's last day, so 31 Jan → 28 Feb → 31 Mar and nothing drifts
// (money-rules 1.3). k may be negative: the period that ends at the anchor measures a stub before it (1.5).
#pragma once

#include "calendar/date.h"

namespace demarc {

class BillingCycle {
public:
  // months ≥ 1 (12 = yearly).
  BillingCycle(Date anchor, int months);

  [[nodiscard]] Date boundary(int k) const { return anchor_.plus_months_clamped(k * months_); }
  [[nodiscard]] Period period(int k) const { return {boundary(k), boundary(k + 1)}; }
  // The index of the period that contains `date`.
  [[nodiscard]] int index_of(Date date) const;
  [[nodiscard]] Period containing(Date date) const { return period(index_of(date)); }
  [[nodiscard]] bool is_boundary(Date date) const { return containing(date).start == date; }
  [[nodiscard]] Date boundary_on_or_after(Date date) const {
    const Period period = containing(date);
    return period.start == date ? date : period.end;
  }
  [[nodiscard]] Date anchor() const { return anchor_; }
  [[nodiscard]] int months() const { return months_; }

private:
  Date anchor_;
  int months_;
};

} // namespace demarc
