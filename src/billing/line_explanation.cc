#include "billing/line_explanation.h"

#include <fmt/format.h>

namespace demarc::billing {

namespace {

// The last event of the kind that names the day ("… from 2026-03-01").
std::optional<LineEvent> event_of(const std::vector<LineEvent> &events, std::string_view kind, std::optional<Date> on) {
  std::optional<LineEvent> found;
  for (const LineEvent &event : events) {
    if (event.kind == kind && (!on || event.detail.find(to_string(*on)) != std::string::npos))
      found = event;
  }
  return found;
}

// The announcement of the price that holds from the day on, unless it was taken back.
std::optional<LineEvent> price_change_of(const std::vector<LineEvent> &events, Date on) {
  auto told = event_of(events, "service.price_change", on);
  const auto taken_back = event_of(events, "service.price_change_cancelled", on);
  return told && taken_back && taken_back->timeline_id > told->timeline_id ? std::nullopt : told;
}

// What the customer, or the operator for them, changed on a day, beside plan, pauses and end.
struct Change {
  std::string_view kind;
  Cause cause;
  std::string_view words; // with the day
};
constexpr Change changes[] = {
    {"service.moved", Cause::move, "The service moved on {}; the taxes of the new place hold from then on."},
    {"customer.payer", Cause::payer_change, "Somebody else is billed for what begins on {} or later."},
    {"customer.billing_day", Cause::billing_day_change,
     "The billing day was changed; the periods are counted anew from {}."},
    {"service.discount_given", Cause::discount, "A discount is on from {}."},
    {"service.discount_ended", Cause::discount, "A discount ended; the full price holds from {}."},
};
std::optional<LineBoundary> changed_on(const std::vector<LineEvent> &events, Date on) {
  for (const Change &change : changes) {
    auto event = event_of(events, change.kind, on);
    if (event && change.cause == Cause::payer_change && !event->detail.starts_with("periods"))
      event.reset(); // the customer became the payer of another
    if (event)
      return LineBoundary{change.cause, on, fmt::format(fmt::runtime(change.words), to_string(on)), event};
  }
  return std::nullopt;
}

// Of something sold beside the plan, which is known by its name and day.
std::optional<LineEvent> item_event(const LineFacts &f, const std::vector<LineEvent> &events, std::string_view kind,
                                    Date on) {
  std::optional<LineEvent> found;
  if (!f.item_id || *f.item_id <= plan_item)
    return found;
  for (const LineEvent &event : events) {
    if (event.kind == kind && event.detail.find(to_string(on)) != std::string::npos &&
        event.detail.find(f.plan_name.value_or("")) != std::string::npos)
      found = event;
  }
  return found;
}

LineBoundary begin_of_termination(const LineFacts &f, const std::vector<LineEvent> &events) {
  if (f.is_credit) {
    auto taken_back = event_of(events, "service.end_taken_back", f.period_end);
    std::string words = taken_back ? "The end of the service was taken back, and its fee with it."
                                   : "The end was moved, its fee waived, or the price it is counted from has changed.";
    return {Cause::correction, f.period_start, std::move(words), std::move(taken_back)};
  }
  return {Cause::service_end, f.period_start, "The contract is left early; the fee stands on the last day of service.",
          event_of(events, "service.termination_fee", std::nullopt)};
}

LineBoundary begin_of(const LineFacts &f, const std::vector<LineEvent> &events) {
  if (f.is_termination)
    return begin_of_termination(f, events);
  if (auto added = item_event(f, events, "service.item_added", f.period_start))
    return {Cause::item, f.period_start,
            fmt::format("{} on {}.",
                        f.plan_is_once.value_or(false) ? "Charged beside the plan" : "Sold beside the plan",
                        to_string(f.period_start)),
            added};
  if (auto ended = item_event(f, events, "service.item_ended", f.period_start); ended && f.is_credit)
    return {Cause::item, f.period_start, fmt::format("{} is the first day without it.", to_string(f.period_start)),
            ended};
  if (auto change = event_of(events, "service.plan_changed", f.period_start))
    return {Cause::plan_change, f.period_start, fmt::format("The plan changed on {}.", to_string(f.period_start)),
            change};
  if (auto change = price_change_of(events, f.period_start); change && !f.is_credit)
    return {Cause::price_change, f.period_start,
            fmt::format("{}; it takes effect on {}, where a period begins.", change->title, to_string(f.period_start)),
            change};
  if (f.is_credit) {
    if (auto pause = event_of(events, "service.paused", f.period_start))
      return {Cause::pause, f.period_start, fmt::format("The service is paused from {} on.", to_string(f.period_start)),
              pause};
    if (auto end = event_of(events, "service.ended", f.period_start))
      return {Cause::service_end, f.period_start,
              fmt::format("The service ended; {} is the first day without it.", to_string(f.period_start)), end};
    if (auto change = changed_on(events, f.period_start))
      return *change;
    return {Cause::correction,
            f.period_start,
            fmt::format("The days from {} on were billed before and are given back.", to_string(f.period_start)),
            {}};
  }
  if (f.full_start != f.period_start) {
    for (const std::string_view kind : {"service.resumed", "service.paused"}) {
      if (auto pause = event_of(events, kind, f.period_start))
        return {Cause::pause, f.period_start,
                fmt::format("A pause ended: service again from {}.", to_string(f.period_start)), pause};
    }
  }
  if (f.service_starts_on != f.period_start) {
    if (auto change = changed_on(events, f.period_start))
      return *change;
  }
  if (f.service_starts_on == f.period_start)
    return {Cause::service_start, f.period_start, fmt::format("The service began on {}.", to_string(f.period_start)),
            event_of(events, "service.sold", std::nullopt)};
  return {Cause::billing_day,
          f.period_start,
          fmt::format("A period of the plan begins on {}.", to_string(f.period_start)),
          {}};
}

LineBoundary end_of(const LineFacts &f, const std::vector<LineEvent> &events) {
  if (auto end = event_of(events, "service.ended", f.period_end))
    return {Cause::service_end, f.period_end,
            fmt::format("The service ends; {} is the first day without it.", to_string(f.period_end)), end};
  if (auto ended = item_event(f, events, "service.item_ended", f.period_end))
    return {Cause::item, f.period_end, fmt::format("{} is the first day without it.", to_string(f.period_end)), ended};
  if (f.full_end != f.period_end) {
    if (auto change = event_of(events, "service.plan_changed", f.period_end))
      return {Cause::plan_change, f.period_end, fmt::format("The plan changes on {}.", to_string(f.period_end)),
              change};
  }
  if (f.full_end != f.period_end) {
    for (const std::string_view kind : {"service.paused", "service.resumed"}) {
      if (auto pause = event_of(events, kind, f.period_end))
        return {Cause::pause, f.period_end,
                f.is_credit ? fmt::format("The pause ends: service again from {}.", to_string(f.period_end))
                            : fmt::format("The service is paused from {} on.", to_string(f.period_end)),
                pause};
    }
  }
  if (auto change = changed_on(events, f.period_end); change && f.full_end != f.period_end)
    return *change;
  if (f.full_end && *f.full_end != f.period_end)
    return {Cause::correction,
            f.period_end,
            fmt::format("The days from {} on stand on another line.", to_string(f.period_end)),
            {}};
  return {Cause::billing_day,
          f.period_end,
          fmt::format("The period of the plan ends before {}.", to_string(f.period_end)),
          {}};
}

// Cut after `more` digits beyond those of the currency; "…" where something follows.
std::string cut_decimal(__int128 numerator, std::int64_t denominator, int more, Currency currency) {
  std::int64_t scale = 1;
  for (int digit = 0; digit < more; ++digit)
    scale *= 10;
  const __int128 magnitude = (numerator < 0 ? -numerator : numerator) * scale;
  const auto scaled = static_cast<std::int64_t>(magnitude / denominator);
  const bool is_exact = magnitude % denominator == 0;
  std::string text = to_decimal(Money::minor(scaled / scale, currency));
  if (currency.exponent() == 0)
    text += '.';
  std::string digits = fmt::format("{:0{}}", scaled % scale, more);
  while (is_exact && !digits.empty() && digits.back() == '0')
    digits.pop_back();
  text += digits;
  if (text.ends_with('.'))
    text.pop_back();
  return (numerator < 0 ? "-" : "") + text + (is_exact ? "" : "…");
}

// A price in millionths of the minor unit, all its digits: "2.999 EUR".
std::string exact_money(std::int64_t micro, Currency currency) {
  return fmt::format("{} {}", cut_decimal(micro, PeriodPrice::per_minor, 6, currency), currency.code());
}

std::string how_often(const LineFacts &f) {
  return f.plan_is_once.value_or(false) ? "once"
                                        : per(Interval::of(static_cast<int>(f.interval_months.value_or(1)),
                                                           static_cast<int>(f.interval_days.value_or(0))));
}

class Steps {
public:
  Steps(LineExplanation &explanation, const LineFacts &facts, const std::vector<PartFacts> &parts,
        const std::vector<LineDiscount> &on_invoice)
      : e_(explanation), f_(facts), parts_(parts), on_invoice_(on_invoice) {}

