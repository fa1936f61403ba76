#include "billing/bill.h"

#include <algorithm>

namespace demarc::billing {

namespace {

Result<Difference, Inconsistency> difference_until(const Account &account, const Prices &prices, Date until) {
  Difference all;
  for (const ServiceAccount &service : account.services) {
    TRY(owed, parts_owed(service.life, account.anchors_of(service), prices, account.currency, until));
    TRY(found, difference(service.life, owed, service.charged, prices, account.billed_as(service)));
    all.charges.insert(all.charges.end(), found.charges.begin(), found.charges.end());
    all.credits.insert(all.credits.end(), found.credits.begin(), found.credits.end());
  }
  return all;
}

// So that the next billing day of the same run sees them. What is owed only grows from one day to the next, so none of
// these is credited in this run and their ids do not matter.
void take_as_billed(Account &account, const Difference &billed) {
  for (ServiceAccount &service : account.services) {
    for (const NewCharge &charge : billed.charges) {
      if (charge.service_id == service.life.id)
        service.charged.push_back({ChargeId(0), charge.plan_version_id, charge.full, charge.period,
                                   charge.net.minor_units(), std::nullopt, InvoiceId{}, 0, charge.item, charge.quantity,
                                   charge.price_micro, charge.tax_place, account.billed_as(service), charge.discounts});
    }
    for (const NewCredit &credit : billed.credits) {
      if (credit.service_id == service.life.id)
        service.charged.push_back({ChargeId(0), credit.plan_version_id, credit.full, credit.period,
                                   -credit.net.minor_units(), credit.reverses, credit.corrects, credit.corrects_line,
                                   credit.item, credit.quantity, credit.price_micro, credit.tax_place,
                                   account.billed_as(service), given_back(credit.discounts)});
    }
  }
}

bool has_left(const Account &account, Date on) {
  return !account.services.empty() &&
         std::all_of(account.services.begin(), account.services.end(), [&](const ServiceAccount &service) {
           return (service.life.ends_on && *service.life.ends_on <= on) ||
                  (service.of && !account.pays_for(service, on));
         });
}

// The first billing day after `after`, or the first of all.
Date next_boundary(const Account &account, const Prices &prices, std::optional<Date> after) {
  const Date from = after ? after->plus_days(1) : account.joined_on;
  Date next = account.anchors.boundary_on_or_after(1, from);
  for (const ServiceAccount &service : account.services) {
    // Each is later than the one before, and the account's own boundary is a month away at most.
    const auto look = [&](const auto &boundary_from) {
      for (std::optional<Date> day = boundary_from(from); day && *day < next; day = boundary_from(day->plus_days(1))) {
        // On the first day of another payer what has ended in arrears is still owed by the one before.
        if (!service.of || account.pays_for(service, *day) || account.pays_for(service, day->plus_days(-1)))
          next = *day;
      }
    };
    const BillingAnchors &anchors = account.anchors_of(service);
    look([&](Date on_or_after) { return next_period_in_days(service.life, anchors, prices, on_or_after); });
    if (service.of)
      look([&](Date on_or_after) { return std::optional(anchors.boundary_on_or_after(1, on_or_after)); });
  }
  return next;
}

} // namespace

Result<Difference, Inconsistency> pending(const Account &account, const Prices &prices) {
  if (!account.billed_until)
    return Difference{};
  return difference_until(account, prices, *account.billed_until);
}

Result<Bills, Inconsistency> bills_due(Account account, const Prices &prices, Date until) {
  Bills result;
  bool compared = false;
  const auto bill_on = [&](Date day) -> Result<Done, Inconsistency> {
    TRY(found, difference_until(account, prices, day));
    lower(account, found, day);
    take_as_billed(account, found);
    account.billed_until = day;
    compared = true;
    if (!found.empty())
      result.bills.push_back({day, std::move(found.charges), std::move(found.credits)});
    return Done{};
  };
  // Ends: each boundary is later than the one before.
  for (Date day = next_boundary(account, prices, account.billed_until); day <= until;
       day = next_boundary(account, prices, account.billed_until)) {
    TRY(billed, bill_on(day));
    (void)billed;
  }
  const bool is_past = account.billed_until && until < *account.billed_until;
  if (!is_past && has_left(account, until)) {
    TRY(billed, bill_on(until));
    (void)billed;
  }
  if (!compared) {
    TRY(waiting, pending(account, prices));
    result.in_step = waiting.empty();
  }
  result.billed_until = account.billed_until;
  result.next_on = account.billed_until ? next_boundary(account, prices, std::max(until, *account.billed_until))
                                        : next_boundary(account, prices, std::nullopt);
  for (const ServiceAccount &service : account.services) {
    if (service.life.ends_on && *service.life.ends_on > until)
      result.next_on = std::min(result.next_on, *service.life.ends_on);
  }
  return result;
}

} // namespace demarc::billing
