#include "subscribers/service_operations.h"

#include "base/random.h"
#include "calendar/billing_cycle.h"
#include "catalog/provider.h"
#include "subscribers/customer_store.h"
#include "subscribers/payer.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/service_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

constexpr std::string_view operator_hold = "operator";
constexpr std::int64_t highest_price_minor = 1'000'000'000'000;
constexpr std::int64_t most_of_one = 100'000;
constexpr int most_instalments = 120;

Outcome<Done> check_username(db::Tx &tx, const std::string &username, std::optional<ServiceId> except) {
  // RADIUS carries 253 octets; control characters would break the lines that people and logs read.
  const bool printable = std::all_of(username.begin(), username.end(),
                                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
  if (username.empty() || username.size() > 253 || !printable)
    return refuse("username_malformed", "A user name is 1 to 253 characters without spaces or control characters.",
                  "username");
  if (username_is_taken(tx, username, except))
    return refuse(Refusal::Kind::conflict, "username_taken", fmt::format("The user name \"{}\" is in use.", username),
                  "username");
  return Done{};
}

Outcome<Done> check_password(const std::string &password) {
  // User-Password is at most 128 octets on the wire (RFC 2865 5.2).
  if (password.size() < 4 || password.size() > 128)
    return refuse("password_malformed", "A service password has 4 to 128 characters.", "password");
  return Done{};
}

bool is_ipv4(std::string_view text) {
  int octets = 0;
  while (octets < 4) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view octet = text.substr(0, end);
    if (octet.empty() || octet.size() > 3 || (octet.size() > 1 && octet[0] == '0'))
      return false;
    int value = 0;
    for (const char c : octet) {
      if (c < '0' || c > '9')
        return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255)
      return false;
    ++octets;
    if (end == text.size())
      return octets == 4;
    text.remove_prefix(end + 1);
  }
  return false;
}

Outcome<Done> check_address(db::Tx &tx, const std::optional<std::string> &address, std::optional<ServiceId> except) {
  if (!address)
    return Done{};
  if (!is_ipv4(*address))
    return refuse("address_malformed", fmt::format("\"{}\" is no IPv4 address such as 192.0.2.10.", *address),
                  "static_address");
  if (static_address_is_taken(tx, *address, except))
    return refuse(Refusal::Kind::conflict, "address_taken", fmt::format("{} belongs to another service.", *address),
                  "static_address");
  return Done{};
}

Outcome<Done> check_timeout(std::optional<int> timeout_s) {
  if (timeout_s && (*timeout_s < 1 || *timeout_s > 31'536'000))
    return refuse("session_timeout_out_of_range", "A session lasts 1 second to one year.", "session_timeout_s");
  return Done{};
}

// The version of the plan that is sold on `day`.
Outcome<catalog::PlanVersion> sellable(db::Tx &tx, PlanId id, Date day) {
  const auto active = catalog::hold_plan(tx, id);
  if (!active)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  auto version = *catalog::version_on(tx, id, day);
  if (!*active)
    return refuse(Refusal::Kind::conflict, "plan_retired",
                  fmt::format("\"{}\" is no longer sold; choose an active plan.", version.name), "plan_id");
  return version;
}

Outcome<Done> check_recurs(const catalog::PlanVersion &version) {
  if (version.is_once)
    return refuse(
        "charged_once",
        fmt::format("\"{}\" is charged once; add it to a service as an item, on a plan that recurs.", version.name),
        "plan_id");
  return Done{};
}

// What is bought with a period of a prepaid service has the period's length, or is charged once and whole.
Outcome<Done> check_beside_prepaid(db::Tx &tx, const Service &service, const catalog::PlanVersion &item,
                                   int instalments, Date from) {
  if (!prepaid_of(tx, service.id))
    return Done{};
  if (instalments > 1)
    return refuse("prepaid_has_no_instalments", "A prepaid service owes nothing: sell the device at its full price.",
                  "instalments");
  const auto plan = catalog::find_plan_version(tx, *plan_on(plans_of(tx, service.id), from));
  if (!item.is_once && item.interval() != plan->interval())
    return refuse(
        "add_on_interval",
        fmt::format("\"{}\" is {}, the service is bought {}: an add-on of a prepaid service is bought with each "
                    "of its periods.",
                    item.name, per(item.interval()), per(plan->interval())),
        "plan_id");
  return Done{};
}

