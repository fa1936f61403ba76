// Plans and their versions. What a customer bought is a version: editing a plan makes a new one for whoever buys next,
// and the ones sold keep theirs until they are moved. A version may be announced for a day to come (pricing/): it is
// sold from that day on, and until then the plan cannot be edited. Each kind of plan has attributes of its own
// (plan_kind.h), which nothing but the catalogue reads.
#pragma once

#include "base/patch.h"
#include "calendar/billing_cycle.h"
#include "catalog/bundle.h"
#include "catalog/contract_terms.h"
#include "catalog/ids.h"
#include "catalog/plan_kind.h"
#include "platform/db/db.h"

namespace demarc::catalog {

struct PlanVersion {
  PlanVersionId id;
  PlanId plan_id;
  int version = 1;
  std::string name;
  std::string description;
  std::int64_t price_minor = 0; // per interval, before tax
  Currency currency = Currency::of("EUR");
  int interval_months = 1;
  std::optional<TaxId> tax_id;
  std::optional<int> down_kbit; // none = unlimited
  std::optional<int> up_kbit;
  Date valid_from;
  std::string tax_category; // what is sold, for taxes found by place; empty: tax_id, or none
  bool price_includes_tax = false;
  bool is_once = false;             // the price is charged once, when it is sold: a device, a fee
  std::int64_t setup_fee_minor = 0; // charged on the first day of a service that begins on this version
  int trial_days = 0;               // at the beginning of a service, when no period is owed
  std::string attributes = "[]";    // as the kind declares them; JSON
  bool withdrawn = false;           // announced and taken back: never sold
  int interval_days = 0;            // above 0: every so many days, and interval_months says nothing
  bool in_arrears = false;          // a period is owed when it is over, not when it begins
  // The contract it is sold with, as columns; see contract().
  int contract_months = 0;
  int contract_renewal_months = 0;
  int contract_notice_days = 0;
  TerminationFee contract_fee_kind = TerminationFee::none;
  std::int64_t contract_fee_minor = 0;
  std::int64_t contract_fee_ppm = 0;
  bool is_prepaid = false;      // a period is bought from the customer's credit when it begins, or the service stops
  bool forfeits_unused = false; // of a prepaid plan: unused days of a bought period are not given back
  bool joins_stub = false;      // days before its first full period are owed with that one, not with the next bill
  std::int64_t trial_price_minor = 0; // of the trial, once and whole; 0: it is free
  std::string bundle = "[]";          // its parts (bundle.h); JSON
  int setup_fee_months = 0;           // the set-up fee is earned over so many; 0: on its day

