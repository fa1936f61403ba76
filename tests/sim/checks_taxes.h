// What must hold of the taxes of documents, said without the tax department: on VAT where a plan names it, by the place
// of the service where it does not, each on the sum of its lines, rounded once; and of bundles, whose parts are taxed
// each by itself.
#pragma once

#include "platform/db/db.h"
#include "tests/sim/reference.h"

#include <string>
#include <string_view>

namespace demarc::sim {

struct TaxFrom {
  Date from;
  std::int64_t ppm = 0;
};

struct Place {
  std::string_view postal_code, code;
  std::vector<std::pair<std::string_view, std::int64_t>> taxes; // as its laws have them since 2013
};
const Place &place_at(int number);
// Of the text that is kept with a charge; empty: as it was at first.
int place_of(const std::string &tax_place, int home);

void check_taxes(db::Tx &tx, int number, const People &people, const std::vector<TaxFrom> &vat);

} // namespace demarc::sim