Outcome<std::int64_t> check_quantity(std::int64_t quantity) {
  if (quantity < 1 || quantity > most_of_one)
    return refuse("quantity_out_of_range", "A quantity is 1 to 100000.", "quantity");
  return quantity;
}

// A day of the service's life.
Outcome<Done> check_within(const Service &service, Date day, std::string_view field) {
  if (service.ends_on && day >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ends on {}; nothing can change after that.", to_string(*service.ends_on)),
                  std::string(field));
  if (day < service.starts_on)
    return refuse(
        "before_start",
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(service.starts_on)),
        std::string(field));
  return Done{};
}

const ServicePlan *row_on(const std::vector<ServicePlan> &plans, Date day) {
  const ServicePlan *found = nullptr;
  for (const ServicePlan &plan : plans) {
    if (plan.from_date <= day)
      found = &plan;
  }
  return found;
}

// The service, its customer's row locked.
Outcome<Service> lock_service(db::Tx &tx, ServiceId id) {
  const auto service = find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, lock_customer(tx, service->customer_id));
  (void)customer;
  return *find_service(tx, id); // as it is under the lock
}

void tell_service(db::Tx &tx, db::Database &ids, const Service &service, const Act &act, std::string kind,
                  std::string title, std::string detail) {
  tell(tx, ids,
       {.customer_id = service.customer_id,
        .service_id = service.id,
        .at = act.now,
        .kind = std::move(kind),
        .title = std::move(title),
        .detail = std::move(detail),
        .actor = act.actor});
}

// The plans of a service from `from` on: `version`, and what is announced for it, each from the first boundary of the
// customer's cycle on or after its day.
void put_stay(db::Tx &tx, db::Database &ids, const Service &service, const catalog::PlanVersion &version,
              std::int64_t quantity, Date from, Date sold_on, const BillingAnchors &anchors, const Act &act) {
  put_service_plan(tx, {service.id, from, version.id, quantity});
  for (const catalog::PlanVersion &coming : catalog::coming_versions(tx, version.plan_id, sold_on)) {
    const Date on = anchors.boundary_on_or_after(coming.interval(), std::max(coming.valid_from, from));
    put_service_plan(tx, {service.id, on, coming.id, quantity});
    tell_service(tx, ids, service, act, "service.price_change", "Price change announced with the sale",
                 fmt::format("{}: {} → {} from {}", coming.name,
                             to_string(Money::minor(version.price_minor, version.currency)),
                             to_string(Money::minor(coming.price_minor, coming.currency)), to_string(on)));
  }
}

std::vector<Contract> rules_of(const std::vector<ServiceContract> &rows) {
  std::vector<Contract> contracts;
  for (const ServiceContract &row : rows)
    contracts.push_back(row.contract());
  return contracts;
}

// The version's contract, where it begins a term on `on`. What ran from that day on is forgotten with its plan.
void begin_contract(db::Tx &tx, db::Database &ids, const Service &service, const catalog::PlanVersion &version, Date on,
                    const Act &act) {
  drop_contracts_from(tx, service.id, on);
  const auto before = rules_of(contracts_of(tx, service.id));
  const auto begun = contract_begun(contract_on(before, on), version.contract(), on);
  if (!begun)
    return;
  const catalog::ContractTerms &terms = begun->terms;
  put_contract(tx, {service.id, on, begun->minimum_until(), terms.minimum_months, terms.renewal_months,
                    terms.notice_days, terms.fee_kind, terms.fee_minor, terms.fee_ppm, act.actor, act.now});
  tell_service(
      tx, ids, service, act, "service.contract", "Contract begun",
      fmt::format("{}, from {}: {}, {} days of notice", version.name, to_string(on),
                  terms.minimum_months > 0 ? fmt::format("{} months", terms.minimum_months) : "no minimum term",
                  terms.notice_days));
}

