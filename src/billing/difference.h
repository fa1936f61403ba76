// What is owed against what has been billed: the difference is what remains to be charged and what must be credited.
// The same answer whatever order changes and runs came in, and nothing when they agree, so a run may be repeated at
// will. A rule.
//
// Charges are compared in groups: one item on one plan version, in one quantity at one price, in one full period, taxed
// at one place. So a
// discount or a quantity that changes afterwards is a credit at the old price and a charge at the new one. Days owed
// and not billed are charged, days billed and not owed are credited, and the sum of a group is always the price of its
// days (proration.h). A credit names the charge it takes back and so the invoice it corrects; a charge is never
// credited beyond what is left of it. Discounts on the invoice stand beside these prices; a credit gives back its part
// of them (invoice_discount.h).
#pragma once

#include "billing/charges.h"
#include "billing/ids.h"
#include "billing/invoice_discount.h"

#include <span>

namespace demarc::billing {

inline constexpr std::string_view recurring_kind = "recurring", setup_kind = "setup", once_kind = "once",
                                  termination_kind = "termination", trial_kind = "trial", credit_kind = "credit";

// What has been billed: a stored charge, or a credit of one (then `reverses` is set and net is negative).
struct Charged {
  ChargeId id;
  PlanVersionId plan_version_id;
  Period full;
  Period period;
  std::int64_t net_minor = 0;
  std::optional<ChargeId> reverses = {};
  InvoiceId invoice_id = {};
  std::int64_t line = 0;
  ServiceItemId item = plan_item;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_micro = {}; // of the full period; none: the version's, of before there were others
  std::string tax_place = {};
  std::optional<CustomerId> payer = {};      // who was billed; none: the service's customer
  std::vector<DiscountShare> discounts = {}; // on the invoice; of a credit below zero
};

struct NewCharge {
  ServiceId service_id;
  PlanVersionId plan_version_id;
  Period full;
  Period period;
  Money net; // > 0
  // How many charges of the service began on that day before, whoever was billed: grows with each of one account, which
  // is what the index charge_once asks.
  std::int64_t revision = 0;
  // Set when the days join ones billed before: the whole part, and what had been billed of it.
  std::optional<Period> joined = {};
  std::optional<Money> billed_before = {};
  std::string_view kind = recurring_kind;
  ServiceItemId item = plan_item;
  std::int64_t quantity = 1;
  std::int64_t price_micro = 0;                             // of the full period, after discounts
  Money list_price = Money::zero(Currency::of("XXX"));      // of one, before them
  std::string price_in_words = {};                          // the way from the one to the other
  int instalment = 0, last_instalment = 0, instalments = 0; // as of the part (charges.h)
  std::string tax_place = {};
  std::vector<DiscountShare> discounts = {}; // on the invoice

  // What the line is over.
  [[nodiscard]] Money lowered() const { return net - Money::minor(sum_of(discounts), net.currency()); }
};

struct NewCredit {
  ServiceId service_id;
  PlanVersionId plan_version_id;
  Period full;
  Period period;
  Money net; // > 0: what is given back of the price
  std::int64_t revision = 0;
  ChargeId reverses;
  InvoiceId corrects;
  std::int64_t corrects_line = 0;
  // Of the charge, less its discounts: what was left of it before and stays now, and for how many days.
  Money billed;
  std::int32_t billed_days = 0;
  Money kept;
  std::int32_t kept_days = 0;
  ServiceItemId item = plan_item;
  std::int64_t quantity = 1;
  std::int64_t price_micro = 0;
  Money list_price = Money::zero(Currency::of("XXX"));
  std::string tax_place = {};
  std::vector<DiscountShare> discounts = {}; // what is given back of them

  // What was really charged for it.
  [[nodiscard]] Money lowered() const { return net - Money::minor(sum_of(discounts), net.currency()); }
};

struct Difference {
  std::vector<NewCharge> charges;
  std::vector<NewCredit> credits;

  [[nodiscard]] bool empty() const { return charges.empty() && credits.empty(); }
};

// `owed` and `charged` of one service, whoever is billed: the difference is that of `billed_to` alone (none: the
// service's customer). What others owe and were billed is not looked at. Inconsistent when what was billed does not add
// up to the price of its days.
Result<Difference, Inconsistency> difference(const ServiceLife &life, std::span<const Part> owed,
                                             std::span<const Charged> charged, const Prices &prices,
                                             std::optional<CustomerId> billed_to = {});

// What is left of everything that `invoice` billed for the service, given back, whatever is owed: for an invoice that
// is voided. What is owed still is then charged again when the two are compared next.
Difference taken_back(const ServiceLife &life, std::span<const Charged> charged, const Prices &prices,
                      InvoiceId invoice, std::optional<CustomerId> billed_to);

} // namespace demarc::billing
