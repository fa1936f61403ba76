#include "catalog/plan.h"

#include "catalog/plan_store.h"
#include "catalog/provider.h"
#include "catalog/tax.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::catalog {

namespace {

constexpr std::int64_t highest_price_minor = 1'000'000'000'000;
constexpr int highest_rate_kbit = 1'000'000'000;
constexpr int longest_interval_months = 120;
constexpr int longest_interval_days = 366;
constexpr int longest_trial_days = 366;

void put_contract(PlanVersion &version, const ContractTerms &terms) {
  version.contract_months = terms.minimum_months;
  version.contract_renewal_months = terms.renewal_months;
  version.contract_notice_days = terms.notice_days;
  version.contract_fee_kind = terms.fee_kind;
  version.contract_fee_minor = terms.fee_minor;
  version.contract_fee_ppm = terms.fee_ppm;
}

// What must hold of a bundle however it came about: of new parts, and of old ones under changed terms.
Outcome<Done> check_bundle(db::Tx &tx, const PlanVersion &version) {
  const std::vector<BundlePart> parts = parse_bundle(version.bundle);
  if (parts.empty())
    return Done{};
  if (version.is_once)
    return refuse("bundle_once", "A bundle is billed period by period; what is charged once is sold beside it.",
                  "bundle");
  if (version.tax_id || !version.tax_category.empty())
    return refuse("bundle_taxed_by_parts",
                  "Each part of a bundle bears its own taxes: leave the bundle's tax and tax category out.",
                  version.tax_id ? "tax_id" : "tax_category");
  for (const BundlePart &part : parts) {
    if ((part.interval_days > 0) != version.interval().is_in_days())
      return refuse("bundle_interval",
                    fmt::format("{} is billed in {}, the bundle is not: their prices have no exact relation.",
                                part.name, part.interval_days > 0 ? "days" : "months"),
                    "bundle");
    const auto alone = find_plan_version(tx, part.plan_version_id);
    if (alone && alone->price_includes_tax != version.price_includes_tax)
      return refuse("bundle_price_basis",
                    fmt::format("The price of {} {} its taxes, the bundle's {}: sell both one way.", part.name,
                                alone->price_includes_tax ? "holds" : "does not hold",
                                version.price_includes_tax ? "does" : "does not"),
                    "price_includes_tax");
  }
  TRY(weights, bundle_weights(parts));
  (void)weights;
  return Done{};
}

Outcome<Done> check(db::Tx &tx, const PlanVersion &version, PlanKind kind, Date today) {
  if (version.name.empty())
    return refuse("name_missing", "Give the plan the name that customers know it by.", "name");
  if (version.price_minor < 0 || version.price_minor > highest_price_minor)
    return refuse("price_out_of_range", "A price is zero or more, in minor units (29.00 EUR is 2900).", "price_minor");
  if (version.interval_months < 1 || version.interval_months > longest_interval_months)
    return refuse("interval_out_of_range", "A plan is billed every 1 to 120 months.", "interval_months");
  if (version.interval_days < 0 || version.interval_days > longest_interval_days)
    return refuse("interval_out_of_range", "A plan is billed every 1 to 366 days, or in months.", "interval_days");
  for (const auto &[rate, field] : {std::pair{version.down_kbit, "down_kbit"}, std::pair{version.up_kbit, "up_kbit"}}) {
    if (rate && (*rate < 1 || *rate > highest_rate_kbit))
      return refuse("rate_out_of_range", "A rate is 1 to 1000000000 kbit/s; leave it out for unlimited.", field);
  }
  if (!plan_kind(kind).has_speeds && (version.down_kbit || version.up_kbit))
    return refuse("rate_not_of_kind", "Only an internet plan has speeds; leave them out.",
                  version.down_kbit ? "down_kbit" : "up_kbit");
  if (version.setup_fee_minor < 0 || version.setup_fee_minor > highest_price_minor)
    return refuse("setup_fee_out_of_range", "A set-up fee is zero or more, in minor units.", "setup_fee_minor");
  if (version.trial_days < 0 || version.trial_days > longest_trial_days)
    return refuse("trial_out_of_range", "A trial lasts 0 to 366 days.", "trial_days");
  if (version.trial_price_minor < 0 || version.trial_price_minor > highest_price_minor)
    return refuse("trial_price_out_of_range", "The price of a trial is zero or more, in minor units.",
                  "trial_price_minor");
  if (version.trial_price_minor > 0 && version.trial_days == 0)
    return refuse("no_trial", "Only a trial has a price: say how many days it lasts.", "trial_days");
  if (version.setup_fee_months < 0 || version.setup_fee_months > 120)
    return refuse("setup_fee_months_out_of_range", "A set-up fee is revenue of up to 120 months; 0: of its day.",
                  "setup_fee_months");
  if (version.setup_fee_months > 0 && version.setup_fee_minor == 0)
    return refuse("no_setup_fee", "There is no set-up fee to spread: leave the months out, or set a fee.",
                  "setup_fee_months");
  if (version.is_once && (version.setup_fee_minor > 0 || version.trial_days > 0 || version.interval() != Interval(1) ||
                          version.in_arrears || version.joins_stub))
    return refuse("once_is_once",
                  "What is charged once has no set-up fee, no trial, no interval, and is not in arrears.", "is_once");
  if (version.joins_stub && version.interval().is_in_days())
    return refuse("stub_of_days", "Only a plan of months can have its first days wait for the first full period.",
                  "joins_stub");
  if (version.is_once && !version.contract().is_empty())
    return refuse("once_is_once", "What is charged once has no contract.", "contract");
  if (version.is_prepaid && (version.is_once || version.in_arrears || !version.contract().is_empty()))
    return refuse("prepaid_is_paid_first",
                  "A prepaid plan is bought period by period: it recurs, is never in arrears, and has no contract.",
                  "is_prepaid");
  if (version.is_prepaid && version.trial_price_minor > 0)
    return refuse("prepaid_trial_is_free",
                  "The trial of a prepaid plan is free: nothing is bought before its first period.",
                  "trial_price_minor");
  if (version.forfeits_unused && !version.is_prepaid)
    return refuse("not_prepaid", "Only a prepaid plan can keep the money of unused days.", "forfeits_unused");
  TRY(contract, check_contract(version.contract()));
  (void)contract;
  if (version.tax_id) {
    const auto tax = find_tax(tx, *version.tax_id, today);
    if (!tax)
      return refuse("tax_unknown", fmt::format("There is no tax {}; create it first.", version.tax_id->value()),
                    "tax_id");
    if (!version.tax_category.empty())
      return refuse("tax_unclear", "A plan names its tax, or a category whose taxes are found by place: not both.",
                    "tax_category");
  }
  return check_bundle(tx, version);
}

// The plans as they are sold alone today.
Outcome<std::string> taken_over(db::Tx &tx, const std::vector<PlanId> &plans, const PlanVersion &bundle, Date today) {
  if (plans.empty())
    return std::string("[]");
  if (plans.size() < fewest_parts || plans.size() > most_parts)
    return refuse("bundle_size", fmt::format("A bundle has {} to {} parts.", fewest_parts, most_parts), "bundle");
  std::vector<BundlePart> parts;
  for (const PlanId id : plans) {
    const auto active = hold_plan(tx, id);
    const auto alone = version_on(tx, id, today);
    if (!active || !alone)
      return refuse("bundle_part_unknown", fmt::format("There is no plan {}.", id.value()), "bundle");
    const auto refused = [&](std::string_view code, std::string_view why) {
      return refuse(std::string(code), fmt::format("{} {}", alone->name, why), "bundle");
    };
    if (id == bundle.plan_id)
      return refused("bundle_of_itself", "is the bundle itself: name the plans it is made of.");
    if (std::any_of(parts.begin(), parts.end(), [&](const BundlePart &part) { return part.plan_id == id; }))
      return refused("bundle_part_twice", "is named twice: a part is in a bundle once.");
    if (!*active)
      return refused("bundle_part_not_sold", "is not sold any more, so it has no price of its own.");
    if (alone->bundle != "[]")
      return refused("bundle_in_bundle", "is a bundle: name its parts instead.");
    if (alone->is_once)
      return refused("bundle_part_once", "is charged once: sell it beside the bundle, or as its set-up fee.");
    if (alone->is_prepaid)
      return refused("bundle_part_prepaid", "is prepaid: a bundle is made of plans that are billed.");
    if (alone->currency != bundle.currency)
      return refused("currency_mismatch", "has a price in another currency.");
    const bool in_days = alone->interval().is_in_days();
    parts.push_back({id, alone->id, alone->name, kind_of_plan(tx, id), alone->price_minor,
                     in_days ? 0 : alone->interval_months, alone->interval_days, alone->tax_id, alone->tax_category});
  }
  return bundle_text(parts);
}

// How long a period is from now on: what is named, of which there may be one.
Outcome<Done> set_interval(PlanVersion &version, std::optional<int> months, std::optional<int> days) {
  if (months && days)
    return refuse("interval_unclear", "A plan is billed every so many months or every so many days: name one of them.",
                  "interval_days");
  if (days && *days < 1)
    return refuse("interval_out_of_range", "A plan is billed every 1 to 366 days, or in months.", "interval_days");
  if (months || days) {
    version.interval_months = months.value_or(1);
    version.interval_days = days.value_or(0);
  }
  return Done{};
}

tl::unexpected<Refusal> price_change_waits(const PlanVersion &announced) {
  return refuse(
      Refusal::Kind::conflict, "price_change_waits",
      fmt::format("Version {} of this plan is announced for {}: cancel that price change first, or wait until "
                  "that day.",
                  announced.version, to_string(announced.valid_from)));
}

} // namespace

