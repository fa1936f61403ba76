// The plans a subscriber may change to by themselves, what that would cost, and the change: the very operation and the
// very quote of the office, with less allowed. Refused with a sentence, not done by halves, is what needs a person:
// services that are off, ending, or paid by somebody else, a change that is planned already, and a cheaper plan before
// the minimum term is over.
#pragma once

#include "billing/quote_bill.h"
#include "network/services.h"

namespace demarc::portal {

struct OfferedPlan {
  PlanId id;
  std::string name;
  std::string description;
  std::int64_t price_minor = 0; // of one
  Currency currency = Currency::of("XXX");
  bool price_includes_tax = false;
  int interval_months = 1; // 0: in days
  int interval_days = 0;
  std::optional<int> down_kbit, up_kbit;
  int minimum_months = 0; // of the contract it is sold with
  int notice_days = 0;
  bool is_current = false;
};
BOOST_DESCRIBE_STRUCT(OfferedPlan, (),
                      (id, name, description, price_minor, currency, price_includes_tax, interval_months, interval_days,
                       down_kbit, up_kbit, minimum_months, notice_days, is_current))

struct PlanChoice {
  std::vector<OfferedPlan> plans;     // the present one among them, by price
  std::optional<std::string> not_now; // why no plan can be chosen here, in a sentence
  std::vector<Date> days;             // on which a change may begin: today, the next billing day
};
BOOST_DESCRIBE_STRUCT(PlanChoice, (), (plans, not_now, days))

PlanChoice plan_choice(db::Tx &tx, const subscribers::Service &service, Date today);

struct WantedPlan {
  PlanId plan_id;
  std::optional<Date> on; // today when absent
};
BOOST_DESCRIBE_STRUCT(WantedPlan, (), (plan_id, on))

// Whether the subscriber may; why not, in a sentence.
Outcome<Done> check_wanted(db::Tx &tx, const subscribers::Service &service, const WantedPlan &wanted, Date today);

// What is billed if they do, and if they do not, over the same days.
struct PlanChangeQuote {
  Date on;
  billing::Quote after, before;
};
BOOST_DESCRIBE_STRUCT(PlanChangeQuote, (), (on, after, before))
Outcome<PlanChangeQuote> quote_wanted(db::Tx &tx, const subscribers::Service &service, const WantedPlan &wanted,
                                      Date today);

Outcome<subscribers::Service> change_to_wanted(db::Tx &tx, db::Database &ids, const subscribers::Service &service,
                                               const WantedPlan &wanted, const subscribers::Act &act);

} // namespace demarc::portal