  void add(const std::vector<DiscountLife> &discounts) {
    if (f_.is_termination) {
      push("Fee for leaving early", f_.explanation, money(f_.net_minor + f_.included_tax_minor));
    } else {
      add_list_price();
      const std::int64_t price_micro = add_discounts(discounts);
      add_days(price_micro);
      add_on_invoice();
    }
    add_parts();
    add_rest();
    if (f_.paid_for)
      push("Billed for", *f_.paid_for, "");
  }

  [[nodiscard]] std::string taxes_of_parts() const {
    std::string text;
    for (const PartFacts &part : parts_)
      text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", part.name, part.taxes.empty() ? "none" : part.taxes);
    return text;
  }

private:
  [[nodiscard]] std::string money(std::int64_t minor) const { return to_string(Money::minor(minor, f_.currency)); }
  [[nodiscard]] std::string exact(std::int64_t micro) const { return exact_money(micro, f_.currency); }
  void push(std::string what, std::string how, std::string result) {
    e_.steps.push_back({std::move(what), std::move(how), std::move(result)});
  }

  void add_list_price() {
    const bool is_setup = f_.item_id == setup_item, is_trial = f_.item_id == trial_item;
    if (f_.plan_price_minor) {
      const std::string version =
          fmt::format("{}, version {}, in force from {}", f_.plan_name.value_or(""), f_.plan_version.value_or(0),
                      f_.plan_valid_from ? to_string(*f_.plan_valid_from) : "its beginning");
      if (is_setup)
        push("Set-up fee", version + ": once", money(f_.unit_price_minor));
      else if (is_trial)
        push("Price of the trial", fmt::format("{}: once, for {} days", version, e_.full_days.value_or(e_.days)),
             money(f_.unit_price_minor));
      else
        push(f_.item_id.value_or(plan_item) == plan_item ? "Price of the plan" : "List price",
             fmt::format("{}: {}", version, how_often(f_)), money(*f_.plan_price_minor));
      if (!is_setup && !is_trial && *f_.plan_price_minor != f_.unit_price_minor)
        push("Agreed price", fmt::format("for this customer, instead of {}", money(*f_.plan_price_minor)),
             money(f_.unit_price_minor));
    }
    if (f_.quantity != 1)
      push("Quantity", fmt::format("{} × {}", f_.quantity, money(f_.unit_price_minor)),
           money(f_.unit_price_minor * f_.quantity));
  }

