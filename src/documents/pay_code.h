// What a phone reads to pay: the EPC quick response code of a SEPA credit transfer (EPC069-12), or a link. A rule.
#pragma once

#include "catalog/bank_account.h"
#include "money/money.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::documents {

using catalog::is_bic;
using catalog::parse_iban;

std::string spaced_iban(std::string_view iban); // in groups of four, as people read it

struct Transfer {
  std::string holder; // at most 70 characters go into the code
  std::string iban;
  std::string bic;       // may be empty: version 002
  std::string reference; // at most 140 characters go into the code
};
// Empty when it does not apply: only euros, 0.01 to 999,999,999.99, only with an IBAN.
std::string epc_payload(const Transfer &to, Money amount);

// A QR code, row by row; side × side modules, true is dark.
struct QrCode {
  int side = 0;
  std::vector<unsigned char> modules; // one byte each, 1 is dark

  [[nodiscard]] bool dark(int x, int y) const {
    return modules[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)] != 0;
  }
};
// Error correction M, as EPC069-12 asks. nullopt when the text does not fit.
std::optional<QrCode> make_qr(const std::string &text);

} // namespace demarc::documents
