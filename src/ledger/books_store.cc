#include "ledger/books.h"

namespace demarc::ledger {

namespace {

struct Row {
  std::optional<Date> closed_until;
  std::optional<std::int32_t> earned_until_day;
};
BOOST_DESCRIBE_STRUCT(Row, (), (closed_until, earned_until_day))

Books books_of(const Row &row) {
  Books books{row.closed_until, std::nullopt};
  if (row.earned_until_day)
    books.earned_until = Date::from_days(*row.earned_until_day);
  return books;
}

} // namespace

Books read_books(db::Tx &tx) {
  return books_of(tx.one<Row>("select closed_until, earned_until_day from books where id = 1"));
}
Books hold_books(db::Tx &tx) {
  return books_of(tx.one<Row>("select closed_until, earned_until_day from books where id = 1 for share"));
}
Books take_books(db::Tx &tx) {
  return books_of(tx.one<Row>("select closed_until, earned_until_day from books where id = 1 for update"));
}
void save_books(db::Tx &tx, const Books &books) {
  std::optional<std::int32_t> day;
  if (books.earned_until)
    day = books.earned_until->days();
  tx.exec("update books set closed_until = $1, earned_until_day = $2 where id = 1", books.closed_until, day);
}

Date open_date(const Books &books, Date date) {
  return books.closed_until && date <= *books.closed_until ? books.closed_until->plus_days(1) : date;
}

} // namespace demarc::ledger