  [[nodiscard]] std::string off_in_words(const DiscountTaken &one, std::int64_t list) const {
    const DiscountLife &given = *one.discount;
    const bool is_percent = given.percent_ppm > 0;
    const __int128 whole = is_percent ? static_cast<__int128>(list) * given.percent_ppm
                                      : static_cast<__int128>(given.amount_minor) * PeriodPrice::per_minor;
    return (is_percent ? fmt::format("{} % of {}", to_string(Percent{given.percent_ppm}), money(list))
                       : fmt::format("{} off each full period", money(given.amount_minor))) +
           (one.micro < whole ? ", no more than is left" : "");
  }

  // The price of the full period, after them.
  std::int64_t add_discounts(const std::vector<DiscountLife> &discounts) {
    const std::int64_t list = f_.unit_price_minor * f_.quantity, list_micro = list * PeriodPrice::per_minor;
    // What is charged once is not discounted; its price may be an instalment.
    if (!f_.item_id || !f_.price_micro || *f_.price_micro == list_micro || f_.item_id == setup_item ||
        f_.item_id == trial_item || f_.plan_is_once.value_or(false))
      return list_micro;
    const auto taken = discounts_taken(discounts, *f_.item_id, Money::minor(list, f_.currency), f_.period_start);
    std::int64_t left = list_micro;
    for (const DiscountTaken &one : taken)
      left -= one.micro;
    if (left == *f_.price_micro) {
      for (const DiscountTaken &one : taken)
        push(fmt::format("Discount: {}", one.discount->name), off_in_words(one, list), exact(-one.micro));
    } else {
      push("Discounts", fmt::format("as they stood when the line was made: {}", f_.explanation),
           exact(*f_.price_micro - list_micro));
    }
    push("Price after discounts", "of the full period, to the last digit; rounded with the days",
         exact(*f_.price_micro));
    return *f_.price_micro;
  }

