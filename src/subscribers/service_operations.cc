#include "subscribers/service_operations.h"

#include "base/address.h"
#include "base/random.h"
#include "calendar/billing_cycle.h"
#include "catalog/provider.h"
#include "subscribers/customer_store.h"
#include "subscribers/payer.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/service_steps.h"
#include "subscribers/service_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

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

Outcome<Done> check_address(db::Tx &tx, const std::optional<std::string> &address, std::optional<ServiceId> except) {
  if (!address)
    return Done{};
  if (!parse_ipv4(*address))
    return refuse("address_malformed", fmt::format("\"{}\" is no IPv4 address such as 192.0.2.10.", *address),
                  "static_address");
  if (static_address_is_taken(tx, *address, except))
    return refuse(Refusal::Kind::conflict, "address_taken", fmt::format("{} belongs to another service.", *address),
                  "static_address");
  return Done{};
}

// As it is kept: one spelling for each prefix. Whether it may be given is claim_static_prefix's to say.
Outcome<std::optional<std::string>> checked_prefix(db::Tx &tx, const std::optional<std::string> &text, int longest,
                                                   std::optional<ServiceId> except, const std::string &field) {
  if (!text)
    return std::optional<std::string>();
  const auto prefix = parse_ipv6_prefix(*text);
  if (!prefix)
    return refuse("prefix_malformed",
                  fmt::format("\"{}\" is no IPv6 prefix such as 2001:db8:100::/{}, with zeros behind its length.",
                              *text, longest == 64 ? 56 : 64),
                  field);
  if (prefix->length < 32 || prefix->length > longest)
    return refuse("prefix_length_out_of_range", fmt::format("It is a /32 to /{}.", longest), field);
  std::string kept = ipv6_prefix_text(*prefix);
  if (static_prefix_is_taken(tx, kept, except))
    return refuse(Refusal::Kind::conflict, "prefix_taken", fmt::format("{} belongs to another service.", kept), field);
  return std::optional(std::move(kept));
}
constexpr int longest_of_link = 128;     // one address (RFC 6911)
constexpr int longest_of_delegated = 64; // a network needs 64 bits (RFC 4862)

