// What a service owes: a pure function of its history. The life of the service is cut where its plan, a quantity or a
// discount changes, where it is paused or moves to a place with other taxes and where its billing periods begin; each
// piece is a part of one full period of one item at one price. An item is the plan, what was sold beside it (an
// add-on), or what is charged once: the set-up fee of the plan, a device, an instalment, the fee for leaving a contract
// early. A rule.
//
// Service is billed in advance: until a date, every period that begins by then is owed to its end, or to the end of the
// service. A plan in arrears owes a period on the day after its last one, and with the end of the service what it still
// owes (money-rules 1.11). A plan may have its stub, the days before its first full period, wait for that one. A
// service owes nothing before it has begun. What is charged once is a part of one day.
//
// A prepaid service owes what was bought for it, and nothing else: its purchases are part of its history (prepaid.h).
//
// The price of a full period is the list price times the quantity, less the percentages of all its discounts together
// (at most 100), less their fixed amounts; never below zero (money-rules 1.9). It is prorated like any price, so a
// fixed discount is given once per full period, by the day. What is charged once is not discounted.
#pragma once

#include "base/result.h"
#include "billing/proration.h"
#include "calendar/billing_cycle.h"
#include "catalog/ids.h"
#include "subscribers/contract.h"
#include "subscribers/ids.h"
#include "subscribers/prepaid.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

namespace demarc::billing {

// The items of a service that are not a row of its own.
inline constexpr ServiceItemId plan_item{0}, setup_item{-1}, termination_item{-2}, trial_item{-3};

// Of a bundle: what its price is divided over (bundle_split.h), each taxed by itself.
struct PlanPart {
  PlanVersionId plan_version_id; // as it is sold alone
  std::string name;
  std::int64_t weight = 1; // what it costs alone, beside the others
  std::optional<TaxId> tax_id = {};
  std::string tax_category = {};

  [[nodiscard]] bool is_taxed_by_place() const { return !tax_id && !tax_category.empty(); }
};
struct PlanPrice {
  std::string name;
  Money price; // per interval, before tax unless price_includes_tax
  Interval interval = {};
  std::optional<TaxId> tax_id;
  std::string tax_category = {}; // taxes found by place, when tax_id is not set
  bool price_includes_tax = false;
  bool is_once = false;                 // the price is charged once
  std::int64_t setup_fee_minor = 0;     // charged on the first day of a service that begins on this version
  bool in_arrears = false;              // a period is owed when it is over, not when it begins
  catalog::ContractTerms contract = {}; // what it is sold with; a service has its own copy
  bool is_prepaid = false;              // bought period by period (prepaid.h)
  bool forfeits_unused = false;         // unused days of a bought period are not given back
  bool joins_stub = false;              // what a stub owes is owed when it is over, with the first full period
  std::int64_t trial_price_minor = 0;   // of the trial of a service that begins on this version, once and whole
  std::vector<PlanPart> parts = {};     // of a bundle

