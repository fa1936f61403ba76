// VAT numbers: whether one is written as its country writes them, and whether its check digits agree. For all states of
// the European Union, Northern Ireland (XI), Great Britain, Switzerland and Norway. A rule: that a number is well made
// does not say that it was given out, which only a registry knows (vat_registry.h).
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace demarc::tax {

struct VatNumber {
  std::string prefix;  // "DE", "EL" for Greece, "XI" for Northern Ireland
  std::string country; // ISO 3166: "GR", "GB"
  std::string number;  // without prefix and punctuation

  [[nodiscard]] std::string text() const { return prefix + number; }
};

// Takes blanks, dots and dashes as people write them, and any case. Refuses with vat_number_malformed, or
// vat_number_checksum when only the check digits are wrong, and says what was expected.
Outcome<VatNumber> parse_vat_number(std::string_view text);

} // namespace demarc::tax
