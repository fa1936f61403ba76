// What customers were billed before, for comparing a run with.
#pragma once

#include "billing/compare_bills.h"

#include <map>

namespace demarc::billing {

// The last day up to which a run has been carried to its end.
std::optional<Date> last_done_date(db::Tx &tx);

struct ComparedId {
  CustomerId id;
  bool is_due = false; // else: was billed the month before on the days that are compared
};
BOOST_DESCRIBE_STRUCT(ComparedId, (), (id, is_due))
// Ids above `after`, in order.
std::vector<ComparedId> compared_customers(db::Tx &tx, CustomerId after, const ComparedDays &days, int limit);

// By customer and month ("2026-01"), of `months` only: invoices less credit notes.
using BilledByMonth = std::map<std::pair<CustomerId, std::string>, Sums>;
BilledByMonth billed_by_month(db::Tx &tx, const std::vector<CustomerId> &customers,
                              const std::vector<std::string> &months);

// Invoices that were issued a month before on the billing days that are compared.
std::int64_t count_previous_invoices(db::Tx &tx, const ComparedDays &days);

} // namespace demarc::billing
