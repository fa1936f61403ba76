#include "billing/charges.h"

#include "money/percent.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

// A stay of the service on one version of one item in one quantity.
struct Stay {
  ServiceItemId item;
  PlanVersionId plan_version_id;
  std::int64_t quantity;
  std::optional<std::int64_t> price_minor;
  Date start;
  std::optional<Date> end; // none: open
};

std::optional<Date> earlier(std::optional<Date> a, std::optional<Date> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

void add_stays_on_plan(const ServiceLife &life, std::vector<Stay> &stays) {
  for (std::size_t i = 0; i < life.plans.size(); ++i) {
    const PlanFrom &plan = life.plans[i];
    const Date start = std::max(plan.from, life.starts_on);
    const std::optional<Date> end =
        earlier(life.ends_on, i + 1 < life.plans.size() ? std::optional(life.plans[i + 1].from) : std::nullopt);
    if (end && *end <= start)
      continue;
    if (!stays.empty() && stays.back().plan_version_id == plan.plan_version_id &&
        stays.back().quantity == plan.quantity)
      stays.back().end = end; // "changed" to the same: one stay
    else
      stays.push_back({plan_item, plan.plan_version_id, plan.quantity, std::nullopt, start, end});
  }
}

void add_stay_of_item(const ServiceLife &life, const ItemLife &item, std::vector<Stay> &stays) {
  const Date start = std::max(item.from, life.starts_on);
  const std::optional<Date> end = earlier(life.ends_on, item.until);
  if (!end || start < *end)
    stays.push_back({item.id, item.plan_version_id, item.quantity, item.price_minor, start, end});
}

PeriodSet free_days(const ServiceLife &life, Period full) {
  std::vector<Period> days;
  for (const Pause &pause : life.pauses)
    days.push_back(intersect(full, {pause.from, pause.until.value_or(full.end)}));
  if (life.trial_until && life.starts_on < *life.trial_until)
    days.push_back(intersect(full, {life.starts_on, *life.trial_until}));
  return unite(std::move(days));
}

bool is_on(const DiscountLife &discount, ServiceItemId item, Date day) {
  return (item == plan_item || discount.on_add_ons) && item != setup_item && item != termination_item &&
         item != trial_item && discount.from <= day && (!discount.until || day < *discount.until);
}

class Owing {
public:
  Owing(const ServiceLife &life, const BillingAnchors &anchors, const Prices &prices, Currency currency, Date until)
      : life_(life), anchors_(anchors), prices_(prices), currency_(currency), until_(until) {}

  Result<std::vector<Part>, Inconsistency> parts();

private:
  Result<const PlanPrice *, Inconsistency> price_of(PlanVersionId version) const;
  Result<Money, Inconsistency> list_price(const PlanPrice &plan, std::optional<std::int64_t> agreed_minor,
                                          std::int64_t quantity) const;
  Result<std::vector<Part>, Inconsistency> bought();
  Result<Done, Inconsistency> add_recurring(const Stay &stay);
  Result<Done, Inconsistency> add_once(const ItemLife &item, const PlanPrice &plan);
  void add_at_prices(const Stay &stay, const PlanPrice &plan, Period full, Date begins, Period served, Money list);
  void add_on_day(PlanVersionId version, Date day, ServiceItemId item, std::int64_t quantity, Money price,
                  int instalment = 0, int last_instalment = 0, int instalments = 0);

  const ServiceLife &life_;
  const BillingAnchors &anchors_;
  const Prices &prices_;
  Currency currency_;
  Date until_;
  std::vector<Part> parts_;
};

Result<const PlanPrice *, Inconsistency> Owing::price_of(PlanVersionId version) const {
  const auto found = prices_.find(version);
  if (found == prices_.end())
    return tl::make_unexpected(Inconsistency{fmt::format("service {} ({}) is on plan version {}, which does not exist",
                                                         life_.id.value(), life_.username, version.value())});
  const PlanPrice &plan = found->second;
  if (plan.price.currency() != currency_)
    return tl::make_unexpected(Inconsistency{
        fmt::format("\"{}\" of service {} ({}) is priced in {}, but the customer is billed in {}", plan.name,
                    life_.id.value(), life_.username, plan.price.currency().code(), currency_.code())});
  return &plan;
}

Result<Money, Inconsistency> Owing::list_price(const PlanPrice &plan, std::optional<std::int64_t> agreed_minor,
                                               std::int64_t quantity) const {
  const __int128 all = static_cast<__int128>(agreed_minor.value_or(plan.price.minor_units())) * quantity;
  if (all < 0 || all > PeriodPrice::max_minor)
    return tl::make_unexpected(Inconsistency{fmt::format("{} × \"{}\" of service {} ({}) is beyond what can be billed",
                                                         quantity, plan.name, life_.id.value(), life_.username)});
  return Money::minor(static_cast<std::int64_t>(all), currency_);
}

Result<Done, Inconsistency> Owing::add_recurring(const Stay &stay) {
  TRY(plan, price_of(stay.plan_version_id));
  TRY(list, list_price(*plan, stay.price_minor, stay.quantity));
  const bool has_ended = life_.ends_on && *life_.ends_on <= until_;
  for (const BillingAnchors::Stretch &stretch : anchors_.stretches()) {
    const Period days = intersect(stretch.days, {stay.start, stay.end.value_or(stretch.days.end)});
    if (days.empty() || stretch.days.start > until_)
      continue;
    const BillingCycle cycle(stretch.anchor, plan->interval);
    // Ends: each step is at least a day on, and `until` is given.
    for (int k = cycle.index_of(days.start);; ++k) {
      const Period full = cycle.period(k);
      if (full.start > until_ || full.start >= days.end)
        break;
      // A change of the billing day ends a period as its boundary does.
      const bool is_over = std::min(full.end, stretch.days.end) <= until_ || has_ended;
      const Date begins = std::max({full.start, stretch.days.start, life_.starts_on});
      // Of a stub: the first day that is owed comes after the first of the full period, also when a trial takes it
      // away.
      const bool is_stub = full.start < std::max(begins, life_.trial_until.value_or(begins));
      const bool waits = plan->in_arrears || (plan->joins_stub && is_stub);
      if (waits && !is_over)
        break;
      for (const Period &served : subtract({intersect(full, days)}, free_days(life_, full)))
        add_at_prices(stay, *plan, full, begins, served, list);
    }
  }
  return Done{};
}

// The served days, cut where a discount begins or ends, and where the service moves.
void Owing::add_at_prices(const Stay &stay, const PlanPrice &plan, Period full, Date begins, Period served,
                          Money list) {
  for (Date day = served.start; day < served.end;) {
    Date next = served.end;
    for (const DiscountLife &discount : life_.discounts) {
      if (day < discount.from)
        next = std::min(next, discount.from);
      if (discount.until && day < *discount.until)
        next = std::min(next, *discount.until);
    }
    std::string place = plan.is_taxed_by_place() ? tax_place_on(life_, day) : std::string();
    for (const PlaceFrom &moved : life_.places) {
      if (plan.is_taxed_by_place() && day < moved.from && moved.tax_place != place) {
        next = std::min(next, moved.from);
        break;
      }
    }
    std::int64_t micro = PeriodPrice(list).micro();
    for (const DiscountTaken &taken : discounts_taken(life_.discounts, stay.item, list, day))
      micro -= taken.micro;
    parts_.push_back(
        {stay.plan_version_id, full, {day, next}, stay.item, stay.quantity, PeriodPrice::micro(micro, currency_)});
    parts_.back().tax_place = std::move(place);
    parts_.back().payer = payer_on(life_.payers, begins);
    day = next; // ends: later than before, and at most served.end
  }
}

void Owing::add_on_day(PlanVersionId version, Date day, ServiceItemId item, std::int64_t quantity, Money price,
                       int instalment, int last_instalment, int instalments) {
  if (day > until_)
    return;
  const Period on{day, day.plus_days(1)};
  parts_.push_back({version, on, on, item, quantity, price, instalment, last_instalment, instalments});
  if (prices_.at(version).is_taxed_by_place())
    parts_.back().tax_place = tax_place_on(life_, day);
  parts_.back().payer = payer_on(life_.payers, day);
}

Result<Done, Inconsistency> Owing::add_once(const ItemLife &item, const PlanPrice &plan) {
  TRY(price, list_price(plan, item.price_minor, item.quantity));
  const std::vector<std::int64_t> equal(static_cast<std::size_t>(std::max(item.instalments, 1)), 1);
  const std::vector<Money> amounts = allocate(price, equal);
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const Date day = item.from.plus_months_clamped(static_cast<int>(i));
    if (item.until && *item.until <= day)
      break; // taken back
    if (life_.ends_on && *life_.ends_on <= day) {
      // What is left to pay falls due with the end of the service.
      Money rest = Money::zero(currency_);
      for (std::size_t j = i; j < amounts.size(); ++j)
        rest += amounts[j];
      const Date end = std::max(*life_.ends_on, item.from);
      if (item.instalments > 1)
        add_on_day(item.plan_version_id, end, item.id, item.quantity, rest, static_cast<int>(i) + 1, item.instalments,
                   item.instalments);
      else
        add_on_day(item.plan_version_id, end, item.id, item.quantity, rest);
      break;
    }
    const int nth = item.instalments > 1 ? static_cast<int>(i) + 1 : 0;
    add_on_day(item.plan_version_id, day, item.id, item.quantity, amounts[i], nth, nth,
               item.instalments > 1 ? item.instalments : 0);
  }
  return Done{};
}

