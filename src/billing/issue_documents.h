// Issues planned documents: gives them their numbers, stores them with their charges, settles them, books them and
// tells the customers' stories, many at once. One transaction, in which the customers are locked. Each document is of
// its customer's legal entity: its series, its seller, its books.
#pragma once

#include "billing/compute_bills.h"

#include <span>

namespace demarc::billing {

struct IssuedDocument {
  InvoiceId id;
  DocumentKind kind = DocumentKind::invoice;
  std::string number;
  CustomerId customer_id;
  Date issued_on;
  Date due_on;
  Currency currency = Currency::of("XXX");
  std::int64_t gross_minor = 0;
  std::int64_t open_minor = 0; // of an invoice, after the customer's credit was used
};

struct IssueTerms {
  std::optional<BillingRunId> run_id;
  int payment_days = 0;
  Instant now;
};

// In the order of `planned`; customers that are parked have none. Stores the marks too.
std::vector<IssuedDocument> issue_documents(db::Tx &tx, db::Database &ids, std::span<const PlannedCustomer> planned,
                                            const IssueTerms &terms);

} // namespace demarc::billing
