#include "billing/invoice_discount.h"

#include "billing/bill.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace demarc::billing {

namespace {

constexpr std::int64_t whole_ppm = 1'000'000;

bool is_of(const DiscountShare &a, const DiscountShare &b) { return a.id == b.id && a.used_on == b.used_on; }

void add_to(std::vector<DiscountShare> &shares, const DiscountShare &added) {
  if (added.minor == 0)
    return;
  const auto found =
      std::find_if(shares.begin(), shares.end(), [&](const DiscountShare &one) { return is_of(one, added); });
  if (found == shares.end())
    shares.push_back(added);
  else
    found->minor += added.minor;
}

// Over `weights`, none of which is passed; less where they are less.
std::vector<std::int64_t> laid_out(std::int64_t minor, const std::vector<std::int64_t> &weights, Currency currency) {
  std::vector<std::int64_t> parts(weights.size(), 0);
  std::int64_t all = 0;
  for (const std::int64_t weight : weights)
    all += weight;
  minor = std::min(minor, all);
  if (minor <= 0)
    return parts;
  const auto shares = allocate(Money::minor(minor, currency), weights);
  std::transform(shares.begin(), shares.end(), parts.begin(), [](const Money &share) { return share.minor_units(); });
  return parts;
}

class Lowering {
public:
  Lowering(const Account &account, Difference &billed, Date on) : account_(account), billed_(billed), on_(on) {}

  void run() {
    find_charges();
    count_uses();
    keep();
    for (const bool is_percent : {true, false}) {
      for (const InvoiceDiscount &discount : account_.discounts) {
        if ((discount.percent_ppm > 0) == is_percent && is_on(discount))
          give(discount);
      }
    }
  }

private:
  [[nodiscard]] std::int64_t left_of(const NewCharge &charge) const {
    return charge.net.minor_units() - sum_of(charge.discounts);
  }
  [[nodiscard]] std::vector<std::int64_t> lefts() const {
    std::vector<std::int64_t> left;
    for (const NewCharge *charge : charges_)
      left.push_back(left_of(*charge));
    return left;
  }
  [[nodiscard]] const ServiceAccount *service_of(ServiceId id) const {
    const auto found = std::find_if(account_.services.begin(), account_.services.end(),
                                    [&](const ServiceAccount &one) { return one.life.id == id; });
    return found == account_.services.end() ? nullptr : &*found;
  }
  static std::int64_t had(const NewCharge &charge, CustomerDiscountId id) {
    std::int64_t minor = 0;
    for (const DiscountShare &share : charge.discounts)
      minor += share.id == id ? share.minor : 0;
    return minor;
  }

  // What credits gave back of a discount for a day, and days that were charged anew did not keep.
  using What = std::pair<ServiceId, ServiceItemId>;
  struct GivenBack {
    std::string name;
    std::int64_t minor = 0;
    std::vector<Period> credited, kept;
  };

  void find_charges();
  void count_uses();
  void look_at(const What &what, const DiscountShare &share, Period period);
  void keep();
  void keep(NewCharge &charge, const InvoiceDiscount &discount, Date used_on, GivenBack &pool);
  void give(const InvoiceDiscount &discount);
  [[nodiscard]] bool counts(const InvoiceDiscount &discount, Date day) const;
  [[nodiscard]] bool is_on(const InvoiceDiscount &discount) const;
  void add(NewCharge &charge, DiscountShare share) {
    uses_[share.id][share.used_on] += share.minor;
    add_to(charge.discounts, share);
  }

