#include "tests/sim/reference.h"

#include <algorithm>

namespace demarc::sim {

namespace {

int days_in(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : days[month - 1];
}

// The n-th month after the anchor's, on the anchor's day or the month's last.
Date boundary(Date anchor, int months_later) {
  const int month0 = anchor.year() * 12 + anchor.month() - 1 + months_later;
  const int year = month0 / 12, month = month0 % 12 + 1;
  return Date::of(year, month, std::min(anchor.day(), days_in(year, month)));
}

} // namespace

std::int64_t half_up(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

bool Line::runs_on(Date day) const {
  if (day < starts || (ends && day >= *ends) || (trial_until && day < *trial_until))
    return false;
  return std::none_of(pauses.begin(), pauses.end(),
                      [&](const auto &pause) { return pause.first <= day && (!pause.second || day < *pause.second); });
}

Date boundary_from(const Anchors &anchors, const Version &version, Date day) {
  for (;; day = day.plus_days(1)) {
    const auto begun = anchors.find(day);
    if (begun != anchors.end() && begun != anchors.begin())
      return day;
    if (full_period(*on_day(anchors, day), version, day).start == day)
      return day;
  }
}

namespace {

// A term that runs ends on that day or later; none: it runs on.
std::optional<Date> term_end(Date from, const Terms &terms, Date day) {
  const Date minimum = boundary(from, terms.months);
  if (terms.months > 0 && day < minimum)
    return minimum;
  for (int months = terms.months; terms.renewal > 0;) {
    months += terms.renewal;
    if (day < boundary(from, months))
      return boundary(from, months);
  }
  return std::nullopt;
}

// The contract in force on a day, with its first day.
std::optional<std::pair<Date, Terms>> contract_on(const Line &line, Date day) {
  const auto after = line.contracts.upper_bound(day);
  if (after == line.contracts.begin())
    return std::nullopt;
  return *std::prev(after);
}

} // namespace

void change_plan(Line &line, Date from, const Version &version, std::int64_t quantity, const std::vector<Raise> &coming,
                 const Anchors &anchors) {
  const Version *before = line.plan_on(from);
  const bool is_same = before != nullptr && before->id == version.id;
  const Version plan = version;
  if (from <= line.starts && !is_same)
    line.trial_until = plan.trial_days > 0 ? std::optional(line.starts.plus_days(plan.trial_days)) : std::nullopt;
  line.plans.erase(line.plans.lower_bound(from), line.plans.end());
  line.plans[from] = plan;
  line.quantities.erase(line.quantities.lower_bound(from), line.quantities.end());
  line.quantities[from] = quantity;
  for (const Raise &raise : coming)
    line.plans[boundary_from(anchors, plan, std::max(from, raise.from))] = raise.to;
  line.contracts.erase(is_same ? line.contracts.upper_bound(from) : line.contracts.lower_bound(from),
                       line.contracts.end());
  if (is_same || plan.terms.is_empty())
    return;
  // A shorter promise does not shorten a longer one.
  const auto running = contract_on(line, from);
  const auto end = running ? term_end(running->first, running->second, from) : std::nullopt;
  if (!end || *end <= boundary(from, plan.terms.months))
    line.contracts[from] = plan.terms;
}

bool change_quantity_only(Line &line, Date from, std::int64_t quantity) {
  const int plan = line.plan_on(from)->plan;
  const auto move = std::find_if(line.plans.upper_bound(from), line.plans.end(),
                                 [&](const auto &stay) { return stay.second.plan != plan; });
  if (move == line.plans.end())
    return false;
  // The first day from the move on on which the quantity was to be another than the day before.
  auto own = line.quantities.upper_bound(from);
  while (own != line.quantities.end() && (own->first < move->first || own->second == std::prev(own)->second))
    ++own;
  line.quantities.erase(line.quantities.upper_bound(from), own);
  line.quantities[from] = quantity;
  return true;
}

// Day by day: a stay on an older version ends on the first boundary from the day on. What stands planned on another
// old version of the plan behind that boundary is the new price too, from its own day.
void announce(Line &line, const Raise &raise, const Anchors &anchors) {
  std::map<Date, Version> after = line.plans;
  bool is_moved = false;
  for (auto stay = line.plans.begin(); stay != line.plans.end(); ++stay) {
    const auto next = std::next(stay);
    const Date start = std::max(stay->first, line.starts);
    Date end = next != line.plans.end() ? next->first : Date::of(9999, 1, 1);
    if (line.ends)
      end = std::min(end, *line.ends);
    if (stay->second.plan != raise.to.plan || stay->second.id == raise.to.id) {
      is_moved = false;
      continue;
    }
    if (end <= start)
      continue;
    const Date on = is_moved ? start : boundary_from(anchors, stay->second, std::max(start, raise.from));
    is_moved = on < end;
    if (is_moved)
      after[on] = raise.to;
  }
  line.plans = std::move(after);
}

void move(Line &line, Date on, int place) {
  for (auto fee = line.move_fees.lower_bound(on); fee != line.move_fees.end(); fee = line.move_fees.erase(fee)) {
    Extra &extra = line.extras.at(fee->second);
    extra.until = extra.from;
  }
  line.places.erase(line.places.lower_bound(on), line.places.end());
  line.places[on] = place;
}

Date discount_end(const Line &line, const Anchors &anchors, Date from, int periods) {
  const Version &version = *line.plan_on(from);
  const Date anchor = *on_day(anchors, from);
  Period full = full_period(anchor, version, from);
  Date end = full.start == from ? from : full.end;
  for (int n = 0; n < periods; ++n)
    end = full_period(anchor, version, end).end;
  return end;
}

std::int64_t leaving_fee(const Line &line) {
  if (!line.ends || line.is_waived || *line.ends <= std::max(line.starts, line.trial_until.value_or(line.starts)))
    return 0;
  const auto contract = contract_on(line, line.ends->plus_days(-1));
  if (!contract)
    return 0;
  const auto &[from, terms] = *contract;
  const Date ready = std::max(line.noticed.value_or(*line.ends).plus_days(terms.notice), from);
  const Date free = term_end(from, terms, ready.plus_days(-1)).value_or(ready);
  if (*line.ends >= free)
    return 0;
  const bool is_in_minimum = *line.ends < boundary(from, terms.months);
  if (terms.fee == 'f')
    return is_in_minimum || terms.renewal > 0 ? terms.fee_minor : 0;
  if (terms.fee == 'd') {
    int served = 0;
    while (boundary(from, served + 1) <= *line.ends)
      ++served;
    return is_in_minimum ? half_up(terms.fee_minor * (terms.months - served), terms.months) : 0;
  }
  if (terms.fee != 'p')
    return 0;
  // Day by day, each a part of its month; 377580 is divided by 28, 29, 30 and 31.
  std::int64_t units = 0;
  int month = 0;
  for (Date day = *line.ends; day < free; day = day.plus_days(1)) {
    while (boundary(from, month + 1) <= day)
      ++month;
    units += 377'580 / days_between(boundary(from, month), boundary(from, month + 1));
  }
  const Date last = line.ends->plus_days(-1);
  const Version &version = *line.plan_on(last);
  __int128 above = static_cast<__int128>(units) * version.price_minor * *on_day(line.quantities, last) * terms.fee_ppm;
  __int128 below = static_cast<__int128>(377'580) * 1'000'000;
  if (version.interval_days > 0) { // a month is a twelfth of 365.25 days
    above *= 1461;
    below *= 48 * version.interval_days;
  } else {
    below *= version.interval_months;
  }
  return static_cast<std::int64_t>((2 * above + below) / (2 * below));
}

void add_pause(Line &line, Date from, std::optional<Date> until) { line.pauses[from] = until; }

void end_pause(Line &line, Date on) {
  for (auto &[from, until] : line.pauses) {
    if (from <= on && (!until || on < *until)) {
      if (from == on)
        line.pauses.erase(from);
      else
        until = on;
      return;
    }
  }
  const auto coming = line.pauses.upper_bound(on);
  if (coming != line.pauses.end())
    line.pauses.erase(coming);
}

bool People::pays(int number, int other, Date day) const {
  const auto *payer = on_day(at(other).payers, day);
  return payer != nullptr && *payer == number;
}

bool People::has_left(int number, Date day) const {
  const auto ended = [&](const auto &line) { return line.second.ends && *line.second.ends <= day; };
  const auto &own = at(number).lines;
  bool has_any = !own.empty();
  if (!std::all_of(own.begin(), own.end(), ended))
    return false;
  for (const int other : at(number).pays_for) {
    const auto &lines = at(other).lines;
    has_any = has_any || !lines.empty();
    if (pays(number, other, day) && !std::all_of(lines.begin(), lines.end(), ended))
      return false;
  }
  return has_any;
}

bool People::is_bill_day(int number, Date day) const {
  const Version monthly;
  const auto begins = [&](const Subscriber &one, const Version &version) {
    return boundary_from(one.anchors, version, day) == day;
  };
  const auto has_period_in_days = [&](const Subscriber &one) {
    for (const auto &[service, line] : one.lines) {
      // Which version it is on, on that day, and what stands beside it.
      const auto has = [&](const Version &version, Date on, std::int64_t extra) {
        if (on < line.starts || (line.ends && on >= *line.ends))
          return false;
        if (extra != 0) {
          const auto found = std::find_if(line.extras.begin(), line.extras.end(),
                                          [&](const auto &each) { return each.second.id == extra; });
          return found->second.from <= on && (!found->second.until || on < *found->second.until);
        }
        const Version *there = line.plan_on(on);
        return there != nullptr && there->id == version.id;
      };
      const auto is_due = [&](const Version &version, std::int64_t extra) {
        if (version.interval_days == 0 || version.is_once || !begins(one, version))
          return false;
        if (has(version, day, extra))
          return true;
        for (int before = 1; version.in_arrears && before <= version.interval_days; ++before) {
          if (has(version, day.plus_days(-before), extra))
            return true;
        }
        return false;
      };
      for (const auto &[from, version] : line.plans) {
        if (is_due(version, 0))
          return true;
      }
      for (const auto &[key, extra] : line.extras) {
        if (is_due(extra.version, extra.id))
          return true;
      }
    }
    return false;
  };
  if (begins(at(number), monthly) || has_period_in_days(at(number)))
    return true;
  for (const int other : at(number).pays_for) {
    if (!pays(number, other, day) && !pays(number, other, day.plus_days(-1)))
      continue;
    if (!at(other).lines.empty() && (begins(at(other), monthly) || has_period_in_days(at(other))))
      return true;
  }
  return false;
}

std::map<int, Seen> People::all_of(int number) const {
  std::map<int, Seen> all;
  const auto add = [&](int owner) {
    const Subscriber &one = at(owner);
    for (const auto &[service, line] : one.lines)
      all[service] = {owner, line, one.anchors, one.payers};
  };
  add(number);
  for (const int other : at(number).pays_for)
    add(other);
  return all;
}

bool People::run(int number, Date day) {
  Subscriber &who = at(number);
  bool has_compared = false;
  const auto compare = [&](Date on) {
    who.billed_until = on;
    who.bill_days.insert(on);
    who.next_day.reset();
    who.has_void = false;
    has_compared = true;
  };
  for (;;) {
    if (!who.next_day) {
      who.next_day = who.billed_until ? who.billed_until->plus_days(1) : who.joined;
      while (!is_bill_day(number, *who.next_day))
        who.next_day = who.next_day->plus_days(1);
    }
    if (*who.next_day > day)
      break;
    compare(*who.next_day);
  }
  if (!who.has_last_bill && (!who.billed_until || *who.billed_until <= day) && has_left(number, day)) {
    compare(day);
    who.has_last_bill = true;
  }
  if (has_compared)
    who.compared = all_of(number);
  return has_compared;
}

std::set<int> People::touch(int number) {
  std::set<int> touched{number};
  for (auto &[other, one] : *this) {
    if (one.pays_for.contains(number))
      touched.insert(other);
  }
  for (const int each : touched) {
    at(each).has_last_bill = false;
    at(each).next_day.reset();
  }
  return touched;
}

Date anchor_of(int billing_day, Date joined) {
  for (Date day = joined;; day = day.plus_days(-1)) {
    if (day.day() == billing_day)
      return day;
  }
}

Period full_period(Date anchor, const Version &version, Date day) {
  if (version.interval_days > 0) {
    const int into =
        ((day.days() - anchor.days()) % version.interval_days + version.interval_days) % version.interval_days;
    return {day.plus_days(-into), day.plus_days(version.interval_days - into)};
  }
  const int months = version.interval_months;
  int n = 0;
  while (boundary(anchor, n) > day)
    n -= months;
  while (boundary(anchor, n + months) <= day)
    n += months;
  return {boundary(anchor, n), boundary(anchor, n + months)};
}

std::int64_t Owed::price() const {
  const std::int64_t whole = std::int64_t{full.days()} * 1'000'000;
  if (!has_day_price())
    return half_up(price_micro * static_cast<std::int64_t>(days.size()), whole);
  std::int64_t sum = 0, stretch = 0;
  for (Date day = full.start; day <= full.end; day = day.plus_days(1)) {
    if (days.contains(day)) {
      ++stretch;
    } else {
      sum += half_up(price_micro * stretch, whole);
      stretch = 0;
    }
  }
  return sum;
}

namespace {

class Owing {
public:
  Owing(const Seen &seen, int payer, Date until) : seen_(seen), line_(seen.line), payer_(payer), until_(until) {}

  std::map<OwedKey, Owed> all() {
    if (line_.starts > until_ || (line_.ends && *line_.ends <= line_.starts))
      return {};
    days_of(nullptr);
    for (const auto &[number, extra] : line_.extras) {
      if (extra.version.is_once)
        once(extra);
      else
        days_of(&extra);
    }
    const Version &first = *line_.plan_on(line_.starts);
    charge(first, -1, 1, line_.starts, first.setup_minor);
    if (line_.trial_until)
      charge(first, -3, 1, line_.starts, first.trial_minor, *line_.trial_until);
    if (const std::int64_t fee = leaving_fee(line_); fee > 0) {
      const Date last = line_.ends->plus_days(-1);
      charge(*line_.plan_on(last), -2, 1, last, fee);
    }
    return std::move(owed_);
  }

private:
  [[nodiscard]] bool is_paid_by_them(Date day) const {
    const auto *payer = on_day(seen_.payers, day);
    return (payer != nullptr && *payer ? **payer : seen_.owner) == payer_;
  }
  [[nodiscard]] std::int64_t price_micro(const Version &version, std::int64_t quantity, bool is_extra, Date day) const {
    std::int64_t ppm = 0, minor = 0;
    for (const auto &[number, off] : line_.offs) {
      if (day < off.from || (off.until && day >= *off.until) || (is_extra && !off.on_extras))
        continue;
      ppm += off.ppm;
      minor += off.minor;
    }
    const std::int64_t left = version.price_minor * quantity * (1'000'000 - std::min<std::int64_t>(ppm, 1'000'000));
    return left - std::min(left, minor * 1'000'000);
  }

  void days_of(const Extra *extra) {
    int longest = 1;
    for (const auto &[from, version] : line_.plans)
      longest = std::max(longest, version.interval_months);
    if (extra != nullptr)
      longest = std::max(longest, extra->version.interval_months);
    const Date last = std::min(line_.ends.value_or(Date::of(9999, 1, 1)), boundary(until_, longest).plus_days(400));
    struct Cache {
      Date anchor;
      Period full;
    };
    std::map<std::pair<int, int>, Cache> period_at; // by interval: the one that the day before lay in
    Owed *group = nullptr;
    OwedKey group_key;
    for (Date day = line_.starts; day < last; day = day.plus_days(1)) {
      const Version *version = extra != nullptr ? &extra->version : line_.plan_on(day);
      if (version == nullptr || !line_.runs_on(day) ||
          (extra != nullptr && (day < extra->from || (extra->until && day >= *extra->until))))
        continue;
      const auto next = seen_.anchors.upper_bound(day);
      const auto stretch = std::prev(next);
      const Date stretch_start = stretch == seen_.anchors.begin() ? Date::of(1, 1, 1) : stretch->first;
      const Date stretch_end = next == seen_.anchors.end() ? Date::of(9999, 12, 31) : next->first;
      Cache &at = period_at[{version->interval_months, version->interval_days}];
      if (at.anchor != stretch->second || !at.full.contains(day))
        at = {stretch->second, full_period(stretch->second, *version, day)};
      const Period full = at.full;
      const bool is_over = std::min(full.end, stretch_end) <= until_ || (line_.ends && *line_.ends <= until_);
      const Date begins = std::max({full.start, stretch_start, line_.starts});
      const bool is_stub = full.start < begins || (line_.trial_until && full.start < *line_.trial_until);
      const bool waits = version->in_arrears || (version->joins_stub && is_stub);
      if (full.start > until_ || stretch_start > until_ || (waits && !is_over) || !is_paid_by_them(begins))
        continue;
      const std::int64_t quantity = extra != nullptr ? extra->quantity : *on_day(line_.quantities, day);
      const OwedKey key{full.start,
                        full.end,
                        version->id,
                        extra != nullptr ? extra->id : 0,
                        quantity,
                        price_micro(*version, quantity, extra != nullptr, day),
                        version->by_place ? *on_day(line_.places, day) : -1};
      if (group == nullptr || key != group_key) {
        group = &owed_[key];
        group_key = key;
        group->full = full;
        group->price_micro = key.price_micro;
      }
      group->days.insert(group->days.end(), day);
    }
  }

  // Of `day`, or of the days to `end`, once and whole.
  void charge(const Version &version, std::int64_t item, std::int64_t quantity, Date day, std::int64_t minor,
              std::optional<Date> end = {}) {
    if (day > until_ || minor == 0 || !is_paid_by_them(day))
      return;
    const Period days{day, end.value_or(day.plus_days(1))};
    Owed &owed = owed_[{days.start, days.end, version.id, item, quantity, minor * 1'000'000,
                        version.by_place ? *on_day(line_.places, day) : -1}];
    owed.full = days;
    owed.price_micro = minor * 1'000'000;
    for (Date one = days.start; one < days.end; one = one.plus_days(1))
      owed.days.insert(one);
  }

  // Equal parts a month apart; what is left when the service ends falls due with its end.
  void once(const Extra &extra) {
    const auto parts = laid_out(extra.version.price_minor * extra.quantity,
                                std::vector<std::int64_t>(static_cast<std::size_t>(extra.instalments), 1));
    std::int64_t rest = extra.version.price_minor * extra.quantity;
    for (std::size_t n = 0; n < parts.size(); ++n) {
      const Date day = boundary(extra.from, static_cast<int>(n));
      if (extra.until && day >= *extra.until)
        return;
      if (line_.ends && day >= *line_.ends) {
        charge(extra.version, extra.id, extra.quantity, std::max(*line_.ends, extra.from), rest);
        return;
      }
      charge(extra.version, extra.id, extra.quantity, day, parts[n]);
      rest -= parts[n];
    }
  }

  const Seen &seen_;
  const Line &line_;
  int payer_;
  Date until_;
  std::map<OwedKey, Owed> owed_;
};

} // namespace

std::map<OwedKey, Owed> owed_days(const Seen &seen, int payer, Date billed_until) {
  return Owing(seen, payer, billed_until).all();
}

std::vector<std::int64_t> laid_out(std::int64_t amount, const std::vector<std::int64_t> &weights) {
  std::int64_t all = 0;
  for (const std::int64_t weight : weights)
    all += weight;
  std::vector<std::int64_t> parts;
  std::int64_t left = amount;
  for (const std::int64_t weight : weights) {
    parts.push_back(all == 0 ? 0 : static_cast<std::int64_t>(static_cast<__int128>(amount) * weight / all));
    left -= parts.back();
  }
  std::vector<bool> is_given(weights.size());
  for (; left > 0 && all > 0; --left) {
    std::size_t best = weights.size();
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto rest = [&](std::size_t n) { return static_cast<__int128>(amount) * weights[n] % all; };
      if (!is_given[i] && (best == weights.size() || rest(i) > rest(best)))
        best = i;
    }
    is_given[best] = true;
    ++parts[best];
  }
  return parts;
}

} // namespace demarc::sim