const PlanFrom *plan_in_force(const ServiceLife &life, Date day) {
  const PlanFrom *found = nullptr;
  for (const PlanFrom &plan : life.plans) {
    if (plan.from <= day)
      found = &plan;
  }
  return found;
}

// Whatever `until` is: a purchase is billed in the transaction that makes it.
Result<std::vector<Part>, Inconsistency> Owing::bought() {
  for (const subscribers::Purchase &bought : life_.prepaid->purchases) {
    TRY(plan, price_of(bought.plan_version_id));
    (void)plan;
    if (bought.owed_until <= bought.from_date)
      continue;
    parts_.push_back({bought.plan_version_id,
                      {bought.from_date, bought.full_until},
                      {bought.from_date, bought.owed_until},
                      bought.item_id,
                      bought.quantity,
                      PeriodPrice::micro(bought.price_micro, currency_)});
    parts_.back().tax_place = bought.tax_place;
  }
  return std::move(parts_);
}

Result<std::vector<Part>, Inconsistency> Owing::parts() {
  if (life_.prepaid)
    return bought();
  if (life_.starts_on > until_ || (life_.ends_on && *life_.ends_on <= life_.starts_on))
    return std::move(parts_);
  if (life_.plans.empty() || life_.plans.front().from > life_.starts_on)
    return tl::make_unexpected(
        Inconsistency{fmt::format("service {} ({}) has no plan on its first day, {}", life_.id.value(), life_.username,
                                  to_string(life_.starts_on))});
  std::vector<Stay> stays;
  add_stays_on_plan(life_, stays);
  const PlanVersionId first = stays.front().plan_version_id;
  TRY(first_plan, price_of(first));
  if (first_plan->setup_fee_minor > 0)
    add_on_day(first, life_.starts_on, setup_item, 1, Money::minor(first_plan->setup_fee_minor, currency_));
  if (first_plan->trial_price_minor > 0 && life_.trial_until && life_.starts_on < *life_.trial_until) {
    // Whole, however soon the service ends or changes: a trial is never prorated.
    add_on_day(first, life_.starts_on, trial_item, 1, Money::minor(first_plan->trial_price_minor, currency_));
    parts_.back().full = parts_.back().period = {life_.starts_on, *life_.trial_until};
  }
  for (const ItemLife &item : life_.items) {
    TRY(plan, price_of(item.plan_version_id));
    if (plan->is_once) {
      TRY(added, add_once(item, *plan));
      (void)added;
    } else {
      add_stay_of_item(life_, item, stays);
    }
  }
  for (const Stay &stay : stays) {
    TRY(added, add_recurring(stay));
    (void)added;
  }
  TRY(termination, termination_of(life_, prices_));
  if (termination)
    add_on_day(termination->plan_version_id, termination->day, termination_item, 1, termination->fee);
  return std::move(parts_);
}

} // namespace

