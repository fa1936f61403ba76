// The net of a document in the journal: deferred revenue (2400) for the days to come, revenue for the days behind, and
// for each line the schedule by which the rest is earned (ledger/recognition.h). A credit note takes both back. Of a
// bundle each part has its own schedule, on the account of its own kind.
#pragma once

#include "billing/document.h"
#include "ledger/books.h"
#include "ledger/journal.h"
#include "ledger/revenue_store.h"

#include <unordered_map>

namespace demarc::billing {

using RevenueAccounts = std::unordered_map<PlanVersionId, std::string_view>;

struct BookedNet {
  std::vector<ledger::Posting> postings; // sum to the net, with the sign of the document
  std::vector<ledger::RevenueLineRow> schedules;
};
BookedNet book_net(InvoiceId id, const Document &document, const ledger::Books &books, const RevenueAccounts &accounts);

} // namespace demarc::billing