Outcome<PlanVersion> announced_version(db::Tx &tx, PlanId id, std::int64_t price_minor, Date on, Date today) {
  auto version = newest_version(tx, id);
  if (!version)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  if (version->valid_from > today)
    return price_change_waits(*version);
  if (version->price_minor == price_minor)
    return refuse("price_unchanged",
                  fmt::format("Version {} has this price. To move services on older versions to it, name it in "
                              "to_version.",
                              version->version),
                  "price_minor");
  version->id = PlanVersionId();
  version->version = last_version_number(tx, id) + 1;
  version->price_minor = price_minor;
  version->valid_from = on;
  TRY(checked, check(tx, *version, kind_of_plan(tx, id), today));
  (void)checked;
  return std::move(*version);
}

Outcome<Plan> create_plan(db::Tx &tx, db::Database &ids, const NewPlan &in, Instant now) {
  const Provider provider = find_provider(tx);
  const Date today = zone_of(provider).date(now);
  if (in.code.empty())
    return refuse("code_missing", "Give the plan a short code, such as \"fiber-100\".", "code");
  if (plan_code_is_taken(tx, in.code))
    return refuse(Refusal::Kind::conflict, "code_taken", fmt::format("There is a plan \"{}\" already.", in.code),
                  "code");
  if (in.currency && *in.currency != provider.currency)
    return refuse("currency_mismatch",
                  "This installation bills in " + provider.currency.code() +
                      "; leave the currency out or give that one.",
                  "currency");
  PlanVersion version;
  version.plan_id = ids.next<PlanId>("plan");
  version.id = ids.next<PlanVersionId>("plan_version");
  version.name = in.name;
  version.description = in.description.value_or("");
  version.price_minor = in.price_minor;
  version.currency = provider.currency;
  TRY(interval, set_interval(version, in.interval_months, in.interval_days));
  (void)interval;
  version.in_arrears = in.in_arrears.value_or(false);
  version.joins_stub = in.joins_stub.value_or(false);
  version.tax_id = in.tax_id;
  version.down_kbit = in.down_kbit;
  version.up_kbit = in.up_kbit;
  version.valid_from = today;
  version.tax_category = in.tax_category.value_or("");
  version.price_includes_tax = in.price_includes_tax.value_or(false);
  const PlanKind kind = in.kind.value_or(PlanKind::internet);
  version.is_once = in.is_once.value_or(false);
  version.setup_fee_minor = in.setup_fee_minor.value_or(0);
  version.setup_fee_months = in.setup_fee_months.value_or(0);
  version.trial_days = in.trial_days.value_or(0);
  version.trial_price_minor = in.trial_price_minor.value_or(0);
  put_contract(version, in.contract.value_or(ContractTerms{}));
  version.is_prepaid = in.is_prepaid.value_or(false);
  version.forfeits_unused = in.forfeits_unused.value_or(false);
  TRY(bundle, taken_over(tx, in.bundle.value_or(std::vector<PlanId>{}), version, today));
  version.bundle = std::move(bundle);
  TRY(checked, check(tx, version, kind, today));
  (void)checked;
  TRY(attributes, checked_attributes(kind, in.attributes.value_or(std::vector<PlanAttribute>{})));
  version.attributes = attributes_text(attributes);
  insert_plan(tx, version.plan_id, in.code, kind, now);
  insert_plan_version(tx, version);
  set_plan_offered(tx, version.plan_id, in.offered_in_portal.value_or(false));
  return find_plan(tx, version.plan_id, today);
}

