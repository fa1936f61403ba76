// The contract of a service: until when it is promised, when it can end without a fee, and what ending sooner costs. A
// rule: the same answer for the operator's preview, a quote, a billing run and `demarc verify`.
//
// Terms. The minimum term begins on `from` and has `minimum_months`, each counted from `from` itself and clamped to its
// month's last day (31 Jan, 28 Feb, 31 Mar …). At its end the contract renews for `renewal_months` each time, or runs
// on without a term. Pauses and trials do not lengthen a term.
//
// Ending. The earliest end without a fee is the first end of a term that is at least `notice_days` after the day of
// notice; once a contract runs on without a term, it is the day on which the notice is up. Notice in time stops
// renewal, so any later day is free too. An end before it is early.
//
// The fee. All days are of the service: `ends_on` is the first day without it.
//   flat       the amount, when a term is left before its end.
//   declining  amount × (months − full months served) ÷ months of the minimum term; nothing after it, in renewed terms.
//   percent    of the recurring price from `ends_on` to the earliest end without a fee: the price of a month times the
//              months that remain, counted from `from`; of a month that is begun, its remaining days over its days.
// The recurring price is the list price of the plan version in force on the last day of service, times the quantity,
// whatever discounts and add-ons there are. Rounded once, half up, as the last step.
#pragma once

#include "calendar/billing_cycle.h"
#include "catalog/contract_terms.h"
#include "money/money.h"

#include <optional>
#include <string>
#include <vector>

namespace demarc::subscribers {

struct Contract {
  Date from; // the first day of its term
  catalog::ContractTerms terms;

  // The first day after the minimum term.
  [[nodiscard]] Date minimum_until() const { return from.plus_months_clamped(terms.minimum_months); }
};

// `contracts` by `from`: the one in force on `day`.
const Contract *contract_on(const std::vector<Contract> &contracts, Date day);

// The end (exclusive) of the term that `day` lies in; none: the contract runs on without one.
std::optional<Date> term_end(const Contract &contract, Date day);

// The first day without service that needs no fee when notice is given on `noticed_on`.
Date earliest_end(const Contract &contract, Date noticed_on);

// What a change of plan on `on` to a version sold with `terms` begins: nothing when the version has no contract, or
// when the term that runs ends later than the new one would. A shorter promise does not shorten a longer one.
std::optional<Contract> contract_begun(const Contract *running, const catalog::ContractTerms &terms, Date on);

struct RecurringPrice {
  Money price; // of one, per interval
  std::int64_t quantity = 1;
  Interval interval = {}; // in days: a month is a twelfth of 365.25 of them
};

struct Termination {
  Date earliest_end; // without a fee
  bool is_early = false;
  Money fee;         // zero when it is not early
  std::string words; // "4 of 12 months remain: 4 × 29.00 EUR × 50 % = 58.00 EUR"
};
// `ends_on` after contract.from.
Termination terminate(const Contract &contract, Date noticed_on, Date ends_on, const RecurringPrice &price);

} // namespace demarc::subscribers
