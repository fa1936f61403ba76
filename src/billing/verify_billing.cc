#include "billing/verify_billing.h"

#include "billing/charge_store.h"
#include "billing/compute_bills.h"
#include "billing/prepaid.h"
#include "billing/verify_store.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>

namespace demarc::billing {

namespace {

constexpr int customers_at_once = 500;

class Problems {
public:
  Problems(std::vector<Problem> &all, int limit) : all_(all), limit_(limit) {}
  void add(std::string_view rule, std::string subject, std::string detail) {
    if (count_[rule]++ < limit_)
      all_.push_back({std::string(rule), std::move(subject), std::move(detail)});
  }

private:
  std::vector<Problem> &all_;
  int limit_;
  std::map<std::string_view, int> count_;
};

// "2026-000123": the series is what stands before the last dash.
void check_numbers(db::Tx &tx, Problems &problems) {
  std::map<std::string, std::int64_t> next;
  std::map<std::string, LegalEntityId> owner;
  for (const SeriesRow &series : all_series(tx)) {
    next.emplace(series.name, series.next);
    owner.emplace(series.name, series.legal_entity_id);
  }
  std::map<std::string, std::vector<bool>> seen;
  for (const auto &[name, until] : next)
    seen[name].resize(static_cast<std::size_t>(until));
  each_number(tx, [&](const NumberRow &row) {
    const std::string &number = row.number;
    const std::size_t dash = number.rfind('-');
    const std::string series = number.substr(0, dash);
    std::int64_t n = 0;
    const char *from = number.data() + (dash == std::string::npos ? number.size() : dash + 1);
    const auto [end, error] = std::from_chars(from, number.data() + number.size(), n);
    const auto found = seen.find(series);
    if (error != std::errc{} || end != number.data() + number.size() || found == seen.end() || n < 1 ||
        n >= next.at(series))
      problems.add("numbers_come_from_a_series", "document " + number, "no series has given out this number");
    else if (row.legal_entity_id != owner.at(series))
      problems.add("numbers_come_from_a_series", "document " + number,
                   fmt::format("it is of legal entity {}, the series is one of {}", row.legal_entity_id.value(),
                               owner.at(series).value()));
    else
      found->second[static_cast<std::size_t>(n)] = true;
  });
  for (const auto &[name, numbers] : seen) {
    for (std::size_t n = 1; n < numbers.size(); ++n) {
      if (!numbers[n])
        problems.add("numbers_have_no_gaps", "series " + name,
                     fmt::format("number {} of legal entity {} is missing", n, owner.at(name).value()));
    }
  }
}

// What was bought beside each other and used at once; and a stop where days are paid for.
void check_purchases(const ServiceLife &life, const std::string &subject, Problems &problems) {
  const auto &bought = life.prepaid->purchases;
  for (std::size_t i = 0; i < bought.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (bought[i].item_id == bought[j].item_id && bought[i].from_date < bought[j].used_until &&
          bought[j].from_date < bought[i].used_until)
        problems.add("days_are_bought_once", subject,
                     fmt::format("{} is bought twice", to_string(std::max(bought[i].from_date, bought[j].from_date))));
    }
  }
  const auto &stopped = life.prepaid->state.stopped_on;
  if (const auto paid = paid_until(life); stopped && paid && *stopped < *paid)
    problems.add("paid_days_are_not_stopped", subject,
                 fmt::format("stopped from {} on, although paid until {}", to_string(*stopped), to_string(*paid)));
}

// Of a plan so cheap that a day has no price only the sum counts (proration.h): its lines need not name each day once.
void check_days(const ServiceAccount &service, const Prices &prices, Problems &problems) {
  const std::string subject = fmt::format("service {} ({})", service.life.id.value(), service.life.username);
  // Of whoever was billed: when the payer changes late, the new one may be billed before the old one is credited.
  std::map<std::pair<ServiceItemId, std::optional<CustomerId>>, std::vector<Period>> days_of;
  for (const Charged &charge : service.charged) {
    if (charge.reverses)
      continue;
    PeriodSet rest{charge.period};
    std::int64_t left = charge.net_minor;
    for (const Charged &credit : service.charged) {
      if (credit.reverses != charge.id)
        continue;
      rest = subtract(rest, {credit.period});
      left += credit.net_minor;
    }
    if (left < 0)
      problems.add(
          "credits_stay_within_their_charge", subject,
          fmt::format("the charge from {} is credited {} minor units too much", to_string(charge.period.start), -left));
    const auto plan = prices.find(charge.plan_version_id);
    if (plan == prices.end())
      continue;
    const Money list = plan->second.price;
    const PeriodPrice price = charge.price_micro ? PeriodPrice::micro(*charge.price_micro, list.currency()) : list;
    if (!has_day_price(price, charge.full))
      continue;
    std::vector<Period> &days = days_of[{charge.item, charge.payer}];
    days.insert(days.end(), rest.begin(), rest.end());
  }
  if (service.life.prepaid)
    return check_purchases(service.life, subject, problems); // forfeited days may be bought again
  for (auto &[item, days] : days_of) {
    std::sort(days.begin(), days.end());
    for (std::size_t i = 1; i < days.size(); ++i) {
      if (days[i].start < days[i - 1].end)
        problems.add("days_are_billed_once", subject, fmt::format("{} is billed twice", to_string(days[i].start)));
    }
  }
}

// The charges of an account against what its history owes until the day it is billed to.
void check_account(const BillableCustomer &customer, const Prices &prices, Problems &problems) {
  const Account &account = customer.account;
  for (const ServiceAccount &service : account.services)
    check_days(service, prices, problems);
  const std::string subject = fmt::format("customer {}", account.id.value());
  const auto waiting = pending(account, prices);
  if (!waiting) {
    problems.add("histories_can_be_billed", subject, waiting.error().reason);
    return;
  }
  if (!customer.in_step) // a change waits for the next billing day, as the mark says
    return;
  for (const NewCharge &charge : waiting->charges) {
    problems.add("every_day_is_billed", subject,
                 fmt::format("service {}: {} to {} is owed and not billed, {}", charge.service_id.value(),
                             to_string(charge.period.start), to_string(charge.period.end), to_string(charge.net)));
  }
  for (const NewCredit &credit : waiting->credits) {
    problems.add("nothing_else_is_billed", subject,
                 fmt::format("service {}: {} to {} is billed and not owed, {}", credit.service_id.value(),
                             to_string(credit.period.start), to_string(credit.period.end), to_string(credit.net)));
  }
}

void check_services(db::Tx &tx, Problems &problems) {
  const PriceBook book = load_price_book(tx, Date::of(9999, 12, 31));
  CustomerId after;
  for (;;) { // ends: each page begins behind the one before
    plan_by_key(tx);
    const auto customers = customers_after(tx, after, customers_at_once);
    for (const BillableCustomer &customer : load_customers(tx, customers))
      check_account(customer, book.prices, problems);
    plan_as_usual(tx);
    if (customers.size() < static_cast<std::size_t>(customers_at_once))
      return;
    after = customers.back();
  }
}

} // namespace

std::vector<Problem> verify_billing(db::Tx &tx, int limit) {
  std::vector<Problem> all;
  for (const auto check : {check_journal, check_balances, check_documents, check_credit_notes, check_charge_lines,
                           check_discounts, check_entities}) {
    auto found = check(tx, limit);
    all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  Problems problems(all, limit);
  check_numbers(tx, problems);
  check_services(tx, problems);
  return all;
}

} // namespace demarc::billing
