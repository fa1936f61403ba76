// Reads customers and works out the documents they are due: the part that a run and its preview share. Writes nothing.
#pragma once

#include "billing/charge_store.h"
#include "billing/document.h"

namespace demarc::billing {

// What does not change between customers; read once for a run.
struct PriceBook {
  Prices prices;
  Taxes taxes;
};
PriceBook load_price_book(db::Tx &tx, Date today);

// A document, and the charges or credits behind its lines, line by line.
struct PlannedDocument {
  Document document;
  std::vector<NewCharge> charges; // of an invoice
  std::vector<NewCredit> credits; // of a credit note
};
struct PlannedCustomer {
  BillableCustomer customer;
  std::vector<PlannedDocument> documents; // in the order of issue: by date, credit notes first
  BillingMark mark;                       // to be stored with them
  std::optional<std::string> reason;      // why the account is parked; then there are no documents
};

// By customer id.
std::vector<PlannedCustomer> compute_bills(db::Tx &tx, const std::vector<CustomerId> &customers, Date until,
                                           const PriceBook &book);

} // namespace demarc::billing
