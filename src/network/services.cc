#include "network/services.h"

#include "billing/renew_prepaid.h"
#include "billing/run_billing.h"
#include "network/pool.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::network {

namespace {

using subscribers::Act;
using subscribers::Service;

// What follows from every change of a service.
Service settle(db::Tx &tx, db::Database &ids, Service service, const Act &act, std::string words) {
  billing::review_billing(tx, service.customer_id);
  const Cause cause{.words = std::move(words), .actor = act.actor};
  if (billing::renew_prepaid(tx, ids, service.customer_id, act.today, act.now).changed_anything)
    refresh_access(tx, ids, service.customer_id, act.now, act.today, cause);
  else
    refresh_access(tx, ids, service.id, act.now, act.today, cause);
  return service;
}

tl::unexpected<Refusal> not_covered(db::Tx &tx, const Service &service, Date today) {
  const auto next = billing::next_purchase(tx, service.id, today);
  return refuse(
      Refusal::Kind::conflict, "balance_too_low",
      next && !next->is_covered()
          ? fmt::format("The period costs {} and the balance is {}: take a payment or redeem a voucher first.",
                        to_string(next->gross), to_string(next->balance))
          : "The period cannot be bought: the balance does not cover it, or the service is off for another "
            "reason.");
}

// The prepaid service, its customer locked.
Outcome<Service> lock_prepaid(db::Tx &tx, ServiceId id) {
  const auto service = subscribers::find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, subscribers::lock_customer(tx, service->customer_id));
  (void)customer;
  if (!subscribers::prepaid_of(tx, id))
    return refuse(Refusal::Kind::conflict, "not_prepaid", "The service is billed; only a prepaid one buys periods.");
  return *subscribers::find_service(tx, id);
}

// With its next period, or today and then the days that are left are given up (billing/prepaid.h).
Outcome<Service> change_prepaid_plan(db::Tx &tx, db::Database &ids, ServiceId id, subscribers::PlanChange change,
                                     const Act &act) {
  TRY(before, lock_prepaid(tx, id));
  billing::renew_prepaid(tx, ids, before.customer_id, act.today, act.now);
  const bool is_paid = subscribers::purchase_on(tx, id, act.today).has_value();
  if (change.on && *change.on < act.today)
    return refuse("prepaid_in_past", "A prepaid service changes plan today, or with a period to come.", "on");
  if (!change.on)
    change.on = is_paid ? subscribers::paid_until(tx, id) : std::max(act.today, before.starts_on);
  TRY(service, subscribers::change_plan(tx, ids, id, change, act));
  if (is_paid && *change.on == act.today) {
    const auto work = billing::rebuy_prepaid(tx, ids, service.customer_id, id, act.today, act.now);
    if (!work.not_covered.empty() &&
        std::find(work.not_covered.begin(), work.not_covered.end(), id) != work.not_covered.end())
      return not_covered(tx, service, act.today);
  }
  return settle(tx, ids, std::move(service), act, "a change of plan");
}

Outcome<Done> claim_prefixes(db::Tx &tx, const Service &service) {
  if (service.static_prefix) {
    TRY(claimed, claim_static_prefix(tx, *service.static_prefix, service.id, "static_prefix"));
    (void)claimed;
  }
  if (service.static_delegated_prefix) {
    TRY(claimed, claim_static_prefix(tx, *service.static_delegated_prefix, service.id, "static_delegated_prefix"));
    (void)claimed;
  }
  return Done{};
}

} // namespace

Outcome<subscribers::Sold> add_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, CustomerId customer,
                                       const subscribers::NewService &in, const Act &act) {
  TRY(sold, subscribers::sell_service(tx, ids, sealer, customer, in, act));
  if (sold.service.static_address) {
    TRY(claimed, claim_static_address(tx, *sold.service.static_address, sold.service.id));
    (void)claimed;
  }
  TRY(prefixes, claim_prefixes(tx, sold.service));
  (void)prefixes;
  sold.service = settle(tx, ids, std::move(sold.service), act, "the sale");
  return sold;
}

Outcome<Service> edit_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, ServiceId id,
                              const subscribers::ServiceEdit &edit, const Act &act) {
  TRY(service, subscribers::amend_service(tx, ids, sealer, id, edit, act));
  if (service.static_address && edit.static_address.is_set()) {
    TRY(claimed, claim_static_address(tx, *service.static_address, id));
    (void)claimed;
  }
  if (edit.static_prefix.is_set() || edit.static_delegated_prefix.is_set()) {
    TRY(prefixes, claim_prefixes(tx, service));
    (void)prefixes;
  }
  // Credentials are not part of the decision: tell the nodes even when it stays the same.
  tx.notify("access", std::to_string(id.value()));
  return settle(tx, ids, std::move(service), act, "a change of settings");
}

Outcome<Service> change_service_plan(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::PlanChange &change,
                                     const Act &act) {
  if (subscribers::prepaid_of(tx, id))
    return change_prepaid_plan(tx, ids, id, change, act);
  TRY(service, subscribers::change_plan(tx, ids, id, change, act));
  return settle(tx, ids, std::move(service), act, "a change of plan");
}

Outcome<Service> move_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::ServiceMove &in,
                              const Act &act) {
  TRY(service, subscribers::move_service(tx, ids, id, in, act));
  return settle(tx, ids, std::move(service), act, "a move");
}

Outcome<std::vector<Service>> move_services(db::Tx &tx, db::Database &ids, CustomerId customer,
                                            const subscribers::ServiceMove &in, const Act &act) {
  TRY(moved, subscribers::move_services(tx, ids, customer, in, act));
  for (const Service &service : moved)
    settle(tx, ids, service, act, "a move");
  return moved;
}

