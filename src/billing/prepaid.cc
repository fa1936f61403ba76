#include "billing/prepaid.h"

#include "base/ensure.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

bool is_plan(const Purchase &bought) { return bought.item_id == plan_item; }

// The first day of `days` on which the service is not there, and why.
std::optional<std::pair<Date, PrepaidStop>> first_off(const ServiceLife &life, Period days) {
  std::optional<std::pair<Date, PrepaidStop>> off;
  if (life.ends_on && *life.ends_on < days.end)
    off = {std::max(*life.ends_on, days.start), PrepaidStop::ended};
  for (const Pause &pause : life.pauses) {
    if (pause.from < days.end && (!pause.until || days.start < *pause.until) &&
        (!off || std::max(pause.from, days.start) < off->first))
      off = {std::max(pause.from, days.start), PrepaidStop::paused};
  }
  return off;
}

PrepaidStop why_not(const ServiceLife &life, Date day, const PrepaidTries &tries) {
  if (const auto off = first_off(life, {day, day.plus_days(1)}))
    return off->second;
  if (life.prepaid->is_held)
    return PrepaidStop::held;
  if (!life.prepaid->state.auto_renew && !life.prepaid->purchases.empty() && tries.wanted != life.id)
    return PrepaidStop::renewal_off;
  return PrepaidStop::none;
}

// The end of the period that begins on `on`: counted from the first one that was bought without a gap before it.
Date period_end(const ServiceLife &life, const Prices &prices, Interval interval, Date on) {
  Date anchor = on;
  int before = 0;
  const auto &bought = life.prepaid->purchases;
  for (auto row = bought.rbegin(); row != bought.rend(); ++row) {
    if (!is_plan(*row) || row->used_until == row->from_date)
      continue;
    const auto plan = prices.find(row->plan_version_id);
    if (row->used_until != anchor || row->full_until != row->used_until || plan == prices.end() ||
        plan->second.interval != interval)
      break;
    anchor = row->from_date;
    ++before;
  }
  const BillingCycle cycle(anchor, interval);
  return cycle.boundary(before) == on ? cycle.boundary(before + 1) : BillingCycle(on, interval).boundary(1);
}

Result<const PlanPrice *, Inconsistency> plan_of(const ServiceLife &life, const Prices &prices, Currency currency,
                                                 PlanVersionId version) {
  const auto found = prices.find(version);
  if (found == prices.end() || found->second.price.currency() != currency)
    return tl::make_unexpected(
        Inconsistency{fmt::format("service {} ({}) is on plan version {}, which has no price in {}", life.id.value(),
                                  life.username, version.value(), currency.code())});
  return &found->second;
}

Result<std::int64_t, Inconsistency> micro_of(const ServiceLife &life, ServiceItemId item, std::int64_t price_minor,
                                             std::int64_t quantity, Currency currency, Date on, bool is_once) {
  const __int128 all = static_cast<__int128>(price_minor) * quantity;
  if (all < 0 || all > PeriodPrice::max_minor)
    return tl::make_unexpected(Inconsistency{fmt::format(
        "what is bought for service {} ({}) is beyond what can be billed", life.id.value(), life.username)});
  const Money list = Money::minor(static_cast<std::int64_t>(all), currency);
  std::int64_t micro = PeriodPrice(list).micro();
  if (!is_once) {
    for (const DiscountTaken &taken : discounts_taken(life.discounts, item, list, on))
      micro -= taken.micro;
  }
  return micro;
}

Result<std::optional<PrepaidStep>, Inconsistency> step_of(const ServiceLife &life, const Prices &prices,
                                                          Currency currency, Date today, const PrepaidTries &tries) {
  const subscribers::Prepaid &state = life.prepaid->state;
  for (const Purchase &bought : life.prepaid->purchases) {
    if (!is_plan(bought) || bought.used_until == bought.from_date)
      continue;
    const auto off = first_off(life, {bought.from_date, bought.used_until});
    if (off && off->first <= today)
      return PrepaidStep{PrepaidStep::Kind::cut, life.id, off->first, off->second};
  }
  const Date begins = std::max(life.starts_on, life.trial_until.value_or(life.starts_on));
  // Days that were off are never bought; days that nobody looked at (a server that stood still) are.
  const Date on = state.stopped_on ? std::max(today, begins) : paid_until(life).value_or(begins);
  if (on > today && !(tries.wanted == life.id && begins <= today))
    return std::nullopt;
  const PrepaidStop reason = why_not(life, on, tries);
  if (reason != PrepaidStop::none) {
    if (state.stopped_on && state.stop_reason == reason)
      return std::nullopt;
    return PrepaidStep{PrepaidStep::Kind::stop, life.id, state.stopped_on.value_or(on), reason};
  }
  if (std::find(tries.failed.begin(), tries.failed.end(), life.id) != tries.failed.end())
    return std::nullopt;
  TRY(rows, purchase_from(life, prices, currency, on));
  return PrepaidStep{PrepaidStep::Kind::buy, life.id, on, PrepaidStop::none, std::move(rows)};
}

} // namespace

std::optional<Date> paid_until(const ServiceLife &life) {
  std::optional<Date> until;
  for (const Purchase &bought : life.prepaid->purchases) {
    if (is_plan(bought) && bought.from_date < bought.used_until)
      until = until ? std::max(*until, bought.used_until) : bought.used_until;
  }
  return until;
}

