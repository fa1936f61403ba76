// The contract that a plan version is sold with: for how long, how it renews, how far ahead notice is given, and what
// it costs to leave sooner. What becomes of it for one service is in subscribers/contract.h. A rule.
#pragma once

#include "base/result.h"

#include <boost/describe.hpp>
#include <cstdint>

namespace demarc::catalog {

// Stored by name.
enum class TerminationFee {
  none,
  flat,     // an amount, whatever is left
  percent,  // of the recurring price until the contract could have ended
  declining // an amount that falls in equal steps with each full month of the minimum term that was served
};
BOOST_DESCRIBE_ENUM(TerminationFee, none, flat, percent, declining)

struct ContractTerms {
  int minimum_months = 0; // 0: no term, only notice
  int renewal_months = 0; // renews for so many months each time; 0: runs on without a term
  int notice_days = 0;    // a service ends without a fee so many days after notice, or later
  TerminationFee fee_kind = TerminationFee::none;
  std::int64_t fee_minor = 0; // of flat, and what a declining one begins with; net, in minor units
  std::int64_t fee_ppm = 0;   // of percent, in parts per million

  // Neither a term nor notice: no contract.
  [[nodiscard]] bool is_empty() const { return minimum_months == 0 && notice_days == 0; }
  auto operator<=>(const ContractTerms &) const = default;
};
BOOST_DESCRIBE_STRUCT(ContractTerms, (), (minimum_months, renewal_months, notice_days, fee_kind, fee_minor, fee_ppm))

// Refused when numbers are out of range, a renewal or a fee has no minimum term, or a fee has numbers of another kind.
Outcome<Done> check_contract(const ContractTerms &terms);

} // namespace demarc::catalog
