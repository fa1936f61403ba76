#include "ledger/month_store.h"

namespace demarc::ledger {

namespace {
struct MonthCount {
  std::string month;
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(MonthCount, (), (month, entries))
} // namespace

std::map<std::string, std::int64_t> entries_by_month(db::Tx &tx) {
  std::map<std::string, std::int64_t> months;
  for (MonthCount &row : tx.all<MonthCount>("select substr(entry_date, 1, 7) as month, count(*) as entries"
                                            " from journal_entry group by substr(entry_date, 1, 7)"))
    months.emplace(std::move(row.month), row.entries);
  return months;
}

std::int64_t customers_to_bill(db::Tx &tx, Date day) {
  return tx.one<std::int64_t>("select count(*) from billing_mark where next_on <= $1", day);
}

} // namespace demarc::ledger