bool is_same(const EndOfService &a, const EndOfService &b) {
  return a.noticed_on == b.noticed_on && a.fee_waived == b.fee_waived && a.waive_reason == b.waive_reason;
}

} // namespace

Outcome<Sold> sell_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, CustomerId customer_id,
                           const NewService &in, const Act &act) {
  TRY(customer, lock_customer(tx, customer_id));
  const Date starts_on = in.starts_on.value_or(act.today);
  const Date sold_on = std::max(starts_on, act.today);
  TRY(version, sellable(tx, in.plan_id, sold_on));
  TRY(recurs, check_recurs(version));
  TRY(quantity, check_quantity(in.quantity.value_or(1)));
  (void)recurs;
  if (version.currency != customer.currency)
    return refuse("currency_mismatch", "The plan's currency is not the customer's.", "plan_id");
  if (version.is_prepaid && starts_on < act.today)
    return refuse("prepaid_starts_in_past", "A prepaid service starts today or later: past days cannot be used.",
                  "starts_on");
  if (version.is_prepaid && has_payer_from(payers_of(tx, customer_id), sold_on))
    return refuse(Refusal::Kind::conflict, "prepaid_has_no_payer",
                  fmt::format("Somebody else is billed for {}; a prepaid service is bought from its customer's own "
                              "balance.",
                              customer.name),
                  "plan_id");
  const catalog::PlanKind kind = catalog::kind_of_plan(tx, in.plan_id);
  const bool has_login = catalog::plan_kind(kind).has_speeds;
  if (has_login && !in.username)
    return refuse("username_missing", "Give the user name that the customer's router logs in with.", "username");
  const auto id = ids.next<ServiceId>("service");
  const std::string name =
      in.username.value_or(fmt::format("{}-{}", boost::describe::enum_to_string(kind, "service"), id.value()));
  TRY(username, check_username(tx, name, std::nullopt));
  Secret password(in.password ? *in.password : random_password(12));
  TRY(password_ok, check_password(std::string(password.reveal())));
  TRY(address, check_address(tx, in.static_address, std::nullopt));
  TRY(timeout, check_timeout(in.session_timeout_s));
  (void)username, (void)password_ok, (void)address, (void)timeout;
  Service service;
  service.id = id;
  service.customer_id = customer_id;
  service.username = name;
  service.password_sealed = sealer.seal(password, password_purpose);
  service.static_address = in.static_address;
  service.session_timeout_s = in.session_timeout_s;
  service.starts_on = starts_on;
  if (version.trial_days > 0)
    service.trial_until = service.starts_on.plus_days(version.trial_days);
  insert_service(tx, service, act.now);
  if (version.is_prepaid)
    put_prepaid(tx, {.service_id = service.id});
  tell_service(tx, ids, service, act, "service.sold", "Service added",
               fmt::format("{}{} as {}, from {}{}", quantity == 1 ? "" : fmt::format("{} × ", quantity), version.name,
                           service.username, to_string(service.starts_on),
                           service.trial_until ? ", free until " + to_string(*service.trial_until) : ""));
  put_stay(tx, ids, service, version, quantity, starts_on, sold_on, anchors_of(tx, customer), act);
  begin_contract(tx, ids, service, version, starts_on, act);
  tx.notify("dashboard", "");
  if (in.coupon_code) {
    TRY(given, give_discount(tx, ids, service.id, {.coupon_code = in.coupon_code, .from = service.starts_on}, act));
    (void)given;
  }
  return Sold{std::move(service), std::move(password), has_login};
}

