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

void add_period_steps(LineExplanation &e, const LineFacts &f) {
  const auto money = [&](std::int64_t minor) { return to_string(Money::minor(minor, f.currency)); };
  if (f.plan_price_minor)
    e.steps.push_back(
        {"Price of the plan",
         fmt::format("{}, version {}, in force from {}: {}", f.plan_name.value_or(""), f.plan_version.value_or(0),
                     f.plan_valid_from ? to_string(*f.plan_valid_from) : "its beginning",
                     f.interval_months.value_or(1) == 1 ? "per month"
                                                        : fmt::format("per {} months", *f.interval_months)),
         money(*f.plan_price_minor)});
  if (f.quantity != 1)
    e.steps.push_back({"Quantity", fmt::format("{} × {}", f.quantity, money(f.unit_price_minor)),
                       money(f.unit_price_minor * f.quantity)});
  const std::int64_t unit = f.unit_price_minor * f.quantity;
  const std::int64_t share =
      e.full_days ? divide_rounded(static_cast<__int128>(unit) * e.days, *e.full_days, Rounding::half_up) : unit;
  if (e.full_days && *e.full_days != e.days)
    e.steps.push_back({"Share of the period",
                       fmt::format("{} × {} ÷ {} days = {}, rounded half up", money(unit), e.days, *e.full_days,
                                   long_decimal(unit, e.days, *e.full_days, f.currency)),
                       money(share)});
  else if (e.full_days)
    e.steps.push_back({"Share of the period", fmt::format("all {} days", e.days), money(share)});
  if (share !=
      f.net_minor) // joined to days billed before, or what is left of a credit: the invoice's own sentence says how
    e.steps.push_back({"Adjusted", f.explanation, money(f.net_minor)});
}

void add_steps(LineExplanation &e, const LineFacts &f) {
  const auto money = [&](std::int64_t minor) { return to_string(Money::minor(minor, f.currency)); };
  if (f.is_termination)
    e.steps.push_back({"Fee for leaving early", f.explanation, money(f.net_minor)});
  else
    add_period_steps(e, f);
  if (f.corrects_number)
    e.steps.push_back(
        {"Given back of",
         fmt::format("{}{}", *f.corrects_number, f.corrects_line ? fmt::format(", line {}", *f.corrects_line) : ""),
         f.corrects_net_minor ? money(*f.corrects_net_minor) : ""});
  if (!f.tax_name.empty())
    e.steps.push_back({"Tax",
                       fmt::format("{} % of the net of all lines of this rate, rounded half up on their sum",
                                   to_string(f.tax_percent_ppm)),
                       f.tax_name});
}

} // namespace

std::string long_decimal(std::int64_t numerator_minor, std::int64_t part, std::int64_t whole, Currency currency) {
  const __int128 exact = static_cast<__int128>(numerator_minor) * part;
  const auto magnitude = exact < 0 ? -exact : exact;
  const auto thousandths = static_cast<std::int64_t>(magnitude * 1000 / whole);
  const bool is_exact = magnitude * 1000 % whole == 0;
  std::string text = to_decimal(Money::minor(thousandths / 1000, currency));
  if (currency.exponent() == 0)
    text += '.';
  std::string more = fmt::format("{:03}", thousandths % 1000);
  while (is_exact && !more.empty() && more.back() == '0')
    more.pop_back();
  text += more;
  if (text.ends_with('.'))
    text.pop_back();
  return (exact < 0 ? "-" : "") + text + (is_exact ? "" : "…");
}

LineExplanation explain_line(const LineFacts &f, const std::vector<LineEvent> &events) {
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
                              : "The price of the period × the days of the line ÷ the days of the whole period.";
  e.rounding = "half up, once on the line";
  add_steps(e, f);
  if (f.tax_name.empty())
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
