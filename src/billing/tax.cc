#include "billing/tax.h"

#include "base/ensure.h"

namespace demarc::billing {

std::optional<Percent> rate_on(const DatedTax &tax, Date tax_point) {
  std::optional<Percent> rate;
  for (const auto &[from, percent] : tax.rates) {
    if (from <= tax_point)
      rate = percent;
  }
  return rate;
}

Money tax_on(Money base, Percent percent) { return percent_of(base, percent, Rounding::half_up); }

Money tax_taken_back(const TaxSum &corrected, Money credited_base, Money credited_tax, Money base) {
  ENSURE(credited_base + base <= corrected.base, "credits stay within the document they correct");
  // What is left of the tax, less what the rest of the base still bears: rounding is done on what remains, so it cannot
  // add up to more, or less, than was charged.
  return corrected.tax - credited_tax - tax_on(corrected.base - credited_base - base, corrected.percent);
}

} // namespace demarc::billing
