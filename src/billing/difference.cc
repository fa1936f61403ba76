#include "billing/difference.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::billing {

namespace {

// A charge with what earlier credits left of it.
struct Rest {
  const Charged *charge;
  PeriodSet days;
  std::int64_t net_minor;
  std::vector<DiscountShare> discounts; // what is left of them, and of what: brought forward with each credit
  std::int64_t discounted_minor = 0;
  std::int64_t off_minor = 0; // of net_minor
};

struct Group {
  std::vector<Rest> billed;
  std::vector<Period> owed;
  const Part *part = nullptr; // one of those owed
};

// In order of time, then of what was sold when.
struct Key {
  Date full_start, full_end;
  PlanVersionId plan_version_id;
  ServiceItemId item;
  std::int64_t quantity = 1;
  std::int64_t price_micro = 0;
  std::string tax_place;
  auto operator<=>(const Key &) const = default;
};

std::int64_t price_micro_of(const Charged &charge, const Prices &prices) {
  if (charge.price_micro)
    return *charge.price_micro;
  const auto found = prices.find(charge.plan_version_id);
  return found == prices.end() ? 0 : PeriodPrice(found->second.price).micro();
}

Key key_of(const Charged &charge, const Prices &prices) {
  return {charge.full.start, charge.full.end, charge.plan_version_id,
          charge.item,       charge.quantity, price_micro_of(charge, prices),
          charge.tax_place};
}

std::map<Key, Group> grouped(std::span<const Part> owed, std::span<const Charged> charged, const Prices &prices,
                             std::optional<CustomerId> billed_to) {
  std::map<Key, Group> groups;
  for (const Part &part : owed) {
    if (part.payer != billed_to)
      continue;
    Group &group = groups[{part.full.start, part.full.end, part.plan_version_id, part.item, part.quantity,
                           part.price.micro(), part.tax_place}];
    group.owed.push_back(part.period);
    group.part = &part;
  }
  for (const Charged &charge : charged) {
    if (!charge.reverses && charge.payer == billed_to)
      groups[key_of(charge, prices)].billed.push_back(
          {&charge, {charge.period}, charge.net_minor, charge.discounts, charge.net_minor, sum_of(charge.discounts)});
  }
  for (const Charged &credit : charged) {
    if (!credit.reverses || credit.payer != billed_to)
      continue;
    for (Rest &rest : groups[key_of(credit, prices)].billed) {
      if (rest.charge->id == *credit.reverses) {
        rest.days = subtract(rest.days, {credit.period});
        rest.net_minor += credit.net_minor;
        rest.discounted_minor += credit.net_minor;
        rest.off_minor += sum_of(credit.discounts);
        for (const DiscountShare &share : credit.discounts) {
          for (DiscountShare &left : rest.discounts)
            left.minor += left.id == share.id && left.used_on == share.used_on ? share.minor : 0;
        }
      }
    }
  }
  return groups;
}

std::vector<Money> by_days(Money amount, const PeriodSet &set) {
  std::vector<std::int64_t> weights;
  for (const Period &period : set)
    weights.push_back(period.days());
  return allocate(amount, weights);
}

class Comparison {
public:
  Comparison(const ServiceLife &life, std::span<const Charged> charged, const Prices &prices)
      : life_(life), prices_(prices) {
    for (const Charged &row : charged)
      ++(row.reverses ? credits_on_ : charges_on_)[{row.item, row.period.start}];
  }

  // False: what was billed does not add up.
  bool compare(const Key &key, Group &group, const PlanPrice &plan);
  void take_back(const Key &key, Group &group, const PlanPrice &plan, InvoiceId invoice);
  Difference take() { return std::move(result_); }

private:
  void look_at(const Key &key, const Group &group, const PlanPrice &plan);
  // The sum alone counts, not the days: for prices so low that a day has none (proration.h).
  void compare_sums(Group &group, const PeriodSet &owed, const PeriodSet &billed_days, Money billed);
  void credit(Group &group, const PeriodSet &owed, Money amount);
  // `over`: what is billed for the days that are kept, above their price.
  void charge(const PeriodSet &owed, const PeriodSet &kept, Money over);
  [[nodiscard]] Money list_price() const;
  void add_credit(Rest &rest, Period period, Money net, Money kept, std::int32_t kept_days);
  void close(Rest &rest, std::size_t first);
  void add_charge(Period period, Money net, std::optional<Period> joined = {}, std::optional<Money> before = {});