Result<std::vector<Purchase>, Inconsistency> purchase_from(const ServiceLife &life, const Prices &prices,
                                                           Currency currency, Date on) {
  const PlanFrom *plan = nullptr;
  for (const PlanFrom &candidate : life.plans) {
    if (candidate.from <= on || plan == nullptr)
      plan = &candidate;
  }
  ENSURE(plan != nullptr, "a service has a plan");
  TRY(price, plan_of(life, prices, currency, plan->plan_version_id));
  const Date until = period_end(life, prices, price->interval, on);
  std::vector<Purchase> rows;
  const auto add = [&](ServiceItemId item, PlanVersionId version, std::int64_t quantity, std::int64_t price_minor,
                       bool is_once) -> Result<Done, Inconsistency> {
    TRY(micro, micro_of(life, item, price_minor, quantity, currency, on, is_once));
    const Date end = is_once ? on.plus_days(1) : until;
    rows.push_back({0, life.id, item, on, end, end, end, version, quantity, micro, {}});
    if (prices.at(version).is_taxed_by_place())
      rows.back().tax_place = tax_place_on(life, on);
    return Done{};
  };
  const auto was_bought = [&](ServiceItemId item) {
    return std::any_of(life.prepaid->purchases.begin(), life.prepaid->purchases.end(), [&](const Purchase &bought) {
      return bought.item_id == item && bought.from_date < bought.owed_until;
    });
  };
  TRY(period, add(plan_item, plan->plan_version_id, plan->quantity, price->price.minor_units(), false));
  (void)period;
  TRY(first, plan_of(life, prices, currency, life.plans.front().plan_version_id));
  if (first->setup_fee_minor > 0 && !was_bought(setup_item)) {
    TRY(setup, add(setup_item, life.plans.front().plan_version_id, 1, first->setup_fee_minor, true));
    (void)setup;
  }
  for (const ItemLife &item : life.items) {
    if (on < item.from || (item.until && *item.until <= on))
      continue;
    TRY(sold, plan_of(life, prices, currency, item.plan_version_id));
    if (sold->is_once && was_bought(item.id))
      continue;
    TRY(added, add(item.id, item.plan_version_id, item.quantity, item.price_minor.value_or(sold->price.minor_units()),
                   sold->is_once));
    (void)added;
  }
  return rows;
}

Result<std::optional<PrepaidStep>, Inconsistency> next_prepaid_step(const Account &account, const Prices &prices,
                                                                    Date today, const PrepaidTries &tries) {
  std::optional<PrepaidStep> next;
  for (const ServiceAccount &service : account.services) {
    if (!service.life.prepaid)
      continue;
    TRY(step, step_of(service.life, prices, account.currency, today, tries));
    // Of one day, what gives money back first.
    if (step && (!next || std::pair(step->on, step->kind) < std::pair(next->on, next->kind)))
      next = std::move(step);
  }
  return next;
}

void cut_purchases(ServiceLife &life, const Prices &prices, Date day) {
  const bool never_began = life.ends_on && *life.ends_on <= life.starts_on; // the sale is undone
  for (Purchase &bought : life.prepaid->purchases) {
    if (bought.used_until <= day && !never_began)
      continue;
    const auto plan = prices.find(bought.plan_version_id);
    const bool forfeits = plan != prices.end() && plan->second.forfeits_unused && !never_began;
    bought.used_until = std::min(bought.used_until, std::max(day, bought.from_date));
    if (!forfeits && (bought.item_id != setup_item || never_began))
      bought.owed_until = std::min(bought.owed_until, std::max(day, bought.from_date));
  }
}

void take_step(ServiceLife &life, const Prices &prices, const PrepaidStep &step) {
  subscribers::Prepaid &state = life.prepaid->state;
  switch (step.kind) {
  case PrepaidStep::Kind::cut:
    cut_purchases(life, prices, step.on);
    state.stopped_on = step.on;
    state.stop_reason = step.reason;
    break;
  case PrepaidStep::Kind::stop:
    state.stopped_on = step.on;
    state.stop_reason = step.reason;
    break;
  case PrepaidStep::Kind::buy:
    life.prepaid->purchases.insert(life.prepaid->purchases.end(), step.rows.begin(), step.rows.end());
    state = {state.service_id, state.auto_renew, std::nullopt, PrepaidStop::none, 0, 0};
    break;
  }
}

void stop_for_balance(ServiceLife &life, Date on, Money price, Money balance) {
  subscribers::Prepaid &state = life.prepaid->state;
  state.stopped_on = state.stopped_on.value_or(on);
  state.stop_reason = PrepaidStop::balance;
  state.price_minor = price.minor_units();
  state.balance_minor = balance.minor_units();
}

Result<Bill, Inconsistency> prepaid_bill(const ServiceAccount &service, const Account &account, const Prices &prices,
                                         Date on) {
  TRY(owed, parts_owed(service.life, account.anchors, prices, account.currency, on));
  TRY(found, difference(service.life, owed, service.charged, prices));
  return Bill{on, std::move(found.charges), std::move(found.credits)};
}

} // namespace demarc::billing
