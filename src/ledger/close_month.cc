#include "ledger/close_month.h"

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

std::vector<LedgerMonth> list_months(db::Tx &tx, Date today) {
  const auto first = first_entry_date(tx);
  std::vector<LedgerMonth> months;
  if (!first)
    return months;
  const Books books = read_books(tx);
  std::map<std::string, ClosedMonth> closed;
  for (ClosedMonth &month : closed_months(tx))
    closed.emplace(month.month, std::move(month));
  const auto entries = entries_by_month(tx);
  for (Date month = first_of(*first); month <= today; month = after_month(month)) {
    LedgerMonth row;
    row.month = name_of(month);
    const Date last = after_month(month).plus_days(-1);
    row.is_closed = books.closed_until && last <= *books.closed_until;
    row.can_close = !row.is_closed && last < today;
    if (const auto count = entries.find(row.month); count != entries.end())
      row.entries = count->second;
    if (row.can_close)
      row.customers_to_bill = customers_to_bill(tx, last);
    if (const auto at = closed.find(row.month); at != closed.end()) {
      row.closed_at = at->second.closed_at;
      row.closed_by = at->second.closed_by;
      row.chain_hash = at->second.chain_hash;
    }
    months.push_back(std::move(row));
  }
  std::reverse(months.begin(), months.end());
  return months;
}

Outcome<LedgerMonth> close_month(db::Tx &tx, db::Database &ids, const std::string &month, Date today, Instant now,
                                 const std::string &actor) {
  const auto first = Date::parse(month + "-01");
  if (!first)
    return refuse("month_malformed", "Write a month as 2026-01.", "month");
  const Date last = after_month(*first).plus_days(-1);
  if (last >= today)
    return refuse(Refusal::Kind::conflict, "month_not_over",
                  fmt::format("{} ends on {}; it can be closed from the day after.", month, to_string(last)));
  Books books = take_books(tx);
  if (books.closed_until && last <= *books.closed_until)
    return refuse(Refusal::Kind::conflict, "month_is_closed", fmt::format("{} is closed already.", month));
  const auto begin = first_entry_date(tx);
  if (!begin || *begin > last)
    return refuse(Refusal::Kind::not_found, "month_unknown", fmt::format("The books have no entry by {}.", month));
  recognise_all(tx, ids, last, now);
  seal_all(tx);
  const Chain chain = read_chain(tx);
  std::vector<ClosedMonth> closed;
  const Date from = books.closed_until ? books.closed_until->plus_days(1) : first_of(*begin);
  for (Date one = from; one <= last; one = after_month(one))
    closed.push_back({name_of(one), now, actor, chain.length, chain.hash});
  insert_closed_months(tx, closed);
  books = read_books(tx);
  books.closed_until = last;
  save_books(tx, books);
  const auto months = list_months(tx, today);
  return *std::find_if(months.begin(), months.end(), [&](const LedgerMonth &row) { return row.month == month; });
}

} // namespace demarc::ledger
