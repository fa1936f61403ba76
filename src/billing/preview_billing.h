// What a run would issue now: the same computation, not committed. Reads only, on any date.
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
  std::int64_t gross_minor = 0; // invoices less credit notes
  std::vector<PreviewLine> lines;
};
BOOST_DESCRIBE_STRUCT(PreviewItem, (), (customer_id, customer_name, gross_minor, lines))
struct PreviewTotals {
  std::int64_t customers = 0; // with at least one document
  std::int64_t invoices = 0;
  std::int64_t credit_notes = 0;
  std::int64_t net_minor = 0; // invoices less credit notes, as tax and gross
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
  Currency currency = Currency::of("XXX");
  std::vector<Parked> parked;
};
BOOST_DESCRIBE_STRUCT(PreviewTotals, (),
                      (customers, invoices, credit_notes, net_minor, tax_minor, gross_minor, currency, parked))
// Goes through every customer once: seconds for 100,000.
PreviewTotals preview_totals(db::Tx &tx, Date date);
// Up to `limit` customers with documents, with ids above `after`.
std::vector<PreviewItem> preview_page(db::Tx &tx, Date date, CustomerId after, int limit);

} // namespace demarc::billing
