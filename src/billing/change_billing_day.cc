#include "billing/change_billing_day.h"

#include "billing/charge_store.h"
#include "billing/run_billing.h"
#include "subscribers/customer_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

Outcome<BillingDayChange> change_billing_day(db::Tx &tx, db::Database &ids, CustomerId id, const NewBillingDay &in,
                                             const subscribers::Act &act) {
  TRY(customer, subscribers::lock_customer(tx, id));
  const Account account = std::move(load_customers(tx, {id}).front().account);
  const Date unbilled = account.billed_until ? std::max(act.today, account.billed_until->plus_days(1)) : act.today;
  const Date on = in.on.value_or(account.anchors.boundary_on_or_after(1, unbilled));
  TRY(anchor, subscribers::anchor_for(in.billing_day, on));
  if (on < customer.joined_on)
    return refuse("before_joining", fmt::format("The customer joined on {}.", to_string(customer.joined_on)), "on");
  const int before = account.anchors.on(on.plus_days(-1)).day();
  if (account.anchors.stretches().back().days.start < on && before == in.billing_day)
    return refuse(Refusal::Kind::conflict, "billing_day_unchanged",
                  fmt::format("Their billing day is {} already.", in.billing_day), "billing_day");
  for (const ServiceAccount &service : account.services) {
    for (const PlanFrom &plan : service.life.plans) {
      if (!service.of && plan.from > on && plan.from > act.today)
        return refuse(Refusal::Kind::conflict, "plan_change_waits",
                      fmt::format("Service {} changes its plan or price on {}, counted from the old billing day: take "
                                  "that back first, or change the billing day from then on.",
                                  service.life.username, to_string(plan.from)),
                      "on");
    }
  }
  subscribers::store_chosen_billing_day(tx, id);
  subscribers::store_anchor(tx, customer, account.anchors, on, anchor, act.actor, act.now);
  subscribers::tell(tx, ids,
                    {.customer_id = id,
                     .at = act.now,
                     .kind = "customer.billing_day",
                     .title = "Billing day changed",
                     .detail = fmt::format("from {} to {}, from {} on", before, in.billing_day, to_string(on)),
                     .actor = act.actor});
  review_billing(tx, id);
  return BillingDayChange{id, in.billing_day, on, before};
}

} // namespace demarc::billing
