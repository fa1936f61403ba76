// Voiding an invoice, with all that follows: billing takes it back, and in the same transaction standing and access are
// those of somebody who never had it.
#pragma once

#include "base/clock.h"
#include "billing/invoice_store.h"

namespace demarc::payments {

struct VoidReason {
  std::string reason; // for the customer's timeline and the books: why it should not have gone out
};
BOOST_DESCRIBE_STRUCT(VoidReason, (), (reason))

// Refused as billing::void_invoice says.
Outcome<billing::Invoice> void_invoice(db::Tx &tx, db::Database &ids, InvoiceId id, const VoidReason &in, Instant now,
                                       const std::string &actor);

} // namespace demarc::payments
