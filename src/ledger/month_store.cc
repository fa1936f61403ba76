#include "ledger/month_store.h"

namespace demarc::ledger {

namespace {
struct MonthCount {
  std::string month;
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(MonthCount, (), (month, entries))
} // namespace

std::map<std::string, std::int64_t> entries_by_month(db::Tx &tx, std::optional<LegalEntityId> entity) {
  std::map<std::string, std::int64_t> months;
  for (MonthCount &row :
       tx.all<MonthCount>("select substr(entry_date, 1, 7) as month, count(*) as entries from journal_entry"
                          " where $1 = 0 or coalesce(legal_entity_id, 1) = $1 group by substr(entry_date, 1, 7)",
                          entity ? entity->value() : 0))
    months.emplace(std::move(row.month), row.entries);
  return months;
}

std::int64_t customers_to_bill(db::Tx &tx, Date day, std::optional<LegalEntityId> entity) {
  if (!entity)
    return tx.one<std::int64_t>("select count(*) from billing_mark where next_on <= $1", day);
  return tx.one<std::int64_t>("select count(*) from billing_mark m join customer c on c.id = m.customer_id"
                              " where m.next_on <= $1 and c.legal_entity_id = $2",
                              day, *entity);
}

} // namespace demarc::ledger
