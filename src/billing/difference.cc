#include "billing/difference.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace demarc::billing {

namespace {

// A charge with what earlier credits left of it.
struct Rest {
  const Charged *charge;
  PeriodSet days;
  std::int64_t net_minor;
};

struct Group {
  std::vector<Rest> billed;
  std::vector<Period> owed;
};

using Key = std::tuple<Date, Date, PlanVersionId>; // full period and version: in order of time

std::map<Key, Group> grouped(std::span<const Part> owed, std::span<const Charged> charged) {
  std::map<Key, Group> groups;
  for (const Part &part : owed)
    groups[{part.full.start, part.full.end, part.plan_version_id}].owed.push_back(part.period);
  for (const Charged &charge : charged) {
    if (!charge.reverses)
      groups[{charge.full.start, charge.full.end, charge.plan_version_id}].billed.push_back(
          {&charge, {charge.period}, charge.net_minor});
  }
  for (const Charged &credit : charged) {
    if (!credit.reverses)
      continue;
    for (Rest &rest : groups[{credit.full.start, credit.full.end, credit.plan_version_id}].billed) {
      if (rest.charge->id == *credit.reverses) {
        rest.days = subtract(rest.days, {credit.period});
        rest.net_minor += credit.net_minor;
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
  Comparison(const ServiceLife &life, std::span<const Charged> charged) : life_(life) {
    for (const Charged &row : charged)
      ++(row.reverses ? credits_on_ : charges_on_)[row.period.start];
  }

  // False: what was billed does not add up.
  bool compare(const Key &key, Group &group, Money price);
  Difference take() { return std::move(result_); }

private:
  // The sum alone counts, not the days: for prices so low that a day has none (proration.h).
  void compare_sums(Group &group, const PeriodSet &owed, const PeriodSet &billed_days, Money billed);
  void credit(Group &group, const PeriodSet &owed, Money amount);
  void charge(const PeriodSet &owed, const PeriodSet &kept);
  void add_credit(const Rest &rest, Period period, Money net, Money kept, std::int32_t kept_days);
  void add_charge(Period period, Money net, std::optional<Period> joined = {}, std::optional<Money> before = {});

  const ServiceLife &life_;
  std::map<Date, std::int64_t> charges_on_, credits_on_; // how often a start day was used, for `revision`
  Difference result_;
  // Of the group at hand.
  PlanVersionId plan_version_id_;
  Period full_;
  Money price_ = Money::zero(Currency::of("XXX"));
};

bool Comparison::compare(const Key &key, Group &group, Money price) {
  full_ = {std::get<0>(key), std::get<1>(key)};
  plan_version_id_ = std::get<2>(key);
  price_ = price;
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
  if (!is_within || billed_sum != total_price(price, full_, billed))
    return false;
  if (billed == owed)
    return true;
  const PeriodSet kept = common(billed, owed);
  if (kept != billed)
    credit(group, owed, billed_sum - total_price(price, full_, kept));
  if (kept != owed)
    charge(owed, kept);
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
    Money part = i + 1 == losing.size() ? amount : prorate(left, days_of(gone), days_of(rest->days), Rounding::half_up);
    part = std::min({part, left, amount});
    const auto parts = by_days(part, gone);
    for (std::size_t j = 0; j < gone.size(); ++j)
      add_credit(*rest, gone[j], parts[j], left - part, days_of(rest->days) - days_of(gone));
    rest->net_minor -= part.minor_units();
    amount -= part;
  }
  // A minor unit may be left when charges were cut more than once; it comes from what the others still hold.
  for (const Rest &rest : group.billed) {
    const Money part = std::min(Money::minor(rest.net_minor, amount.currency()), amount);
    const Date start = rest.charge->period.start;
    if (part.is_positive())
      add_credit(rest, {start, start}, part, Money::minor(rest.net_minor, amount.currency()) - part,
                 days_of(common(rest.days, owed)));
    amount -= part;
  }
}

void Comparison::charge(const PeriodSet &owed, const PeriodSet &kept) {
  for (const Period &part : owed) {
    const PeriodSet kept_here = common(kept, {part}), added = subtract({part}, kept);
    if (added.empty())
      continue;
    const Money whole = share_of(price_, part.days(), full_.days());
    if (kept_here.empty()) {
      add_charge(part, whole);
      continue;
    }
    const Money before = total_price(price_, full_, kept_here);
    const auto nets = by_days(whole - before, added);
    for (std::size_t i = 0; i < added.size(); ++i)
      add_charge(added[i], nets[i], part, before);
  }
}

void Comparison::add_credit(const Rest &rest, Period period, Money net, Money kept, std::int32_t kept_days) {
  if (net.is_zero())
    return;
  const Charged &charge = *rest.charge;
  result_.credits.push_back({life_.id, charge.plan_version_id, full_, period, net, credits_on_[period.start]++,
                             charge.id, charge.invoice_id, charge.line, Money::minor(rest.net_minor, net.currency()),
                             days_of(rest.days), kept, kept_days});
}

void Comparison::add_charge(Period period, Money net, std::optional<Period> joined, std::optional<Money> before) {
  if (net.is_zero())
    return; // a free plan, or a day's part of a cent: nothing to put on an invoice
  result_.charges.push_back(
      {life_.id, plan_version_id_, full_, period, net, charges_on_[period.start]++, joined, before});
}

} // namespace

Result<Difference, Inconsistency> difference(const ServiceLife &life, std::span<const Part> owed,
                                             std::span<const Charged> charged, const Prices &prices) {
  Comparison comparison(life, charged);
  for (auto &[key, group] : grouped(owed, charged)) {
    const auto found = prices.find(std::get<2>(key));
    if (found == prices.end())
      return tl::make_unexpected(
          Inconsistency{fmt::format("service {} ({}) was billed for plan version {}, which does not exist",
                                    life.id.value(), life.username, std::get<2>(key).value())});
    if (!comparison.compare(key, group, found->second.price))
      return tl::make_unexpected(Inconsistency{fmt::format(
          "what service {} ({}) was billed for \"{}\" from {} to {} is not the price of its days", life.id.value(),
          life.username, found->second.name, to_string(std::get<0>(key)), to_string(std::get<1>(key)))});
  }
  return comparison.take();
}

} // namespace demarc::billing
