// A service's life as its operator lives it: each operation changes the service, has billing look at it, and decides
// access anew, in one transaction.
#pragma once

#include "network/refresh_access.h"
#include "subscribers/move_service.h"
#include "subscribers/payer.h"
#include "subscribers/service_operations.h"

#include <functional>

namespace demarc::network {

Outcome<subscribers::Sold> add_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, CustomerId customer,
                                       const subscribers::NewService &in, const subscribers::Act &act);
Outcome<subscribers::Service> edit_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, ServiceId id,
                                           const subscribers::ServiceEdit &edit, const subscribers::Act &act);
Outcome<subscribers::Service> change_service_plan(db::Tx &tx, db::Database &ids, ServiceId id,
                                                  const subscribers::PlanChange &change, const subscribers::Act &act);
Outcome<subscribers::Service> move_service(db::Tx &tx, db::Database &ids, ServiceId id,
                                           const subscribers::ServiceMove &in, const subscribers::Act &act);
Outcome<std::vector<subscribers::Service>> move_services(db::Tx &tx, db::Database &ids, CustomerId customer,
                                                         const subscribers::ServiceMove &in,
                                                         const subscribers::Act &act);
// Bills of both are looked at, and access of the customer's services decided by whom it now depends on.
Outcome<subscribers::Customer> set_payer(db::Tx &tx, db::Database &ids, CustomerId customer,
                                         const subscribers::NewPayer &in, const subscribers::Act &act);
Outcome<subscribers::Service> add_service_item(db::Tx &tx, db::Database &ids, ServiceId id,
                                               const subscribers::NewItem &in, const subscribers::Act &act);
Outcome<subscribers::Service> end_service_item(db::Tx &tx, db::Database &ids, ServiceId id, ServiceItemId item, Date on,
                                               const subscribers::Act &act);
Outcome<subscribers::Service> discount_service(db::Tx &tx, db::Database &ids, ServiceId id,
                                               const subscribers::NewDiscount &in, const subscribers::Act &act);
Outcome<subscribers::Service> end_service_discount(db::Tx &tx, db::Database &ids, ServiceId id, DiscountId discount,
                                                   Date on, const subscribers::Act &act);
Outcome<subscribers::Service> end_service(db::Tx &tx, db::Database &ids, ServiceId id,
                                          const subscribers::ServiceEnd &end, const subscribers::Act &act);
Outcome<subscribers::Service> keep_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::Act &act);
Outcome<subscribers::Service> pause_service(db::Tx &tx, db::Database &ids, ServiceId id,
                                            const subscribers::NewPause &in, const subscribers::Act &act);
Outcome<subscribers::Service> resume_service(db::Tx &tx, db::Database &ids, ServiceId id, Date on,
                                             const subscribers::Act &act);
Outcome<subscribers::Service> hold_service(db::Tx &tx, db::Database &ids, ServiceId id, const std::string &note,
                                           const subscribers::Act &act);
Outcome<subscribers::Service> release_service(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::Act &act);

// Whether a prepaid service buys its next period by itself.
Outcome<subscribers::Service> set_auto_renew(db::Tx &tx, db::Database &ids, ServiceId id, bool auto_renew,
                                             const subscribers::Act &act);
// Buys one more period of a prepaid service now: from today when no day is paid for, else after what is paid.
Outcome<subscribers::Service> buy_period(db::Tx &tx, db::Database &ids, ServiceId id, const subscribers::Act &act);

// Buys, stops and cuts what prepaid services of the customer are due, and decides access anew where that changed
// anything: for whoever changed the balance. `cause` is named in the timeline of what it brings back.
std::vector<AccessChange> renew_prepaid_services(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now,
                                                 Date today, const Cause &cause);
// A daily job, at local midnight: all customers, each in a transaction of their own. Safe to repeat and to kill.
// `on_credit`: called with a customer who was given unused days back, in that transaction.
int renew_all_prepaid(db::Database &database, Instant now, Date today,
                      const std::function<void(db::Tx &, CustomerId)> &on_credit = {});

} // namespace demarc::network