Outcome<Service> amend_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, ServiceId id,
                               const ServiceEdit &edit, const Act &act) {
  TRY(service, lock_service(tx, id));
  std::string changed;
  const auto note = [&](std::string_view what) { changed += fmt::format("{}{}", changed.empty() ? "" : ", ", what); };
  if (edit.username && *edit.username != service.username) {
    TRY(checked, check_username(tx, *edit.username, id));
    (void)checked;
    note(fmt::format("user name {} → {}", service.username, *edit.username));
    service.username = *edit.username;
  }
  if (edit.password) {
    TRY(checked, check_password(*edit.password));
    (void)checked;
    service.password_sealed = sealer.seal(Secret(*edit.password), password_purpose);
    note("password");
  }
  if (edit.static_address.is_set() && edit.static_address.value() != service.static_address) {
    TRY(checked, check_address(tx, edit.static_address.value(), id));
    (void)checked;
    service.static_address = edit.static_address.value();
    note(fmt::format("static address {}", service.static_address.value_or("none")));
  }
  if (edit.session_timeout_s.is_set()) {
    TRY(checked, check_timeout(edit.session_timeout_s.value()));
    (void)checked;
    service.session_timeout_s = edit.session_timeout_s.value();
    note("session timeout");
  }
  if (changed.empty())
    return service;
  update_service(tx, service);
  tell_service(tx, ids, service, act, "service.edited", "Service settings changed", changed);
  return service;
}

Outcome<Service> change_plan(db::Tx &tx, db::Database &ids, ServiceId id, const PlanChange &change, const Act &act) {
  TRY(service, lock_service(tx, id));
  const Date from = change.on.value_or(std::max(act.today, service.starts_on));
  if (!change.plan_id && !change.quantity)
    return refuse("nothing_changes", "Give the new plan, the new quantity, or both.", "plan_id");
  TRY(within, check_within(service, from, "on"));
  (void)within;
  const Date sold_on = std::max(from, act.today);
  const auto plans = plans_of(tx, id);
  const ServicePlan *current = row_on(plans, from);
  const auto before = current ? catalog::find_plan_version(tx, current->plan_version_id) : std::nullopt;
  catalog::PlanVersion version;
  if (change.plan_id) {
    TRY(chosen, sellable(tx, *change.plan_id, sold_on));
    TRY(recurs, check_recurs(chosen));
    (void)recurs;
    version = chosen;
  } else {
    version = before.value();
  }
  TRY(quantity, check_quantity(change.quantity.value_or(current ? current->quantity : 1)));
  const auto coming = catalog::coming_versions(tx, version.plan_id, sold_on);
  const auto is_other = [&](const ServicePlan &p) {
    return p.from_date > from && (p.quantity != quantity || std::none_of(coming.begin(), coming.end(),
                                                                         [&](const catalog::PlanVersion &announced) {
                                                                           return announced.id == p.plan_version_id;
                                                                         }));
  };
  if (current && current->plan_version_id == version.id && current->quantity == quantity &&
      std::none_of(plans.begin(), plans.end(), is_other))
    return refuse(Refusal::Kind::conflict, "plan_unchanged", fmt::format("The service is on {} already.", version.name),
                  "plan_id");
  if (before && catalog::kind_of_plan(tx, before->plan_id) != catalog::kind_of_plan(tx, version.plan_id))
    return refuse(
        Refusal::Kind::conflict, "kind_differs",
        fmt::format("{} is of another kind than {}: end this service and sell a new one.", version.name, before->name),
        "plan_id");
  if (before && before->is_prepaid != version.is_prepaid)
    return refuse(Refusal::Kind::conflict, "prepaid_differs",
                  fmt::format("{} is {}: end this service and sell a new one.", version.name,
                              version.is_prepaid ? "prepaid and the service is not" : "not prepaid, as the service is"),
                  "plan_id");
  if (version.is_prepaid) {
    for (const ServiceItem &item : items_of(tx, id)) {
      const auto sold = catalog::find_plan_version(tx, item.plan_version_id);
      if (!sold->is_once && (!item.until_date || *item.until_date > from) && sold->interval() != version.interval())
        return refuse(Refusal::Kind::conflict, "add_on_interval",
                      fmt::format("\"{}\" is {} and {} is bought {}: end the add-on first.", sold->name,
                                  per(sold->interval()), version.name, per(version.interval())),
                      "plan_id");
    }
  }
  drop_service_plans_after(tx, id, from);
  TRY(customer, find_customer(tx, service.customer_id));
  const auto named = [](const std::string &name, std::int64_t count) {
    return count == 1 ? name : fmt::format("{} × {}", count, name);
  };
  tell_service(tx, ids, service, act, "service.plan_changed", "Plan changed",
               fmt::format("{} → {} from {}", before ? named(before->name, current->quantity) : "nothing",
                           named(version.name, quantity), to_string(from)));
  put_stay(tx, ids, service, version, quantity, from, sold_on, anchors_of(tx, customer), act);
  if (before && before->id == version.id)
    drop_contracts_from(tx, id, from.plus_days(1)); // of plans that were to come
  else
    begin_contract(tx, ids, service, version, from, act);
  return service;
}

