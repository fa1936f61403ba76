#include "tax/rate_table.h"

namespace demarc::tax {

const Rate *rate_on(const Tax &tax, Date tax_point) {
  const Rate *found = nullptr;
  for (const Rate &rate : tax.rates) {
    if (rate.valid_from <= tax_point)
      found = &rate;
  }
  return found != nullptr && found->valid_to && *found->valid_to <= tax_point ? nullptr : found;
}

} // namespace demarc::tax
