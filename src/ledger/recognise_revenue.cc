#include "ledger/recognise_revenue.h"

#include "ledger/books.h"
#include "ledger/revenue_store.h"

#include <fmt/format.h>
#include <map>

namespace demarc::ledger {

namespace {

void book(db::Tx &tx, db::Database &ids, Date day, std::string_view kind, const std::string &memo, Instant now) {
  std::map<std::pair<LegalEntityId, Currency>, Entry> entries; // of each entity, in each currency
  for (const RevenueSum &sum : revenue_of_day(tx, day)) {
    const Money amount = Money::minor(sum.amount_minor, sum.currency);
    Entry &entry = entries
                       .try_emplace({sum.legal_entity_id, sum.currency}, Entry{day,
                                                                               std::string(kind),
                                                                               std::string(revenue_day_ref),
                                                                               day.days(),
                                                                               std::nullopt,
                                                                               memo,
                                                                               {},
                                                                               sum.legal_entity_id})
                       .first->second;
    entry.postings.push_back({std::string(account::deferred_revenue), amount});
    entry.postings.push_back({sum.account, -amount});
  }
  for (const auto &[of, entry] : entries)
    post(tx, ids, entry, now);
}

// The day to recognise next; nullopt when `until` is reached.
std::optional<Date> next_day(db::Tx &tx, Books &books, Date until) {
  if (!books.earned_until) {
    const auto first = first_booked_day(tx);
    // Nothing was sold yet: there is nothing to earn until now.
    books.earned_until = first && *first <= until ? first->plus_days(-1) : until;
    save_books(tx, books);
  }
  return *books.earned_until < until ? std::optional(books.earned_until->plus_days(1)) : std::nullopt;
}

bool recognise_next(db::Tx &tx, db::Database &ids, Books &books, Date until, Instant now) {
  const auto day = next_day(tx, books, until);
  if (!day)
    return false;
  end_spread_fees(tx, *day);
  book(tx, ids, *day, revenue_entry, fmt::format("Revenue earned on {}", to_string(*day)), now);
  books.earned_until = day;
  save_books(tx, books);
  return true;
}

} // namespace

int recognise_revenue(db::Database &database, Date until, Instant now) {
  int days = 0;
  while (database.write([&](db::Tx &tx) {
    Books books = take_books(tx);
    return recognise_next(tx, database, books, until, now);
  }))
    ++days;
  return days;
}

int recognise_all(db::Tx &tx, db::Database &ids, Date until, Instant now) {
  Books books = take_books(tx);
  int days = 0;
  while (recognise_next(tx, ids, books, until, now))
    ++days;
  return days;
}

std::int64_t carry_over_revenue(db::Tx &tx, db::Database &ids, Date today, Instant now) {
  Books books = take_books(tx);
  if (books.earned_until || first_booked_day(tx))
    return 0;
  const std::int64_t adopted = adopt_lines(tx, today);
  if (adopted == 0)
    return 0;
  book(tx, ids, today, carried_over_entry,
       fmt::format("Revenue of invoices until {} that is not earned yet, booked when they were issued",
                   to_string(today)),
       now);
  books.earned_until = today;
  save_books(tx, books);
  return adopted;
}

} // namespace demarc::ledger
