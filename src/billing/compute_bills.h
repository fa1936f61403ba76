// Reads customers and works out the documents they are due: the part that a run and its preview share. Writes nothing.
#pragma once

#include "billing/charge_store.h"
#include "billing/planned_document.h"

namespace demarc::billing {

PriceBook load_price_book(db::Tx &tx, Date today);

struct PlannedCustomer {
  BillableCustomer customer;
  std::vector<PlannedDocument> documents; // in the order of issue: by date, credit notes first
  std::optional<BillingMark> mark;        // to be stored with them; none: the stored one stays
  std::optional<std::string> reason;      // why the account is parked; then there are no documents
};

// By customer id.
std::vector<PlannedCustomer> compute_bills(db::Tx &tx, const std::vector<CustomerId> &customers, Date until,
                                           const PriceBook &book);

// The invoices that credits among these bills correct.
CorrectedById load_corrected_by(db::Tx &tx, const std::vector<Bills> &all);

} // namespace demarc::billing
