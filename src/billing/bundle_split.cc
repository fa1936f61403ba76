#include "billing/bundle_split.h"

namespace demarc::billing {

std::vector<Money> split_over_parts(Money amount, std::span<const PlanPart> parts) {
  std::vector<std::int64_t> weights;
  weights.reserve(parts.size());
  for (const PlanPart &part : parts)
    weights.push_back(part.weight);
  return allocate(amount, weights);
}

std::vector<Money> split_taken_back(Money left, Money credited, std::span<const PlanPart> parts) {
  std::vector<Money> taken = split_over_parts(left, parts);
  const std::vector<Money> kept = split_over_parts(left - credited, parts);
  for (std::size_t i = 0; i < taken.size(); ++i)
    taken[i] -= kept[i];
  return taken;
}

} // namespace demarc::billing
