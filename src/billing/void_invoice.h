// An invoice that should not have gone out is voided: it keeps its number and its document and is marked, and a credit
// note of the same day takes back all that is left of it, so that the ledger, the taxes and the numbers stay whole (a
// number that is gone would be a gap; EU 2006/112 art. 219 treats a document that amends as an invoice). What it billed
// is not billed then: where it is owed still, the next billing day bills it again. Nothing is voided that money was
// taken for.
//
// An operation, a step of a larger transaction: payments/void_invoice lets standing and access follow.
#pragma once

#include "billing/issue_documents.h"

namespace demarc::billing {

// Refused: a credit note (not_an_invoice), one that is void (void_already), on which something was paid, by money or by
// credit (invoice_paid), of which nothing is left (credited_already).
Outcome<IssuedDocument> void_invoice(db::Tx &tx, db::Database &ids, InvoiceId invoice, const std::string &reason,
                                     const std::string &actor, Date today, Instant now);

} // namespace demarc::billing