  [[nodiscard]] bool asks_who_buys() const {
    return !tax_category.empty() ||
           std::any_of(parts.begin(), parts.end(), [](const PlanPart &part) { return !part.tax_category.empty(); });
  }
  [[nodiscard]] bool is_taxed_by_place() const {
    return (!tax_id && !tax_category.empty()) ||
           std::any_of(parts.begin(), parts.end(), [](const PlanPart &part) { return part.is_taxed_by_place(); });
  }
};
using Prices = std::unordered_map<PlanVersionId, PlanPrice>;

struct PlanFrom {
  Date from; // inclusive, until the next one
  PlanVersionId plan_version_id;
  std::int64_t quantity = 1;
};
// Something sold beside the plan.
struct ItemLife {
  ServiceItemId id;
  PlanVersionId plan_version_id;
  Date from;                 // of what is charged once: the day of the charge
  std::optional<Date> until; // the first day without it
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_minor = {}; // agreed for this customer; else the version's
  int instalments = 1;                          // of what is charged once: so many equal parts, a month apart
};
struct DiscountLife {
  DiscountId id;
  std::string name;
  Date from;
  std::optional<Date> until;     // the first day at the full price
  std::int64_t percent_ppm = 0;  // of the list price
  std::int64_t amount_minor = 0; // off the price of a full period
  bool on_add_ons = false;       // else on the plan alone
};
// Days without service that the customer asked for; nothing is owed for them.
struct Pause {
  Date from;
  std::optional<Date> until; // the first day with service again; none: not known yet
};
// Of a prepaid service.
struct PrepaidLife {
  subscribers::Prepaid state;
  std::vector<subscribers::Purchase> purchases; // by day; the plan's row of a period before its other items
  bool is_held = false;                         // today, whatever by: no period is bought
};
// Where the service is installed. Only what taxes it matters here.
struct PlaceFrom {
  Date from;             // inclusive, until the next one
  std::string tax_place; // tax/place.h; empty: as it was at first
  std::optional<ServiceItemId> fee_item = {};
};
// Who is billed for the service's customer.
struct PayerFrom {
  Date from;                       // inclusive, until the next one
  std::optional<CustomerId> payer; // none: the customer themselves
};
std::optional<CustomerId> payer_on(const std::vector<PayerFrom> &payers, Date day);
struct ServiceLife {
  ServiceId id;
  std::string username;
  Date starts_on;
  std::optional<Date> ends_on; // the first day without service
  std::vector<PlanFrom> plans; // by `from`, the first at or before starts_on
  std::vector<Pause> pauses = {};
  std::vector<ItemLife> items = {};                  // by id
  std::vector<DiscountLife> discounts = {};          // by `from`
  std::optional<Date> trial_until = {};              // plan and add-ons are not owed before it, its own price is
  std::vector<subscribers::Contract> contracts = {}; // by `from`
  std::optional<Date> noticed_on = {};               // of ends_on: when notice of it was given
  bool fee_waived = false;                           // no fee for leaving early
  std::optional<PrepaidLife> prepaid = {};           // none: billed
  std::vector<PlaceFrom> places = {};                // by `from`
  std::vector<PayerFrom> payers = {};                // by `from`
};

// The tax place on a day, of plans that are taxed by place.
std::string tax_place_on(const ServiceLife &life, Date day);

// Days of one full period of one item at one price, taxed at one place.
struct Part {
  PlanVersionId plan_version_id;
  Period full;
  Period period;
  ServiceItemId item = plan_item;
  std::int64_t quantity = 1;
  PeriodPrice price; // of the full period
  // "2 of 6", or "2 to 6 of 6" of what falls due at once; 0 of what is not paid so.
  int instalment = 0, last_instalment = 0, instalments = 0;
  std::string tax_place = {};
  std::optional<CustomerId> payer = {}; // on the day on which the full period begins; none: the service's customer
};

// Why an account cannot be billed, in a sentence for the operator.
struct Inconsistency {
  std::string reason;
};

// In order of time. `anchors` are the customer's: boundaries are counted from the one of the day, as far apart as the
// plan says. Where the billing day changes, the period before is cut, and the days to the first new boundary are a
// stub, measured on the period that ends there (money-rules 1.5).
Result<std::vector<Part>, Inconsistency> parts_owed(const ServiceLife &life, const BillingAnchors &anchors,
                                                    const Prices &prices, Currency currency, Date until);

// The first day on or after `from` on which a period of the service begins that is counted in days: such periods begin
// on days that are no boundary of the customer's months.
std::optional<Date> next_period_in_days(const ServiceLife &life, const BillingAnchors &anchors, const Prices &prices,
                                        Date from);

// What a discount takes off the price of a full period, in millionths of a minor unit: exact.
struct DiscountTaken {
  const DiscountLife *discount;
  std::int64_t micro = 0;
};
// Of the list price times the quantity, for the discounts that are on for the item on `day`: percentages before
// amounts, and none takes more than is left. The price of the period is the list price less all of them.
std::vector<DiscountTaken> discounts_taken(const std::vector<DiscountLife> &discounts, ServiceItemId item, Money list,
                                           Date day);

// What is owed for leaving early: charged once, on the last day of service. None when nothing is.
struct TerminationCharge {
  PlanVersionId plan_version_id; // in force on that day
  Date day;
  Money fee;
  std::string words; // of contract.h
};
Result<std::optional<TerminationCharge>, Inconsistency> termination_of(const ServiceLife &life, const Prices &prices);

// The way from the list price to what the item costs on `day`: "2 × 29.00 EUR less 10 % (Welcome)".
std::string price_in_words(const ServiceLife &life, ServiceItemId item, Money list_price, std::int64_t quantity,
                           Date day);

} // namespace demarc::billing
