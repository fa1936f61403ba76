// How an amount of a bundle is divided over its parts: by what they cost alone, in whole minor units, largest
// remainder, ties to the earlier part. The parts sum to the amount, and those of its negative are their negatives. A
// rule.
//
// What a credit takes back of each part is what the part held before less what it holds afterwards. So credits of any
// number take back just what was charged, part by part, once nothing is left of the charge.
#pragma once

#include "billing/charges.h"

#include <span>

namespace demarc::billing {

// `parts` is not empty.
std::vector<Money> split_over_parts(Money amount, std::span<const PlanPart> parts);
// `left`: of the charge, before the credit of `credited`.
std::vector<Money> split_taken_back(Money left, Money credited, std::span<const PlanPart> parts);

} // namespace demarc::billing