  // What the line is over before the discounts on the invoice.
  [[nodiscard]] std::int64_t price_of_line() const {
    std::int64_t price = f_.net_minor + f_.included_tax_minor;
    for (const LineDiscount &one : on_invoice_)
      price += one.amount_minor;
    return price;
  }

  void add_on_invoice() {
    for (const LineDiscount &one : on_invoice_) {
      std::string how;
      if (f_.is_credit)
        how = "kept back: the part of it that goes with what is given back";
      else if (one.all_minor == one.amount_minor)
        how = one.percent_ppm.ppm > 0 ? fmt::format("{} % of what recurs", to_string(one.percent_ppm))
                                      : std::string("all of it on this line");
      else
        how = fmt::format("{}this line's share of {}, in proportion to the prices",
                          one.percent_ppm.ppm > 0 ? fmt::format("{} % of what recurs, ", to_string(one.percent_ppm))
                                                  : std::string(),
                          money(one.all_minor));
      push(fmt::format("Discount on the invoice: {}", one.name), std::move(how), money(-one.amount_minor));
    }
    if (!on_invoice_.empty())
      push("After discounts on the invoice", f_.is_credit ? "what was really charged" : "what is charged",
           money(f_.net_minor + f_.included_tax_minor));
  }

  void add_days(std::int64_t price_micro) {
    const std::int64_t gross = price_of_line();
    const int days = e_.days, full_days = e_.full_days.value_or(days);
    const std::int64_t share =
        divide_rounded(static_cast<__int128>(price_micro) * days,
                       static_cast<__int128>(PeriodPrice::per_minor) * full_days, Rounding::half_up);
    const bool is_once = f_.plan_is_once.value_or(false) || f_.item_id == setup_item || f_.item_id == trial_item;
    if (!is_once && days != full_days)
      push("Share of the period",
           fmt::format("{} × {} ÷ {} days = {}, rounded half up", exact(price_micro), days, full_days,
                       cut_decimal(static_cast<__int128>(price_micro) * days, PeriodPrice::per_minor * full_days, 3,
                                   f_.currency)),
           money(share));
    else if (!is_once && e_.full_days)
      push("Share of the period",
           price_micro % PeriodPrice::per_minor == 0 ? fmt::format("all {} days", days)
                                                     : fmt::format("all {} days, rounded half up", days),
           money(share));
    if (share != gross) // an instalment, joined to days billed before, or what is left of a credit: the line says how
      push(is_once && !f_.is_credit ? "Instalment" : "Adjusted", f_.explanation, money(gross));
  }

  // What a part costs alone for the bundle's interval: "30.00", of 10.00 a month in a bundle of a quarter.
  [[nodiscard]] std::string alone(const PartFacts &part) const {
    const Interval own = part.interval;
    const std::int64_t own_length = own.is_in_days() ? own.days() : own.months();
    return cut_decimal(static_cast<__int128>(part.price_minor) * length(), own_length, 3, f_.currency);
  }
  // Of the bundle's interval.
  [[nodiscard]] std::int64_t length() const {
    const std::int64_t days = f_.interval_days.value_or(0);
    return days > 0 ? days : f_.interval_months.value_or(1);
  }

  void add_parts() {
    if (parts_.empty())
      return;
    const std::int64_t amount = f_.net_minor + f_.included_tax_minor;
    std::int64_t weights = 0;
    std::string prices;
    for (const PartFacts &part : parts_) {
      weights += part.weight;
      prices += (prices.empty() ? "" : " : ") + alone(part);
    }
    push("Divided over the parts",
         f_.is_credit
             ? "of each part what it held of the charge, less what it holds now"
             : fmt::format("by what each costs alone, {}: {}; a minor unit that is left goes to the largest rest",
                           how_often(f_), prices),
         money(amount));
    for (const PartFacts &part : parts_)
      push(fmt::format("Part: {}", part.name),
           f_.is_credit
               ? "given back of it"
               : fmt::format("{} × {} ÷ {} = {}", money(amount), part.weight, weights,
                             cut_decimal(static_cast<__int128>(amount) * part.weight, weights, 3, f_.currency)),
           money(part.net_minor + part.included_tax_minor));
  }

