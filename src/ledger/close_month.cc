#include "ledger/close_month.h"

#include "catalog/legal_entity.h"
#include "ledger/books.h"
#include "ledger/month_store.h"
#include "ledger/recognise_revenue.h"
#include "ledger/seal_journal.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::ledger {

namespace {

std::string name_of(Date day) { return to_string(day).substr(0, 7); }
Date first_of(Date day) { return Date::of(day.year(), day.month(), 1); }
Date after_month(Date first) { return first.plus_months_clamped(1); }

} // namespace

std::vector<LedgerMonth> list_months(db::Tx &tx, Date today, std::optional<LegalEntityId> entity) {
  const auto first = first_entry_date(tx);
  std::vector<LedgerMonth> months;
  if (!first)
    return months;
  const Books books = read_books(tx);
  const auto closed_until = entity ? books.closed_for(*entity) : books.closed_until;
  std::map<std::string, ClosedMonth> closed;
  // Whoever closed first counts: it was closed from then on.
  for (ClosedAlone &month : closed_alone(tx)) {
    if (entity == month.legal_entity_id)
      closed.emplace(month.month, std::move(month));
  }
  for (ClosedMonth &month : closed_months(tx))
    closed.emplace(month.month, std::move(month));
  const auto entries = entries_by_month(tx, entity);
  for (Date month = first_of(*first); month <= today; month = after_month(month)) {
    LedgerMonth row;
    row.month = name_of(month);
    const Date last = after_month(month).plus_days(-1);
    row.is_closed = closed_until && last <= *closed_until;
    row.can_close = !row.is_closed && last < today;
    if (const auto count = entries.find(row.month); count != entries.end())
      row.entries = count->second;
    if (row.can_close)
      row.customers_to_bill = customers_to_bill(tx, last, entity);
    if (const auto at = closed.find(row.month); at != closed.end()) {
      row.closed_at = at->second.closed_at;
      row.closed_by = at->second.closed_by;
      row.chain_hash = at->second.chain_hash;
    }
    if (!row.is_closed && !entity) {
      for (const auto &[alone, until] : books.closed_alone) {
        if (last <= until)
          row.closed_for.push_back(alone);
      }
    }
    months.push_back(std::move(row));
  }
  std::reverse(months.begin(), months.end());
  return months;
}

Outcome<LedgerMonth> close_month(db::Tx &tx, db::Database &ids, const CloseOrder &order, Date today, Instant now,
                                 const std::string &actor) {
  const auto first = Date::parse(order.month + "-01");
  if (!first)
    return refuse("month_malformed", "Write a month as 2026-01.", "month");
  std::string of;
  if (order.legal_entity) {
    TRY(entity, catalog::find_legal_entity(tx, *order.legal_entity));
    of = " for " + entity.name;
  }
  const Date last = after_month(*first).plus_days(-1);
  if (last >= today)
    return refuse(Refusal::Kind::conflict, "month_not_over",
                  fmt::format("{} ends on {}; it can be closed from the day after.", order.month, to_string(last)));
  Books books = take_books(tx);
  const auto closed_until = order.legal_entity ? books.closed_for(*order.legal_entity) : books.closed_until;
  if (closed_until && last <= *closed_until)
    return refuse(Refusal::Kind::conflict, "month_is_closed", fmt::format("{} is closed already{}.", order.month, of));
  const auto begin = first_entry_date(tx);
  if (!begin || *begin > last)
    return refuse(Refusal::Kind::not_found, "month_unknown",
                  fmt::format("The books have no entry by {}.", order.month));
  // For the others too: a day is earned for all at once, and their months only take more entries.
  recognise_all(tx, ids, last, now);
  seal_all(tx);
  const Chain chain = read_chain(tx);
  std::vector<ClosedMonth> closed;
  const Date from = closed_until ? closed_until->plus_days(1) : first_of(*begin);
  for (Date one = from; one <= last; one = after_month(one))
    closed.push_back({name_of(one), now, actor, chain.length, chain.hash});
  books = read_books(tx);
  if (order.legal_entity) {
    insert_closed_alone(tx, *order.legal_entity, closed);
    save_closed_alone(tx, *order.legal_entity, last);
  } else {
    insert_closed_months(tx, closed);
    books.closed_until = last;
  }
  save_books(tx, books);
  const auto months = list_months(tx, today, order.legal_entity);
  return *std::find_if(months.begin(), months.end(), [&](const LedgerMonth &row) { return row.month == order.month; });
}

} // namespace demarc::ledger
