// What another quantity leaves of the plans that are to follow on a service. A rule, of the operation and of the quote.
//
// Later versions of the present plan, whose price is announced or has begun since, hold in the new quantity. A move to
// another plan is somebody's decision: it is neither dropped nor carried along unless that is said. One that stays
// comes in the new quantity too, unless it was to come in a quantity of its own.
#pragma once

#include "base/result.h"
#include "calendar/date.h"
#include "catalog/ids.h"

#include <boost/describe.hpp>

namespace demarc::subscribers {

enum class PlannedMove { keep, drop };
BOOST_DESCRIBE_ENUM(PlannedMove, keep, drop)

struct PlannedPlan {
  Date from;
  PlanVersionId version;
  PlanId plan;
  std::int64_t quantity = 1;
  std::string name = {}; // of the version, for the refusal
};

// The first of `later` (by day, all behind `present`) that is another plan; nullptr: none.
const PlannedPlan *move_after(const PlannedPlan &present, const std::vector<PlannedPlan> &later);
// What follows with the new quantity. Refused: a move that nothing is said of.
Outcome<std::vector<PlannedPlan>> plans_after(const PlannedPlan &present, std::vector<PlannedPlan> later,
                                              std::int64_t quantity, std::optional<PlannedMove> planned);

} // namespace demarc::subscribers
