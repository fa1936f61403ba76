#include "portal/plan_choice.h"

#include "catalog/plan.h"
#include "subscribers/customer_store.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::portal {

namespace {

tl::unexpected<Refusal> ask_us(std::string code, std::string detail) {
  return refuse(Refusal::Kind::conflict, std::move(code), std::move(detail));
}

struct Present {
  catalog::PlanVersion version;
  std::int64_t quantity = 1;
};

std::optional<Present> present_plan(db::Tx &tx, const subscribers::Service &service, Date day) {
  const auto plans = subscribers::plans_of(tx, service.id);
  const auto id = subscribers::plan_on(plans, day);
  if (!id)
    return std::nullopt;
  auto version = catalog::find_plan_version(tx, *id);
  if (!version)
    return std::nullopt;
  Present present{std::move(*version), 1};
  for (const subscribers::ServicePlan &row : plans)
    if (row.from_date <= day)
      present.quantity = row.quantity;
  return present;
}

// What holds for the service whatever is chosen.
Outcome<Done> check_service(db::Tx &tx, const subscribers::Service &service, Date today) {
  const auto status = network::service_status(tx, service.id);
  if (service.ends_on)
    return ask_us("service_ends", "This service ends, so its plan cannot be changed here. Ask us if it should go on.");
  if (status == network::ServiceStatus::pending)
    return ask_us("service_not_started",
                  "This service has not begun yet. Ask us if it should begin with another plan.");
  if (status != network::ServiceStatus::active)
    return ask_us("service_is_off", "While this service is off, its plan cannot be changed here. Ask us.");
  if (subscribers::has_payer_from(subscribers::payers_of(tx, service.customer_id), today))
    return ask_us("somebody_else_pays",
                  "Somebody else is billed for this service: they or we have to change its plan.");
  const auto now_on = present_plan(tx, service, today);
  for (const subscribers::ServicePlan &row : subscribers::plans_of(tx, service.id)) {
    if (row.from_date <= today || !now_on)
      continue;
    const auto coming = catalog::find_plan_version(tx, row.plan_version_id);
    // A new price of the same plan is not a change that somebody planned.
    if (coming && (coming->plan_id != now_on->version.plan_id || row.quantity != now_on->quantity))
      return ask_us("change_planned", fmt::format("A change to {} is planned for {}. Ask us if it should be another.",
                                                  coming->name, to_string(row.from_date)));
  }
  return Done{};
}

bool is_offered(const catalog::Plan &plan, const Present &now_on, catalog::PlanKind kind) {
  return plan.offered_in_portal && plan.active && !plan.is_once && plan.kind == kind &&
         plan.is_prepaid == now_on.version.is_prepaid && plan.currency == now_on.version.currency;
}

// Prices of other intervals beside each other, without a fraction: what a year costs, twelve times.
std::int64_t yearly(std::int64_t price_minor, int months, int days) {
  return days > 0 ? price_minor * 365 * 12 / days : price_minor * 12 * 12 / std::max(months, 1);
}

Date next_billing_day(db::Tx &tx, const subscribers::Service &service, Date today) {
  const auto customer = subscribers::find_customer(tx, service.customer_id);
  return subscribers::anchors_of(tx, *customer).boundary_on_or_after(1, today.plus_days(1));
}

} // namespace