  [[nodiscard]] ContractTerms contract() const {
    return {contract_months,   contract_renewal_months, contract_notice_days,
            contract_fee_kind, contract_fee_minor,      contract_fee_ppm};
  }
  [[nodiscard]] Interval interval() const { return Interval::of(interval_months, interval_days); }
  // Who begins with its trial is billed from the end of it, unless their billing day was chosen. A trial that costs
  // something is billed when it begins.
  [[nodiscard]] bool moves_billing_day() const { return trial_days > 0 && trial_price_minor == 0 && !is_prepaid; }
};
BOOST_DESCRIBE_STRUCT(PlanVersion, (),
                      (id, plan_id, version, name, description, price_minor, currency, interval_months, tax_id,
                       down_kbit, up_kbit, valid_from, tax_category, price_includes_tax, is_once, setup_fee_minor,
                       trial_days, attributes, withdrawn, interval_days, in_arrears, contract_months,
                       contract_renewal_months, contract_notice_days, contract_fee_kind, contract_fee_minor,
                       contract_fee_ppm, is_prepaid, forfeits_unused, joins_stub, trial_price_minor, bundle,
                       setup_fee_months))

// A plan as lists show it: the version that is sold today.
struct Plan {
  PlanId id;
  std::string code;
  PlanKind kind = PlanKind::internet;
  bool active = true;
  PlanVersionId version_id;
  int version = 1;
  std::string name;
  std::string description;
  std::int64_t price_minor = 0;
  Currency currency = Currency::of("EUR");
  int interval_months = 1;
  std::optional<TaxId> tax_id;
  std::optional<std::string> tax_name;
  std::optional<int> down_kbit;
  std::optional<int> up_kbit;
  Date valid_from;
  std::string tax_category;
  bool price_includes_tax = false;
  bool is_once = false;
  std::int64_t setup_fee_minor = 0;
  int trial_days = 0;
  std::int64_t services_active = 0; // on any version of it
  std::vector<PlanAttribute> attributes;
  std::optional<std::int64_t> next_price_minor; // announced, and from which day it is sold
  std::optional<Date> next_from;
  int interval_days = 0;                 // above 0: billed every so many days; interval_months is 0 then
  bool in_arrears = false;               // billed when a period is over
  std::optional<ContractTerms> contract; // none: sold without one
  bool is_prepaid = false;               // bought from the customer's credit when a period begins, or the service stops
  bool forfeits_unused = false;          // unused days of a bought period are not given back
  bool joins_stub = false;               // days before the first full period are billed with it
  std::int64_t trial_price_minor = 0;    // of the trial, once and whole; 0: it is free
  std::vector<BundlePart> bundle;        // its parts, as they were sold alone when this version was made
  int setup_fee_months = 0;              // the set-up fee is revenue of so many months; 0: of its day
  bool offered_in_portal = false;        // subscribers may change to it by themselves
};
BOOST_DESCRIBE_STRUCT(Plan, (),
                      (id, code, kind, active, version_id, version, name, description, price_minor, currency,
                       interval_months, tax_id, tax_name, down_kbit, up_kbit, valid_from, tax_category,
                       price_includes_tax, is_once, setup_fee_minor, trial_days, services_active, attributes,
                       next_price_minor, next_from, interval_days, in_arrears, contract, is_prepaid, forfeits_unused,
                       joins_stub, trial_price_minor, bundle, setup_fee_months, offered_in_portal))

struct NewPlan {
  std::string code;
  std::string name;
  std::optional<std::string> description;
  std::int64_t price_minor = 0;
  std::optional<Currency> currency;   // the provider's when absent
  std::optional<int> interval_months; // billed every so many months; 1 when absent
  std::optional<TaxId> tax_id;
  std::optional<int> down_kbit;
  std::optional<int> up_kbit;
  std::optional<std::string> tax_category = {};
  std::optional<bool> price_includes_tax = {};
  std::optional<bool> is_once = {};
  std::optional<std::int64_t> setup_fee_minor = {};
  std::optional<int> trial_days = {};
  std::optional<PlanKind> kind = {}; // internet when absent; it never changes
  std::optional<std::vector<PlanAttribute>> attributes = {};
  std::optional<int> interval_days = {};              // in place of interval_months: every so many days, 7 is weekly
  std::optional<bool> in_arrears = {};                // false when absent
  std::optional<ContractTerms> contract = {};         // none when absent
  std::optional<bool> is_prepaid = {};                // false when absent; it never changes
  std::optional<bool> forfeits_unused = {};           // false when absent
  std::optional<bool> joins_stub = {};                // false when absent
  std::optional<std::int64_t> trial_price_minor = {}; // 0 when absent: the trial is free
  std::optional<std::vector<PlanId>> bundle = {};     // of which plans it is one; of none when absent
  std::optional<int> setup_fee_months = {};           // 0 when absent
  std::optional<bool> offered_in_portal = {};         // false when absent
};
BOOST_DESCRIBE_STRUCT(NewPlan, (),
                      (code, name, description, price_minor, currency, interval_months, tax_id, down_kbit, up_kbit,
                       tax_category, price_includes_tax, is_once, setup_fee_minor, trial_days, kind, attributes,
                       interval_days, in_arrears, contract, is_prepaid, forfeits_unused, joins_stub, trial_price_minor,
                       bundle, setup_fee_months, offered_in_portal))

// What is absent stays; a null in a nested optional clears the value. Anything but `active` and `offered_in_portal`
// makes a new version.
struct PlanEdit {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::int64_t> price_minor;
  std::optional<int> interval_months;
  Patch<std::optional<TaxId>> tax_id;
  Patch<std::optional<int>> down_kbit;
  Patch<std::optional<int>> up_kbit;
  std::optional<bool> active;
  std::optional<std::string> tax_category = {}; // empty clears it
  std::optional<bool> price_includes_tax = {};
  std::optional<std::int64_t> setup_fee_minor = {};
  std::optional<int> trial_days = {};
  std::optional<std::vector<PlanAttribute>> attributes = {}; // all of them
  std::optional<int> interval_days = {};                     // with interval_months: one of them
  std::optional<bool> in_arrears = {};
  Patch<std::optional<ContractTerms>> contract = {}; // as a whole
  std::optional<bool> forfeits_unused = {};          // of a prepaid plan
  std::optional<bool> joins_stub = {};
  std::optional<std::int64_t> trial_price_minor = {};
  // All parts, each as it is sold alone today; none: no bundle any more. Absent: the parts stay as they were taken
  // over.
  std::optional<std::vector<PlanId>> bundle = {};
  std::optional<int> setup_fee_months = {};
  std::optional<bool> offered_in_portal = {};
};
BOOST_DESCRIBE_STRUCT(PlanEdit, (),
                      (name, description, price_minor, interval_months, tax_id, down_kbit, up_kbit, active,
                       tax_category, price_includes_tax, setup_fee_minor, trial_days, attributes, interval_days,
                       in_arrears, contract, forfeits_unused, joins_stub, trial_price_minor, bundle, setup_fee_months,
                       offered_in_portal))

Outcome<Plan> create_plan(db::Tx &tx, db::Database &ids, const NewPlan &in, Instant now);
Outcome<Plan> edit_plan(db::Tx &tx, db::Database &ids, PlanId id, const PlanEdit &edit, Instant now);
std::vector<Plan> list_plans(db::Tx &tx, Date today);
Outcome<Plan> find_plan(db::Tx &tx, PlanId id, Date today);
// Every version, for bulk readers such as the billing run.
std::vector<PlanVersion> list_plan_versions(db::Tx &tx);
std::optional<PlanVersion> find_plan_version(db::Tx &tx, PlanVersionId id);
// The newest that was not taken back; it may be announced for a day to come.
std::optional<PlanVersion> newest_version(db::Tx &tx, PlanId id);
// The version that is sold on `day`.
std::optional<PlanVersion> version_on(db::Tx &tx, PlanId id, Date day);
// Announced for days after `day`, by day.
std::vector<PlanVersion> coming_versions(db::Tx &tx, PlanId id, Date day);
std::vector<BundlePart> parse_bundle(std::string_view text); // of PlanVersion::bundle
std::vector<PlanVersion> versions_of(db::Tx &tx, PlanId id); // by number, without those taken back
// A version with another price, sold from `on`; refused while another one is announced.
Outcome<PlanVersion> announced_version(db::Tx &tx, PlanId id, std::int64_t price_minor, Date on, Date today);
PlanKind kind_of_plan(db::Tx &tx, PlanId id); // of one that exists
// Whether it is sold; nullopt: there is no such plan. Cheap, unlike find_plan, which counts who has it.
std::optional<bool> plan_is_active(db::Tx &tx, PlanId id);
// The same, and until the transaction ends no version of it is announced or taken back: for who sells it.
std::optional<bool> hold_plan(db::Tx &tx, PlanId id);

} // namespace demarc::catalog
