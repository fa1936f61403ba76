#include "pricing/terms.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace demarc::pricing {

namespace {

constexpr int default_notice_days = 30;

Date earliest_day(Date today, int notice_days) { return today.plus_days(std::max(notice_days, 1)); }

bool is_comparable(const catalog::PlanVersion &a, const catalog::PlanVersion &b) {
  return a.interval() == b.interval() && a.in_arrears == b.in_arrears && a.currency == b.currency &&
         a.price_includes_tax == b.price_includes_tax;
}

std::vector<int> numbers_in(const std::string &commas) {
  std::vector<int> numbers;
  for (const char *at = commas.data(), *end = at + commas.size(); at < end;) {
    int number = 0;
    at = std::from_chars(at, end, number).ptr + 1;
    numbers.push_back(number);
  }
  return numbers;
}

Outcome<catalog::PlanVersion> target_of(db::Tx &tx, PlanId plan, const NewPriceChange &in,
                                        const std::vector<catalog::PlanVersion> &versions, Date today) {
  if (in.price_minor.has_value() == in.to_version.has_value())
    return refuse("price_or_version",
                  "Give the new price, or the number of a version that is sold already: one of them.", "price_minor");
  if (in.price_minor)
    return catalog::announced_version(tx, plan, *in.price_minor, in.on, today);
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const catalog::PlanVersion &one) { return one.version == *in.to_version; });
  if (found == versions.end())
    return refuse("version_unknown", fmt::format("The plan has no version {}.", *in.to_version), "to_version");
  if (found->valid_from > today)
    return refuse(Refusal::Kind::conflict, "version_announced",
                  fmt::format("Version {} is announced for {} already.", found->version, to_string(found->valid_from)),
                  "to_version");
  return *found;
}

} // namespace

std::int64_t monthly(std::int64_t minor, Interval interval) {
  return interval.is_in_days() ? divide_rounded(static_cast<__int128>(minor) * 1461, std::int64_t{48} * interval.days(),
                                                Rounding::half_up)
                               : divide_rounded(minor, interval.months(), Rounding::half_up);
}

Left Terms::left() const {
  Left left;
  for (const auto &[id, version] : from)
    left.emplace(id, version.interval());
  return left;
}

std::vector<PlanVersionId> Terms::from_ids() const {
  std::vector<PlanVersionId> ids;
  for (const auto &[id, version] : from)
    ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<int> Terms::from_numbers() const {
  std::vector<int> numbers;
  for (const auto &[id, version] : from)
    numbers.push_back(version.version);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Outcome<Terms> terms_of(db::Tx &tx, PlanId plan, const NewPriceChange &in, Date today) {
  const std::vector<catalog::PlanVersion> versions = catalog::versions_of(tx, plan);
  if (versions.empty())
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", plan.value()));
  Terms terms;
  terms.notice_days = stored_notice_days(tx).value_or(default_notice_days);
  terms.earliest = in.on;
  if (const Date first = earliest_day(today, terms.notice_days); in.on < first)
    return refuse(
        "notice_too_short",
        fmt::format("Customers have {} days of notice: {} is the earliest day.", terms.notice_days, to_string(first)),
        "on");
  TRY(to, target_of(tx, plan, in, versions, today));
  terms.to = to;
  terms.makes_version = in.price_minor.has_value();
  if (in.from_versions) {
    for (const int number : *in.from_versions) {
      const auto found = std::find_if(versions.begin(), versions.end(),
                                      [&](const catalog::PlanVersion &one) { return one.version == number; });
      if (found == versions.end() || number == to.version)
        return refuse("version_unknown",
                      number == to.version ? "A version is not moved to itself."
                                           : fmt::format("The plan has no version {}.", number),
                      "from_versions");
      if (!is_comparable(*found, to))
        return refuse("not_a_price_change",
                      fmt::format("Version {} is priced {}, the new one {}, or only one of them holds its taxes or is "
                                  "billed in arrears: that is another plan, not another price. Leave it out.",
                                  number, per(found->interval()), per(to.interval())),
                      "from_versions");
      terms.from.emplace(found->id, *found);
    }
  } else {
    for (const catalog::PlanVersion &version : versions) {
      if (version.version < to.version && is_comparable(version, to))
        terms.from.emplace(version.id, version);
    }
  }
  if (terms.from.empty())
    return refuse("nothing_to_move", "There is no version to move services from.", "from_versions");
  if (in.except_customers)
    terms.except.insert(in.except_customers->begin(), in.except_customers->end());
  return terms;
}

Terms terms_of(db::Tx &tx, const PriceChangeRow &row, Date today) {
  Terms terms;
  terms.to = *catalog::find_plan_version(tx, row.plan_version_id);
  terms.makes_version = row.makes_version;
  const std::vector<int> numbers = numbers_in(row.from_versions);
  for (const catalog::PlanVersion &version : catalog::versions_of(tx, row.plan_id)) {
    if (std::find(numbers.begin(), numbers.end(), version.version) != numbers.end())
      terms.from.emplace(version.id, version);
  }
  terms.notice_days = row.notice_days;
  terms.earliest = std::max(row.on_date, earliest_day(today, row.notice_days));
  for (const CustomerId customer : exceptions_of(tx, row.id))
    terms.except.insert(customer);
  return terms;
}

namespace {

// What a full period at that price comes to on `day`, in millionths.
std::int64_t period_micro(const billing::ServiceLife &life, std::int64_t price_minor, Currency currency, Date day) {
  std::int64_t quantity = 1;
  for (const billing::PlanFrom &plan : life.plans) {
    if (plan.from <= day)
      quantity = plan.quantity;
  }
  const Money list = Money::minor(price_minor * quantity, currency);
  std::int64_t micro = list.minor_units() * billing::PeriodPrice::per_minor;
  for (const billing::DiscountTaken &taken : billing::discounts_taken(life.discounts, ServiceItemId(), list, day))
    micro -= taken.micro;
  return micro;
}

} // namespace

std::vector<PlannedMove> planned_moves(const Addressee &customer, const Terms &terms) {
  std::vector<PlannedMove> planned;
  if (terms.except.contains(customer.id))
    return planned;
  for (const billing::ServiceLife &life : customer.services) {
    for (const Move &move : moves_of(life, customer.anchors, terms.left(), terms.earliest)) {
      const std::int64_t old_price = terms.from.at(move.paid_until_then).price_minor;
      const std::int64_t difference = period_micro(life, terms.to.price_minor, terms.to.currency, move.on) -
                                      period_micro(life, old_price, terms.to.currency, move.on);
      planned.push_back({life.id, life.username, move, old_price,
                         divide_rounded(difference, billing::PeriodPrice::per_minor, Rounding::half_up)});
    }
  }
  return planned;
}

} // namespace demarc::pricing
