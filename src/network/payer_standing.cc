#include "network/payer_standing.h"

#include "subscribers/customer.h"
#include "subscribers/payer.h"

#include <fmt/format.h>

namespace demarc::network {

billing::Standing deciding_standing(db::Tx &tx, CustomerId customer, Date today) {
  billing::Standing own = billing::find_standing(tx, customer);
  const auto payer = subscribers::payer_of(tx, customer, today);
  if (!payer)
    return own;
  billing::Standing theirs = billing::find_standing(tx, *payer);
  if (theirs.state <= own.state)
    return own;
  theirs.reason = fmt::format("{}, billed to {}", theirs.reason, subscribers::find_customer(tx, *payer)->name);
  return theirs;
}

} // namespace demarc::network
