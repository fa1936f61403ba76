#include "billing/preview_billing.h"

#include "billing/compute_bills.h"
#include "catalog/provider.h"

namespace demarc::billing {

namespace {

constexpr int customers_at_once = 500;

// Calls use(PlannedCustomer) for every customer that a run would look at, in order; until it answers false.
template <class F> void each_planned(db::Tx &tx, Date date, CustomerId after, F &&use) {
  const PriceBook book = load_price_book(tx, date);
  for (;;) { // ends: each page begins behind the one before
    const auto customers = due_customers(tx, after, date, customers_at_once);
    for (const PlannedCustomer &customer : compute_bills(tx, customers, date, book)) {
      if (!use(customer))
        return;
    }
    if (customers.size() < static_cast<std::size_t>(customers_at_once))
      return;
    after = customers.back();
  }
}

std::int64_t sign_of(const Document &document) { return document.kind == DocumentKind::invoice ? 1 : -1; }

} // namespace

PreviewTotals preview_totals(db::Tx &tx, Date date) {
  PreviewTotals totals;
  totals.currency = catalog::find_provider(tx).currency;
  each_planned(tx, date, CustomerId(0), [&](const PlannedCustomer &customer) {
    if (customer.reason)
      totals.parked.push_back({customer.customer.account.id, customer.customer.name, *customer.reason});
    totals.customers += customer.documents.empty() ? 0 : 1;
    for (const PlannedDocument &planned : customer.documents) {
      const Document &document = planned.document;
      ++(document.kind == DocumentKind::invoice ? totals.invoices : totals.credit_notes);
      if (document.net.currency() != totals.currency)
        continue;
      totals.net_minor += sign_of(document) * document.net.minor_units();
      totals.tax_minor += sign_of(document) * document.tax.minor_units();
      totals.gross_minor += sign_of(document) * document.gross().minor_units();
    }
    return true;
  });
  return totals;
}

std::vector<PreviewItem> preview_page(db::Tx &tx, Date date, CustomerId after, int limit) {
  std::vector<PreviewItem> items;
  each_planned(tx, date, after, [&](const PlannedCustomer &customer) {
    if (customer.documents.empty())
      return true;
    PreviewItem item{customer.customer.account.id, customer.customer.name, 0, {}};
    for (const PlannedDocument &planned : customer.documents) {
      const Document &document = planned.document;
      item.gross_minor += sign_of(document) * document.gross().minor_units();
      for (const Line &line : document.lines) {
        item.lines.push_back({line.description, line.period.start, line.period.end,
                              sign_of(document) * line.net.minor_units(), line.explanation});
      }
    }
    items.push_back(std::move(item));
    return items.size() < static_cast<std::size_t>(limit);
  });
  return items;
}

} // namespace demarc::billing
