#include "billing/stop_rules.h"

#include "money/money.h"
#include "money/percent.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

constexpr std::int64_t million = 1'000'000;

// The part that `ppm` is of `whole`, which is not negative.
std::int64_t part(std::int64_t whole, std::int64_t ppm, Rounding rounding) {
  return divide_rounded(static_cast<__int128>(whole) * ppm, million, rounding);
}

// Tax in parts per million of net; none of a net that is not positive.
std::optional<std::int64_t> tax_ratio(const Sums &sums) {
  if (sums.net_minor <= 0)
    return std::nullopt;
  // Invoices and credit notes may leave next to no net; beyond a thousandfold the figure says nothing more.
  const __int128 most = static_cast<__int128>(sums.net_minor) * 1'000;
  const __int128 tax = std::clamp<__int128>(sums.tax_minor, -most, most);
  return divide_rounded(tax * million, sums.net_minor, Rounding::half_up);
}

// Ratios may be beyond what Percent prints of a rate; two digits are enough for a person.
std::string percent_text(std::int64_t ppm) {
  const std::int64_t hundredths = divide_rounded(ppm, 100, Rounding::half_up);
  const std::int64_t magnitude = hundredths < 0 ? -hundredths : hundredths;
  return fmt::format("{}{}.{:02} %", hundredths < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

void keep_example(std::vector<BillExample> &kept, const ComparedBill &bill) {
  const auto weight = [](const BillExample &e) {
    return e.gross_minor > e.previous_minor ? e.gross_minor - e.previous_minor : e.previous_minor - e.gross_minor;
  };
  const BillExample example{bill.customer_id, bill.now.gross_minor, bill.before_minor()};
  const auto place =
      std::find_if(kept.begin(), kept.end(), [&](const BillExample &other) { return weight(other) < weight(example); });
  kept.insert(place, example);
  if (kept.size() > examples_kept)
    kept.pop_back();
}

// How many are needed to hold: the least number, and the share of all.
std::int64_t needed(std::int64_t least, std::int64_t share_ppm, std::int64_t of) {
  return std::max<std::int64_t>({least, part(of, share_ppm, Rounding::up), 1});
}

} // namespace

bool ask_for_a_check(const StopRules &rules) {
  return rules.jump_holds || rules.count_holds || rules.zero_holds || rules.tax_holds || rules.hours_to_look > 0;
}

Sums &Sums::operator+=(const Sums &other) {
  net_minor += other.net_minor;
  tax_minor += other.tax_minor;
  gross_minor += other.gross_minor;
  return *this;
}

BillChange change_of(const ComparedBill &bill) {
  const bool was_billed = bill.before_minor() != 0;
  if (bill.has_documents() && !was_billed)
    return BillChange::started;
  if (!bill.has_documents())
    return was_billed ? BillChange::gone : BillChange::same;
  const std::int64_t difference = bill.difference_minor();
  return difference > 0 ? BillChange::up : difference < 0 ? BillChange::down : BillChange::same;
}

bool is_jump(const StopRules &rules, const ComparedBill &bill) {
  const std::int64_t before = bill.before_minor();
  if (before <= 0)
    return false;
  const std::int64_t rise = bill.difference_minor();
  return rise > rules.jump_minor &&
         static_cast<__int128>(rise) * million > static_cast<__int128>(before) * rules.jump_ppm;
}

bool is_zero_bill(const ComparedBill &bill) {
  return bill.is_in_service && !bill.is_parked && bill.before_minor() > 0 && bill.invoices == 0;
}

void add_bill(RunFigures &figures, const StopRules &rules, const ComparedBill &bill, Currency currency) {
  figures.customers += bill.has_documents() ? 1 : 0;
  figures.invoices += bill.invoices;
  figures.credit_notes += bill.credit_notes;
  figures.invoices_of_days += bill.invoices_of_days;
  figures.parked += bill.is_parked ? 1 : 0;
  switch (change_of(bill)) {
  case BillChange::same: break;
  case BillChange::up: ++figures.up; break;
  case BillChange::down: ++figures.down; break;
  case BillChange::started: ++figures.started; break;
  case BillChange::gone: ++figures.gone; break;
  }
  figures.billed_before += bill.before_minor() > 0 ? 1 : 0;
  if (is_jump(rules, bill)) {
    ++figures.jumps;
    keep_example(figures.jump_examples, bill);
  }
  if (is_zero_bill(bill)) {
    ++figures.zero_bills;
    keep_example(figures.zero_examples, bill);
  }
  if (bill.currency != currency)
    return;
  figures.now += bill.now;
  if (!bill.before)
    return;
  figures.before += *bill.before;
  if (bill.invoices > 0 && bill.before->net_minor > 0) {
    ++figures.taxed_customers;
    figures.taxed_now += bill.now;
    figures.taxed_before += *bill.before;
  }
}

std::vector<Stop> find_stops(const StopRules &rules, const RunFigures &figures, Currency currency) {
  std::vector<Stop> stops;
  if (const std::int64_t hold_at = needed(rules.jump_customers, rules.jump_share_ppm, figures.billed_before);
      rules.jump_holds && figures.jumps >= hold_at)
    stops.push_back({StopRule::bill_jump, figures.jumps, hold_at - 1,
                     fmt::format("{} of {} customers would be billed more than {} and {} above their last bill.",
                                 figures.jumps, figures.billed_before, percent_text(rules.jump_ppm),
                                 to_string(Money::minor(rules.jump_minor, currency))),
                     figures.jump_examples});
  if (rules.count_holds && figures.previous_invoices > 0) {
    const std::int64_t before = figures.previous_invoices, now = figures.invoices_of_days;
    const std::int64_t may_differ = std::max(part(before, rules.count_ppm, Rounding::down), rules.count_invoices - 1);
    if (now > before + may_differ || now < before - may_differ)
      stops.push_back(
          {StopRule::invoice_count,
           now,
           now > before ? before + may_differ : before - may_differ,
           fmt::format("{} invoices would be issued; a month before there were {} on these billing days.", now, before),
           {}});
  }
  if (const std::int64_t hold_at = needed(rules.zero_customers, rules.zero_share_ppm, figures.billed_before);
      rules.zero_holds && figures.zero_bills >= hold_at)
    stops.push_back({StopRule::zero_bills, figures.zero_bills, hold_at - 1,
                     fmt::format("{} customers with a service in operation would be billed nothing; they were billed "
                                 "the last time.",
                                 figures.zero_bills),
                     figures.zero_examples});
  if (rules.tax_holds && figures.taxed_customers >= rules.tax_customers) {
    const auto now = tax_ratio(figures.taxed_now), before = tax_ratio(figures.taxed_before);
    if (now && before && (*now > *before + rules.tax_points_ppm || *now < *before - rules.tax_points_ppm))
      stops.push_back({StopRule::tax_jump,
                       *now,
                       *now > *before ? *before + rules.tax_points_ppm : *before - rules.tax_points_ppm,
                       fmt::format("Tax would be {} of net; the same customers' last bills had {}.", percent_text(*now),
                                   percent_text(*before)),
                       {}});
  }
  return stops;
}

std::optional<RuleTrouble> trouble_with(const StopRules &rules) {
  struct Bounds {
    const char *member;
    std::int64_t value, least, most;
    const char *sentence;
  };
  const Bounds all[] = {
      {"jump_ppm", rules.jump_ppm, 0, 1'000 * million, "A rise is 0 to 100000 percent."},
      {"jump_minor", rules.jump_minor, 0, million * million, "The amount is zero or more, in minor units."},
      {"jump_customers", rules.jump_customers, 1, million * million, "At least one customer holds a run."},
      {"jump_share_ppm", rules.jump_share_ppm, 0, million, "A share is 0 to 100 percent."},
      {"count_ppm", rules.count_ppm, 0, 1'000 * million, "A difference is 0 to 100000 percent."},
      {"count_invoices", rules.count_invoices, 1, million * million, "At least one invoice is a difference."},
      {"zero_customers", rules.zero_customers, 1, million * million, "At least one customer holds a run."},
      {"zero_share_ppm", rules.zero_share_ppm, 0, million, "A share is 0 to 100 percent."},
      {"tax_points_ppm", rules.tax_points_ppm, 0, million, "Tax moves by 0 to 100 points."},
      {"tax_customers", rules.tax_customers, 1, million * million, "At least one customer is compared."},
      // Below a day, less an hour of summer time and the check itself: the next day's run comes after.
      {"hours_to_look", rules.hours_to_look, 0, 20, "A run waits for 0 to 20 hours, so that it ends before the next."},
  };
  for (const Bounds &bounds : all) {
    if (bounds.value < bounds.least || bounds.value > bounds.most)
      return RuleTrouble{bounds.member, bounds.sentence};
  }
  return std::nullopt;
}

std::optional<std::int64_t> seconds_left(std::int64_t done, std::int64_t total, std::int64_t busy_us) {
  if (done <= 0)
    return std::nullopt;
  const std::int64_t rest = std::max<std::int64_t>(total - done, 0);
  return divide_rounded(static_cast<__int128>(rest) * busy_us, static_cast<__int128>(done) * million, Rounding::up);
}

} // namespace demarc::billing
