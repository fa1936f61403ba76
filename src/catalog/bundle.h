// A bundle: a plan of several parts at one price. Each part is another plan that is sold alone, as it was when the
// bundle's version was made: its price may change later, what was sold stays. The price of the bundle is divided over
// the parts by what they cost alone, for equally long periods. A rule.
#pragma once

#include "base/result.h"
#include "catalog/ids.h"
#include "catalog/plan_kind.h"

namespace demarc::catalog {

inline constexpr std::size_t fewest_parts = 2, most_parts = 10;

struct BundlePart {
  PlanId plan_id;
  PlanVersionId plan_version_id;
  std::string name;
  PlanKind kind = PlanKind::internet;
  std::int64_t price_minor = 0; // alone, for its own interval, before discounts
  int interval_months = 1;
  int interval_days = 0; // above 0: every so many days; interval_months is 0 then
  std::optional<TaxId> tax_id;
  std::string tax_category; // of taxes found by place
  bool operator==(const BundlePart &) const = default;
};
BOOST_DESCRIBE_STRUCT(BundlePart, (),
                      (plan_id, plan_version_id, name, kind, price_minor, interval_months, interval_days, tax_id,
                       tax_category))

// What the parts cost alone for equally long periods, as whole numbers in lowest terms: 30.00 a month and 60.00 a
// quarter are 3 to 2. Exact. Refused when they cost nothing, some are counted in months and some in days, or the
// numbers are too large.
Outcome<std::vector<std::int64_t>> bundle_weights(const std::vector<BundlePart> &parts);

} // namespace demarc::catalog
