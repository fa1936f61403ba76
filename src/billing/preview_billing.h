// What a run would issue now: the same computation, not committed, beside what was billed before (compare_bills.h) and
// with what the stop rules would say. Reads only, on any date.
//
// Totals, and the order by change, take a pass over every customer: seconds for 100,000. Only a page of customers and
// the page that is answered are held in memory.
#pragma once

#include "billing/run_billing.h"

namespace demarc::billing {

struct PreviewLine {
  std::string description;
  Date period_start;
  Date period_end;
  std::int64_t net_minor = 0; // credits are negative
  std::string explanation;
};
BOOST_DESCRIBE_STRUCT(PreviewLine, (), (description, period_start, period_end, net_minor, explanation))
struct PreviewItem {
  CustomerId customer_id;
  std::string customer_name;
  std::int64_t gross_minor = 0;      // invoices less credit notes
  std::int64_t previous_minor = 0;   // the bill before
  std::int64_t difference_minor = 0; // gross less previous
  BillChange change = BillChange::same;
  std::vector<PreviewLine> lines;
};
BOOST_DESCRIBE_STRUCT(PreviewItem, (),
                      (customer_id, customer_name, gross_minor, previous_minor, difference_minor, change, lines))
struct PreviewTotals {
  std::int64_t customers = 0; // with at least one document
  std::int64_t invoices = 0;
  std::int64_t credit_notes = 0;
  std::int64_t net_minor = 0; // invoices less credit notes, as tax and gross
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
  std::int64_t previous_minor = 0;
  std::int64_t difference_minor = 0;
  std::int64_t up = 0; // customers by BillChange
  std::int64_t down = 0;
  std::int64_t started = 0;
  std::int64_t gone = 0;
  Currency currency = Currency::of("XXX");
  std::vector<Parked> parked;
  std::vector<Finding> findings; // what would hold a scheduled run
};
BOOST_DESCRIBE_STRUCT(PreviewTotals, (),
                      (customers, invoices, credit_notes, net_minor, tax_minor, gross_minor, previous_minor,
                       difference_minor, up, down, started, gone, currency, parked, findings))

enum class PreviewSort { customer, change }; // by id; the largest difference first, whatever its sign
BOOST_DESCRIBE_ENUM(PreviewSort, customer, change)
// changed: all but same. jumps, zero_bills: as the stop rules see them.
enum class PreviewShow { all, changed, up, down, started, gone, jumps, zero_bills };
BOOST_DESCRIBE_ENUM(PreviewShow, all, changed, up, down, started, gone, jumps, zero_bills)

struct PreviewAsked {
  Date date;
  PreviewSort sort = PreviewSort::customer;
  PreviewShow show = PreviewShow::all;
  int limit = 50;
  CustomerId after = {};                   // sort customer: ids above it
  std::optional<std::int64_t> behind = {}; // sort change: differences below it, or equal and ids above `after`
  bool with_totals = true;
};
struct Preview {
  PreviewTotals totals; // with_totals
  std::vector<PreviewItem> items;
};
Preview preview_billing(db::Tx &tx, const PreviewAsked &asked);

PreviewTotals preview_totals(db::Tx &tx, Date date);
// Up to `limit` customers with documents, or with a bill before, with ids above `after`.
std::vector<PreviewItem> preview_page(db::Tx &tx, Date date, CustomerId after, int limit);

// How far a bill has moved, either way: what `sort change` goes by.
std::int64_t change_size(const PreviewItem &item);

} // namespace demarc::billing
