#include "billing/allocate_payment.h"

#include "base/ensure.h"
#include "billing/settlement_store.h"

namespace demarc::billing {

namespace {

void add_settlements(db::Database &ids, std::span<const Allocation> allocations, const std::string &source_kind,
                     std::int64_t source_id, Date on, Instant now, std::vector<Settlement> &settlements) {
  for (const Allocation &a : allocations)
    settlements.push_back(
        {ids.next<SettlementId>("settlement"), a.invoice_id, source_kind, source_id, a.amount_minor, on, now});
}

// Writes what spread() changed: `before` are the items as they were.
void save_open(db::Tx &tx, const std::vector<OpenItem> &before, const std::vector<OpenItem> &after) {
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].open_minor != before[i].open_minor)
      set_open(tx, after[i].invoice_id, after[i].open_minor);
  }
}

} // namespace

Allocated allocate_payment(db::Tx &tx, db::Database &ids, CustomerId customer, const Source &source, Money amount,
                           Date on, Instant now) {
  ENSURE(amount.is_positive(), "what is allocated is positive");
  const Currency currency = amount.currency();
  const auto before = open_items_of(tx, customer);
  auto items = before;
  Allocated result{spread(amount, items), Money::zero(currency), Money::zero(currency)};
  result.applied = Money::minor(sum_of(result.allocations), currency);
  result.credited = amount - result.applied;
  save_open(tx, before, items);
  std::vector<Settlement> settlements;
  add_settlements(ids, result.allocations, source.kind, source.id, on, now, settlements);
  insert_settlements(tx, settlements);
  if (result.credited.is_positive()) {
    const std::int64_t surplus = result.credited.minor_units();
    insert_credits(
        tx, {Credit{ids.next<CreditId>("credit"), customer, source.kind, source.id, currency, surplus, surplus, now}});
  }
  return result;
}

std::vector<ledger::Posting> credit_side(const Allocated &allocated) {
  std::vector<ledger::Posting> postings;
  if (!allocated.applied.is_zero())
    postings.push_back({std::string(ledger::account::receivables), -allocated.applied});
  if (!allocated.credited.is_zero())
    postings.push_back({std::string(ledger::account::customer_credit), -allocated.credited});
  return postings;
}

Allocated apply_credit(db::Tx &tx, db::Database &ids, CustomerId customer, Currency currency, Date on, Instant now) {
  const auto before = open_items_of(tx, customer);
  auto items = before;
  Allocated result{{}, Money::zero(currency), Money::zero(currency)};
  std::vector<Settlement> settlements;
  for (const Credit &credit : credits_of(tx, {customer})) {
    const auto used = spread(Money::minor(credit.remaining_minor, credit.currency), items);
    if (used.empty())
      break;
    add_settlements(ids, used, credit.source_kind, credit.source_id, on, now, settlements);
    set_remaining(tx, credit.id, credit.remaining_minor - sum_of(used));
    result.applied += Money::minor(sum_of(used), currency);
    result.allocations.insert(result.allocations.end(), used.begin(), used.end());
  }
  if (result.applied.is_zero())
    return result;
  save_open(tx, before, items);
  insert_settlements(tx, settlements);
  ledger::post(tx, ids,
               {.date = on,
                .kind = "credit_applied",
                .ref_kind = "invoice",
                .ref_id = result.allocations.front().invoice_id.value(),
                .customer_id = customer,
                .memo = "Credit used for invoice " + result.allocations.front().invoice_number,
                .postings = {{std::string(ledger::account::customer_credit), result.applied},
                             {std::string(ledger::account::receivables), -result.applied}}},
               now);
  return result;
}

} // namespace demarc::billing
