#pragma once

#include "base/clock.h"
#include "calendar/date.h"
#include "money/money.h"
#include "platform/db/db.h"

namespace demarc::reports {

struct RateRow {
  Currency reporting = Currency::of("XXX");
  Currency currency = Currency::of("XXX");
  Date valid_from;
  std::int64_t rate_e12 = 0;
  std::string source;
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(RateRow, (), (reporting, currency, valid_from, rate_e12, source, actor, created_at))

std::optional<Currency> find_reporting_currency(db::Tx &tx);
void save_reporting_currency(db::Tx &tx, std::optional<Currency> currency);
// In place of one for the same day.
void save_rate(db::Tx &tx, const RateRow &row);
bool drop_rate(db::Tx &tx, Currency reporting, Currency currency, Date valid_from);
std::vector<RateRow> rates_in(db::Tx &tx, Currency reporting); // by currency, newest first
std::optional<std::int64_t> find_rate(db::Tx &tx, Currency reporting, Currency currency, Date day);

} // namespace demarc::reports
