#include "billing/planned_document.h"

#include <algorithm>

namespace demarc::billing {

namespace {

void take_as_credited(Corrected &corrected, const Document &note) {
  for (const TaxSum &sum : note.taxes) {
    const auto found = std::find_if(corrected.credited.begin(), corrected.credited.end(), [&](const TaxSum &before) {
      return before.tax_id == sum.tax_id && before.percent == sum.percent;
    });
    if (found == corrected.credited.end()) {
      corrected.credited.push_back(sum);
    } else {
      found->base += sum.base;
      found->tax += sum.tax;
    }
  }
}

} // namespace

UserNames user_names(const Account &account) {
  UserNames names;
  for (const ServiceAccount &service : account.services)
    names.emplace(service.life.id, service.life.username);
  return names;
}

Result<std::vector<PlannedDocument>, Inconsistency> documents_of(const Bill &bill, const UserNames &names,
                                                                 const PriceBook &book, CorrectedById &corrected) {
  std::vector<PlannedDocument> documents;
  std::map<InvoiceId, std::vector<NewCredit>> credits;
  for (const NewCredit &credit : bill.credits)
    credits[credit.corrects].push_back(credit);
  for (auto &[invoice, of_invoice] : credits) {
    Corrected &original = corrected.at(invoice);
    Document note = make_credit_note(bill.on, of_invoice, original, names, book.prices);
    take_as_credited(original, note);
    documents.push_back({std::move(note), {}, std::move(of_invoice)});
  }
  if (!bill.charges.empty()) {
    TRY(invoice, make_invoice(bill.on, bill.charges, names, book.prices, book.taxes));
    documents.push_back({std::move(invoice), bill.charges, {}});
  }
  return documents;
}

} // namespace demarc::billing