Outcome<Service> add_item(db::Tx &tx, db::Database &ids, ServiceId id, const NewItem &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  TRY(customer, find_customer(tx, service.customer_id));
  const Date from = in.from.value_or(std::max(act.today, service.starts_on));
  TRY(within, check_within(service, from, "from"));
  TRY(version, sellable(tx, in.plan_id, std::max(from, act.today)));
  TRY(quantity, check_quantity(in.quantity.value_or(1)));
  (void)within;
  if (version.currency != customer.currency)
    return refuse("currency_mismatch", "The plan's currency is not the customer's.", "plan_id");
  if (in.price_minor && (*in.price_minor < 0 || *in.price_minor > highest_price_minor))
    return refuse("price_out_of_range", "A price is zero or more, in minor units (29.00 EUR is 2900).", "price_minor");
  if (in.instalments && (*in.instalments < 1 || *in.instalments > most_instalments))
    return refuse("instalments_out_of_range", "What is charged once is paid in 1 to 120 instalments.", "instalments");
  TRY(beside, check_beside_prepaid(tx, service, version, in.instalments.value_or(1), from));
  (void)beside;
  if (version.is_prepaid)
    return refuse("prepaid_is_a_plan", "A prepaid plan is sold as a service; choose an add-on that is not prepaid.",
                  "plan_id");
  if (in.instalments.value_or(1) > 1 && !version.is_once)
    return refuse("recurs", "Only what is charged once is paid in instalments.", "instalments");
  const ServiceItem item{ids.next<ServiceItemId>("service_item"),
                         id,
                         version.id,
                         from,
                         std::nullopt,
                         quantity,
                         in.price_minor,
                         in.instalments.value_or(1),
                         in.note.value_or(""),
                         act.actor,
                         act.now};
  insert_item(tx, item);
  tell_service(tx, ids, service, act, "service.item_added", version.is_once ? "Charge added" : "Add-on added",
               fmt::format("{}{} from {}{}", quantity == 1 ? "" : fmt::format("{} × ", quantity), version.name,
                           to_string(from),
                           item.instalments > 1 ? fmt::format(", in {} instalments", item.instalments) : ""));
  return service;
}

Outcome<Service> end_item(db::Tx &tx, db::Database &ids, ServiceId id, ServiceItemId item_id, Date on, const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto items = items_of(tx, id);
  const auto item =
      std::find_if(items.begin(), items.end(), [&](const ServiceItem &candidate) { return candidate.id == item_id; });
  if (item == items.end())
    return refuse(Refusal::Kind::not_found, "item_unknown",
                  fmt::format("The service has no item {}.", item_id.value()));
  const Date until = std::max(on, item->from_date);
  if (item->until_date == until)
    return service;
  set_item_until(tx, item_id, until);
  const auto version = catalog::find_plan_version(tx, item->plan_version_id);
  tell_service(tx, ids, service, act, "service.item_ended", version->is_once ? "Charge taken back" : "Add-on ended",
               fmt::format("{}, first day without it {}", version->name, to_string(until)));
  return service;
}

Date discount_end(Date billing_anchor, Interval interval, Date from, int periods) {
  const BillingCycle cycle(billing_anchor, interval);
  const int k = cycle.index_of(from);
  return cycle.boundary((cycle.boundary(k) == from ? k : k + 1) + periods);
}

