// Why a line of an invoice is what it is: plan version, days of days, the arithmetic in steps, the tax rule and where
// its rate comes from, and which event began and ended the period. A rule: facts in, explanation out.
#pragma once

#include "base/clock.h"
#include "billing/charges.h"
#include "billing/ids.h"
#include "calendar/date.h"
#include "catalog/ids.h"
#include "money/money.h"
#include "money/percent.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::billing {

// Why a period begins or ends where it does.
enum class Cause {
  billing_day,   // the period of the plan begins or ends
  service_start, // the service was sold from that day on
  service_end,
  plan_change,
  price_change, // announced; takes effect on a boundary
  pause,
  item,               // sold beside the plan from that day on, or until then
  discount,           // given from that day on, or until then
  move,               // to a place with other taxes
  payer_change,       // who is billed for the customer
  billing_day_change, // the customer's
  correction          // what was billed before is taken back
};
BOOST_DESCRIBE_ENUM(Cause, billing_day, service_start, service_end, plan_change, price_change, pause, item, discount,
                    move, payer_change, billing_day_change, correction)

struct LineEvent {
  TimelineId timeline_id;
  Instant at;
  std::string kind; // "service.plan_changed"
  std::string title, detail;
  std::optional<std::string> actor;
};
BOOST_DESCRIBE_STRUCT(LineEvent, (), (timeline_id, at, kind, title, detail, actor))

// What of a timeline begins or ends a line.
inline constexpr std::string_view explained_kinds[] = {"service.sold",
                                                       "service.plan_changed",
                                                       "service.ended",
                                                       "service.paused",
                                                       "service.resumed",
                                                       "service.price_change",
                                                       "service.price_change_cancelled",
                                                       "service.termination_fee",
                                                       "service.end_taken_back",
                                                       "service.item_added",
                                                       "service.item_ended",
                                                       "service.discount_given",
                                                       "service.discount_ended",
                                                       "service.moved",
                                                       "customer.payer",
                                                       "customer.billing_day"};

struct LineBoundary {
  Cause cause = Cause::billing_day;
  Date on;
  std::string words;
  std::optional<LineEvent> event; // of the customer's timeline
};
BOOST_DESCRIBE_STRUCT(LineBoundary, (), (cause, on, words, event))

// On the invoice, of the line: what it took off it, and of what of which lines of the invoice.
struct LineDiscount {
  std::string name;
  Percent percent_ppm; // 0: an amount
  std::int64_t amount_minor = 0;
  std::int64_t all_minor = 0; // on all lines of the document
};

// What is known of a line when it is explained.
struct LineFacts {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  bool is_credit = false;
  Date issued_on;
  Instant issued_at;
  Currency currency = Currency::of("XXX");
  std::string description, explanation;
  Date period_start, period_end;
  std::int64_t quantity = 1, unit_price_minor = 0, net_minor = 0;
  std::int64_t included_tax_minor = 0; // in the price, which is net and this
  std::optional<Date> full_start, full_end;
  std::optional<ServiceItemId> item_id;
  std::optional<std::int64_t> price_micro; // of the full period, as billed (charges.h)
  std::optional<ServiceId> service_id;
  std::optional<std::string> username;
  std::optional<Date> service_starts_on, service_ends_on;
  std::optional<PlanId> plan_id;
  std::optional<PlanVersionId> plan_version_id;
  std::optional<std::string> plan_code, plan_name;
  std::optional<std::int64_t> plan_version, plan_price_minor, interval_months, interval_days;
  std::optional<bool> plan_is_once;
  std::optional<Date> plan_valid_from;
  std::string tax_name;
  Percent tax_percent_ppm;
  std::optional<std::string> tax_code;
  std::optional<Date> tax_valid_from; // of the rate row that was in force
  std::optional<InvoiceId> corrects_invoice_id;
  std::optional<std::string> corrects_number;
  std::optional<std::int64_t> corrects_line, corrects_net_minor;
  bool is_termination = false;         // the fee for leaving a contract early, or a credit of one
  std::optional<std::string> paid_for; // number and name of the service's customer, where another is billed
};
BOOST_DESCRIBE_STRUCT(LineFacts, (),
                      (invoice_id, line, is_credit, issued_on, issued_at, currency, description, explanation,
                       period_start, period_end, quantity, unit_price_minor, net_minor, included_tax_minor, full_start,
                       full_end, item_id, price_micro, service_id, username, service_starts_on, service_ends_on,
                       plan_id, plan_version_id, plan_code, plan_name, plan_version, plan_price_minor, interval_months,
                       interval_days, plan_is_once, plan_valid_from, tax_name, tax_percent_ppm, tax_code,
                       tax_valid_from, corrects_invoice_id, corrects_number, corrects_line, corrects_net_minor,
                       is_termination, paid_for))

// Of a bundle's line, for each part: what it is divided by, and what it came to.
struct PartFacts {
  std::string name;
  std::int64_t price_minor = 0; // alone, for its own interval
  Interval interval = {};
  std::int64_t weight = 0; // beside the others
  std::int64_t net_minor = 0, included_tax_minor = 0;
  std::string taxes; // "VAT 19 %"
};

struct LineStep {
  std::string what;   // "Share of the period"
  std::string how;    // "17 of 31 days × 29.00 EUR = 15.903…"
  std::string result; // "15.90 EUR"
};
BOOST_DESCRIBE_STRUCT(LineStep, (), (what, how, result))

struct LineExplanation {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  Currency currency = Currency::of("XXX");
  std::string description;
  std::string explanation; // the sentence that stands on the invoice
  std::int64_t net_minor = 0;
  std::optional<ServiceId> service_id;
  std::optional<PlanId> plan_id;
  std::optional<std::int64_t> plan_version;
  std::optional<std::string> plan_name;
  std::optional<Date> plan_valid_from;
  Date period_start, period_end; // the end is not included
  int days = 0;
  std::optional<Date> full_start, full_end; // the period that the days were measured on
  std::optional<int> full_days;
  std::string rule;     // in words
  std::string rounding; // "half up, once on the line"
  std::vector<LineStep> steps;
  std::string tax_rule;
  Percent tax_percent_ppm;
  std::optional<Date> tax_valid_from;
  LineBoundary begins, ends;
  std::optional<InvoiceId> corrects_invoice_id;
  std::optional<std::string> corrects_number;
};
BOOST_DESCRIBE_STRUCT(LineExplanation, (),
                      (invoice_id, line, currency, description, explanation, net_minor, service_id, plan_id,
                       plan_version, plan_name, plan_valid_from, period_start, period_end, days, full_start, full_end,
                       full_days, rule, rounding, steps, tax_rule, tax_percent_ppm, tax_valid_from, begins, ends,
                       corrects_invoice_id, corrects_number))

// `events`: of the service (sold, moved, ended …; explained_kinds) and of its customer (another payer, another billing
// day), until the invoice was issued, oldest first. `discounts`: of the service, as they stand; where they do not make
// the price that was billed, as after one was ended backwards, their sum is one step and the invoice's own words say
// how. `parts`: of a bundle.
LineExplanation explain_line(const LineFacts &facts, const std::vector<LineEvent> &events,
                             const std::vector<DiscountLife> &discounts, const std::vector<PartFacts> &parts = {},
                             const std::vector<LineDiscount> &on_invoice = {});

} // namespace demarc::billing
