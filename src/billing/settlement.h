// What pays what. A payment or a credit settles open invoices, the oldest due date first, never by more than is open
// and never by more than it holds; what is left over is the customer's credit, and the next invoice uses it by itself.
// A rule.
#pragma once

#include "billing/ids.h"
#include "calendar/date.h"
#include "money/money.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>
#include <span>
#include <string>
#include <vector>

namespace demarc::billing {

// An invoice that is not paid in full.
struct OpenItem {
  InvoiceId invoice_id;
  CustomerId customer_id;
  std::string number;
  Date issued_on;
  Date due_on;
  Currency currency = Currency::of("XXX");
  std::int64_t gross_minor = 0;
  std::int64_t open_minor = 0; // > 0
};
BOOST_DESCRIBE_STRUCT(OpenItem, (),
                      (invoice_id, customer_id, number, issued_on, due_on, currency, gross_minor, open_minor))

struct Allocation {
  InvoiceId invoice_id;
  std::string invoice_number;
  std::int64_t amount_minor = 0; // > 0
};
BOOST_DESCRIBE_STRUCT(Allocation, (), (invoice_id, invoice_number, amount_minor))

// Oldest first: by due date, then by the order of issue.
void sort_oldest_first(std::vector<OpenItem> &items);
// Lays `amount` (≥ 0) on `items` in their order and lowers what is open of them; the allocations sum to at most
// `amount`.
std::vector<Allocation> spread(Money amount, std::span<OpenItem> items);
std::int64_t sum_of(std::span<const Allocation> allocations);

} // namespace demarc::billing