  const ServiceLife &life_;
  const Prices &prices_;
  // How often an item's start day was used, for `revision`.
  std::map<std::pair<ServiceItemId, Date>, std::int64_t> charges_on_, credits_on_;
  Difference result_;
  // Of the group at hand.
  Key key_;
  Period full_;
  const PlanPrice *plan_ = nullptr;
  const Part *part_ = nullptr;
  PeriodPrice price_ = Money::zero(Currency::of("XXX"));
};

void Comparison::look_at(const Key &key, const Group &group, const PlanPrice &plan) {
  full_ = {key.full_start, key.full_end};
  key_ = key;
  plan_ = &plan;
  part_ = group.part;
  price_ = PeriodPrice::micro(key.price_micro, plan.price.currency());
}

void Comparison::take_back(const Key &key, Group &group, const PlanPrice &plan, InvoiceId invoice) {
  look_at(key, group, plan);
  for (Rest &rest : group.billed) {
    if (rest.charge->invoice_id != invoice || rest.net_minor <= 0)
      continue;
    const Money left = Money::minor(rest.net_minor, price_.currency());
    const Date start = rest.charge->period.start; // of a sum whose days were all credited, rounded down
    const PeriodSet days = rest.days.empty() ? PeriodSet{{start, start}} : rest.days;
    const auto parts = rest.days.empty() ? std::vector{left} : by_days(left, days);
    for (std::size_t i = 0; i < days.size(); ++i)
      add_credit(rest, days[i], parts[i], Money::zero(left.currency()), 0);
  }
}

// Days that were joined to others are charged less what those had cost. When the others are taken back whole, with a
// void invoice, a minor unit of rounding may stay or be missing for each.
std::int64_t rounding_of_taken_back(const Group &group) {
  return std::count_if(group.billed.begin(), group.billed.end(),
                       [](const Rest &rest) { return rest.days.empty() && rest.net_minor == 0; });
}

bool Comparison::compare(const Key &key, Group &group, const PlanPrice &plan) {
  look_at(key, group, plan);
  const PeriodPrice price = price_;
  std::vector<Period> days;
  std::int64_t billed_minor = 0;
  for (const Rest &rest : group.billed) {
    days.insert(days.end(), rest.days.begin(), rest.days.end());
    billed_minor += rest.net_minor;
  }
  const Money billed_sum = Money::minor(billed_minor, price.currency());
  const PeriodSet billed = unite(std::move(days)), owed = unite(group.owed);
  if (!has_day_price(price, full_)) {
    compare_sums(group, owed, billed, billed_sum);
    return true;
  }
  const bool is_within = billed.empty() || (full_.start <= billed.front().start && billed.back().end <= full_.end);
  if (!is_within)
    return false;
  const Money over = billed_sum - total_price(price, full_, billed);
  if (std::abs(over.minor_units()) > rounding_of_taken_back(group))
    return false;
  const PeriodSet kept = common(billed, owed);
  if (kept != billed || (kept == owed && over.is_positive()))
    credit(group, owed, billed_sum - total_price(price, full_, kept));
  if (kept != owed)
    charge(owed, kept, kept == billed ? over : Money::zero(price.currency()));
  return true;
}

void Comparison::compare_sums(Group &group, const PeriodSet &owed, const PeriodSet &billed_days, Money billed) {
  const Money due = total_price(price_, full_, owed);
  if (due > billed && billed.is_zero()) {
    add_charge(owed.front(), due);
  } else if (due > billed) {
    // The line names days that no line named before; there may be none, when earlier credits were too small to name
    // theirs.
    const PeriodSet added = subtract(owed, billed_days);
    const Date start = owed.front().start;
    add_charge(added.empty() ? Period{start, start} : added.front(), due - billed,
               owed.size() == 1 ? std::optional(owed.front()) : std::nullopt,
               owed.size() == 1 ? std::optional(billed) : std::nullopt);
  } else if (due < billed) {
    credit(group, owed, billed - due);
  }
}

void Comparison::credit(Group &group, const PeriodSet &owed, Money amount) {
  // From the charges that lose days, in proportion to them; the last takes the rest, so that nothing is lost to
  // rounding.
  std::vector<std::pair<Rest *, PeriodSet>> losing;
  for (Rest &rest : group.billed) {
    if (PeriodSet gone = subtract(rest.days, owed); !gone.empty())
      losing.emplace_back(&rest, std::move(gone));
  }
  for (std::size_t i = 0; i < losing.size(); ++i) {
    auto &[rest, gone] = losing[i];
    const Money left = Money::minor(rest->net_minor, amount.currency());
    const std::size_t first = result_.credits.size();
    Money part = i + 1 == losing.size() ? amount : prorate(left, days_of(gone), days_of(rest->days), Rounding::half_up);
    part = std::min({part, left, amount});
    const auto parts = by_days(part, gone);
    for (std::size_t j = 0; j < gone.size(); ++j)
      add_credit(*rest, gone[j], parts[j], left - part, days_of(rest->days) - days_of(gone));
    rest->net_minor -= part.minor_units();
    close(*rest, first);
    amount -= part;
  }
  // A minor unit may be left when charges were cut more than once; it comes from what the others still hold.
  for (Rest &rest : group.billed) {
    const Money part = std::min(Money::minor(rest.net_minor, amount.currency()), amount);
    const Date start = rest.charge->period.start;
    const std::size_t first = result_.credits.size();
    if (part.is_positive())
      add_credit(rest, {start, start}, part, Money::minor(rest.net_minor, amount.currency()) - part,
                 days_of(common(rest.days, owed)));
    close(rest, first);
    amount -= part;
  }
}

void Comparison::charge(const PeriodSet &owed, const PeriodSet &kept, Money over) {
  for (const Period &part : owed) {
    const PeriodSet kept_here = common(kept, {part}), added = subtract({part}, kept);
    if (added.empty())
      continue;
    const Money whole = share_of(price_, part.days(), full_.days());
    if (kept_here.empty()) {
      add_charge(part, whole);
      continue;
    }
    const Money really = total_price(price_, full_, kept_here) + over;
    const Money before = std::min(really, whole);
    over = really - before;
    const auto nets = by_days(whole - before, added);
    for (std::size_t i = 0; i < added.size(); ++i)
      add_charge(added[i], nets[i], part, before);
  }
}

// What one costs before discounts, as it is said on the line.
Money Comparison::list_price() const {
  if (key_.item == setup_item)
    return Money::minor(plan_->setup_fee_minor, price_.currency());
  if (key_.item == trial_item)
    return Money::minor(plan_->trial_price_minor, price_.currency());
  if (key_.item == termination_item)
    return Money::minor(key_.price_micro / PeriodPrice::per_minor, price_.currency());
  for (const ItemLife &item : life_.items) {
    if (item.id == key_.item && item.price_minor)
      return Money::minor(*item.price_minor, price_.currency());
  }
  return plan_->price;
}

// What stays of it is said less the discounts that stay, on each of its credits from `first` on.
void Comparison::close(Rest &rest, std::size_t first) {
  rest.off_minor = sum_of(rest.discounts);
  for (std::size_t i = first; i < result_.credits.size(); ++i)
    result_.credits[i].kept -= Money::minor(rest.off_minor, price_.currency());
}

void Comparison::add_credit(Rest &rest, Period period, Money net, Money kept, std::int32_t kept_days) {
  if (net.is_zero())
    return;
  const Charged &charge = *rest.charge;
  result_.credits.push_back({life_.id, charge.plan_version_id, full_, period, net,
                             credits_on_[{charge.item, period.start}]++, charge.id, charge.invoice_id, charge.line,
                             Money::minor(rest.net_minor - rest.off_minor, net.currency()), days_of(rest.days), kept,
                             kept_days, key_.item, key_.quantity, key_.price_micro, list_price(), key_.tax_place,
                             billing::take_back(rest.discounts, rest.discounted_minor, net.minor_units())});
  rest.discounted_minor -= net.minor_units();
}

void Comparison::add_charge(Period period, Money net, std::optional<Period> joined, std::optional<Money> before) {
  if (net.is_zero())
    return; // a free plan, or a day's part of a cent: nothing to put on an invoice
  NewCharge charge{.service_id = life_.id,
                   .plan_version_id = key_.plan_version_id,
                   .full = full_,
                   .period = period,
                   .net = net,
                   .revision = charges_on_[{key_.item, period.start}]++,
                   .joined = joined,
                   .billed_before = before,
                   .kind = key_.item == setup_item         ? setup_kind
                           : key_.item == termination_item ? termination_kind
                           : key_.item == trial_item       ? trial_kind
                           : plan_->is_once                ? once_kind
                                                           : recurring_kind,
                   .item = key_.item,
                   .quantity = key_.quantity,
                   .price_micro = key_.price_micro,
                   .list_price = list_price(),
                   .instalment = part_ != nullptr ? part_->instalment : 0,
                   .last_instalment = part_ != nullptr ? part_->last_instalment : 0,
                   .instalments = part_ != nullptr ? part_->instalments : 0,
                   .tax_place = key_.tax_place};
  charge.price_in_words = price_in_words(charge.kind == recurring_kind ? life_ : ServiceLife{}, key_.item,
                                         charge.list_price, key_.quantity, period.start);
  if (charge.kind == termination_kind) {
    if (auto termination = termination_of(life_, prices_); termination && *termination)
      charge.price_in_words = std::move((*termination)->words);
  }
  result_.charges.push_back(std::move(charge));
}

// Places within a period are read as the service went through them, not by their names.
void in_order_of_time(std::vector<NewCharge> &charges) {
  const auto is_other = [](const NewCharge &a, const NewCharge &b) {
    return a.full != b.full || a.plan_version_id != b.plan_version_id || a.item != b.item || a.quantity != b.quantity ||
           a.price_micro != b.price_micro;
  };
  for (auto from = charges.begin(); from != charges.end();) {
    const auto to = std::find_if(from, charges.end(), [&](const NewCharge &one) { return is_other(*from, one); });
    std::stable_sort(from, to, [](const NewCharge &a, const NewCharge &b) { return a.period.start < b.period.start; });
    from = to; // ends: a charge is not another than itself
  }
}

} // namespace

