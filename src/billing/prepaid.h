// What is bought for prepaid services, and when. A period is bought from the customer's balance on the day it begins;
// a service for which none is bought is off, and owes nothing. A rule.
//
// A purchase is a fact (subscribers::Purchase): its days and prices never change afterwards but by being cut, where the
// service ends, is paused or changes plan in it. So what a prepaid service owes only ever falls, and no purchase can
// become a debt. parts_owed() reads the purchases, difference() bills and credits them like everything else.
//
// A period covers the civil days [from, until) of the provider's zone; `until` is the next boundary of the interval,
// counted from the first period that was bought without a gap (31 Jan → 28 Feb → 31 Mar). After days that were off the
// count begins anew on the day of the purchase. What belongs to a period is fixed on its first day: the plan in force,
// the add-ons and discounts that are on, and what is charged once and was not bought yet.
//
// What is to do is told one step at a time, oldest first over all services of the customer, so that they share the
// balance in order of time. Whoever takes the steps (renew_prepaid.h, quote.h) knows the balance.
#pragma once

#include "billing/bill.h"

#include <span>

namespace demarc::billing {

using subscribers::PrepaidStop, subscribers::Purchase;

struct PrepaidStep {
  enum class Kind {
    cut,  // what was bought is not used from `on` on
    stop, // no period is bought for `on`, for `reason`
    buy   // `rows`, if the balance covers what they come to; else stop_for_balance()
  };
  Kind kind = Kind::stop;
  ServiceId service;
  Date on; // ≤ the day that was asked for
  PrepaidStop reason = PrepaidStop::none;
  std::vector<Purchase> rows = {};
};

// What prepaid services are bought beyond what they do by themselves, and what is not tried again.
struct PrepaidTries {
  std::optional<ServiceId> wanted = {}; // renewed even when it does not renew itself
  std::vector<ServiceId> failed = {};   // the balance of `today` does not cover them
};

// The next step that is due on `today` or before; none: everything is done. Each step that is taken brings the end
// nearer.
Result<std::optional<PrepaidStep>, Inconsistency> next_prepaid_step(const Account &account, const Prices &prices,
                                                                    Date today, const PrepaidTries &tries = {});
void take_step(ServiceLife &life, const Prices &prices, const PrepaidStep &step);
// Instead of buying.
void stop_for_balance(ServiceLife &life, Date on, Money price, Money balance);
// Nothing that was bought is used from `day` on. What is owed for it falls as the plan says; all of it when the service
// never began.
void cut_purchases(ServiceLife &life, const Prices &prices, Date day);

// The first day that nothing is bought for yet; none: nothing was bought.
std::optional<Date> paid_until(const ServiceLife &life);
// What a period that begins on `on` would consist of.
Result<std::vector<Purchase>, Inconsistency> purchase_from(const ServiceLife &life, const Prices &prices,
                                                           Currency currency, Date on);
// The bill of what changed for one service: to be issued on `on`, or to be weighed against the balance.
Result<Bill, Inconsistency> prepaid_bill(const ServiceAccount &service, const Account &account, const Prices &prices,
                                         Date on);

} // namespace demarc::billing
