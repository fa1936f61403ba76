#include "ledger/books.h"

#include <algorithm>

namespace demarc::ledger {

namespace {

struct Row {
  std::optional<Date> closed_until;
  std::optional<std::int32_t> earned_until_day;
};
BOOST_DESCRIBE_STRUCT(Row, (), (closed_until, earned_until_day))

struct AloneRow {
  LegalEntityId legal_entity_id;
  Date closed_until;
};
BOOST_DESCRIBE_STRUCT(AloneRow, (), (legal_entity_id, closed_until))

// After the row is held: what somebody else closed alone is saved before they let go of it.
Books books_of(db::Tx &tx, const Row &row) {
  Books books{row.closed_until, std::nullopt};
  if (row.earned_until_day)
    books.earned_until = Date::from_days(*row.earned_until_day);
  for (const AloneRow &alone : tx.all<AloneRow>("select legal_entity_id, closed_until from books_of_entity"))
    books.closed_alone.emplace(alone.legal_entity_id, alone.closed_until);
  return books;
}

} // namespace

Books read_books(db::Tx &tx) {
  return books_of(tx, tx.one<Row>("select closed_until, earned_until_day from books where id = 1"));
}
Books hold_books(db::Tx &tx) {
  return books_of(tx, tx.one<Row>("select closed_until, earned_until_day from books where id = 1 for share"));
}
Books take_books(db::Tx &tx) {
  return books_of(tx, tx.one<Row>("select closed_until, earned_until_day from books where id = 1 for update"));
}
void save_books(db::Tx &tx, const Books &books) {
  std::optional<std::int32_t> day;
  if (books.earned_until)
    day = books.earned_until->days();
  tx.exec("update books set closed_until = $1, earned_until_day = $2 where id = 1", books.closed_until, day);
}

void save_closed_alone(db::Tx &tx, LegalEntityId entity, Date until) {
  tx.exec("insert into books_of_entity (legal_entity_id, closed_until) values ($1, $2)"
          " on conflict (legal_entity_id) do update set closed_until = excluded.closed_until",
          entity, until);
}

std::optional<Date> Books::closed_for(LegalEntityId entity) const {
  const auto alone = closed_alone.find(entity);
  if (alone == closed_alone.end())
    return closed_until;
  return closed_until ? std::max(*closed_until, alone->second) : alone->second;
}

Date open_date(const Books &books, LegalEntityId entity, Date date) {
  const auto closed = books.closed_for(entity);
  return closed && date <= *closed ? closed->plus_days(1) : date;
}

} // namespace demarc::ledger
