#include "billing/quote_bill.h"

#include "billing/compute_bills.h"
#include "billing/settlement_store.h"
#include "billing/tax_profile_store.h"
#include "calendar/billing_cycle.h"
#include "catalog/legal_entity.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "subscribers/customer.h"
#include "subscribers/customer_discount.h"
#include "subscribers/customer_store.h"
#include "subscribers/service_operations.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace demarc::billing {

namespace {

constexpr int most_years_ahead = 10;
const ServiceId new_service(-1); // no stored one has it

struct Subject {
  Account account;
  std::vector<QuoteEvent> events;
  ServiceId service;
  bool is_customer = false;       // one that we have, so nothing can be entered before today
  std::int64_t balance_minor = 0; // credit, or below zero what is open
};

Outcome<catalog::PlanVersion> sold_on(db::Tx &tx, PlanId plan, Date day, const std::string &field) {
  auto version = catalog::version_on(tx, plan, day);
  if (!version)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", plan.value()), field);
  return std::move(*version);
}

// The discount that is asked for on a version, as give_discount would give it.
Outcome<DiscountLife> discount_of(db::Tx &tx, const AskedEvent &asked, const catalog::PlanVersion &version,
                                  Date billing_anchor, const std::string &field, Date today) {
  DiscountLife discount;
  discount.from = asked.on;
  std::optional<int> periods = asked.periods;
  if (asked.coupon_code) {
    const auto coupon = catalog::find_coupon_by_code(tx, *asked.coupon_code);
    if (!coupon)
      return refuse(Refusal::Kind::not_found, "coupon_unknown",
                    fmt::format("There is no coupon \"{}\".", *asked.coupon_code), field + "coupon_code");
    TRY(valid, catalog::check_coupon(*coupon, version.plan_id, version.currency, today));
    (void)valid;
    discount.name = coupon->name;
    discount.percent_ppm = coupon->percent_ppm.ppm;
    discount.amount_minor = coupon->amount_minor;
    discount.on_add_ons = coupon->on_add_ons;
    periods = coupon->periods;
  } else {
    if (asked.percent_ppm.has_value() == asked.amount_minor.has_value())
      return refuse("percent_or_amount", "A discount is a coupon's, a percentage or an amount: give one of them.",
                    field + "percent_ppm");
    discount.name = asked.name.value_or("discount");
    discount.percent_ppm = asked.percent_ppm.value_or(Percent{}).ppm;
    discount.amount_minor = asked.amount_minor.value_or(0);
    discount.on_add_ons = asked.on_add_ons.value_or(false);
  }
  if (periods)
    discount.until = subscribers::discount_end(billing_anchor, version.interval(), asked.on, *periods);
  return discount;
}

// As give_customer_discount would give it.
Outcome<InvoiceDiscount> invoice_discount_of(db::Tx &tx, const AskedEvent &asked, Currency currency, Date today,
                                             const std::string &field) {
  subscribers::NewCustomerDiscount in{asked.coupon_code,  asked.name,    asked.percent_ppm,
                                      asked.amount_minor, asked.periods, std::max(asked.on, today)};
  if (!in.coupon_code && !in.name)
    in.name = "discount";
  auto given = subscribers::discount_asked(tx, in, currency, today);
  if (!given) {
    given.error().field = field + given.error().field;
    return tl::make_unexpected(std::move(given.error()));
  }
  return InvoiceDiscount{
      {}, given->name, asked.on, std::nullopt, given->percent_ppm.ppm, given->amount_minor, given->invoices};
}

std::optional<int> periods_of(db::Tx &tx, const std::string &coupon_code) {
  const auto coupon = catalog::find_coupon_by_code(tx, coupon_code);
  return coupon ? coupon->periods : std::nullopt;
}

// What is announced for a plan comes with it, as it does with a sale.
void add_announced(db::Tx &tx, Subject &subject, PlanId plan, const QuoteEvent &event, Date day) {
  for (const catalog::PlanVersion &coming : catalog::coming_versions(tx, plan, day)) {
    QuoteEvent change = event;
    change.kind = QuoteEvent::Kind::change_plan;
    change.on = subject.account.anchors.boundary_on_or_after(coming.interval(), std::max(coming.valid_from, event.on));
    change.plan_version_id = coming.id;
    change.is_announced = true;
    subject.events.push_back(std::move(change));
  }
}

// Another quantity, and what of the plans that are to follow goes on behind it (subscribers/planned_plans.h).
Outcome<Done> add_quantity(db::Tx &tx, Subject &subject, QuoteEvent event,
                           std::optional<subscribers::PlannedMove> planned, const std::string &field) {
  std::map<Date, PlanFrom> rows;
  for (const ServiceAccount &service : subject.account.services) {
    if (service.life.id != event.service)
      continue;
    for (const PlanFrom &row : service.life.plans)
      rows[row.from] = row;
  }
  for (const QuoteEvent &earlier : subject.events) {
    const bool is_plan = earlier.kind == QuoteEvent::Kind::start || earlier.kind == QuoteEvent::Kind::change_plan;
    if (!is_plan || earlier.service != event.service)
      continue;
    const auto behind = rows.upper_bound(earlier.on);
    PlanFrom row = behind == rows.begin() ? PlanFrom{} : std::prev(behind)->second;
    row.from = earlier.on;
    if (earlier.plan_version_id.is_set())
      row.plan_version_id = earlier.plan_version_id;
    row.quantity = earlier.quantity.value_or(row.quantity);
    if (!earlier.is_announced)
      rows.erase(rows.lower_bound(earlier.on), rows.end());
    rows[earlier.on] = row;
  }
  const auto first = rows.upper_bound(event.on);
  if (first == rows.begin()) { // before the service: the rule says what is wrong
    subject.events.push_back(std::move(event));
    return Done{};
  }
  const auto planned_plan = [&](const PlanFrom &row) {
    const auto version = catalog::find_plan_version(tx, row.plan_version_id).value();
    return subscribers::PlannedPlan{row.from, row.plan_version_id, version.plan_id, row.quantity, version.name};
  };
  const auto present = planned_plan(std::prev(first)->second);
  std::vector<subscribers::PlannedPlan> all;
  for (auto row = first; row != rows.end(); ++row)
    all.push_back(planned_plan(row->second));
  event.keeps_planned = planned == subscribers::PlannedMove::keep && subscribers::move_after(present, all) != nullptr;
  auto later = subscribers::plans_after(present, std::move(all), *event.quantity, planned);
  if (!later) {
    later.error().field = field + later.error().field;
    return tl::make_unexpected(std::move(later.error()));
  }
  subject.events.push_back(event);
  for (const subscribers::PlannedPlan &row : *later) {
    QuoteEvent follows = event;
    follows.on = row.from;
    follows.plan_version_id = row.version;
    follows.quantity = row.quantity;
    follows.is_announced = true;
    subject.events.push_back(std::move(follows));
  }
  return Done{};
}

Outcome<Account> account_of(db::Tx &tx, CustomerId customer) {
  auto found = load_customers(tx, {customer});
  if (found.empty())
    return refuse(Refusal::Kind::not_found, "customer_unknown",
                  fmt::format("There is no customer {}.", customer.value()), "customer_id");
  return std::move(found.front().account);
}

std::int64_t balance_of(db::Tx &tx, CustomerId customer, Date today) {
  const AccountBalance balance = account_balance(tx, customer, today);
  return balance.credit_minor - balance.open_minor;
}

Outcome<Account> new_account(db::Tx &tx, const QuoteQuestion &question, Date starts_on) {
  Account account;
  account.currency = catalog::find_provider(tx).currency;
  account.joined_on = starts_on;
  TRY(anchor, subscribers::anchor_for(question.billing_day.value_or(starts_on.day()), starts_on));
  account.anchors = anchor;
  return account;
}

Outcome<Subject> subject_of(db::Tx &tx, const QuoteQuestion &question, Date today) {
  Subject subject;
  if (question.service_id) {
    if (question.plan_id || question.customer_id || question.starts_on || question.billing_day || question.quantity ||
        question.coupon_code)
      return refuse("service_has_these",
                    "A service that exists has its customer, plan, start and billing day: leave them out, or "
                    "leave service_id out to ask for a new one.",
                    "service_id");
    const auto service = subscribers::find_service(tx, *question.service_id);
    if (!service)
      return refuse(Refusal::Kind::not_found, "service_unknown",
                    fmt::format("There is no service {}.", question.service_id->value()), "service_id");
    TRY(account, account_of(tx, service->customer_id));
    return Subject{std::move(account), {}, service->id, true, balance_of(tx, service->customer_id, today)};
  }
  if (!question.plan_id)
    return refuse("nothing_asked", "Give plan_id for a new service, or service_id for one that exists.", "plan_id");
  const Date starts_on = question.starts_on.value_or(today);
  TRY(version, sold_on(tx, *question.plan_id, std::max(starts_on, today), "plan_id"));
  subject.service = new_service;
  subject.is_customer = question.customer_id.has_value();
  if (question.customer_id && question.billing_day)
    return refuse("billing_day_is_the_customers", "The customer has a billing day; leave it out.", "billing_day");
  if (question.customer_id) {
    TRY(account, account_of(tx, *question.customer_id));
    subject.account = std::move(account);
    subject.balance_minor = balance_of(tx, *question.customer_id, today);
  } else {
    TRY(account, new_account(tx, question, starts_on));
    subject.account = std::move(account);
  }
  // As a sale does it (subscribers/service_operations.cc): nobody chose a billing day, so the trial's end becomes it.
  if (version.moves_billing_day() &&
      (question.customer_id ? subscribers::may_move_billing_day(tx, *question.customer_id) : !question.billing_day))
    subject.account.anchors = starts_on.plus_days(version.trial_days);
  // The first service of an account is there before any run has looked at it; another one is sold after that day's run.
  const Date sale = subject.is_customer ? std::max(starts_on, today) : starts_on;
  const Date known_on = subject.account.services.empty() ? sale.plus_days(-1) : sale;
  QuoteEvent start{QuoteEvent::Kind::start, starts_on, known_on, new_service, version.id, "new", question.quantity};
  if (version.trial_days > 0)
    start.trial_until = starts_on.plus_days(version.trial_days);
  subject.events.push_back(start);
  add_announced(tx, subject, *question.plan_id, start, std::max(starts_on, today));
  if (question.coupon_code) {
    QuoteEvent given{QuoteEvent::Kind::discount, start.trial_until.value_or(starts_on), known_on, new_service};
    AskedEvent asked;
    asked.on = given.on;
    asked.coupon_code = question.coupon_code;
    TRY(discount, discount_of(tx, asked, version, subject.account.anchors.on(given.on), "", today));
    given.discount = discount;
    given.periods = version.is_prepaid ? periods_of(tx, *question.coupon_code) : std::nullopt;
    subject.events.push_back(std::move(given));
  }
  return subject;
}

// The plan that the service is on that day, as far as it is told.
Outcome<catalog::PlanVersion> plan_in_quote(db::Tx &tx, const Subject &subject, Date on) {
  PlanVersionId id;
  for (const ServiceAccount &service : subject.account.services) {
    if (service.life.id != subject.service)
      continue;
    for (const PlanFrom &plan : service.life.plans) {
      if (plan.from <= on || !id.is_set())
        id = plan.plan_version_id;
    }
  }
  for (const QuoteEvent &event : subject.events) {
    const bool is_plan = event.kind == QuoteEvent::Kind::start || event.kind == QuoteEvent::Kind::change_plan;
    if (is_plan && event.plan_version_id.is_set() && event.on <= on)
      id = event.plan_version_id;
  }
  auto version = catalog::find_plan_version(tx, id);
  if (!version)
    return refuse(Refusal::Kind::conflict, "quote_impossible", "The service has no plan on that day.", "events");
  return std::move(*version);
}

// Of the service, or of all that go on; one fee for all, on the first (subscribers/move_service.h).
void add_moves(Subject &subject, QuoteEvent event, const AskedPlace &place, bool all_services,
               const std::string &home_country) {
  event.address = {place.country.value_or(home_country), place.region.value_or(""), place.postal_code.value_or(""),
                   std::nullopt};
  if (place.longitude_udeg && place.latitude_udeg)
    event.address.point = tax::Point{*place.longitude_udeg, *place.latitude_udeg};
  if (!all_services) {
    subject.events.push_back(event);
    return;
  }
  const Date on = event.on;
  for (const ServiceAccount &service : subject.account.services) {
    event.service = service.life.id;
    event.on = std::max(on, service.life.starts_on);
    if (service.life.ends_on && *service.life.ends_on <= event.on)
      continue;
    subject.events.push_back(event);
    event.plan_version_id = {};
  }
}

Outcome<Done> add_events(db::Tx &tx, Subject &subject, const QuoteQuestion &question, Date today,
                         const std::string &home_country) {
  for (std::size_t i = 0; i < question.events.size(); ++i) {
    const AskedEvent &asked = question.events[i];
    const std::string field = fmt::format("events[{}]", i);
    QuoteEvent event{asked.kind, asked.on,
                     asked.known_on.value_or(subject.is_customer ? std::max(asked.on, today) : asked.on),
                     subject.service};
    if (!question.service_id) // nobody knows of a change before they know of the service
      event.known_on = std::max(event.known_on, subject.events.front().known_on);
    if (asked.kind == QuoteEvent::Kind::start)
      return refuse("start_is_no_change", "The service starts on starts_on; ask for another one in a quote of its own.",
                    field + ".kind");
    const bool is_change = asked.kind == QuoteEvent::Kind::change_plan,
               is_item = asked.kind == QuoteEvent::Kind::add_item, is_move = asked.kind == QuoteEvent::Kind::move;
    if ((is_change && !asked.plan_id && !asked.quantity) || (is_item && !asked.plan_id) ||
        (!is_change && !is_item && !is_move && asked.plan_id))
      return refuse(
          "plan_of_change",
          "A change_plan has a plan_id, a quantity or both; an add_item has a plan_id; a move may have one for "
          "its fee; nothing else has one.",
          field + ".plan_id");
    if (is_move != asked.place.has_value())
      return refuse("place_of_move", "A move has a place, nothing else has one.", field + ".place");
    if (asked.quantity && (*asked.quantity < 1 || *asked.quantity > 100'000))
      return refuse("quantity_out_of_range", "A quantity is 1 to 100000.", field + ".quantity");
    if (asked.kind != QuoteEvent::Kind::end && (asked.noticed_on || asked.waive_fee))
      return refuse("end_has_these", "Only an end has notice and a fee; leave them out.", field + ".kind");
    if (asked.kind != QuoteEvent::Kind::payer && asked.payer_id)
      return refuse("payer_of_payer", "Only a payer event has a payer_id; leave it out.", field + ".payer_id");
    if (asked.payer_id && *asked.payer_id == subject.account.id)
      return refuse("pays_for_themselves", "Leave payer_id out for the customer themselves.", field + ".payer_id");
    event.payer = asked.payer_id;
    event.noticed_on = asked.noticed_on;
    event.waive_fee = asked.waive_fee;
    event.quantity = asked.quantity;
    if (asked.plan_id) {
      TRY(version, sold_on(tx, *asked.plan_id, std::max(asked.on, today), field + ".plan_id"));
      event.plan_version_id = version.id;
      if (is_change && version.trial_days > 0) // of a service that has not begun on another plan
        event.trial_until = asked.on.plus_days(version.trial_days);
    }
    if (is_item) {
      event.price_minor = asked.price_minor;
      event.instalments = asked.instalments.value_or(1);
    }
    if (asked.kind == QuoteEvent::Kind::discount) {
      TRY(version, plan_in_quote(tx, subject, asked.on));
      TRY(discount, discount_of(tx, asked, version, subject.account.anchors.on(asked.on), field + ".", today));
      event.discount = discount;
      if (version.is_prepaid)
        event.periods = asked.coupon_code ? periods_of(tx, *asked.coupon_code) : asked.periods;
    }
    const bool is_on_invoice = asked.kind == QuoteEvent::Kind::invoice_discount;
    if (is_on_invoice) {
      TRY(discount, invoice_discount_of(tx, asked, subject.account.currency, today, field + "."));
      event.invoice_discount = std::move(discount);
    }
    if ((asked.kind == QuoteEvent::Kind::end_invoice_discount) != asked.customer_discount_id.has_value())
      return refuse("discount_of_end", "An end_invoice_discount has a customer_discount_id, nothing else has one.",
                    field + ".customer_discount_id");
    event.ended_on_invoice = asked.customer_discount_id.value_or(CustomerDiscountId{});
    if ((asked.kind == QuoteEvent::Kind::top_up) !=
        (asked.amount_minor && asked.kind != QuoteEvent::Kind::discount && !is_on_invoice))
      return refuse("amount_of_top_up", "A top_up has an amount_minor above zero; else only a discount may have one.",
                    field + ".amount_minor");
    if (asked.kind == QuoteEvent::Kind::top_up) {
      if (*asked.amount_minor <= 0 || *asked.amount_minor > Money::limit_minor / 1000)
        return refuse("amount_of_top_up", "A top_up is more than zero, in minor units.", field + ".amount_minor");
      event.amount_minor = *asked.amount_minor;
      event.known_on = std::max(event.known_on, asked.on); // money does not come in before its day
    }
    if ((asked.kind == QuoteEvent::Kind::end_item) != asked.item_id.has_value())
      return refuse("item_of_end", "An end_item has an item_id, nothing else has one.", field + ".item_id");
    if ((asked.kind == QuoteEvent::Kind::end_discount) != asked.discount_id.has_value())
      return refuse("discount_of_end", "An end_discount has a discount_id, nothing else has one.",
                    field + ".discount_id");
    event.item = asked.item_id.value_or(ServiceItemId{});
    event.ended = asked.discount_id.value_or(DiscountId{});
    if (asked.kind == QuoteEvent::Kind::billing_day) {
      if (!asked.billing_day)
        return refuse("billing_day_missing", "Say the new billing day, 1 to 31.", field + ".billing_day");
      TRY(anchor, subscribers::anchor_for(*asked.billing_day, asked.on));
      event.anchor = anchor;
    }
    if (is_move) {
      event.price_minor = asked.price_minor;
      add_moves(subject, event, *asked.place, asked.all_services.value_or(false), home_country);
      continue;
    }
    if (asked.planned && (!is_change || (asked.plan_id && *asked.planned == subscribers::PlannedMove::keep)))
      return refuse("planned_of_quantity", "Only another quantity alone says whether what is planned stays.",
                    field + ".planned");
    if (is_change && !asked.plan_id) {
      TRY(added, add_quantity(tx, subject, event, asked.planned, field + "."));
      (void)added;
      continue;
    }
    subject.events.push_back(event);
    if (asked.plan_id && is_change)
      add_announced(tx, subject, *asked.plan_id, event, std::max(asked.on, today));
  }
  return Done{};
}

// The account that is asked about, and those that pay for it, did or would.
struct Quoted {
  std::vector<QuotedAccount> accounts;
  std::map<CustomerId, std::string> names;
};
Outcome<Quoted> accounts_of(db::Tx &tx, Subject &subject, const std::vector<CustomerId> &also_of, TaxProfile profile) {
  Quoted quoted;
  quoted.accounts.push_back({std::move(subject.account), std::move(profile)});
  if (!subject.is_customer)
    return quoted;
  const Account &own = quoted.accounts.front().account;
  std::vector<CustomerId> ids{own.id};
  const auto add = [&](std::optional<CustomerId> payer) {
    if (payer && std::find(ids.begin(), ids.end(), *payer) == ids.end())
      ids.push_back(*payer);
  };
  for (const PayerFrom &payer : own.payers)
    add(payer.payer);
  for (const ServiceAccount &service : own.services) {
    for (const Charged &charge : service.charged)
      add(charge.payer);
  }
  for (const QuoteEvent &event : subject.events)
    add(event.payer);
  for (const CustomerId id : also_of)
    add(id);
  auto profiles = load_tax_profiles(tx, ids);
  std::vector<BillableCustomer> found = load_customers(tx, ids);
  for (BillableCustomer &one : found) {
    quoted.names.emplace(one.account.id, one.name);
    if (one.account.id == own.id)
      continue;
    if (one.account.currency != own.currency)
      return refuse(Refusal::Kind::conflict, "currency_differs", "The payer is billed in another currency.", "events");
    TaxProfile &theirs = profiles[one.account.id];
    const bool would_pay = std::any_of(subject.events.begin(), subject.events.end(),
                                       [&](const QuoteEvent &event) { return event.payer == one.account.id; });
    if (would_pay && theirs.seller != quoted.accounts.front().profile->seller)
      return refuse(Refusal::Kind::conflict, "legal_entity_differs",
                    fmt::format("{} buys from another legal entity: who pays has the same one.", one.name), "events");
    const auto is_of_own = [&](const ServiceAccount &service) { return service.of && service.of->id == own.id; };
    if (std::none_of(one.account.services.begin(), one.account.services.end(), is_of_own)) {
      add_services_of(one.account, own);
      for (const ServiceAccount &service : own.services)
        theirs.locations.push_back({service.life.id, Date::of(1, 1, 1), quoted.accounts.front().profile->address});
      const auto &known = quoted.accounts.front().profile->locations;
      theirs.locations.insert(theirs.locations.end(), known.begin(), known.end());
    }
    quoted.accounts.push_back({std::move(one.account), std::move(theirs)});
  }
  for (const CustomerId id : ids) {
    if (!quoted.names.contains(id))
      return refuse(Refusal::Kind::not_found, "customer_unknown", fmt::format("There is no customer {}.", id.value()),
                    "events");
  }
  return quoted;
}

// Every invoice of the accounts, since any of them may be corrected.
CorrectedById corrected_of(db::Tx &tx, const std::vector<QuotedAccount> &accounts) {
  std::set<InvoiceId> ids;
  for (const QuotedAccount &one : accounts) {
    for (const ServiceAccount &service : one.account.services) {
      for (const Charged &charge : service.charged)
        ids.insert(charge.invoice_id);
    }
  }
  CorrectedById corrected;
  for (Corrected &invoice : load_corrected(tx, {ids.begin(), ids.end()}))
    corrected.emplace(invoice.id, std::move(invoice));
  return corrected;
}

// The customer's, or that of somebody new at the place asked for.
Outcome<TaxProfile> profile_of(db::Tx &tx, const Subject &subject, const QuoteQuestion &question) {
  TaxProfile profile;
  if (subject.is_customer) {
    const auto known = load_tax_profiles(tx, {subject.account.id});
    if (const auto found = known.find(subject.account.id); found != known.end())
      profile = found->second;
  } else {
    TRY(entity, catalog::find_legal_entity(tx, question.legal_entity_id.value_or(first_legal_entity)));
    profile.seller = entity.id;
    profile.address = {entity.country, {}, {}, std::nullopt};
  }
  if (question.country || question.region || question.postal_code)
    profile.locations.push_back({new_service,
                                 Date::of(1, 1, 1),
                                 {question.country.value_or(profile.address.country), question.region.value_or(""),
                                  question.postal_code.value_or(""), std::nullopt}});
  return profile;
}

QuoteDocument shown(const Document &document, int payment_days, const Taxes &taxes) {
  QuoteDocument shown;
  shown.kind = document.kind;
  shown.issued_on = document.issued_on;
  shown.due_on =
      document.kind == DocumentKind::invoice ? document.issued_on.plus_days(payment_days) : document.issued_on;
  shown.net_minor = document.net.minor_units();
  shown.tax_minor = document.tax.minor_units();
  shown.gross_minor = document.gross().minor_units();
  for (const Line &line : document.lines) {
    const bool is_stored = line.service_id != new_service;
    shown.lines.push_back({static_cast<std::int64_t>(shown.lines.size()) + 1,
                           is_stored ? std::optional(line.service_id) : std::nullopt,
                           line.description,
                           line.period.start,
                           line.period.end,
                           line.quantity,
                           line.unit_price.minor_units(),
                           line.net.minor_units(),
                           line.taxes.empty() ? "" : line.taxes.front().name,
                           line.taxes.empty() ? Percent{} : line.taxes.front().percent,
                           line.explanation,
                           line.included_tax_minor,
                           line.tax_category,
                           std::nullopt,
                           {},
                           line.account_id,
                           line.account,
                           {}});
    for (const DiscountShare &share : line.discounts) {
      auto &discounts = shown.lines.back().discounts;
      if (!discounts.empty() && discounts.back().name == share.name)
        discounts.back().amount_minor += share.minor;
      else
        discounts.push_back({share.name, share.minor});
    }
    for (const LineTax &tax : line.taxes)
      shown.lines.back().taxes.push_back({tax.name, tax.percent});
    for (const LinePart &part : line.parts) {
      InvoiceLinePart &of_line = shown.lines.back().parts.emplace_back(InvoiceLinePart{
          part.name, part.net.minor_units(), part.included_tax_minor, part.tax_category, std::nullopt, {}});
      for (const LineTax &tax : part.taxes)
        of_line.taxes.push_back({tax.name, tax.percent});
    }
  }
  for (const TaxSum &sum : document.taxes) {
    InvoiceTax &tax = shown.taxes.emplace_back();
    tax.name = sum.name;
    tax.percent_ppm = sum.percent;
    tax.base_minor = sum.base.minor_units();
    tax.tax_minor = sum.tax.minor_units();
    tax.category = sum.category;
    tax.reason = sum.reason;
    tax.is_included = sum.is_included;
    tax.rate_id = sum.rate_id;
    if (const auto known = taxes.table.taxes.find(sum.tax_id); known != taxes.table.taxes.end()) {
      tax.code = known->second.code;
      if (known->second.jurisdiction) {
        const tax::Jurisdiction &place = taxes.table.jurisdictions.at(*known->second.jurisdiction);
        tax.jurisdiction = place.code;
        tax.jurisdiction_name = place.name;
      }
    }
  }
  return shown;
}

} // namespace

Outcome<Quote> quote_bill(db::Tx &tx, const QuoteQuestion &question, Date today) {
  TRY(subject, subject_of(tx, question, today));
  const catalog::Provider provider = catalog::find_provider(tx);
  TRY(profile, profile_of(tx, subject, question));
  TRY(added, add_events(tx, subject, question, today, profile.address.country));
  (void)added;
  const Date begin = subject.events.empty() ? today : std::min(subject.events.front().on, today);
  Quote answer;
  answer.currency = subject.account.currency;
  answer.until = question.until.value_or(std::max(begin, today).plus_days(365));
  if (answer.until > std::max(begin, today).plus_days(366 * most_years_ahead))
    return refuse("until_too_far", fmt::format("A quote reaches {} years ahead.", most_years_ahead), "until");
  TRY(quoted, accounts_of(tx, subject, question.also_of.value_or(std::vector<CustomerId>{}), profile));
  CorrectedById corrected = corrected_of(tx, quoted.accounts);
  std::map<InvoiceId, std::string> numbers;
  for (const auto &[id, invoice] : corrected)
    numbers.emplace(id, invoice.number);
  const PriceBook book = load_price_book(tx, today);
  const std::int64_t balance_minor = subject.balance_minor;
  const auto told = quote(std::move(quoted.accounts), std::move(subject.events), book, std::move(corrected),
                          answer.until, balance_minor);
  if (!told)
    return refuse(Refusal::Kind::conflict, "quote_impossible", told.error().reason);
  answer.balance_minor = told->balance_minor;
  for (const QuotedStop &stop : told->stops)
    answer.stops.push_back({stop.service == new_service ? std::nullopt : std::optional(stop.service), stop.on,
                            stop.reason, stop.price_minor, stop.balance_minor, stop.until});
  std::map<InvoiceId, std::int64_t> positions;
  for (const QuotedDocument &one : told->documents) {
    QuoteDocument document = shown(one.document, provider.payment_days, book.taxes);
    if (const auto name = quoted.names.find(one.billed_to); name != quoted.names.end()) {
      document.customer_id = name->first;
      document.customer_name = name->second;
    }
    document.position = static_cast<std::int64_t>(answer.documents.size()) + 1;
    if (one.document.kind == DocumentKind::invoice)
      positions.emplace(one.id, document.position);
    if (const auto &corrects = one.document.corrects) {
      if (const auto of_quote = positions.find(*corrects); of_quote != positions.end()) {
        document.corrects_position = of_quote->second;
      } else {
        document.corrects_invoice_id = *corrects;
        document.corrects_number = numbers.at(*corrects);
      }
    }
    const std::int64_t sign = document.kind == DocumentKind::invoice ? 1 : -1;
    answer.net_minor += sign * document.net_minor;
    answer.tax_minor += sign * document.tax_minor;
    answer.gross_minor += sign * document.gross_minor;
    answer.documents.push_back(std::move(document));
  }
  return answer;
}

} // namespace demarc::billing
