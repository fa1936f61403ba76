#include "tax/assessment.h"

#include "base/ensure.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace demarc::tax {

namespace {

constexpr std::int64_t million = 1'000'000;

__int128 gcd(__int128 a, __int128 b) {
  a = a < 0 ? -a : a;
  while (b != 0) { // ends: b falls
    const __int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a == 0 ? 1 : a;
}

// Exact, in lowest terms; `lost` when it would not fit, and then stays so.
struct Fraction {
  __int128 over = 0;
  __int128 under = 1;
  bool lost = false;

  static Fraction of(__int128 over, __int128 under) {
    const __int128 common = gcd(over, under);
    return {over / common, under / common, false};
  }
  friend Fraction operator*(const Fraction &a, const Fraction &b) {
    const __int128 left = gcd(a.over, b.under), right = gcd(b.over, a.under);
    Fraction product;
    product.lost = a.lost || b.lost || __builtin_mul_overflow(a.over / left, b.over / right, &product.over) ||
                   __builtin_mul_overflow(a.under / right, b.under / left, &product.under);
    return product;
  }
  friend Fraction operator+(const Fraction &a, const Fraction &b) {
    const __int128 common = gcd(a.under, b.under);
    Fraction sum;
    __int128 left = 0, right = 0;
    sum.lost = a.lost || b.lost || __builtin_mul_overflow(a.over, b.under / common, &left) ||
               __builtin_mul_overflow(b.over, a.under / common, &right) ||
               __builtin_add_overflow(left, right, &sum.over) ||
               __builtin_mul_overflow(a.under, b.under / common, &sum.under);
    return sum.lost ? sum : Fraction{of(sum.over, sum.under)};
  }
  [[nodiscard]] Fraction inverse() const { return over > 0 ? Fraction{under, over, lost} : Fraction{0, 1, true}; }
  [[nodiscard]] Fraction negated() const { return {-over, under, lost}; }
};

// What is charged of a base: share × percent.
Fraction factor(const Levy &levy) {
  return Fraction::of(static_cast<__int128>(levy.percent.ppm) * (levy.rate != nullptr ? levy.rate->share.ppm : million),
                      static_cast<__int128>(million) * million);
}

using Key = std::tuple<TaxId, std::int64_t, std::int64_t>;
Key key_of(const Levy &levy) { return {levy.tax->id, levy.percent.ppm, levy.per_unit_minor}; }

// Lines that bear the same taxes, computed as one.
struct Group {
  std::vector<std::size_t> items;
  std::span<const Levy> levies;
  bool includes_tax = false;
  std::int64_t amount = 0;
  std::int64_t units = 0;
  std::int64_t net = 0;
  std::vector<std::int64_t> taxes; // by levy
  std::vector<std::int64_t> bases;

  [[nodiscard]] bool bears(TaxId tax) const {
    return std::any_of(levies.begin(), levies.end(), [&](const Levy &levy) { return levy.tax->id == tax; });
  }
  // A share of its net alone, so that it can be summed over groups.
  [[nodiscard]] bool is_plain(const Levy &levy) const {
    return !includes_tax && !levy.tax->inside && levy.per_unit_minor == 0 &&
           std::none_of(levy.tax->on.begin(), levy.tax->on.end(), [&](TaxId on) { return bears(on); });
  }
};

struct GroupKey {
  bool includes_tax = false;
  std::vector<Key> levies;
  std::int64_t alone = 0; // not 0: nothing is summed with it
  auto operator<=>(const GroupKey &) const = default;
};

class Work {
public:
  Work(std::span<const Item> items, const Method &method) : items_(items), method_(method) {}

  Outcome<Assessment> run() {
    make_groups();
    assess_plain();
    for (Group &group : groups_) {
      if (!(group.includes_tax ? split(group) : add_up(group)))
        return refuse("taxes_not_computable",
                      "The taxes inside the price reach 100 percent, or an amount is too large to be split exactly.");
    }
    return result();
  }

private:
  // In the order of their keys, not of the lines, so that shares do not depend on how lines are sorted.
  void make_groups() {
    std::map<GroupKey, Group> groups;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item &item = items_[i];
      GroupKey key{item.includes_tax, {}, 0};
      for (const Levy &levy : item.levies)
        key.levies.push_back(key_of(levy));
      if (method_.sum_by == SumBy::line || (item.includes_tax && !item.amount.is_positive()))
        key.alone = static_cast<std::int64_t>(i) + 1;
      Group &group = groups[std::move(key)];
      group.items.push_back(i);
      group.levies = item.levies;
      group.includes_tax = item.includes_tax;
      group.amount += item.amount.minor_units();
      group.units += item.units;
    }
    for (auto &[key, group] : groups) {
      group.net = group.amount;
      group.taxes.resize(group.levies.size());
      group.bases.resize(group.levies.size());
      groups_.push_back(std::move(group));
    }
  }

  // Taxes on the net alone: over all groups, or over all taxes of a jurisdiction, rounded once and then shared out by
  // the exact amounts (largest remainder).
  void assess_plain() {
    struct Part {
      Group *group;
      std::size_t levy;
      __int128 exact; // in 10^-12 of a minor unit
    };
    std::map<std::tuple<std::int64_t, Key>, std::vector<Part>> together;
    std::int64_t n = 0;
    for (Group &group : groups_) {
      ++n;
      for (std::size_t i = 0; i < group.levies.size(); ++i) {
        const Levy &levy = group.levies[i];
        if (!group.is_plain(levy))
          continue;
        const std::int64_t share = levy.rate != nullptr ? levy.rate->share.ppm : million;
        group.bases[i] = divide_rounded(static_cast<__int128>(group.net) * share, million, Rounding::half_up);
        std::tuple<std::int64_t, Key> key{method_.sum_by == SumBy::line ? n : 0, key_of(levy)};
        if (method_.sum_by == SumBy::jurisdiction && levy.tax->jurisdiction)
          key = {levy.tax->jurisdiction->value(), Key{}};
        together[key].push_back({&group, i, static_cast<__int128>(group.net) * share * levy.percent.ppm});
      }
    }
    constexpr __int128 whole = static_cast<__int128>(million) * million;
    for (auto &[key, parts] : together) {
      __int128 exact = 0;
      for (const Part &part : parts)
        exact += part.exact;
      std::int64_t left = divide_rounded(exact, whole, method_.rounding);
      std::vector<std::pair<__int128, const Part *>> rests;
      for (const Part &part : parts) {
        __int128 down = part.exact / whole, rest = part.exact % whole;
        if (rest < 0) {
          --down;
          rest += whole;
        }
        part.group->taxes[part.levy] = static_cast<std::int64_t>(down);
        left -= static_cast<std::int64_t>(down);
        rests.emplace_back(rest, &part);
      }
      std::stable_sort(rests.begin(), rests.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
      for (std::size_t i = 0; left > 0 && i < rests.size(); ++i, --left)
        ++rests[i].second->group->taxes[rests[i].second->levy];
    }
  }

  // The taxes that plain ones do not cover, on the net, in their order.
  bool add_up(Group &group) {
    Fraction inside = Fraction::of(0, 1);
    for (const Levy &levy : group.levies) {
      if (levy.tax->inside)
        inside = inside + factor(levy);
    }
    const Fraction of_gross = (Fraction::of(1, 1) + inside.negated()).inverse(); // gross ÷ net
    if (of_gross.lost)
      return false;
    for (std::size_t i = 0; i < group.levies.size(); ++i) {
      const Levy &levy = group.levies[i];
      if (group.is_plain(levy))
        continue;
      std::int64_t base = group.net;
      for (std::size_t o = 0; o < i; ++o) {
        const auto &on = levy.tax->on;
        if (std::find(on.begin(), on.end(), group.levies[o].tax->id) != on.end())
          base += group.taxes[o];
      }
      Fraction share = factor(levy);
      if (levy.tax->inside) {
        share = share * of_gross;
        if (!times(base, of_gross, group.bases[i]))
          return false;
      } else {
        group.bases[i] =
            divide_rounded(static_cast<__int128>(base) * (levy.rate != nullptr ? levy.rate->share.ppm : million),
                           million, Rounding::half_up);
      }
      std::int64_t of_base = 0;
      if (!times(base, share, of_base))
        return false;
      group.taxes[i] = levy.per_unit_minor * group.units + of_base;
    }
    return true;
  }

  // The taxes in a gross amount: the net first, then as above; the last one that is a share takes the rest.
  bool split(Group &group) {
    std::vector<Fraction> per_net, fixed;
    Fraction inside = Fraction::of(0, 1);
    for (const Levy &levy : group.levies) {
      if (levy.tax->inside)
        inside = inside + factor(levy);
    }
    const Fraction of_gross = (Fraction::of(1, 1) + inside.negated()).inverse();
    Fraction factors = Fraction::of(1, 1), constants = Fraction::of(0, 1);
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < group.levies.size(); ++i) {
      const Levy &levy = group.levies[i];
      Fraction base = Fraction::of(1, 1), fixed_base = Fraction::of(0, 1);
      for (std::size_t o = 0; o < i; ++o) {
        const auto &on = levy.tax->on;
        if (std::find(on.begin(), on.end(), group.levies[o].tax->id) == on.end())
          continue;
        base = base + per_net[o];
        fixed_base = fixed_base + fixed[o];
      }
      const Fraction share = levy.tax->inside ? factor(levy) * of_gross : factor(levy);
      per_net.push_back(base * share);
      fixed.push_back(fixed_base * share + Fraction::of(static_cast<__int128>(levy.per_unit_minor) * group.units, 1));
      factors = factors + per_net.back();
      constants = constants + fixed.back();
      if (levy.percent.ppm != 0)
        last = i;
    }
    const Fraction net = (Fraction::of(group.amount, 1) + constants.negated()) * factors.inverse();
    if (net.lost)
      return false;
    group.net = divide_rounded(net.over, net.under, method_.rounding);
    if (!add_up(group))
      return false;
    std::int64_t left = group.amount - group.net;
    for (std::size_t i = 0; i < group.taxes.size(); ++i) {
      if (last && i == *last)
        continue;
      if (group.amount > 0) // tiny amounts with many taxes: rounding must not take more than there is
        group.taxes[i] = std::clamp<std::int64_t>(group.taxes[i], 0, std::max<std::int64_t>(left, 0));
      left -= group.taxes[i];
    }
    if (last)
      group.taxes[*last] = left;
    else
      group.net += left; // nothing, unless fixed amounts exceed the price
    return true;
  }

  bool times(std::int64_t amount, const Fraction &share, std::int64_t &product) const {
    __int128 over = 0;
    if (share.lost || __builtin_mul_overflow(static_cast<__int128>(amount), share.over, &over))
      return false;
    product = divide_rounded(over, share.under, method_.rounding);
    return true;
  }

  Assessment result() {
    const Currency currency = items_.front().amount.currency();
    const auto money = [&](std::int64_t minor) { return Money::minor(minor, currency); };
    Assessment all{{}, std::vector<Money>(items_.size(), money(0)), money(0), money(0), money(0)};
    std::map<Key, Sum> sums;
    for (const Group &group : groups_) {
      for (std::size_t i = 0; i < group.levies.size(); ++i) {
        const auto [at, is_new] = sums.try_emplace(
            key_of(group.levies[i]), Sum{&group.levies[i], money(0), money(0), money(0), group.includes_tax, true});
        Sum &sum = at->second;
        sum.amount += money(group.amount);
        sum.base += money(group.bases[i]);
        sum.tax += money(group.taxes[i]);
        sum.is_plain = sum.is_plain && group.is_plain(group.levies[i]) && method_.sum_by == SumBy::category &&
                       method_.rounding == Rounding::half_up && group.bases[i] == group.amount;
        all.tax += money(group.taxes[i]);
      }
      all.net += money(group.net);
      std::vector<std::int64_t> weights;
      for (const std::size_t i : group.items)
        weights.push_back(items_[i].amount.minor_units());
      if (!group.includes_tax || group.items.size() == 1) {
        for (const std::size_t i : group.items)
          all.nets[i] = group.includes_tax ? money(group.net) : items_[i].amount;
      } else { // of several, all are positive
        const std::vector<Money> parts = allocate(money(group.net), weights);
        for (std::size_t n = 0; n < parts.size(); ++n)
          all.nets[group.items[n]] = parts[n];
      }
    }
    for (const Item &item : items_) {
      for (const Levy &levy : item.levies) {
        const auto found = sums.find(key_of(levy));
        if (found == sums.end())
          continue;
        found->second.levy = &levy;
        all.sums.push_back(found->second);
        sums.erase(found);
      }
    }
    if (method_.cash_step_minor > 1) {
      const std::int64_t due = (all.net + all.tax).minor_units();
      const std::int64_t steps = divide_rounded(due, method_.cash_step_minor, Rounding::half_up);
      all.rounding = money(steps * method_.cash_step_minor - due);
    }
    return all;
  }

  std::span<const Item> items_;
  const Method &method_;
  std::vector<Group> groups_;
};

// What is left of `charged` when `left` of `whole` is left of the lines.
std::int64_t left_of(Money charged, Money left, Money whole) {
  return whole.is_zero() ? 0
                         : prorate(charged, left.minor_units(), whole.minor_units(), Rounding::half_up).minor_units();
}

} // namespace

Outcome<Assessment> assess(std::span<const Item> items, const Method &method) {
  ENSURE(!items.empty(), "a document has a line");
  return Work(items, method).run();
}

TakenBack take_back(const ChargedSum &charged, const ChargedSum &credited, Money amount) {
  ENSURE(credited.amount + amount <= charged.amount, "credits stay within the document they correct");
  const Currency currency = amount.currency();
  const Money left = charged.amount - credited.amount - amount;
  const auto money = [&](std::int64_t minor) { return Money::minor(minor, currency); };
  // What is left of the tax, less what the rest of the lines still bears: rounding is done on what remains, so it
  // cannot add up to more, or less, than was charged. A plain tax on the rest is the rate's; any other its part of the
  // whole.
  const bool is_plain =
      charged.base == charged.amount && charged.tax == percent_of(charged.base, charged.percent, Rounding::half_up);
  const Money tax_left = is_plain ? percent_of(left, charged.percent, Rounding::half_up)
                                  : money(left_of(charged.tax, left, charged.amount));
  const Money base_left = charged.base == charged.amount ? left : money(left_of(charged.base, left, charged.amount));
  return {charged.base - credited.base - base_left, charged.tax - credited.tax - tax_left};
}

} // namespace demarc::tax
