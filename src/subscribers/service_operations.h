// What happens to a service in its life: sold, moved to another plan, held, released, ended. Each is one step of a
// larger transaction: network/services (the door's operations) calls it and then decides access anew.
#pragma once

#include "base/patch.h"
#include "base/secret.h"
#include "platform/crypto/crypto.h"
#include "subscribers/planned_plans.h"
#include "subscribers/service.h"

namespace demarc::subscribers {

inline constexpr std::string_view password_purpose = "service.password";

// Who does it and when.
struct Act {
  Instant now;
  Date today; // business date of now
  std::string actor;
};

struct NewService {
  PlanId plan_id;
  std::optional<std::string> username; // a service of a kind without a login is given a name when absent
  std::optional<std::string> password; // made up when absent
  std::optional<std::string> static_address;
  std::optional<Date> starts_on; // today when absent
  std::optional<int> session_timeout_s;
  std::optional<std::int64_t> quantity = {};   // 1 when absent
  std::optional<std::string> coupon_code = {}; // given with the sale
  std::optional<std::string> static_prefix = {};
  std::optional<std::string> static_delegated_prefix = {};
};
BOOST_DESCRIBE_STRUCT(NewService, (),
                      (plan_id, username, password, static_address, starts_on, session_timeout_s, quantity, coupon_code,
                       static_prefix, static_delegated_prefix))

struct Sold {
  Service service;
  Secret password; // to show once when it was made up
  bool has_login = true;
};
Outcome<Sold> sell_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, CustomerId customer,
                           const NewService &in, const Act &act);

// What is absent stays; a null clears.
struct ServiceEdit {
  std::optional<std::string> username;
  std::optional<std::string> password;
  Patch<std::optional<std::string>> static_address;
  Patch<std::optional<int>> session_timeout_s;
  Patch<std::optional<std::string>> static_prefix;
  Patch<std::optional<std::string>> static_delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(ServiceEdit, (),
                      (username, password, static_address, session_timeout_s, static_prefix, static_delegated_prefix))
Outcome<Service> amend_service(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer, ServiceId id,
                               const ServiceEdit &edit, const Act &act);

// From `on` (today when absent, not before the service starts) the service is on the version of `plan` that is sold
// then (of the kind that the service is), and on what is announced for it from the boundary on which that takes effect;
// so is a service that is sold. Another version's contract begins a term on that day, unless the term that runs ends
// later (contract.h); a change of quantity, and a price change, leave the contract as it is.
struct PlanChange {
  std::optional<PlanId> plan_id;        // absent: the version stays
  std::optional<Date> on;               // today when absent, not before the service starts
  std::optional<std::int64_t> quantity; // absent: it stays
  // Of a quantity alone: whether a move to another plan that is to follow stays (planned_plans.h). Another plan takes
  // the place of whatever was to follow.
  std::optional<PlannedMove> planned = {};
};
BOOST_DESCRIBE_STRUCT(PlanChange, (), (plan_id, on, quantity, planned))
Outcome<Service> change_plan(db::Tx &tx, db::Database &ids, ServiceId id, const PlanChange &change, const Act &act);
// `on` is the first day without service. Ending on the first day undoes the sale. An end that is set already is moved,
// and keeps the day of its notice and its waiver unless others are given.
struct ServiceEnd {
  Date on;
  std::optional<Date> noticed_on = {};          // when the customer gave notice: today when absent, or before
  std::optional<bool> waive_fee = {};           // no fee for leaving early; with a reason
  std::optional<std::string> waive_reason = {}; // 1 to 500 characters
};
BOOST_DESCRIBE_STRUCT(ServiceEnd, (), (on, noticed_on, waive_fee, waive_reason))
Outcome<Service> set_service_end(db::Tx &tx, db::Database &ids, ServiceId id, const ServiceEnd &end, const Act &act);
// Takes the end back, also one that is past: the service goes on as if it had never ended, its days are owed, and a fee
// for leaving early is not.
Outcome<Service> take_back_end(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act);
// What the contract says of an end on a day of the service's life; none without a contract, in a trial, or when the end
// undoes the sale or the contract. Whether the fee is waived does not matter here.
std::optional<Termination> termination_on(db::Tx &tx, const Service &service, Date ends_on, Date noticed_on);
// No service and nothing owed from `from` until `until`, the first day with service again (not known yet when absent).
// Days that were billed are credited. Not over another pause, nor outside of the service's life.
struct NewPause {
  Date from;
  std::optional<Date> until;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(NewPause, (), (from, until, note))
Outcome<Service> add_pause(db::Tx &tx, db::Database &ids, ServiceId id, const NewPause &in, const Act &act);
// Ends the pause that covers `on`, the first day with service again; on the pause's first day undoes it. Without one on
// that day, takes back the next pause to come, if there is one.
Outcome<Service> end_pause(db::Tx &tx, db::Database &ids, ServiceId id, Date on, const Act &act);

// Something beside the plan: an add-on that recurs like a plan does, or what is charged once.
struct NewItem {
  PlanId plan_id;
  std::optional<Date> from; // today when absent, not before the service starts
  std::optional<std::int64_t> quantity;
  std::optional<std::int64_t> price_minor; // agreed; the plan's when absent
  std::optional<int> instalments;          // of what is charged once: equal parts, a month apart
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(NewItem, (), (plan_id, from, quantity, price_minor, instalments, note))
Outcome<Service> add_item(db::Tx &tx, db::Database &ids, ServiceId id, const NewItem &in, const Act &act);
// `on` is the first day without it. On its first day, or before, undoes the sale; what was charged is credited.
Outcome<Service> end_item(db::Tx &tx, db::Database &ids, ServiceId id, ServiceItemId item, Date on, const Act &act);

// A coupon's, or one that staff name: a percentage or an amount.
struct NewDiscount {
  std::optional<std::string> coupon_code;
  std::optional<std::string> name;
  std::optional<Percent> percent_ppm;
  std::optional<std::int64_t> amount_minor;
  std::optional<int> periods; // full billing periods; for ever when absent
  std::optional<bool> on_add_ons;
  std::optional<Date> from; // today when absent, not before the service starts nor its trial ends
};
BOOST_DESCRIBE_STRUCT(NewDiscount, (), (coupon_code, name, percent_ppm, amount_minor, periods, on_add_ons, from))
Outcome<Service> give_discount(db::Tx &tx, db::Database &ids, ServiceId id, const NewDiscount &in, const Act &act);
// `on` is the first day at the full price.
Outcome<Service> end_discount(db::Tx &tx, db::Database &ids, ServiceId id, DiscountId discount, Date on,
                              const Act &act);
// The first day at the full price after `periods` full periods that begin on `from` or later; days before the first of
// them are discounted too.
Date discount_end(Date billing_anchor, Interval interval, Date from, int periods);

Outcome<Service> add_hold(db::Tx &tx, db::Database &ids, ServiceId id, const std::string &note, const Act &act);
Outcome<Service> clear_hold(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act);

} // namespace demarc::subscribers
