// The life of a provider as plain data: what people do on which day, drawn from a seed. Nothing here knows a database,
// so a history can be played on either engine, cut down, and played again. Everything is named by small numbers of the
// history's own; an event whose customer or service is not there (any more) does nothing when it is played.
#pragma once

#include "calendar/date.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace demarc::sim {

enum class Kind {
  join,   // customer; plan: the billing day, 0 for the day of joining; count: the legal entity that they buy from
  entity, // customer, count: they are to be another entity's, which they can as long as nothing is in the books
  sell,   // customer, service, plan, shift: first day, from today on (before it: back-dated)
  change, // service, plan, shift
  end,    // service, shift: the first day without service
  pause,  // service, shift, days: 0 for not known yet
  resume, // service, shift
  pay,   // customer, amount: per mille of what is open; more is an overpayment, and so is anything when nothing is open
  price, // plan, amount: a new version of the plan, for those who come
  raise, // plan, amount, shift: its first day: a price that is announced to those who have the plan; days: above 0: the
         // work is killed in that many-th write
  tax_rate, // amount: parts per million, shift: its first day
  crash,    // the day's billing run ends in the middle, after `days` transactions of `plan` customers, and the server
            // starts anew
  kill,     // the server is killed at that second of the day, in the `days`-th write of what is due, and starts anew
  outage,   // the server is away for `days` days, and makes up for them
  restart,  // the server starts anew
  zone,     // plan: of `far_zones`: the provider's time zone from now on
  prepaid,  // customer: joins and is sold a service on prepaid plan `plan`; count: by this legal entity
  top_up,   // customer, amount: in minor units
  renewal,  // customer: whose prepaid service renews itself from now on, or no more
  rest,     // customer: whose prepaid service is paused, or goes on
  extra,   // customer, count: of a prepaid one, that many of the add-on of its plan from its next period on; 0: no more
  voucher, // customer, amount: of a prepaid one, as top_up with a code that was sold
  move,    // service, plan: the place, shift; amount: above 0 with the fee of a visit
  billing_day,   // customer, plan: the day, shift; days: 0 for the next one that is not billed yet
  quantity,      // service, count, shift; days: 1 when a planned move to another plan stays, in place of being dropped
  add,           // service, item, plan: of the add-ons, shift, count; days: instalments
  drop,          // item, shift: the first day without it
  discount,      // service, item, amount: per mille below 1000, else minor units less 1000; days: periods, 0 for ever;
                 // count: 1 on add-ons too; plan: of the coupons, 1 and up, in place of it
  full_price,    // item, shift: the first day at the full price
  off_invoices,  // customer, item, amount and days as of discount, shift; plan: of the coupons on the invoice, 1 and up
  full_invoices, // item, shift
  payer,         // customer, plan: who is billed for them from now on; below 0: they themselves; shift
  leave,         // service, shift, days: of notice; amount: 1 with the fee waived
  keep,          // service: its end is taken back
  undo,          // customer: the latest invoice that may be is voided
  refer          // customer, plan: who brought them
};

struct Event {
  int day = 0;    // since the first day of the history
  int second = 0; // of the local day
  Kind kind = Kind::join;
  int customer = 0;
  int service = 0;
  int plan = 0;
  int shift = 0;
  int days = 0;
  std::int64_t amount = 0;
  int item = 0; // what is sold beside the plan, or a discount
  int count = 1;
};

struct TermsOffer {
  int months = 0, renewal = 0, notice = 0;
  char fee = '-'; // flat, percent, declining; none: '-'
  std::int64_t fee_minor = 0, fee_ppm = 0;
};
struct PlanOffer {
  std::string code;
  std::int64_t price_minor = 0;
  int interval_months = 1;
  bool includes_tax = false;
  int interval_days = 0; // above 0: in place of months
  bool in_arrears = false;
  bool by_place = false; // taxed where the service is, not by VAT
  bool is_once = false;
  std::int64_t setup_minor = 0;
  TermsOffer terms = {};
  std::vector<int> parts = {}; // of a bundle: earlier plans
  int trial_days = 0;
  std::int64_t trial_minor = 0; // 0: it is free
  bool joins_stub = false;
};

struct History {
  std::uint64_t seed = 0;
  std::string time_zone;
  int billing_run_at_s = 0;
  std::int64_t tax_ppm = 0;
  Date first;
  int days = 0;
  std::vector<PlanOffer> plans;
  std::vector<PlanOffer> add_ons;
  std::vector<PlanOffer> prepaid_plans;  // in days; unused days are not given back
  std::vector<PlanOffer> prepaid_extras; // of each of them; unused days are given back
  std::vector<Event> events;             // by day and second
};

struct Size {
  int customers = 0;
  int years = 0;
};
// To which a provider moves: far apart, on both sides of the date line, with and without daylight saving.
inline constexpr std::array far_zones{"Europe/Berlin",      "America/New_York",   "Pacific/Auckland",
                                      "Asia/Kolkata",       "America/Santiago",   "Pacific/Pago_Pago",
                                      "Pacific/Kiritimati", "Australia/Lord_Howe"};
constexpr int entities = 2;
constexpr int places = 4; // at which people live (checks_taxes.h)
constexpr int coupons = 3;
constexpr int invoice_coupons = 3;

// The same on every machine.
History make_history(std::uint64_t seed, Size size);

} // namespace demarc::sim
