// On which day a service comes to a new price: the first boundary of its own cycle on or after the day from which the
// price holds, never inside a period. A rule.
//
// A service is moved where it is on one of the versions in question then. One that has ended by that day, or has gone
// to another plan, is not; one that comes to the plan later is, on the first boundary after it came. What stands
// planned behind that day stays.
#pragma once

#include "billing/charges.h"

#include <map>
#include <vector>

namespace demarc::pricing {

// The versions that are left, and how long a period of each is.
using Left = std::map<PlanVersionId, Interval>;

struct Move {
  Date on;
  PlanVersionId before; // what would hold on that day
  PlanVersionId paid_until_then;
  bool has_row = false; // the plan was to change on that very day; that is replaced
  bool follows = false; // the service is at the new price already, and stays there
};

// By day. `anchors` are the customer's, `earliest` the first day on which the new price may hold.
std::vector<Move> moves_of(const billing::ServiceLife &life, const BillingAnchors &anchors, const Left &left,
                           Date earliest);

} // namespace demarc::pricing