PlanChoice plan_choice(db::Tx &tx, const subscribers::Service &service, Date today) {
  PlanChoice choice;
  const auto now_on = present_plan(tx, service, today);
  if (!now_on)
    return choice;
  const catalog::PlanKind kind = catalog::kind_of_plan(tx, now_on->version.plan_id);
  for (const catalog::Plan &plan : catalog::list_plans(tx, today)) {
    const bool is_current = plan.id == now_on->version.plan_id;
    if (!is_current && !is_offered(plan, *now_on, kind))
      continue;
    OfferedPlan shown{plan.id,
                      plan.name,
                      plan.description,
                      plan.price_minor,
                      plan.currency,
                      plan.price_includes_tax,
                      plan.interval_months,
                      plan.interval_days,
                      plan.down_kbit,
                      plan.up_kbit,
                      plan.contract ? plan.contract->minimum_months : 0,
                      plan.contract ? plan.contract->notice_days : 0,
                      is_current};
    if (is_current) { // what the customer has, not what the plan is sold at today
      shown.name = now_on->version.name;
      shown.description = now_on->version.description;
      shown.price_minor = now_on->version.price_minor;
      shown.price_includes_tax = now_on->version.price_includes_tax;
      shown.down_kbit = now_on->version.down_kbit;
      shown.up_kbit = now_on->version.up_kbit;
    }
    choice.plans.push_back(std::move(shown));
  }
  std::stable_sort(choice.plans.begin(), choice.plans.end(),
                   [](const OfferedPlan &a, const OfferedPlan &b) { return a.price_minor < b.price_minor; });
  if (const auto allowed = check_service(tx, service, today); !allowed)
    choice.not_now = allowed.error().detail;
  choice.days = {today, next_billing_day(tx, service, today)};
  return choice;
}

Outcome<Done> check_wanted(db::Tx &tx, const subscribers::Service &service, const WantedPlan &wanted, Date today) {
  TRY(allowed, check_service(tx, service, today));
  const Date on = wanted.on.value_or(today);
  if (on < today)
    return refuse("day_is_past", "A change begins today or later.", "on");
  if (on > next_billing_day(tx, service, today))
    return refuse("day_too_far", "A change begins by the next billing day. Ask us for a later one.", "on");
  const auto now_on = present_plan(tx, service, on);
  const auto plan = catalog::find_plan(tx, wanted.plan_id, on);
  if (!now_on || !plan || !is_offered(*plan, *now_on, catalog::kind_of_plan(tx, now_on->version.plan_id)))
    return refuse(Refusal::Kind::not_found, "plan_not_offered", "This plan is not offered here. Ask us for it.",
                  "plan_id");
  if (yearly(plan->price_minor, plan->interval_months, plan->interval_days) >=
      yearly(now_on->version.price_minor, now_on->version.interval_months, now_on->version.interval_days))
    return allowed;
  std::optional<Date> promised;
  for (const subscribers::ServiceContract &row : subscribers::contracts_of(tx, service.id))
    if (row.from_date <= on)
      promised = subscribers::term_end(row.contract(), on);
  if (promised && *promised > on)
    return ask_us("contract_runs",
                  fmt::format("Your contract runs until {}: until then a cheaper plan cannot be chosen here. Ask us.",
                              to_string(*promised)));
  return allowed;
}

Outcome<PlanChangeQuote> quote_wanted(db::Tx &tx, const subscribers::Service &service, const WantedPlan &wanted,
                                      Date today) {
  TRY(allowed, check_wanted(tx, service, wanted, today));
  PlanChangeQuote both;
  both.on = wanted.on.value_or(today);
  const auto plan = catalog::find_plan(tx, wanted.plan_id, both.on);
  billing::QuoteQuestion question;
  question.service_id = service.id;
  // Far enough for the bill after the change, and the one after that.
  const int months = plan->interval_days > 0 ? 1 : std::max(plan->interval_months, 1);
  question.until = both.on.plus_months_clamped(2 * months);
  TRY(before, billing::quote_bill(tx, question, today));
  billing::AskedEvent change;
  change.kind = billing::QuoteEventKind::change_plan;
  change.on = both.on;
  change.known_on = today;
  change.plan_id = wanted.plan_id;
  question.events.push_back(std::move(change));
  TRY(after, billing::quote_bill(tx, question, today));
  both.before = std::move(before);
  both.after = std::move(after);
  return both;
}

Outcome<subscribers::Service> change_to_wanted(db::Tx &tx, db::Database &ids, const subscribers::Service &service,
                                               const WantedPlan &wanted, const subscribers::Act &act) {
  TRY(customer, subscribers::lock_customer(tx, service.customer_id)); // what is checked still holds when it is done
  TRY(allowed, check_wanted(tx, service, wanted, act.today));
  return network::change_service_plan(tx, ids, service.id,
                                      {.plan_id = wanted.plan_id, .on = wanted.on, .quantity = std::nullopt}, act);
}

} // namespace demarc::portal
