// The reporting currency, and what other currencies are worth in it, each rate from a day on until the next one. A
// report gives its totals in it as well, at the rates of its last day (the closing rate of IAS 21), and names the rates
// it used; where one is missing it says so instead of leaving a currency out. Nothing is billed or booked at a rate.
//
// A rate may be set again for its day: reports then follow. Who set it and when is kept.
#pragma once

#include "base/clock.h"
#include "calendar/date.h"
#include "money/exchange_rate.h"
#include "platform/db/db.h"

namespace demarc::reports {

struct DatedRate {
  Currency currency = Currency::of("XXX");
  Date valid_from;
  std::string rate; // "0.9213": what one unit of `currency` is worth in the reporting currency
  std::string source;
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(DatedRate, (), (currency, valid_from, rate, source, actor, created_at))

struct NewRate {
  Currency currency = Currency::of("XXX");
  Date valid_from;
  std::string rate;
  std::optional<std::string> source; // "ECB", "our bank"
};
BOOST_DESCRIBE_STRUCT(NewRate, (), (currency, valid_from, rate, source))

std::optional<Currency> reporting_currency(db::Tx &tx);
// nullopt: reports give their currencies apart only.
void set_reporting_currency(db::Tx &tx, std::optional<Currency> currency);

// Stores all of them or none.
Outcome<std::vector<DatedRate>> set_rates(db::Tx &tx, const std::vector<NewRate> &rates, const std::string &actor,
                                          Instant now);
Outcome<Done> remove_rate(db::Tx &tx, Currency currency, Date valid_from);
// Of the reporting currency; newest first, by currency.
std::vector<DatedRate> list_rates(db::Tx &tx, std::optional<Currency> currency);

// The rate that holds on `day`; one for the reporting currency itself. nullopt: none is known.
std::optional<ExchangeRate> rate_on(db::Tx &tx, Currency reporting, Currency currency, Date day);

} // namespace demarc::reports
