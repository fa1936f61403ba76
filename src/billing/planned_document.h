// The documents that a bill becomes: a credit note for each invoice its credits correct, then an invoice of its
// charges; two where some prices hold their tax and others do not, because one tax summed over both could not be taken
// back for either. What a run issues, its preview shows and a quote answers. A rule.
#pragma once

#include "billing/document.h"

#include <map>

namespace demarc::billing {

// What does not change between customers; read once for a run.
struct PriceBook {
  Prices prices;
  Taxes taxes;
  bool asks_who_buys = false; // false: every plan names its tax, and nobody is exempt or owes it himself
};

// Who is billed and where, for taxes that depend on it; without, plans name their taxes.
struct Taxpayer {
  const TaxProfile *profile = nullptr;
  tax::Places *places = nullptr; // with a profile
};

// A document, and the charges or credits behind its lines, line by line.
struct PlannedDocument {
  Document document;
  std::vector<NewCharge> charges; // of an invoice
  std::vector<NewCredit> credits; // of a credit note
};

using CorrectedById = std::map<InvoiceId, Corrected>;

UserNames user_names(const Account &account);

// Whose each service is, for headings; empty for an account that is billed for nobody else.
struct Headings {
  CustomerId billed_to;
  std::unordered_map<ServiceId, std::pair<CustomerId, std::string>> of;
};
Headings headings_of(const Account &account);

// In the order of issue. `corrected` holds every invoice that the bill's credits correct, and is brought forward: a
// second credit note for the same invoice goes on where the first ended.
Result<std::vector<PlannedDocument>, Inconsistency> documents_of(const Bill &bill, const UserNames &names,
                                                                 const PriceBook &book, CorrectedById &corrected,
                                                                 const Taxpayer &taxpayer = {},
                                                                 const Headings &headings = {});

} // namespace demarc::billing
