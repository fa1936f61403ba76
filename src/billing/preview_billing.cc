#include "billing/preview_billing.h"

#include "billing/compare_bills.h"
#include "billing/comparison_store.h"
#include "billing/run_store.h"
#include "billing/stop_rules_store.h"
#include "catalog/provider.h"

#include <map>

namespace demarc::billing {

namespace {

constexpr int customers_a_page = 500;

std::int64_t sign_of(const Document &document) { return document.kind == DocumentKind::invoice ? 1 : -1; }
std::int64_t size_of(std::int64_t difference) { return difference < 0 ? -difference : difference; }

bool is_shown(const ComparedBill &bill, PreviewShow show, const StopRules &rules) {
  const BillChange change = change_of(bill);
  switch (show) {
  case PreviewShow::all: return bill.has_documents() || change != BillChange::same;
  case PreviewShow::changed: return change != BillChange::same;
  case PreviewShow::up: return change == BillChange::up;
  case PreviewShow::down: return change == BillChange::down;
  case PreviewShow::started: return change == BillChange::started;
  case PreviewShow::gone: return change == BillChange::gone;
  case PreviewShow::jumps: return is_jump(rules, bill);
  case PreviewShow::zero_bills: return is_zero_bill(bill);
  }
  return false;
}

PreviewItem item_of(const ComparedCustomer &customer) {
  PreviewItem item{customer.bill.customer_id,
                   customer.planned.customer.name,
                   customer.bill.now.gross_minor,
                   customer.bill.before_minor(),
                   customer.bill.difference_minor(),
                   change_of(customer.bill),
                   {}};
  for (const PlannedDocument &planned : customer.planned.documents) {
    for (const Line &line : planned.document.lines)
      item.lines.push_back({line.description, line.period.start, line.period.end,
                            sign_of(planned.document) * line.net.minor_units(), line.explanation});
  }
  return item;
}

// By size, the largest first, then by id.
using Place = std::pair<std::int64_t, CustomerId>;
Place place_of(std::int64_t size, CustomerId id) { return {-size, id}; }

void add_totals(PreviewTotals &totals, const RunFigures &figures) {
  totals.customers = figures.customers;
  totals.invoices = figures.invoices;
  totals.credit_notes = figures.credit_notes;
  totals.net_minor = figures.now.net_minor;
  totals.tax_minor = figures.now.tax_minor;
  totals.gross_minor = figures.now.gross_minor;
  totals.previous_minor = figures.before.gross_minor;
  totals.difference_minor = figures.now.gross_minor - figures.before.gross_minor;
  totals.up = figures.up;
  totals.down = figures.down;
  totals.started = figures.started;
  totals.gone = figures.gone;
}

} // namespace

Preview preview_billing(db::Tx &tx, const PreviewAsked &asked) {
  const bool by_change = asked.sort == PreviewSort::change;
  const auto limit = static_cast<std::size_t>(asked.limit);
  const PriceBook book = load_price_book(tx, asked.date);
  const StopRules rules = find_stop_rules(tx).rules;
  const ComparedDays days = load_compared_days(tx, asked.date);
  Preview preview;
  preview.totals.currency = catalog::find_provider(tx).currency;
  RunFigures figures;
  std::map<Place, PreviewItem> largest; // at most `limit`
  CustomerId after = by_change || asked.with_totals ? CustomerId() : asked.after;
  for (;;) { // ends: each page begins behind the one before
    const ComparedPage page = compare_page(tx, after, days, book, customers_a_page);
    for (const ComparedCustomer &customer : page.customers) {
      const ComparedBill &bill = customer.bill;
      if (asked.with_totals) {
        add_bill(figures, rules, bill, preview.totals.currency);
        if (customer.planned.reason)
          preview.totals.parked.push_back({bill.customer_id, customer.planned.customer.name, *customer.planned.reason});
      }
      if (!is_shown(bill, asked.show, rules))
        continue;
      if (!by_change) {
        if (bill.customer_id > asked.after && preview.items.size() < limit)
          preview.items.push_back(item_of(customer));
        continue;
      }
      const Place place = place_of(size_of(bill.difference_minor()), bill.customer_id);
      if (asked.behind && place <= place_of(*asked.behind, asked.after))
        continue;
      if (largest.size() < limit || (limit > 0 && place < largest.rbegin()->first)) {
        largest.emplace(place, item_of(customer));
        if (largest.size() > limit)
          largest.erase(std::prev(largest.end()));
      }
    }
    if (page.is_last || (!by_change && !asked.with_totals && preview.items.size() >= limit))
      break;
    after = page.last;
  }
  for (auto &[place, item] : largest)
    preview.items.push_back(std::move(item));
  if (asked.with_totals) {
    if (!days.empty())
      figures.previous_invoices = count_previous_invoices(tx, days);
    add_totals(preview.totals, figures);
    preview.totals.findings = with_names(tx, find_stops(rules, figures, preview.totals.currency));
  }
  return preview;
}

PreviewTotals preview_totals(db::Tx &tx, Date date) { return preview_billing(tx, {.date = date, .limit = 0}).totals; }

std::vector<PreviewItem> preview_page(db::Tx &tx, Date date, CustomerId after, int limit) {
  return preview_billing(tx, {.date = date, .limit = limit, .after = after, .with_totals = false}).items;
}

std::int64_t change_size(const PreviewItem &item) { return size_of(item.difference_minor); }

} // namespace demarc::billing