Outcome<subscribers::Customer> set_payer(db::Tx &tx, db::Database &ids, CustomerId id, const subscribers::NewPayer &in,
                                         const Act &act) {
  TRY(customer, subscribers::set_payer(tx, ids, id, in, act));
  billing::review_billing(tx, id);
  refresh_access(tx, ids, id, act.now, act.today, {.words = "another payer", .actor = act.actor});
  return customer;
}

Outcome<Service> add_service_item(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::NewItem &in,
                                  const Act &act) {
  TRY(service, subscribers::add_item(tx, ids, id, in, act));
  return settle(tx, ids, std::move(service), act, "an added item");
}

Outcome<Service> end_service_item(db::Tx &tx, db::Database &ids, ServiceId id, ServiceItemId item, Date on,
                                  const Act &act) {
  TRY(service, subscribers::end_item(tx, ids, id, item, on, act));
  return settle(tx, ids, std::move(service), act, "the end of an item");
}

Outcome<Service> discount_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::NewDiscount &in,
                                  const Act &act) {
  TRY(service, subscribers::give_discount(tx, ids, id, in, act));
  return settle(tx, ids, std::move(service), act, "a discount");
}

Outcome<Service> end_service_discount(db::Tx &tx, db::Database &ids, ServiceId id, DiscountId discount, Date on,
                                      const Act &act) {
  TRY(service, subscribers::end_discount(tx, ids, id, discount, on, act));
  return settle(tx, ids, std::move(service), act, "the end of a discount");
}

Outcome<Service> end_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::ServiceEnd &end,
                             const Act &act) {
  TRY(service, subscribers::set_service_end(tx, ids, id, end, act));
  return settle(tx, ids, std::move(service), act, "the end of the service");
}

Outcome<Service> keep_service(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, subscribers::take_back_end(tx, ids, id, act));
  return settle(tx, ids, std::move(service), act, "an end that was taken back");
}

Outcome<Service> pause_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::NewPause &in,
                               const Act &act) {
  TRY(service, subscribers::add_pause(tx, ids, id, in, act));
  return settle(tx, ids, std::move(service), act, "a pause");
}

Outcome<Service> resume_service(db::Tx &tx, db::Database &ids, ServiceId id, Date on, const Act &act) {
  TRY(service, subscribers::end_pause(tx, ids, id, on, act));
  return settle(tx, ids, std::move(service), act, "the end of the pause");
}

Outcome<Service> hold_service(db::Tx &tx, db::Database &ids, ServiceId id, const std::string &note, const Act &act) {
  TRY(service, subscribers::add_hold(tx, ids, id, note, act));
  return settle(tx, ids, std::move(service), act, "a hold");
}

Outcome<Service> release_service(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, subscribers::clear_hold(tx, ids, id, act));
  return settle(tx, ids, std::move(service), act, "release from hold");
}

Outcome<Service> set_auto_renew(db::Tx &tx, db::Database &ids, ServiceId id, bool auto_renew, const Act &act) {
  TRY(service, lock_prepaid(tx, id));
  // What is due by now is bought as it was set.
  billing::renew_prepaid(tx, ids, service.customer_id, act.today, act.now);
  auto state = *subscribers::prepaid_of(tx, id);
  if (state.auto_renew == auto_renew)
    return service;
  state.auto_renew = auto_renew;
  subscribers::put_prepaid(tx, state);
  subscribers::tell(tx, ids,
                    {.customer_id = service.customer_id,
                     .service_id = id,
                     .at = act.now,
                     .kind = "service.auto_renew",
                     .title = auto_renew ? "Renews by itself" : "No longer renews by itself",
                     .detail = service.username,
                     .actor = act.actor});
  return settle(tx, ids, std::move(service), act, "renewal that was turned on");
}

Outcome<Service> buy_period(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, lock_prepaid(tx, id));
  const auto before = subscribers::paid_until(tx, id);
  const auto work = billing::renew_prepaid(tx, ids, service.customer_id, act.today, act.now, id);
  if (subscribers::paid_until(tx, id) == before ||
      std::find(work.bought.begin(), work.bought.end(), id) == work.bought.end())
    return not_covered(tx, service, act.today);
  return settle(tx, ids, std::move(service), act, "a period that was bought");
}

std::vector<AccessChange> renew_prepaid_services(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now,
                                                 Date today, const Cause &cause) {
  if (!billing::renew_prepaid(tx, ids, customer, today, now).changed_anything)
    return {};
  return refresh_access(tx, ids, customer, now, today, cause);
}

int renew_all_prepaid(db::Database &database, Instant now, Date today,
                      const std::function<void(db::Tx &, CustomerId)> &on_credit) {
  constexpr int page = 500;
  int changed = 0;
  CustomerId after;
  for (;;) { // ends: each page begins behind the one before
    const auto customers = database.read([&](db::Tx &tx) { return subscribers::prepaid_due(tx, today, after, page); });
    for (const CustomerId customer : customers) {
      changed += database.write([&](db::Tx &tx) {
        (void)subscribers::lock_customer(tx, customer);
        const auto work = billing::renew_prepaid(tx, database, customer, today, now);
        if (!work.changed_anything)
          return 0;
        refresh_access(tx, database, customer, now, today, {.words = "the calendar"});
        const bool was_credited = std::any_of(work.documents.begin(), work.documents.end(), [](const auto &document) {
          return document.kind == billing::DocumentKind::credit_note;
        });
        if (was_credited && on_credit)
          on_credit(tx, customer);
        return 1;
      });
    }
    if (customers.size() < page)
      return changed;
    after = customers.back();
  }
}

} // namespace demarc::network
