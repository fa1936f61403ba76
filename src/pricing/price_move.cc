#include "pricing/price_move.h"

#include "calendar/billing_cycle.h"

#include <algorithm>

namespace demarc::pricing {

std::vector<Move> moves_of(const billing::ServiceLife &life, const BillingAnchors &anchors, const Left &left,
                           Date earliest) {
  std::vector<Move> moves;
  bool is_moved = false; // the stay before goes over to the new price, so this one, on an old version too, only follows
  for (std::size_t i = 0; i < life.plans.size(); ++i) {
    const billing::PlanFrom &stay = life.plans[i];
    const auto found = left.find(stay.plan_version_id);
    if (found == left.end()) {
      is_moved = false;
      continue;
    }
    const Date start = std::max(stay.from, life.starts_on);
    std::optional<Date> end = life.ends_on;
    if (i + 1 < life.plans.size())
      end = end ? std::min(*end, life.plans[i + 1].from) : life.plans[i + 1].from;
    if (end && *end <= start)
      continue;
    // What follows an old version on another old one keeps its day: it is no change of plan, but of price.
    const Date on = is_moved ? start : anchors.boundary_on_or_after(found->second, std::max(earliest, start));
    if (end && on >= *end) {
      is_moved = false;
      continue;
    }
    const bool comes_from_old = !is_moved && on == start && i > 0 && left.contains(life.plans[i - 1].plan_version_id);
    moves.push_back({on, stay.plan_version_id,
                     comes_from_old ? life.plans[i - 1].plan_version_id : stay.plan_version_id, on == stay.from,
                     is_moved});
    is_moved = true;
  }
  return moves;
}

} // namespace demarc::pricing