Result<Difference, Inconsistency> difference(const ServiceLife &life, std::span<const Part> owed,
                                             std::span<const Charged> charged, const Prices &prices,
                                             std::optional<CustomerId> billed_to) {
  Comparison comparison(life, charged, prices);
  for (auto &[key, group] : grouped(owed, charged, prices, billed_to)) {
    const auto found = prices.find(key.plan_version_id);
    if (found == prices.end())
      return tl::make_unexpected(
          Inconsistency{fmt::format("service {} ({}) was billed for plan version {}, which does not exist",
                                    life.id.value(), life.username, key.plan_version_id.value())});
    if (!comparison.compare(key, group, found->second))
      return tl::make_unexpected(Inconsistency{fmt::format(
          "what service {} ({}) was billed for \"{}\" from {} to {} is not the price of its days", life.id.value(),
          life.username, found->second.name, to_string(key.full_start), to_string(key.full_end))});
  }
  Difference found = comparison.take();
  in_order_of_time(found.charges);
  return found;
}

Difference taken_back(const ServiceLife &life, std::span<const Charged> charged, const Prices &prices,
                      InvoiceId invoice, std::optional<CustomerId> billed_to) {
  Comparison comparison(life, charged, prices);
  auto groups = grouped({}, charged, prices, billed_to);
  for (auto &[key, group] : groups) {
    if (const auto found = prices.find(key.plan_version_id); found != prices.end())
      comparison.take_back(key, group, found->second, invoice);
  }
  return comparison.take();
}

} // namespace demarc::billing