Outcome<Service> give_discount(db::Tx &tx, db::Database &ids, ServiceId id, const NewDiscount &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  TRY(customer, find_customer(tx, service.customer_id));
  Date from = in.from.value_or(std::max(act.today, service.starts_on));
  TRY(within, check_within(service, from, "from"));
  (void)within;
  if (service.trial_until)
    from = std::max(from, *service.trial_until); // nothing is owed before
  const auto plans = plans_of(tx, id);
  const auto version = catalog::find_plan_version(tx, *plan_on(plans, from));
  ServiceDiscount discount;
  std::optional<int> periods = in.periods;
  if (in.coupon_code) {
    if (in.name || in.percent_ppm || in.amount_minor || in.periods || in.on_add_ons)
      return refuse("coupon_says_it_all", "The coupon says what is given: leave the rest out.", "coupon_code");
    const auto coupon = catalog::find_coupon_by_code(tx, *in.coupon_code);
    if (!coupon)
      return refuse(Refusal::Kind::not_found, "coupon_unknown",
                    fmt::format("There is no coupon \"{}\".", *in.coupon_code), "coupon_code");
    TRY(valid, catalog::check_coupon(*coupon, version->plan_id, customer.currency, act.today));
    (void)valid;
    discount.coupon_id = coupon->id;
    discount.name = coupon->name;
    discount.percent_ppm = coupon->percent_ppm.ppm;
    discount.amount_minor = coupon->amount_minor;
    discount.on_add_ons = coupon->on_add_ons;
    periods = coupon->periods;
  } else {
    if (!in.name || in.name->empty())
      return refuse("name_missing", "Give the discount the name that stands on invoices, or a coupon's code.", "name");
    if (in.percent_ppm.has_value() == in.amount_minor.has_value())
      return refuse("percent_or_amount", "A discount is a percentage or an amount: give one of them.", "percent_ppm");
    if (in.percent_ppm && (in.percent_ppm->ppm < 1 || in.percent_ppm->ppm > 1'000'000))
      return refuse("percent_out_of_range", "A discount is more than 0 and at most 100 percent.", "percent_ppm");
    if (in.amount_minor && (*in.amount_minor < 1 || *in.amount_minor > highest_price_minor))
      return refuse("amount_out_of_range", "The amount is more than zero, in minor units (5.00 EUR is 500).",
                    "amount_minor");
    if (in.periods && (*in.periods < 1 || *in.periods > 1200))
      return refuse("periods_out_of_range", "A discount holds for 1 to 1200 billing periods; leave it out for ever.",
                    "periods");
    discount.name = *in.name;
    discount.percent_ppm = in.percent_ppm.value_or(Percent{}).ppm;
    discount.amount_minor = in.amount_minor.value_or(0);
    discount.on_add_ons = in.on_add_ons.value_or(false);
  }
  discount.id = ids.next<DiscountId>("service_discount");
  discount.service_id = id;
  discount.from_date = from;
  if (periods) {
    // The periods of a prepaid service are its own: from the next one that is bought.
    const auto paid = version->is_prepaid ? paid_until(tx, id) : std::nullopt;
    const Date first = paid ? std::max(*paid, from) : from;
    discount.until_date = discount_end(version->is_prepaid ? first : anchors_of(tx, customer).on(from),
                                       version->interval(), first, *periods);
  }
  discount.actor = act.actor;
  discount.created_at = act.now;
  if (!insert_discount(tx, discount))
    return refuse(Refusal::Kind::conflict, "coupon_used", "The service has been given this coupon before.",
                  "coupon_code");
  if (discount.coupon_id && !catalog::count_redemption(tx, *discount.coupon_id))
    return refuse(Refusal::Kind::conflict, "coupon_not_valid", "The coupon has reached its limit.", "coupon_code");
  tell_service(tx, ids, service, act, "service.discount_given", "Discount given",
               fmt::format("{}: {} from {}{}", discount.name,
                           discount.percent_ppm > 0
                               ? to_string(Percent{discount.percent_ppm}) + " %"
                               : to_string(Money::minor(discount.amount_minor, customer.currency)) + " a period",
                           to_string(from),
                           discount.until_date ? fmt::format(" until {}", to_string(*discount.until_date)) : ""));
  return service;
}

