#include "subscribers/planned_plans.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

const PlannedPlan *move_after(const PlannedPlan &present, const std::vector<PlannedPlan> &later) {
  const auto move =
      std::find_if(later.begin(), later.end(), [&](const PlannedPlan &row) { return row.plan != present.plan; });
  return move == later.end() ? nullptr : &*move;
}

Outcome<std::vector<PlannedPlan>> plans_after(const PlannedPlan &present, std::vector<PlannedPlan> later,
                                              std::int64_t quantity, std::optional<PlannedMove> planned) {
  const PlannedPlan *move = move_after(present, later);
  if (move != nullptr && !planned)
    return refuse(Refusal::Kind::conflict, "change_planned",
                  fmt::format("The service goes over to {} on {}. Say whether that stays (\"planned\": \"keep\") or is "
                              "taken back (\"planned\": \"drop\").",
                              move->name, to_string(move->from)),
                  "planned");
  const auto moved = move == nullptr ? later.end() : later.begin() + (move - later.data());
  if (planned != PlannedMove::keep)
    later.erase(moved, later.end());
  bool has_moved = false, has_own = false;
  std::int64_t before = present.quantity;
  for (PlannedPlan &row : later) {
    has_moved = has_moved || row.plan != present.plan;
    has_own = has_own || (has_moved && row.quantity != before);
    before = row.quantity;
    if (!has_own)
      row.quantity = quantity;
  }
  return later;
}

} // namespace demarc::subscribers
