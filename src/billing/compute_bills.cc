#include "billing/compute_bills.h"

#include "base/ensure.h"
#include "billing/invoice_store.h"
#include "billing/tax_profile_store.h"
#include "catalog/plan.h"
#include "catalog/tax_settings.h"
#include "catalog/tax_store.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace demarc::billing {

namespace {
std::vector<PlanPart> parts_of_bundle(const catalog::PlanVersion &version) {
  const std::vector<catalog::BundlePart> bundle = catalog::parse_bundle(version.bundle);
  std::vector<PlanPart> parts;
  if (bundle.empty())
    return parts;
  const auto weights = catalog::bundle_weights(bundle);
  ENSURE(weights.has_value(), "a bundle that was made has prices to divide by");
  for (std::size_t i = 0; i < bundle.size(); ++i)
    parts.push_back(
        {bundle[i].plan_version_id, bundle[i].name, (*weights)[i], bundle[i].tax_id, bundle[i].tax_category});
  return parts;
}
} // namespace

PriceBook load_price_book(db::Tx &tx, Date today) {
  PriceBook book;
  for (catalog::PlanVersion &version : catalog::list_plan_versions(tx)) {
    std::vector<PlanPart> parts = parts_of_bundle(version);
    book.prices.emplace(version.id,
                        PlanPrice{std::move(version.name), Money::minor(version.price_minor, version.currency),
                                  version.interval(), version.tax_id, std::move(version.tax_category),
                                  version.price_includes_tax, version.is_once, version.setup_fee_minor,
                                  version.in_arrears, version.contract(), version.is_prepaid, version.forfeits_unused,
                                  version.joins_stub, version.trial_price_minor, std::move(parts)});
  }
  const catalog::TaxSettings settings = catalog::find_tax_settings(tx, today);
  book.taxes = {catalog::load_tax_table(tx), catalog::find_sellers(tx, today), catalog::method_of(settings)};
  book.asks_who_buys =
      std::any_of(book.prices.begin(), book.prices.end(), [](const auto &p) { return p.second.asks_who_buys(); }) ||
      knows_buyers(tx);
  return book;
}

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

std::vector<PlannedCustomer> compute_bills(db::Tx &tx, const std::vector<CustomerId> &customers, Date until,
                                           const PriceBook &book) {
  std::vector<PlannedCustomer> planned;
  std::vector<Bills> all;
  for (BillableCustomer &customer : load_customers(tx, customers)) {
    auto bills = bills_due(customer.account, book.prices, until);
    PlannedCustomer &added = planned.emplace_back(PlannedCustomer{std::move(customer), {}, std::nullopt, std::nullopt});
    if (bills) {
      added.mark = BillingMark{added.customer.account.id, bills->billed_until, bills->next_on, bills->in_step};
      all.push_back(std::move(*bills));
    } else {
      added.reason = bills.error().reason;
      all.emplace_back();
    }
  }
  CorrectedById corrected = load_corrected_by(tx, all);
  const auto profiles = book.asks_who_buys ? load_tax_profiles(tx, customers) : TaxProfiles{};
  tax::Places places(book.taxes.table);
  for (std::size_t i = 0; i < planned.size(); ++i) {
    const UserNames names = user_names(planned[i].customer.account);
    const Headings headings = headings_of(planned[i].customer.account);
    for (const Bill &bill : all[i].bills) {
      const auto profile = profiles.find(planned[i].customer.account.id);
      const Taxpayer taxpayer = profile == profiles.end() ? Taxpayer{} : Taxpayer{&profile->second, &places};
      auto documents = documents_of(bill, names, book, corrected, taxpayer, headings);
      if (!documents) {
        planned[i].reason = documents.error().reason;
        planned[i].documents.clear();
        break;
      }
      std::move(documents->begin(), documents->end(), std::back_inserter(planned[i].documents));
    }
  }
  return planned;
}

} // namespace demarc::billing