Outcome<Plan> edit_plan(db::Tx &tx, db::Database &ids, PlanId id, const PlanEdit &edit, Instant now) {
  const Date today = business_date(tx, now);
  const auto newest = newest_version(tx, id);
  if (!newest)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  if (edit.active)
    set_plan_active(tx, id, *edit.active);
  if (edit.offered_in_portal)
    set_plan_offered(tx, id, *edit.offered_in_portal);
  PlanVersion version = *newest;
  version.name = edit.name.value_or(version.name);
  version.description = edit.description.value_or(version.description);
  version.price_minor = edit.price_minor.value_or(version.price_minor);
  TRY(interval, set_interval(version, edit.interval_months, edit.interval_days));
  (void)interval;
  version.in_arrears = edit.in_arrears.value_or(version.in_arrears);
  version.joins_stub = edit.joins_stub.value_or(version.joins_stub);
  version.tax_id = edit.tax_id.value_or(version.tax_id);
  version.down_kbit = edit.down_kbit.value_or(version.down_kbit);
  version.up_kbit = edit.up_kbit.value_or(version.up_kbit);
  version.tax_category = edit.tax_category.value_or(version.tax_category);
  version.price_includes_tax = edit.price_includes_tax.value_or(version.price_includes_tax);
  if (edit.attributes) {
    TRY(attributes, checked_attributes(kind_of_plan(tx, id), *edit.attributes));
    version.attributes = attributes_text(attributes);
  }
  version.setup_fee_minor = edit.setup_fee_minor.value_or(version.setup_fee_minor);
  version.setup_fee_months =
      edit.setup_fee_months.value_or(version.setup_fee_minor == 0 ? 0 : version.setup_fee_months);
  version.trial_days = edit.trial_days.value_or(version.trial_days);
  version.trial_price_minor = edit.trial_price_minor.value_or(version.trial_price_minor);
  if (edit.contract.is_set())
    put_contract(version, edit.contract.value().value_or(ContractTerms{}));
  version.forfeits_unused = edit.forfeits_unused.value_or(version.forfeits_unused);
  if (edit.bundle) {
    TRY(bundle, taken_over(tx, *edit.bundle, version, today));
    version.bundle = std::move(bundle);
  }
  const auto terms = [](const PlanVersion &v) {
    return std::tie(v.name, v.description, v.price_minor, v.interval_months, v.tax_id, v.down_kbit, v.up_kbit,
                    v.tax_category, v.price_includes_tax, v.setup_fee_minor, v.trial_days, v.interval_days,
                    v.in_arrears, v.forfeits_unused, v.joins_stub, v.trial_price_minor, v.bundle, v.setup_fee_months);
  };
  if (terms(version) != terms(*newest) || version.contract() != newest->contract()) {
    if (newest->valid_from > today)
      return price_change_waits(*newest);
    version.id = ids.next<PlanVersionId>("plan_version");
    version.version = last_version_number(tx, id) + 1;
    version.valid_from = today;
    TRY(checked, check(tx, version, kind_of_plan(tx, id), today));
    (void)checked;
    insert_plan_version(tx, version);
  }
  return find_plan(tx, id, today);
}

} // namespace demarc::catalog
