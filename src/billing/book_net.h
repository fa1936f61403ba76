// The net of a document in the journal: deferred revenue (2400) for the days to come, revenue for the days behind, and
// for each line the schedule by which the rest is earned (ledger/recognition.h). A credit note takes both back. Of a
// bundle each part has its own schedule, on the account of its own kind. A set-up fee is earned over the months that
// its plan says.
#pragma once

#include "billing/document.h"
#include "ledger/books.h"
#include "ledger/journal.h"
#include "ledger/revenue_store.h"

#include <unordered_map>

namespace demarc::billing {

struct BookedNet {
  std::vector<ledger::Posting> postings; // sum to the net, with the sign of the document
  std::vector<ledger::RevenueLineRow> schedules;
  std::vector<ledger::SpreadFeeRow> spread;
};
BookedNet book_net(LegalEntityId entity, InvoiceId id, const Document &document, const ledger::Books &books,
                   const ledger::RevenueTerms &terms);

} // namespace demarc::billing