Outcome<Service> end_discount(db::Tx &tx, db::Database &ids, ServiceId id, DiscountId discount_id, Date on,
                              const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto discounts = discounts_of(tx, id);
  const auto discount = std::find_if(discounts.begin(), discounts.end(),
                                     [&](const ServiceDiscount &candidate) { return candidate.id == discount_id; });
  if (discount == discounts.end())
    return refuse(Refusal::Kind::not_found, "discount_unknown",
                  fmt::format("The service has no discount {}.", discount_id.value()));
  const Date until = std::max(on, discount->from_date);
  if (discount->until_date && *discount->until_date <= until)
    return service;
  set_discount_until(tx, discount_id, until);
  tell_service(tx, ids, service, act, "service.discount_ended", "Discount ended",
               fmt::format("{}, full price from {}", discount->name, to_string(until)));
  return service;
}

std::optional<Termination> termination_on(db::Tx &tx, const Service &service, Date ends_on, Date noticed_on) {
  if (ends_on <= service.starts_on || (service.trial_until && ends_on <= *service.trial_until))
    return std::nullopt;
  const Date last_day = ends_on.plus_days(-1);
  const auto contracts = rules_of(contracts_of(tx, service.id));
  const Contract *contract = contract_on(contracts, last_day);
  const auto plans = plans_of(tx, service.id);
  const ServicePlan *plan = row_on(plans, last_day);
  if (contract == nullptr || plan == nullptr)
    return std::nullopt;
  const auto version = catalog::find_plan_version(tx, plan->plan_version_id);
  return terminate(*contract, noticed_on, ends_on,
                   {Money::minor(version->price_minor, version->currency), plan->quantity, version->interval()});
}

Outcome<Service> set_service_end(db::Tx &tx, db::Database &ids, ServiceId id, const ServiceEnd &end, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (end.on < service.starts_on)
    return refuse("before_start",
                  fmt::format("The service starts on {}; it cannot end before.", to_string(service.starts_on)), "on");
  if (end.noticed_on && *end.noticed_on > act.today)
    return refuse("notice_to_come", "Notice was given today or before.", "noticed_on");
  const bool is_waived = end.waive_fee.value_or(false);
  if (is_waived && end.waive_reason.value_or("").empty())
    return refuse("reason_missing", "Say why the fee is waived; it is kept with the service.", "waive_reason");
  if (!is_waived && end.waive_reason)
    return refuse("nothing_waived", "A reason goes with a fee that is waived; leave it out.", "waive_reason");
  const auto before = service.ends_on ? end_of(tx, id) : std::nullopt;
  EndOfService row = before.value_or(EndOfService{id, act.today, false, "", act.actor, act.now});
  row.noticed_on = end.noticed_on.value_or(row.noticed_on);
  if (end.waive_fee) {
    row.fee_waived = is_waived;
    row.waive_reason = end.waive_reason.value_or("");
  }
  if (service.ends_on == end.on && before && is_same(row, *before))
    return service;
  const bool is_moved = service.ends_on != end.on;
  service.ends_on = end.on;
  update_service(tx, service);
  row.actor = act.actor;
  row.created_at = act.now;
  put_end(tx, row);
  if (is_moved)
    tell_service(tx, ids, service, act, "service.ended", end.on <= act.today ? "Service ended" : "End of service set",
                 fmt::format("{}, first day without service {}", service.username, to_string(end.on)));
  // An entry of its own: the explanation of a line looks for days in the one above.
  if (const auto early = termination_on(tx, service, end.on, row.noticed_on); early && early->fee.is_positive())
    tell_service(tx, ids, service, act, "service.termination_fee",
                 row.fee_waived ? "Fee for leaving early waived" : "Fee for leaving early",
                 row.fee_waived ? fmt::format("{}, of {}: {}", row.waive_reason, to_string(early->fee), early->words)
                                : early->words);
  tx.notify("dashboard", "");
  return service;
}

