#include "reports/exchange_api.h"

#include "reports/exchange.h"

namespace demarc::reports {

struct ReportingCurrency {
  std::optional<Currency> currency; // null: reports give their currencies apart only
};
BOOST_DESCRIBE_STRUCT(ReportingCurrency, (), (currency))
struct NewRates {
  std::vector<NewRate> rates;
};
BOOST_DESCRIBE_STRUCT(NewRates, (), (rates))
struct RateQuery {
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(RateQuery, (), (currency))
struct RateKey {
  Currency currency = Currency::of("XXX");
  Date valid_from;
};
BOOST_DESCRIBE_STRUCT(RateKey, (), (currency, valid_from))

struct RateList {
  std::vector<DatedRate> items;
};
BOOST_DESCRIBE_STRUCT(RateList, (), (items))

} // namespace demarc::reports

template <> struct demarc::http::Rules<demarc::reports::RateList> {
  static constexpr std::string_view name = "ExchangeRateList";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::reports::RateKey> {
  static FieldRules fields() { return {{"currency", {.required = true}}, {"valid_from", {.required = true}}}; }
};
template <> struct demarc::http::Rules<demarc::reports::NewRates> {
  static constexpr std::string_view name = "NewExchangeRates";
  static FieldRules fields() { return {{"rates", {.min_length = 1, .max_length = 1000}}}; }
};
template <> struct demarc::http::Rules<demarc::reports::DatedRate> {
  static constexpr std::string_view name = "ExchangeRate";
  static FieldRules fields() {
    return {{"rate", {.description = "What one unit is worth in the reporting currency, a decimal like 0.9213"}}};
  }
};
template <> struct demarc::http::Rules<demarc::reports::NewRate> {
  static constexpr std::string_view name = "NewExchangeRate";
  static FieldRules fields() {
    return {{"valid_from", {.description = "The first day it holds; until the next one's"}},
            {"rate", {.max_length = 30, .description = "What one unit is worth in the reporting currency: 0.9213"}},
            {"source", {.max_length = 100, .description = "Where it is from, such as ECB"}}};
  }
};
namespace demarc::reports {

void register_exchange_api(http::Api &api) {
  api.get<http::NoQuery, ReportingCurrency>(
      "/v1/reporting-currency",
      {.id = "get_reporting_currency",
       .summary = "The currency in which reports also give their totals",
       .permission = "reports.read",
       .tag = "Reports"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return ReportingCurrency{reporting_currency(tx)}; });
  api.put<ReportingCurrency, ReportingCurrency>(
      "/v1/reporting-currency",
      {.id = "set_reporting_currency",
       .summary = "Choose the reporting currency",
       .permission = "settings.write",
       .tag = "Reports",
       .description = "null: none. Rates are kept for each reporting currency, so that going back finds them again."},
      [](http::Call &, db::Tx &tx, const ReportingCurrency &in) {
        set_reporting_currency(tx, in.currency);
        return in;
      });
  api.get<RateQuery, RateList>(
      "/v1/exchange-rates",
      {.id = "list_exchange_rates",
       .summary = "Dated rates in the reporting currency",
       .permission = "reports.read",
       .tag = "Reports",
       .description = "By currency, newest first."},
      [](http::Call &, db::Tx &tx, const RateQuery &query) { return RateList{list_rates(tx, query.currency)}; });
  api.post<NewRates, RateList>(
      "/v1/exchange-rates",
      {.id = "set_exchange_rates",
       .summary = "Set rates",
       .permission = "settings.write",
       .tag = "Reports",
       .description = "All or none. A rate holds from its day until the next one's; one for a day that has one takes "
                      "its place. For reports only: nothing is billed or booked at a rate."},
      [](http::Call &call, db::Tx &tx, const NewRates &in) -> Outcome<RateList> {
        TRY(rates, set_rates(tx, in.rates, call.actor().name, call.now()));
        return RateList{std::move(rates)};
      });
  api.del<RateKey, RateList>("/v1/exchange-rates",
                             {.id = "remove_exchange_rate",
                              .summary = "Take a rate back",
                              .permission = "settings.write",
                              .tag = "Reports",
                              .description = "The one before it then holds on."},
                             [](http::Call &, db::Tx &tx, const RateKey &in) -> Outcome<RateList> {
                               TRY(removed, remove_rate(tx, in.currency, in.valid_from));
                               (void)removed;
                               return RateList{list_rates(tx, std::nullopt)};
                             });
}

} // namespace demarc::reports
