#include "subscribers/contract.h"

#include "calendar/billing_cycle.h"
#include "money/percent.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

using catalog::TerminationFee;

// A day by the months of the contract: the n-th month from its first day, and how far into it.
struct Place {
  int month;
  std::int32_t day, days; // of the month
};

Place place_of(const Contract &contract, Date date) {
  const BillingCycle months(contract.from, 1);
  const int month = months.index_of(date);
  const Period period = months.period(month);
  return {month, days_between(period.start, date), period.days()};
}

// What lies between two days: whole months, and parts of the months at both ends.
struct Remainder {
  int whole = 0;
  std::int32_t head = 0, head_of = 1; // the rest of a month begun before
  std::int32_t tail = 0, tail_of = 1; // days of a month that is not reached whole

  [[nodiscard]] bool is_whole() const { return head == 0 && tail == 0; }
};

Remainder between(const Contract &contract, Date from, Date until) {
  const Place begin = place_of(contract, from), end = place_of(contract, until);
  if (begin.month == end.month)
    return {0, end.day - begin.day, begin.days, 0, 1};
  Remainder rest;
  rest.whole = end.month - begin.month - (begin.day > 0 ? 1 : 0);
  if (begin.day > 0) {
    rest.head = begin.days - begin.day;
    rest.head_of = begin.days;
  }
  if (end.day > 0) {
    rest.tail = end.day;
    rest.tail_of = end.days;
  }
  return rest;
}

std::string joined(const std::vector<std::string> &parts, std::string_view by, std::string_view last_by) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == parts.size() ? last_by : by, parts[i]);
  return text;
}

// "4 of 12 months remain", "4 months and 10 of 31 days remain until 2027-01-01".
std::string remains(const Contract &contract, const Remainder &rest, Date ends_on, Date until) {
  const int months = contract.terms.minimum_months;
  const bool is_minimum = ends_on < contract.minimum_until() && until == contract.minimum_until();
  const bool is_renewal =
      contract.terms.renewal_months > 0 && ends_on >= contract.minimum_until() && until == term_end(contract, ends_on);
  if (rest.is_whole() && (is_minimum || is_renewal))
    return fmt::format("{} of {} month{} remain{}", rest.whole, is_minimum ? months : contract.terms.renewal_months,
                       (is_minimum ? months : contract.terms.renewal_months) == 1 ? "" : "s",
                       rest.whole == 1 ? "s" : "");
  std::vector<std::string> parts;
  if (rest.whole > 0)
    parts.push_back(fmt::format("{} month{}", rest.whole, rest.whole == 1 ? "" : "s"));
  if (rest.head > 0)
    parts.push_back(fmt::format("{} of {} days", rest.head, rest.head_of));
  if (rest.tail > 0)
    parts.push_back(fmt::format("{} of {} days", rest.tail, rest.tail_of));
  const bool is_one = rest.whole + rest.head + rest.tail == 1;
  return fmt::format("{} remain{} until {}", joined(parts, ", ", " and "), is_one ? "s" : "", to_string(until));
}

// "4", "(4 + 10/31)", "10/31".
std::string months_in_figures(const Remainder &rest) {
  std::vector<std::string> parts;
  if (rest.whole > 0)
    parts.push_back(std::to_string(rest.whole));
  if (rest.head > 0)
    parts.push_back(fmt::format("{}/{}", rest.head, rest.head_of));
  if (rest.tail > 0)
    parts.push_back(fmt::format("{}/{}", rest.tail, rest.tail_of));
  const std::string text = joined(parts, " + ", " + ");
  return parts.size() > 1 ? "(" + text + ")" : text;
}

Money percent_of_rest(const Remainder &rest, std::int64_t fee_ppm, const RecurringPrice &price) {
  // (whole + head/head_of + tail/tail_of) × price × quantity ÷ interval × ppm ÷ 1 000 000, exact until the last step.
  // Prices are at most 9.2 × 10^12 with their quantity (PeriodPrice::max_minor), so this stays below 10^32.
  const auto wide = [](std::int64_t value) { return static_cast<__int128>(value); };
  const __int128 months =
      wide(rest.whole) * rest.head_of * rest.tail_of + wide(rest.head) * rest.tail_of + wide(rest.tail) * rest.head_of;
  const auto [times, by] =
      price.interval.is_in_days() ? std::pair(1461, 48 * price.interval.days()) : std::pair(1, price.interval.months());
  const __int128 numerator = months * price.price.minor_units() * price.quantity * fee_ppm * times;
  const __int128 denominator = wide(rest.head_of) * rest.tail_of * by * 1'000'000;
  return Money::minor(divide_rounded(numerator, denominator, Rounding::half_up), price.price.currency());
}

} // namespace

