#include "reports/exchange.h"

#include "reports/exchange_store.h"

#include <fmt/format.h>

namespace demarc::reports {

std::optional<Currency> reporting_currency(db::Tx &tx) { return find_reporting_currency(tx); }

void set_reporting_currency(db::Tx &tx, std::optional<Currency> currency) { save_reporting_currency(tx, currency); }

Outcome<std::vector<DatedRate>> set_rates(db::Tx &tx, const std::vector<NewRate> &rates, const std::string &actor,
                                          Instant now) {
  const auto reporting = find_reporting_currency(tx);
  if (!reporting)
    return refuse(Refusal::Kind::conflict, "no_reporting_currency",
                  "Choose the reporting currency first; a rate is what a currency is worth in it.");
  for (std::size_t n = 0; n < rates.size(); ++n) {
    const NewRate &in = rates[n];
    const std::string at = fmt::format("rates[{}]", n);
    if (in.currency == *reporting)
      return refuse("rate_of_itself",
                    fmt::format("{} is the reporting currency; it is always worth one.", reporting->code()),
                    at + ".currency");
    const auto rate = ExchangeRate::parse(in.rate);
    if (!rate)
      return refuse("rate_not_a_number",
                    "A rate is a decimal like 0.9213: more than zero, less than a million, at most twelve digits after "
                    "the point.",
                    at + ".rate");
    save_rate(tx, {*reporting, in.currency, in.valid_from, rate->e12, in.source.value_or(""), actor, now});
  }
  return list_rates(tx, std::nullopt);
}

Outcome<Done> remove_rate(db::Tx &tx, Currency currency, Date valid_from) {
  const auto reporting = find_reporting_currency(tx);
  if (!reporting || !drop_rate(tx, *reporting, currency, valid_from))
    return refuse(Refusal::Kind::not_found, "rate_unknown",
                  fmt::format("There is no rate of {} from {}.", currency.code(), to_string(valid_from)));
  return Done{};
}

std::vector<DatedRate> list_rates(db::Tx &tx, std::optional<Currency> currency) {
  std::vector<DatedRate> rates;
  const auto reporting = find_reporting_currency(tx);
  if (!reporting)
    return rates;
  for (const RateRow &row : rates_in(tx, *reporting))
    if (!currency || row.currency == *currency)
      rates.push_back(
          {row.currency, row.valid_from, to_string(ExchangeRate{row.rate_e12}), row.source, row.actor, row.created_at});
  return rates;
}

std::optional<ExchangeRate> rate_on(db::Tx &tx, Currency reporting, Currency currency, Date day) {
  if (currency == reporting)
    return ExchangeRate::parse("1");
  const auto found = find_rate(tx, reporting, currency, day);
  return found ? std::optional(ExchangeRate{*found}) : std::nullopt;
}

} // namespace demarc::reports