Outcome<Service> take_back_end(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (!service.ends_on)
    return refuse(Refusal::Kind::conflict, "not_ended", "The service has no end that could be taken back.");
  const Date was = *service.ends_on;
  service.ends_on = std::nullopt;
  update_service(tx, service);
  drop_end(tx, id);
  tell_service(tx, ids, service, act, "service.end_taken_back", "End of service taken back",
               fmt::format("{} goes on; its first day without service was {}", service.username, to_string(was)));
  tx.notify("dashboard", "");
  return service;
}

Outcome<Service> add_pause(db::Tx &tx, db::Database &ids, ServiceId id, const NewPause &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (in.until && *in.until <= in.from)
    return refuse("pause_empty",
                  "A pause ends on a later day than it begins: `until` is the first day with service again.", "until");
  if (in.from < service.starts_on)
    return refuse(
        "before_start",
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(service.starts_on)), "from");
  if (service.ends_on && in.from >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ends on {}; it cannot be paused after that.", to_string(*service.ends_on)),
                  "from");
  for (const ServicePause &other : pauses_of(tx, id)) {
    if ((!in.until || other.from_date < *in.until) && (!other.until_date || in.from < *other.until_date))
      return refuse(Refusal::Kind::conflict, "paused_already",
                    fmt::format("The service is paused from {} {} already; end that pause first, or choose other days.",
                                to_string(other.from_date),
                                other.until_date ? "until " + to_string(*other.until_date) : "on"),
                    "from");
  }
  insert_pause(tx, {id, in.from, in.until, in.note, act.actor, act.now});
  tell_service(tx, ids, service, act, "service.paused", in.from <= act.today ? "Service paused" : "Pause set",
               fmt::format("from {}{}{}", to_string(in.from),
                           in.until ? fmt::format(", service again from {}", to_string(*in.until)) : std::string(),
                           in.note.empty() ? std::string() : ": " + in.note));
  return service;
}

Outcome<Service> end_pause(db::Tx &tx, db::Database &ids, ServiceId id, Date on, const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto pauses = pauses_of(tx, id);
  auto pause = std::find_if(pauses.begin(), pauses.end(), [&](const ServicePause &p) { return p.covers(on); });
  if (pause == pauses.end())
    pause = std::find_if(pauses.begin(), pauses.end(), [&](const ServicePause &p) { return p.from_date > on; });
  if (pause == pauses.end())
    return refuse(Refusal::Kind::conflict, "not_paused", fmt::format("The service is not paused on {}.", to_string(on)),
                  "on");
  if (service.ends_on && on >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ended on {}; there is nothing to resume.", to_string(*service.ends_on)),
                  "on");
  if (pause->from_date >= on)
    drop_pause(tx, id, pause->from_date);
  else
    set_pause_until(tx, id, pause->from_date, on);
  tell_service(tx, ids, service, act, "service.resumed", pause->from_date >= on ? "Pause taken back" : "Pause ended",
               fmt::format("paused from {}, service again from {}", to_string(pause->from_date),
                           to_string(std::max(on, pause->from_date))));
  return service;
}

Outcome<Service> add_hold(db::Tx &tx, db::Database &ids, ServiceId id, const std::string &note, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (!put_hold(tx, {id, std::string(operator_hold), act.now, note, act.actor}))
    return refuse(Refusal::Kind::conflict, "already_held", "The service is on hold already.");
  tell_service(tx, ids, service, act, "service.held", "Service put on hold", note);
  return service;
}

Outcome<Service> clear_hold(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (!drop_hold(tx, id, operator_hold))
    return refuse(Refusal::Kind::conflict, "not_held", "The service is not on hold.");
  tell_service(tx, ids, service, act, "service.released", "Service released from hold", "");
  return service;
}

} // namespace demarc::subscribers
