#include "billing/planned_document.h"

#include <algorithm>
#include <iterator>

namespace demarc::billing {

UserNames user_names(const Account &account) {
  UserNames names;
  for (const ServiceAccount &service : account.services)
    names.emplace(service.life.id, service.life.username);
  return names;
}

Headings headings_of(const Account &account) {
  Headings headings{account.id, {}};
  if (std::none_of(account.services.begin(), account.services.end(), [](const auto &one) { return one.of; }))
    return headings;
  for (const ServiceAccount &service : account.services)
    headings.of.emplace(service.life.id, service.of ? std::pair(service.of->id, service.of->heading)
                                                    : std::pair(account.id, account.heading));
  return headings;
}

namespace {

void put_headings(Document &document, const Headings &headings) {
  const auto of = [&](const Line &line) { return headings.of.find(line.service_id); };
  if (std::none_of(document.lines.begin(), document.lines.end(), [&](const Line &line) {
        return of(line) != headings.of.end() && of(line)->second.first != headings.billed_to;
      }))
    return;
  for (Line &line : document.lines) {
    line.account_id = of(line)->second.first;
    line.account = of(line)->second.second;
  }
}

} // namespace

Result<std::vector<PlannedDocument>, Inconsistency> documents_of(const Bill &bill, const UserNames &names,
                                                                 const PriceBook &book, CorrectedById &corrected,
                                                                 const Taxpayer &taxpayer, const Headings &headings) {
  std::vector<PlannedDocument> documents;
  std::map<InvoiceId, std::vector<NewCredit>> credits;
  for (const NewCredit &credit : bill.credits)
    credits[credit.corrects].push_back(credit);
  for (auto &[invoice, of_invoice] : credits) {
    Corrected &original = corrected.at(invoice);
    Document note = make_credit_note(bill.on, of_invoice, original, names, book.prices);
    take_as_credited(original, note);
    put_headings(note, headings);
    documents.push_back({std::move(note), {}, std::move(of_invoice)});
  }
  if (bill.charges.empty())
    return documents;
  const TaxView taxes =
      taxpayer.profile != nullptr ? TaxView(book.taxes, *taxpayer.places, *taxpayer.profile) : TaxView(book.taxes);
  for (const bool includes_tax : {false, true}) {
    std::vector<NewCharge> charges;
    std::copy_if(bill.charges.begin(), bill.charges.end(), std::back_inserter(charges), [&](const NewCharge &charge) {
      return book.prices.at(charge.plan_version_id).price_includes_tax == includes_tax;
    });
    if (charges.empty())
      continue;
    TRY(invoice, make_invoice(bill.on, charges, names, book.prices, taxes));
    put_headings(invoice, headings);
    documents.push_back({std::move(invoice), std::move(charges), {}});
  }
  return documents;
}

} // namespace demarc::billing
