#include "billing/settlement.h"

#include "base/ensure.h"

#include <algorithm>
#include <tuple>

namespace demarc::billing {

void sort_oldest_first(std::vector<OpenItem> &items) {
  std::sort(items.begin(), items.end(), [](const OpenItem &a, const OpenItem &b) {
    return std::tie(a.due_on, a.issued_on, a.invoice_id) < std::tie(b.due_on, b.issued_on, b.invoice_id);
  });
}

std::vector<Allocation> spread(Money amount, std::span<OpenItem> items) {
  ENSURE(!amount.is_negative(), "what settles invoices is not negative");
  std::vector<Allocation> allocations;
  std::int64_t left = amount.minor_units();
  for (OpenItem &item : items) {
    if (left == 0)
      break;
    if (item.open_minor == 0 || item.currency != amount.currency())
      continue;
    const std::int64_t part = std::min(left, item.open_minor);
    allocations.push_back({item.invoice_id, item.number, part});
    item.open_minor -= part;
    left -= part;
  }
  return allocations;
}

std::int64_t sum_of(std::span<const Allocation> allocations) {
  std::int64_t sum = 0;
  for (const Allocation &allocation : allocations)
    sum += allocation.amount_minor;
  return sum;
}

} // namespace demarc::billing
