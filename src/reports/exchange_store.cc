#include "reports/exchange_store.h"

namespace demarc::reports {

std::optional<Currency> find_reporting_currency(db::Tx &tx) {
  return tx.maybe<Currency>("select currency from reporting_currency where id = 1");
}

void save_reporting_currency(db::Tx &tx, std::optional<Currency> currency) {
  tx.exec("delete from reporting_currency where id = 1");
  if (currency)
    tx.exec("insert into reporting_currency (id, currency) values (1, $1)", *currency);
}

void save_rate(db::Tx &tx, const RateRow &row) {
  tx.exec("insert into exchange_rate (reporting, currency, valid_from, rate_e12, source, actor, created_at)"
          " values ($1, $2, $3, $4, $5, $6, $7) on conflict (reporting, currency, valid_from) do update set"
          " rate_e12 = excluded.rate_e12, source = excluded.source, actor = excluded.actor,"
          " created_at = excluded.created_at",
          row.reporting, row.currency, row.valid_from, row.rate_e12, row.source, row.actor, row.created_at);
}

bool drop_rate(db::Tx &tx, Currency reporting, Currency currency, Date valid_from) {
  return tx.exec_counted("delete from exchange_rate where reporting = $1 and currency = $2 and valid_from = $3",
                         reporting, currency, valid_from) == 1;
}

std::vector<RateRow> rates_in(db::Tx &tx, Currency reporting) {
  return tx.all<RateRow>(
      "select reporting, currency, valid_from, rate_e12, source, actor, created_at from exchange_rate"
      " where reporting = $1 order by currency, valid_from desc",
      reporting);
}

std::optional<std::int64_t> find_rate(db::Tx &tx, Currency reporting, Currency currency, Date day) {
  return tx.maybe<std::int64_t>("select rate_e12 from exchange_rate where reporting = $1 and currency = $2"
                                " and valid_from <= $3 order by valid_from desc limit 1",
                                reporting, currency, day);
}

} // namespace demarc::reports
