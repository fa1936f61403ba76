#include "network/services.h"

#include "billing/run_billing.h"
#include "network/pool.h"

namespace demarc::network {

namespace {

using subscribers::Act;
using subscribers::Service;

// What follows from every change of a service.
Service settle(db::Tx &tx, db::Database &ids, Service service, const Act &act, std::string words) {
  billing::review_billing(tx, service.customer_id);
  refresh_access(tx, ids, service.id, act.now, act.today, {.words = std::move(words), .actor = act.actor});
  return service;
}

} // namespace

Outcome<subscribers::Sold> add_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, CustomerId customer,
                                       const subscribers::NewService &in, const Act &act) {
  TRY(sold, subscribers::sell_service(tx, ids, sealer, customer, in, act));
  if (sold.service.static_address) {
    TRY(claimed, claim_static_address(tx, *sold.service.static_address, sold.service.id));
    (void)claimed;
  }
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
  // Credentials are not part of the decision: tell the nodes even when it stays the same.
  tx.notify("access", std::to_string(id.value()));
  return settle(tx, ids, std::move(service), act, "a change of settings");
}

Outcome<Service> change_service_plan(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::PlanChange &change,
                                     const Act &act) {
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

} // namespace demarc::network