std::optional<CustomerId> payer_on(const std::vector<PayerFrom> &payers, Date day) {
  std::optional<CustomerId> payer;
  for (const PayerFrom &one : payers) {
    if (one.from <= day)
      payer = one.payer;
  }
  return payer;
}

std::string tax_place_on(const ServiceLife &life, Date day) {
  std::string place;
  for (const PlaceFrom &moved : life.places) {
    if (moved.from <= day)
      place = moved.tax_place;
  }
  return place;
}

Result<std::vector<Part>, Inconsistency> parts_owed(const ServiceLife &life, const BillingAnchors &anchors,
                                                    const Prices &prices, Currency currency, Date until) {
  return Owing(life, anchors, prices, currency, until).parts();
}

std::optional<Date> next_period_in_days(const ServiceLife &life, const BillingAnchors &anchors, const Prices &prices,
                                        Date from) {
  if (life.prepaid)
    return std::nullopt; // what is bought is not a run's to bill
  std::vector<Stay> stays;
  add_stays_on_plan(life, stays);
  for (const ItemLife &item : life.items)
    add_stay_of_item(life, item, stays);
  std::optional<Date> next;
  for (const Stay &stay : stays) {
    const auto plan = prices.find(stay.plan_version_id);
    if (plan == prices.end() || !plan->second.interval.is_in_days() || plan->second.is_once)
      continue;
    // A period in arrears that the stay's end cuts short is owed with its boundary, so that one counts too.
    const Date day = anchors.boundary_on_or_after(plan->second.interval, std::max(from, stay.start));
    const Date last = stay.end ? stay.end->plus_days(plan->second.in_arrears ? plan->second.interval.days() : 0) : day;
    if (day < last || !stay.end)
      next = earlier(next, day);
  }
  return next;
}

