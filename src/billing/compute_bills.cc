#include "billing/compute_bills.h"

#include "billing/invoice_store.h"
#include "catalog/plan.h"
#include "catalog/tax.h"

#include <algorithm>
#include <map>
#include <set>

namespace demarc::billing {

PriceBook load_price_book(db::Tx &tx, Date today) {
  PriceBook book;
  for (catalog::PlanVersion &version : catalog::list_plan_versions(tx)) {
    book.prices.emplace(version.id,
                        PlanPrice{std::move(version.name), Money::minor(version.price_minor, version.currency),
                                  version.interval_months, version.tax_id});
  }
  for (catalog::Tax &tax : catalog::list_taxes(tx, today)) {
    DatedTax dated{std::move(tax.name), {}};
    for (const catalog::TaxRate &rate : tax.rates)
      dated.rates.emplace_back(rate.valid_from, rate.percent_ppm);
    std::sort(dated.rates.begin(), dated.rates.end());
    book.taxes.emplace(tax.id, std::move(dated));
  }
  return book;
}

namespace {

using CorrectedById = std::map<InvoiceId, Corrected>;

CorrectedById load_corrected_by(db::Tx &tx, const std::vector<Bills> &all) {
  std::set<InvoiceId> ids;
  for (const Bills &bills : all) {
    for (const Bill &bill : bills.bills) {
      for (const NewCredit &credit : bill.credits)
        ids.insert(credit.corrects);
    }
  }
  CorrectedById corrected;
  for (Corrected &invoice : load_corrected(tx, {ids.begin(), ids.end()}))
    corrected.emplace(invoice.id, std::move(invoice));
  return corrected;
}

UserNames user_names(const Account &account) {
  UserNames names;
  for (const ServiceAccount &service : account.services)
    names.emplace(service.life.id, service.life.username);
  return names;
}

// So that a second credit note of the same run for the same invoice goes on where the first ended.
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

Result<Done, Inconsistency> add_documents(PlannedCustomer &planned, const Bill &bill, const PriceBook &book,
                                          CorrectedById &corrected) {
  const UserNames names = user_names(planned.customer.account);
  std::map<InvoiceId, std::vector<NewCredit>> credits;
  for (const NewCredit &credit : bill.credits)
    credits[credit.corrects].push_back(credit);
  for (auto &[invoice, of_invoice] : credits) {
    Corrected &original = corrected.at(invoice);
    Document note = make_credit_note(bill.on, of_invoice, original, names, book.prices);
    take_as_credited(original, note);
    planned.documents.push_back({std::move(note), {}, std::move(of_invoice)});
  }
  if (!bill.charges.empty()) {
    TRY(invoice, make_invoice(bill.on, bill.charges, names, book.prices, book.taxes));
    planned.documents.push_back({std::move(invoice), bill.charges, {}});
  }
  return Done{};
}

} // namespace

std::vector<PlannedCustomer> compute_bills(db::Tx &tx, const std::vector<CustomerId> &customers, Date until,
                                           const PriceBook &book) {
  std::vector<PlannedCustomer> planned;
  std::vector<Bills> all;
  for (BillableCustomer &customer : load_customers(tx, customers)) {
    auto bills = bills_due(customer.account, book.prices, until);
    PlannedCustomer &added = planned.emplace_back(PlannedCustomer{std::move(customer), {}, {}, std::nullopt});
    if (bills) {
      added.mark = {added.customer.account.id, bills->billed_until, bills->next_on, bills->in_step};
      all.push_back(std::move(*bills));
    } else {
      added.reason = bills.error().reason;
      all.emplace_back();
    }
  }
  CorrectedById corrected = load_corrected_by(tx, all);
  for (std::size_t i = 0; i < planned.size(); ++i) {
    for (const Bill &bill : all[i].bills) {
      const auto added = add_documents(planned[i], bill, book, corrected);
      if (!added) {
        planned[i].reason = added.error().reason;
        planned[i].documents.clear();
        break;
      }
    }
  }
  return planned;
}

} // namespace demarc::billing