  void add_rest() {
    if (f_.included_tax_minor != 0)
      push("Taxes in the price",
           fmt::format("{} less {}", money(f_.net_minor + f_.included_tax_minor), money(f_.included_tax_minor)),
           money(f_.net_minor));
    if (f_.corrects_number)
      push(
          "Given back of",
          fmt::format("{}{}", *f_.corrects_number, f_.corrects_line ? fmt::format(", line {}", *f_.corrects_line) : ""),
          f_.corrects_net_minor ? money(*f_.corrects_net_minor) : "");
    if (!parts_.empty())
      push("Tax",
           fmt::format("each part by its own, rounded half up on the sum of all that bears it: {}", taxes_of_parts()),
           "");
    else if (!f_.tax_name.empty())
      push("Tax",
           fmt::format("{} % of the net of all lines of this rate, rounded half up on their sum",
                       to_string(f_.tax_percent_ppm)),
           f_.tax_name);
  }

  LineExplanation &e_;
  const LineFacts &f_;
  const std::vector<PartFacts> &parts_;
  const std::vector<LineDiscount> &on_invoice_;
};

} // namespace

LineExplanation explain_line(const LineFacts &f, const std::vector<LineEvent> &events,
                             const std::vector<DiscountLife> &discounts, const std::vector<PartFacts> &parts,
                             const std::vector<LineDiscount> &on_invoice) {
  LineExplanation e;
  e.invoice_id = f.invoice_id;
  e.line = f.line;
  e.currency = f.currency;
  e.description = f.description;
  e.explanation = f.explanation;
  e.net_minor = f.net_minor;
  e.service_id = f.service_id;
  e.plan_id = f.plan_id;
  e.plan_version = f.plan_version;
  e.plan_name = f.plan_name;
  e.plan_valid_from = f.plan_valid_from;
  e.period_start = f.period_start;
  e.period_end = f.period_end;
  e.days = Period{f.period_start, f.period_end}.days();
  e.full_start = f.full_start;
  e.full_end = f.full_end;
  if (f.full_start && f.full_end)
    e.full_days = Period{*f.full_start, *f.full_end}.days();
  e.rule = f.is_credit
               ? "What was billed, less the price of the days that were used, is given back: used and given back "
                 "together are what was billed."
           : f.is_termination ? "The contract could have ended later: its terms say what leaving it sooner costs."
           : f.item_id == trial_item ? "The trial is charged once and whole, however long it is used."
           : f.plan_is_once.value_or(false) || f.item_id == setup_item
               ? "Charged once; no days are counted."
               : "The price of the period, less its discounts, × the days of the line ÷ the days of the whole period.";
  e.rounding = "half up, once on the line";
  Steps steps(e, f, parts, on_invoice);
  steps.add(discounts);
  if (!parts.empty())
    e.tax_rule = fmt::format("Each part bears its own taxes ({}), {}.", steps.taxes_of_parts(),
                             f.is_credit ? "taken back at the rates of the invoice that is corrected"
                                         : "at the rates in force on " + to_string(f.issued_on));
  else if (f.tax_name.empty())
    e.tax_rule = "No tax is charged on this line.";
  else if (f.is_credit)
    e.tax_rule = fmt::format("{}: taken back at the rate of the invoice that is corrected.", f.tax_name);
  else
    e.tax_rule = fmt::format("{}{}: the rate in force on {}, the day of the invoice{}.", f.tax_name,
                             f.tax_code && *f.tax_code != f.tax_name ? fmt::format(" ({})", *f.tax_code) : "",
                             to_string(f.issued_on),
                             f.tax_valid_from ? fmt::format("; valid from {}", to_string(*f.tax_valid_from)) : "");
  e.tax_percent_ppm = f.tax_percent_ppm;
  e.tax_valid_from = f.tax_valid_from;
  e.begins = begin_of(f, events);
  e.ends = end_of(f, events);
  e.corrects_invoice_id = f.corrects_invoice_id;
  e.corrects_number = f.corrects_number;
  return e;
}

} // namespace demarc::billing