std::vector<DiscountTaken> discounts_taken(const std::vector<DiscountLife> &discounts, ServiceItemId item, Money list,
                                           Date day) {
  std::vector<DiscountTaken> taken;
  std::int64_t left_ppm = PeriodPrice::per_minor;
  for (const DiscountLife &discount : discounts) {
    if (!is_on(discount, item, day) || discount.percent_ppm == 0)
      continue;
    // A percentage is in millionths and so is the price: exact.
    const std::int64_t ppm = std::min(discount.percent_ppm, left_ppm);
    taken.push_back({&discount, list.minor_units() * ppm});
    left_ppm -= ppm;
  }
  std::int64_t left = list.minor_units() * left_ppm;
  for (const DiscountLife &discount : discounts) {
    if (!is_on(discount, item, day) || discount.amount_minor == 0)
      continue;
    const auto micro = static_cast<std::int64_t>(
        std::min(static_cast<__int128>(discount.amount_minor) * PeriodPrice::per_minor, static_cast<__int128>(left)));
    taken.push_back({&discount, micro});
    left -= micro;
  }
  return taken;
}

Result<std::optional<TerminationCharge>, Inconsistency> termination_of(const ServiceLife &life, const Prices &prices) {
  if (!life.ends_on || life.prepaid || life.contracts.empty() || life.fee_waived || *life.ends_on <= life.starts_on ||
      (life.trial_until && *life.ends_on <= *life.trial_until))
    return std::nullopt;
  const Date last_day = life.ends_on->plus_days(-1);
  const subscribers::Contract *contract = subscribers::contract_on(life.contracts, last_day);
  const PlanFrom *plan = plan_in_force(life, last_day);
  if (contract == nullptr || plan == nullptr)
    return std::nullopt;
  const auto found = prices.find(plan->plan_version_id);
  if (found == prices.end())
    return std::nullopt; // what is owed for its days says so
  const PlanPrice &price = found->second;
  subscribers::Termination end = subscribers::terminate(*contract, life.noticed_on.value_or(*life.ends_on),
                                                        *life.ends_on, {price.price, plan->quantity, price.interval});
  if (!end.fee.is_positive())
    return std::nullopt;
  if (end.fee.minor_units() > PeriodPrice::max_minor)
    return tl::make_unexpected(Inconsistency{fmt::format(
        "the fee for leaving early of service {} ({}) is beyond what can be billed", life.id.value(), life.username)});
  return TerminationCharge{plan->plan_version_id, last_day, end.fee, std::move(end.words)};
}

std::string price_in_words(const ServiceLife &life, ServiceItemId item, Money list_price, std::int64_t quantity,
                           Date day) {
  std::string words = quantity == 1 ? to_string(list_price) : fmt::format("{} × {}", quantity, to_string(list_price));
  bool is_first = true;
  for (const DiscountLife &discount : life.discounts) {
    if (!is_on(discount, item, day))
      continue;
    words += is_first ? " less " : " and ";
    if (discount.percent_ppm > 0)
      words += fmt::format("{} % ({})", to_string(Percent{discount.percent_ppm}), discount.name);
    else
      words +=
          fmt::format("{} ({})", to_string(Money::minor(discount.amount_minor, list_price.currency())), discount.name);
    is_first = false;
  }
  return words;
}

} // namespace demarc::billing