  const Account &account_;
  Difference &billed_;
  Date on_;
  std::vector<NewCharge *> charges_; // those that are lowered
  // What each took off for its days, less what was given back.
  std::map<CustomerDiscountId, std::map<Date, std::int64_t>> uses_;
  std::map<std::tuple<What, CustomerDiscountId, Date>, GivenBack> given_back_;
};

void Lowering::find_charges() {
  for (NewCharge &charge : billed_.charges) {
    const ServiceAccount *service = service_of(charge.service_id);
    if (charge.kind == recurring_kind && service != nullptr && !service->of && !service->life.prepaid)
      charges_.push_back(&charge);
  }
}

void Lowering::count_uses() {
  for (const ServiceAccount &service : account_.services) {
    if (service.of)
      continue;
    for (const Charged &charged : service.charged) {
      for (const DiscountShare &share : charged.discounts) {
        uses_[share.id][share.used_on] += share.minor;
        if (charged.reverses || share.is_kept)
          look_at({service.life.id, charged.item}, share, charged.period);
      }
    }
  }
  for (const NewCredit &credit : billed_.credits) {
    for (const DiscountShare &share : given_back(credit.discounts)) {
      uses_[share.id][share.used_on] += share.minor;
      look_at({credit.service_id, credit.item}, share, credit.period);
    }
  }
}

// Below zero it was given back; else days that were charged anew kept it.
void Lowering::look_at(const What &what, const DiscountShare &share, Period period) {
  if (share.used_on == on_)
    return; // what is left of it is given like the rest
  GivenBack &pool = given_back_[{what, share.id, share.used_on}];
  pool.name = share.name;
  pool.minor -= share.minor;
  (share.minor < 0 ? pool.credited : pool.kept).push_back(period);
}

// First what was billed before as the same item, then whatever of the service names these days.
void Lowering::keep() {
  for (const bool is_same_item : {true, false}) {
    for (auto &[key, pool] : given_back_) {
      const auto &[what, id, used_on] = key;
      const auto discount = std::find_if(account_.discounts.begin(), account_.discounts.end(),
                                         [&, wanted = id](const InvoiceDiscount &one) { return one.id == wanted; });
      if (discount == account_.discounts.end() || !counts(*discount, used_on))
        continue;
      for (NewCharge *charge : charges_) {
        if (charge->service_id == what.first && (charge->item == what.second) == is_same_item)
          keep(*charge, *discount, used_on, pool);
      }
    }
  }
}

void Lowering::keep(NewCharge &charge, const InvoiceDiscount &discount, Date used_on, GivenBack &pool) {
  const PeriodSet credited = unite(pool.credited), open = subtract(credited, unite(pool.kept));
  const std::int32_t shared = days_of(common(credited, {charge.period})),
                     days = days_of(open.empty() ? credited : open);
  // Another item of the service may have kept of it in an earlier run.
  std::int64_t rest = 0;
  for (const auto &[key, other] : given_back_) {
    if (std::get<0>(key).first == charge.service_id && std::get<1>(key) == discount.id && std::get<2>(key) == used_on)
      rest += other.minor;
  }
  if (std::min(pool.minor, rest) <= 0 || shared == 0)
    return;
  // The part of it that goes with these days, no more than what is left of their price.
  std::int64_t most =
      std::min({left_of(charge), rest,
                divide_rounded(static_cast<__int128>(pool.minor) * std::min(shared, days), days, Rounding::half_up)});
  if (discount.percent_ppm > 0) {
    const __int128 of_price = static_cast<__int128>(charge.net.minor_units()) * discount.percent_ppm * shared;
    most =
        std::min(most, static_cast<std::int64_t>(of_price / (static_cast<__int128>(whole_ppm) * charge.period.days())) -
                           had(charge, discount.id));
  }
  if (most <= 0)
    return;
  add(charge, {discount.id, used_on, most, discount.name, true});
  pool.minor -= most;
  pool.kept.push_back(charge.period);
}

// Whether something of it may stand for that day: it does already, or one more day may be counted.
bool Lowering::counts(const InvoiceDiscount &discount, Date day) const {
  const auto found = uses_.find(discount.id);
  if (!discount.invoices || found == uses_.end())
    return true;
  const auto others = std::count_if(found->second.begin(), found->second.end(),
                                    [&](const auto &use) { return use.first != day && use.second > 0; });
  return others < *discount.invoices;
}

bool Lowering::is_on(const InvoiceDiscount &discount) const {
  return discount.from <= on_ && (!discount.until || on_ < *discount.until) && counts(discount, on_);
}

void Lowering::give(const InvoiceDiscount &discount) {
  std::int64_t minor = 0;
  std::vector<std::int64_t> weights = lefts();
  if (discount.percent_ppm > 0) {
    __int128 nets = 0;
    std::vector<std::int64_t> prices, kept;
    std::int64_t kept_sum = 0;
    for (const NewCharge *charge : charges_) {
      prices.push_back(charge->net.minor_units());
      nets += prices.back();
      kept.push_back(had(*charge, discount.id));
      kept_sum += kept.back();
    }
    const std::int64_t whole = divide_rounded(nets * discount.percent_ppm, whole_ppm, Rounding::half_up);
    minor = whole - kept_sum;
    if (kept_sum > 0) { // what days kept is their part of it
      const auto parts = laid_out(whole, prices, account_.currency);
      for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = std::min(weights[i], std::max<std::int64_t>(parts[i] - kept[i], 0));
    }
  } else {
    minor = discount.amount_minor - uses_[discount.id][on_];
  }
  const auto parts = laid_out(minor, weights, account_.currency);
  for (std::size_t i = 0; i < charges_.size(); ++i)
    add(*charges_[i], {discount.id, on_, parts[i], discount.name});
}

} // namespace

std::int64_t sum_of(std::span<const DiscountShare> shares) {
  std::int64_t sum = 0;
  for (const DiscountShare &share : shares)
    sum += share.minor;
  return sum;
}

std::vector<DiscountShare> given_back(std::vector<DiscountShare> shares) {
  for (DiscountShare &share : shares)
    share.minor = -share.minor;
  return shares;
}

std::string in_words(std::span<const DiscountShare> shares, Currency currency) {
  std::vector<std::pair<std::string, std::int64_t>> by_name; // of one discount there may be two shares
  for (const DiscountShare &share : shares) {
    if (!by_name.empty() && by_name.back().first == share.name)
      by_name.back().second += share.minor;
    else
      by_name.emplace_back(share.name, share.minor);
  }
  std::string words;
  for (const auto &[name, minor] : by_name)
    words += fmt::format("{}{} ({})", words.empty() ? "" : " and ", to_string(Money::minor(minor, currency)), name);
  return words;
}

std::vector<DiscountShare> take_back(std::vector<DiscountShare> &left, std::int64_t net_minor,
                                     std::int64_t credited_minor) {
  const std::int64_t all = sum_of(left);
  if (all <= 0 || net_minor <= 0)
    return {};
  const std::int64_t back = divide_rounded(static_cast<__int128>(all) * credited_minor, net_minor, Rounding::half_up);
  std::vector<std::int64_t> weights;
  for (const DiscountShare &share : left)
    weights.push_back(share.minor);
  const auto parts = laid_out(back, weights, Currency::of("XXX"));
  std::vector<DiscountShare> taken;
  for (std::size_t i = 0; i < left.size(); ++i) {
    DiscountShare share = left[i];
    share.minor = parts[i];
    left[i].minor -= parts[i];
    if (share.minor != 0)
      taken.push_back(std::move(share));
  }
  return taken;
}

void lower(const Account &account, Difference &billed, Date on) {
  if (!account.discounts.empty())
    Lowering(account, billed, on).run();
}

} // namespace demarc::billing
