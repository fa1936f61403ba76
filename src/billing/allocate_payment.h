// Puts money against what is owed, and the surplus aside as credit. Called by whoever books money in, inside their
// transaction and after subscribers::lock_customer.
//
// Always: Σ settlements of a source + what remains of its credit = its amount; no invoice is settled beyond its gross.
#pragma once

#include "base/clock.h"
#include "billing/settlement.h"
#include "ledger/journal.h"

namespace demarc::billing {

// Where money comes from: ("payment", payment id), ("voucher", voucher id) or ("credit_note", invoice id of the credit
// note).
struct Source {
  std::string kind;
  std::int64_t id = 0;
};
inline constexpr std::string_view payment_source = "payment", voucher_source = "voucher",
                                  credit_note_source = "credit_note";

struct Allocated {
  std::vector<Allocation> allocations; // oldest due date first
  Money applied;                       // their sum
  Money credited;                      // the surplus
};

// Settles the customer's open invoices with `amount` (> 0, in their currency) and keeps the rest as credit, which the
// next invoice uses. Books nothing: the caller posts one entry, its debit against credit_side().
Allocated allocate_payment(db::Tx &tx, db::Database &ids, CustomerId customer, const Source &source, Money amount,
                           Date on, Instant now);
// The postings that balance a receipt: receivables by what was applied, customer credit by the surplus.
std::vector<ledger::Posting> credit_side(const Allocated &allocated);

// Settles open invoices from the customer's credit, oldest credit first, and books it (2300 to 1200). The billing run
// does this for every invoice it makes; for others it is needed when both credit and an open invoice are there.
Allocated apply_credit(db::Tx &tx, db::Database &ids, CustomerId customer, Currency currency, Date on, Instant now);

} // namespace demarc::billing
