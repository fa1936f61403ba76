// The reports: which there are, and each as a table of a period or a day. Reads only.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"
#include "reports/table.h"
#include "subscribers/ids.h"

namespace demarc::reports {

enum class ReportName {
  trial_balance,
  receivables_ageing,
  receivables_invoices,
  deferred_revenue,
  deferred_release,
  revenue_lines,
  revenue_by_plan,
  revenue_by_place,
  taxes,
  tax_documents,
  collections,
  suspense
};
BOOST_DESCRIBE_ENUM(ReportName, trial_balance, receivables_ageing, receivables_invoices, deferred_revenue,
                    deferred_release, revenue_lines, revenue_by_plan, revenue_by_place, taxes, tax_documents,
                    collections, suspense)

// What a report is asked for: a period (from, to) or a day (as_of).
enum class ReportSpan { period, day };
BOOST_DESCRIBE_ENUM(ReportSpan, period, day)

struct ReportInfo {
  ReportName name = ReportName::trial_balance;
  std::string title;
  std::string description;
  ReportSpan span = ReportSpan::period;
  bool is_detail = false; // reached from another report's rows
};
BOOST_DESCRIBE_STRUCT(ReportInfo, (), (name, title, description, span, is_detail))
const std::vector<ReportInfo> &all_reports();

struct ReportOrder {
  ReportName name = ReportName::trial_balance;
  Date from;
  Date to;    // the last day included
  Date as_of; // at the end of this day
  std::optional<CustomerId> customer = {};
  std::optional<std::string> plan = {};           // a plan's code
  std::optional<std::string> place = {};          // a city
  std::optional<std::string> tax = {};            // a tax's code
  bool by_day = false;                            // collections: by day instead of by month
  std::optional<LegalEntityId> legal_entity = {}; // of its books alone; none: of all of them together
  [[nodiscard]] Date last_day() const;            // of what it is about: `to` or `as_of`
};
// At most `limit` rows of detail; totals are of all of them. 0: every row.
Table make_report(db::Tx &tx, const ReportOrder &order, std::size_t limit);

} // namespace demarc::reports