const Contract *contract_on(const std::vector<Contract> &contracts, Date day) {
  const Contract *found = nullptr;
  for (const Contract &contract : contracts) {
    if (contract.from <= day)
      found = &contract;
  }
  return found;
}

std::optional<Date> term_end(const Contract &contract, Date day) {
  const catalog::ContractTerms &terms = contract.terms;
  if (terms.minimum_months > 0 && day < contract.minimum_until())
    return contract.minimum_until();
  if (terms.renewal_months == 0)
    return std::nullopt;
  // Ends: each step is at least a month on.
  for (int months = terms.minimum_months + terms.renewal_months;; months += terms.renewal_months) {
    if (const Date end = contract.from.plus_months_clamped(months); day < end)
      return end;
  }
}

Date earliest_end(const Contract &contract, Date noticed_on) {
  const Date ready = std::max(noticed_on.plus_days(contract.terms.notice_days), contract.from);
  // A term that ends on the very day the notice is up ends in time.
  return term_end(contract, ready.plus_days(-1)).value_or(ready);
}

std::optional<Contract> contract_begun(const Contract *running, const catalog::ContractTerms &terms, Date on) {
  if (terms.is_empty())
    return std::nullopt;
  const Contract begun{on, terms};
  if (running != nullptr) {
    if (const auto end = term_end(*running, on); end && *end > begun.minimum_until())
      return std::nullopt;
  }
  return begun;
}

Termination terminate(const Contract &contract, Date noticed_on, Date ends_on, const RecurringPrice &price) {
  const catalog::ContractTerms &terms = contract.terms;
  const Currency currency = price.price.currency();
  const Date earliest = earliest_end(contract, noticed_on);
  Termination result{earliest, ends_on < earliest, Money::zero(currency), {}};
  if (!result.is_early)
    return result;
  const Remainder rest = between(contract, ends_on, earliest);
  const std::string lead = remains(contract, rest, ends_on, earliest);
  const Money amount = Money::minor(terms.fee_minor, currency);
  const bool is_in_minimum = ends_on < contract.minimum_until();
  switch (terms.fee_kind) {
  case TerminationFee::flat:
    if (is_in_minimum || terms.renewal_months > 0) {
      result.fee = amount;
      result.words = fmt::format("{}: {} flat", lead, to_string(amount));
    }
    break;
  case TerminationFee::declining:
    if (is_in_minimum) {
      const int months = terms.minimum_months, left = months - std::max(place_of(contract, ends_on).month, 0);
      result.fee = prorate(amount, left, months, Rounding::half_up);
      result.words = fmt::format("{} of {} month{} served in full: {} × {} ÷ {} = {}", months - left, months,
                                 months == 1 ? "" : "s", to_string(amount), left, months, to_string(result.fee));
    }
    break;
  case TerminationFee::percent:
    result.fee = percent_of_rest(rest, terms.fee_ppm, price);
    result.words =
        fmt::format("{}: {} × {}{}{}{} = {}", lead, months_in_figures(rest),
                    price.quantity == 1 ? "" : fmt::format("{} × ", price.quantity), to_string(price.price),
                    price.interval.is_in_days()     ? fmt::format(" × 30.4375 ÷ {}", price.interval.days())
                    : price.interval == Interval(1) ? ""
                                                    : fmt::format(" ÷ {}", price.interval.months()),
                    terms.fee_ppm == 1'000'000 ? "" : fmt::format(" × {} %", to_string(Percent{terms.fee_ppm})),
                    to_string(result.fee));
    break;
  case TerminationFee::none: break;
  }
  if (result.words.empty())
    result.words = lead + ": no fee";
  return result;
}

} // namespace demarc::subscribers
