// Tax on a document: exclusive, one sum for each tax and rate, rounded once, half up (money-rules 2.1; EN 16931
// BR-CO-17). The rate is the one in force at the tax point, which is the day of issue. A credit takes back the tax of
// the rate that was charged. A rule.
#pragma once

#include "calendar/date.h"
#include "catalog/ids.h"
#include "money/percent.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace demarc::billing {

struct DatedTax {
  std::string name;                            // as invoices print it
  std::vector<std::pair<Date, Percent>> rates; // by first day
};
using Taxes = std::unordered_map<TaxId, DatedTax>;

// nullopt before the first rate.
std::optional<Percent> rate_on(const DatedTax &tax, Date tax_point);

// Of one tax at one rate on one document.
struct TaxSum {
  TaxId tax_id;
  std::string name;
  Percent percent;
  Money base;
  Money tax;
};

Money tax_on(Money base, Percent percent);

// The tax that a credit of `base` takes back, when `corrected` is what its document charged and `credited_*` is what
// earlier credits of that document took back already. Partial credits of any number sum to the tax that was charged,
// exactly.
Money tax_taken_back(const TaxSum &corrected, Money credited_base, Money credited_tax, Money base);

} // namespace demarc::billing