Outcome<Done> check_timeout(std::optional<int> timeout_s) {
  if (timeout_s && (*timeout_s < 1 || *timeout_s > 31'536'000))
    return refuse("session_timeout_out_of_range", "A session lasts 1 second to one year.", "session_timeout_s");
  return Done{};
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

PlannedPlan planned_plan(db::Tx &tx, const ServicePlan &row) {
  const auto version = catalog::find_plan_version(tx, row.plan_version_id).value();
  return {row.from_date, row.plan_version_id, version.plan_id, row.quantity, version.name};
}

// What is to follow behind `from`.
std::vector<PlannedPlan> planned_after(db::Tx &tx, const std::vector<ServicePlan> &plans, Date from) {
  std::vector<PlannedPlan> later;
  for (const ServicePlan &row : plans) { // by day
    if (row.from_date > from)
      later.push_back(planned_plan(tx, row));
  }
  return later;
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

std::optional<Date> trial_of(const catalog::PlanVersion &version, Date starts_on) {
  return version.trial_days > 0 ? std::optional(starts_on.plus_days(version.trial_days)) : std::nullopt;
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
  TRY(prefix, checked_prefix(tx, in.static_prefix, longest_of_link, std::nullopt, "static_prefix"));
  TRY(delegated,
      checked_prefix(tx, in.static_delegated_prefix, longest_of_delegated, std::nullopt, "static_delegated_prefix"));
  TRY(timeout, check_timeout(in.session_timeout_s));
  (void)username, (void)password_ok, (void)address, (void)timeout;
  Service service;
  service.id = id;
  service.customer_id = customer_id;
  service.username = name;
  service.password_sealed = sealer.seal(password, password_purpose);
  service.static_address = in.static_address;
  service.static_prefix = prefix;
  service.static_delegated_prefix = delegated;
  service.session_timeout_s = in.session_timeout_s;
  service.starts_on = starts_on;
  service.trial_until = trial_of(version, starts_on);
  BillingAnchors anchors = anchors_of(tx, customer);
  if (version.moves_billing_day() && may_move_billing_day(tx, customer_id)) {
    anchors = *service.trial_until;
    store_first_anchor(tx, customer_id, *service.trial_until);
  }
  insert_service(tx, service, act.now);
  if (version.is_prepaid)
    put_prepaid(tx, {.service_id = service.id});
  tell_service(tx, ids, service, act, "service.sold", "Service added",
               fmt::format("{}{} as {}, from {}{}", quantity == 1 ? "" : fmt::format("{} × ", quantity), version.name,
                           service.username, to_string(service.starts_on),
                           service.trial_until ? ", on trial until " + to_string(*service.trial_until) : ""));
  put_stay(tx, ids, service, version, quantity, starts_on, sold_on, anchors, act);
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
  if (edit.static_prefix.is_set()) {
    TRY(prefix, checked_prefix(tx, edit.static_prefix.value(), longest_of_link, id, "static_prefix"));
    if (prefix != service.static_prefix)
      note(fmt::format("static prefix {}", prefix.value_or("none")));
    service.static_prefix = prefix;
  }
  if (edit.static_delegated_prefix.is_set()) {
    TRY(prefix,
        checked_prefix(tx, edit.static_delegated_prefix.value(), longest_of_delegated, id, "static_delegated_prefix"));
    if (prefix != service.static_delegated_prefix)
      note(fmt::format("static delegated prefix {}", prefix.value_or("none")));
    service.static_delegated_prefix = prefix;
  }
  if (edit.session_timeout_s.is_set() && edit.session_timeout_s.value() != service.session_timeout_s) {
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
  if (change.plan_id && change.planned == PlannedMove::keep)
    return refuse("planned_of_quantity",
                  "Another plan takes the place of what was planned; only a quantity alone keeps it.", "planned");
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
  std::vector<PlannedPlan> later;
  std::string move; // of a quantity alone: what becomes of a move that is to follow
  if (!change.plan_id) {
    const PlannedPlan present = planned_plan(tx, *current);
    const auto all = planned_after(tx, plans, from);
    TRY(kept, plans_after(present, all, quantity, change.planned));
    if (const PlannedPlan *other = move_after(present, all))
      move = fmt::format("; {} from {} {}", other->name, to_string(other->from),
                         change.planned == PlannedMove::keep ? "stays planned" : "is taken back");
    later = std::move(kept);
  }
  const bool keeps_move = !move.empty() && change.planned == PlannedMove::keep;
  const auto coming = catalog::coming_versions(tx, version.plan_id, sold_on);
  const auto is_other = [&](const ServicePlan &p) {
    return p.from_date > from && (p.quantity != quantity || std::none_of(coming.begin(), coming.end(),
                                                                         [&](const catalog::PlanVersion &announced) {
                                                                           return announced.id == p.plan_version_id;
                                                                         }));
  };
  if (current && current->plan_version_id == version.id && current->quantity == quantity &&
      (keeps_move || std::none_of(plans.begin(), plans.end(), is_other)))
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
  // From the first day on it is as if it had been sold so: the days of a trial are those of the plan whose price they
  // have. Later, what was agreed stays.
  if (change.plan_id && from == service.starts_on && service.trial_until != trial_of(version, from)) {
    service.trial_until = trial_of(version, from);
    update_service(tx, service);
  }
  TRY(customer, find_customer(tx, service.customer_id));
  const auto named = [](const std::string &name, std::int64_t count) {
    return count == 1 ? name : fmt::format("{} × {}", count, name);
  };
  tell_service(tx, ids, service, act, "service.plan_changed", "Plan changed",
               fmt::format("{} → {} from {}{}", before ? named(before->name, current->quantity) : "nothing",
                           named(version.name, quantity), to_string(from), move));
  if (keeps_move) // what is announced for the plan stands among what follows, as far as it comes before the move
    put_service_plan(tx, {id, from, version.id, quantity});
  else
    put_stay(tx, ids, service, version, quantity, from, sold_on, anchors_of(tx, customer), act);
  for (const PlannedPlan &row : later)
    put_service_plan(tx, {id, row.from, row.version, row.quantity});
  if (keeps_move)
    return service; // with its contract
  if (before && before->id == version.id)
    drop_contracts_from(tx, id, from.plus_days(1)); // of plans that were to come
  else
    begin_contract(tx, ids, service, version, from, act);
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

} // namespace demarc::subscribers
