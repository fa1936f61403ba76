#include "tests/sim/life.h"

#include "billing/stop_rules_store.h"
#include "catalog/coupon.h"
#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "catalog/tax_preset.h"
#include "dunning/policy.h"
#include "pricing/announce_price_change.h"
#include "subscribers/referral.h"

#include <algorithm>

namespace demarc::sim {

namespace {

Version version_of(const PlanOffer &offer, PlanVersionId id, int number) {
  return {id,
          offer.price_minor,
          offer.interval_months,
          offer.interval_days,
          offer.in_arrears,
          number,
          offer.by_place,
          offer.is_once,
          offer.setup_minor,
          {offer.terms.months, offer.terms.renewal, offer.terms.notice, offer.terms.fee, offer.terms.fee_minor,
           offer.terms.fee_ppm},
          offer.trial_days,
          offer.trial_minor,
          offer.joins_stub};
}

subscribers::ReferralSettings referral_settings() {
  subscribers::ReferralSettings settings;
  settings.is_on = true;
  settings.referrer_minor = 1'000;
  settings.referred_minor = 500;
  settings.minimum_paid_minor = 200;
  settings.most_per_year = 2;
  settings.window_days = 60;
  return settings;
}

} // namespace

Coupon coupon_of(int number) {
  return number == 1   ? Coupon{250'000, 0, 3, false}
         : number == 2 ? Coupon{0, 700, 0, true}
                       : Coupon{1'000'000, 0, 1, true};
}

Coupon invoice_coupon_of(int number) {
  return number == 1   ? Coupon{150'000, 0, 3, false}
         : number == 2 ? Coupon{0, 1'300, 2, false, 3}
                       : Coupon{0, 99, 0, false};
}

catalog::Plan World::Life::create(const PlanOffer &offer, catalog::NewPlan plan) {
  plan.code = plan.name = offer.code;
  plan.price_minor = offer.price_minor;
  if (offer.by_place)
    plan.tax_category = "internet";
  else if (offer.parts.empty())
    plan.tax_id = tax_id_;
  return database_->write([&](db::Tx &tx) { return need(catalog::create_plan(tx, *database_, plan, clock_.now())); });
}

void World::Life::found() {
  database_->write([&](db::Tx &tx) {
    need(catalog::load_preset(tx, *database_, "ca", today()));
    auto provider = catalog::default_provider();
    provider.country = "CA";
    provider.time_zone = history_.time_zone;
    provider.billing_run_at_s = history_.billing_run_at_s;
    // So that runs are held among few customers, too.
    billing::StopRules rules = billing::find_stop_rules(tx).rules;
    rules.tax_customers = 3;
    billing::store_stop_rules(tx, rules, clock_.now(), actor);
    need(catalog::save_provider(tx, provider));
    entities_ = {first_legal_entity};
    entities_.push_back(
        need(catalog::create_legal_entity(tx, {.name = "Second", .country = "GB", .invoice_prefix = second_prefix}))
            .id);
    need(subscribers::save_referral_settings(tx, referral_settings()));
    need(dunning::create_policy(tx, *database_,
                                {.name = "Standard",
                                 .minimum_debt_minor = 0,
                                 .restriction = billing::Restriction::walled_garden,
                                 .steps = {{3, dunning::Action::remind}, {10, dunning::Action::suspend}},
                                 .is_default = true}));
    tax_id_ = need(catalog::create_tax(tx, *database_, {"VAT", "VAT", Percent{history_.tax_ppm}, Date::of(2010, 1, 1)},
                                       today()))
                  .id;
    taxes_.push_back({Date::of(2010, 1, 1), history_.tax_ppm});
  });
  say("taxes ca CA");
  say(fmt::format("tax VAT {}", to_string(Percent{history_.tax_ppm})));
  for (const PlanOffer &offer : history_.plans)
    sell_plan(offer);
  for (const PlanOffer &offer : history_.add_ons)
    sell_add_on(offer);
  for (const PlanOffer &offer : history_.prepaid_plans) {
    prepaid_plans_.push_back(
        create(offer, {.interval_days = offer.interval_days, .is_prepaid = true, .forfeits_unused = true}).id);
    say(fmt::format("plan {} {} VAT every {} days prepaid forfeits", offer.code, amount_in_words(offer.price_minor),
                    offer.interval_days));
  }
  for (const PlanOffer &offer : history_.prepaid_extras) {
    prepaid_extras_.push_back(create(offer, {.interval_days = offer.interval_days}).id);
    say(fmt::format("plan {} {} VAT every {} days", offer.code, amount_in_words(offer.price_minor),
                    offer.interval_days));
  }
  for (int n = 1; n <= coupons; ++n)
    create_coupon(fmt::format("COUPON{}", n), coupon_of(n), false);
  for (int n = 1; n <= invoice_coupons; ++n)
    create_coupon(fmt::format("BILL{}", n), invoice_coupon_of(n), true);
}

void World::Life::create_coupon(const std::string &code, const Coupon &coupon, bool is_on_invoice) {
  database_->write([&](db::Tx &tx) {
    need(catalog::create_coupon(tx, *database_,
                                {.code = code,
                                 .name = code,
                                 .percent_ppm = coupon.ppm > 0 ? std::optional(Percent{coupon.ppm}) : std::nullopt,
                                 .amount_minor = coupon.minor > 0 ? std::optional(coupon.minor) : std::nullopt,
                                 .periods = coupon.periods > 0 ? std::optional(coupon.periods) : std::nullopt,
                                 .on_add_ons = is_on_invoice ? std::nullopt : std::optional(coupon.on_extras),
                                 .max_redemptions = coupon.most > 0 ? std::optional(coupon.most) : std::nullopt,
                                 .on_invoice = is_on_invoice},
                                clock_.now()));
  });
}

void World::Life::sell_plan(const PlanOffer &offer) {
  const bool is_in_days = offer.interval_days > 0;
  catalog::NewPlan in;
  in.interval_months = is_in_days ? std::nullopt : std::optional(offer.interval_months);
  in.interval_days = is_in_days ? std::optional(offer.interval_days) : std::nullopt;
  in.price_includes_tax = offer.includes_tax;
  in.in_arrears = offer.in_arrears;
  if (offer.setup_minor > 0)
    in.setup_fee_minor = offer.setup_minor;
  in.joins_stub = offer.joins_stub;
  in.trial_days = offer.trial_days;
  in.trial_price_minor = offer.trial_minor;
  if (offer.terms.months > 0 || offer.terms.notice > 0)
    in.contract = catalog::ContractTerms{offer.terms.months,
                                         offer.terms.renewal,
                                         offer.terms.notice,
                                         offer.terms.fee == 'f'   ? catalog::TerminationFee::flat
                                         : offer.terms.fee == 'p' ? catalog::TerminationFee::percent
                                         : offer.terms.fee == 'd' ? catalog::TerminationFee::declining
                                                                  : catalog::TerminationFee::none,
                                         offer.terms.fee_minor,
                                         offer.terms.fee_ppm};
  std::string names;
  if (!offer.parts.empty()) {
    in.bundle.emplace();
    for (const int part : offer.parts) {
      in.bundle->push_back(plans_[static_cast<std::size_t>(part)]);
      names += (names.empty() ? "" : "+") + history_.plans[static_cast<std::size_t>(part)].code;
    }
  }
  const catalog::Plan plan = create(offer, std::move(in));
  Version version = version_of(offer, plan.version_id, static_cast<int>(versions_.size()));
  // Only of what all is taxed by place; parts are taxed each by itself.
  for (const int part : offer.parts)
    version.by_place = version.by_place || history_.plans[static_cast<std::size_t>(part)].by_place;
  plans_.push_back(plan.id);
  versions_.push_back({{version, Date::of(1, 1, 1)}});
  std::string contract;
  if (!version.terms.is_empty()) {
    contract = fmt::format(" contract {}", offer.terms.months);
    contract += offer.terms.renewal > 0 ? fmt::format(" renews {}", offer.terms.renewal) : "";
    contract += offer.terms.notice > 0 ? fmt::format(" notice {}", offer.terms.notice) : "";
    if (offer.terms.fee == 'p')
      contract += fmt::format(" percent {}", to_string(Percent{offer.terms.fee_ppm}));
    else if (offer.terms.fee != '-')
      contract +=
          fmt::format(" {} {}", offer.terms.fee == 'f' ? "flat" : "declining", amount_in_words(offer.terms.fee_minor));
  }
  const std::string trial = offer.trial_days == 0
                                ? ""
                                : fmt::format(" trial {}{}", offer.trial_days,
                                              offer.trial_minor > 0 ? " at " + amount_in_words(offer.trial_minor) : "");
  say(fmt::format("plan {} {} {}{}{}{}{}{}{}{}", offer.code, amount_in_words(offer.price_minor),
                  !names.empty()   ? "of " + names
                  : offer.by_place ? "by-place"
                                   : "VAT",
                  is_in_days                   ? fmt::format(" every {} days", offer.interval_days)
                  : offer.interval_months == 1 ? ""
                                               : fmt::format(" every {}", offer.interval_months),
                  offer.includes_tax ? " with tax" : "", offer.in_arrears ? " arrears" : "",
                  offer.joins_stub ? " joined" : "",
                  offer.setup_minor > 0 ? " setup " + amount_in_words(offer.setup_minor) : "", trial, contract));
}

void World::Life::sell_add_on(const PlanOffer &offer) {
  catalog::NewPlan in;
  if (offer.is_once)
    in.is_once = true;
  else if (offer.interval_days > 0)
    in.interval_days = offer.interval_days;
  else
    in.interval_months = offer.interval_months;
  in.in_arrears = offer.in_arrears;
  const catalog::Plan plan = create(offer, std::move(in));
  add_ons_.push_back(plan.id);
  add_on_versions_.push_back(version_of(offer, plan.version_id, 1000 + static_cast<int>(add_on_versions_.size())));
  say(fmt::format("plan {} {} {}{}{}", offer.code, amount_in_words(offer.price_minor),
                  offer.by_place ? "by-place" : "VAT",
                  offer.is_once               ? " once"
                  : offer.interval_days > 0   ? fmt::format(" every {} days", offer.interval_days)
                  : offer.interval_months > 1 ? fmt::format(" every {}", offer.interval_months)
                                              : "",
                  offer.in_arrears ? " arrears" : ""));
}

void World::Life::change_price(const Event &event) {
  const auto plan = static_cast<std::size_t>(event.plan);
  const auto edited = write([&](db::Tx &tx) {
    return catalog::edit_plan(tx, *database_, plans_[plan], {.price_minor = event.amount}, clock_.now());
  });
  if (!edited) // one is announced
    return;
  Version version = versions_[plan].back().to;
  version.id = edited->version_id;
  version.price_minor = event.amount;
  versions_[plan].push_back({version, today()});
  tell("price {} {}", history_.plans[plan].code, amount_in_words(event.amount));
}

const Version &World::Life::version_on(std::size_t plan, Date day) const {
  const Version *found = &versions_[plan].front().to;
  for (const Raise &one : versions_[plan]) {
    if (one.from <= day)
      found = &one.to;
  }
  return *found;
}

std::vector<Raise> World::Life::coming(std::size_t plan, Date day) const {
  std::vector<Raise> all;
  for (const Raise &one : versions_[plan]) {
    if (one.from > day)
      all.push_back(one);
  }
  return all;
}

void World::Life::raise_price(const Event &event, Date from) {
  const auto plan = static_cast<std::size_t>(event.plan);
  if (is_waiting())
    return;
  const auto change = write([&](db::Tx &tx) {
    return pricing::create_price_change(tx, *database_, plans_[plan],
                                        {.price_minor = event.amount, .on = from, .text = "Costs have risen."}, actor,
                                        clock_.now());
  });
  if (!change)
    return;
  // Everybody is told, and their next price written, a few at a time.
  if (event.days > 0 && options_.kills && dies(event.days, [&] { runner_->drain(); }))
    ++counts_.killed_nights;
  runner_->drain();
  Raise raise{version_on(plan, today()), from};
  raise.to.price_minor = event.amount;
  for (const catalog::PlanVersion &version :
       database_->read([&](db::Tx &tx) { return catalog::coming_versions(tx, plans_[plan], today()); })) {
    if (version.version == change->version)
      raise.to.id = version.id;
  }
  versions_[plan].push_back(raise);
  std::stable_sort(versions_[plan].begin(), versions_[plan].end(),
                   [](const Raise &a, const Raise &b) { return a.from < b.from; });
  for (auto &[number, subscriber] : subscribers_) {
    for (auto &[service, line] : subscriber.lines)
      announce(line, raise, subscriber.anchors);
    touched_.insert(number);
    subscriber.next_day.reset();
  }
  tell("raise {} {} on {}", history_.plans[plan].code, amount_in_words(event.amount), to_string(from));
}

void World::Life::change_tax(const Event &event, Date from) {
  if (!write([&](db::Tx &tx) {
        return catalog::add_tax_rate(tx, *database_, tax_id_, {Percent{event.amount}, from}, today());
      }))
    return;
  taxes_.push_back({from, event.amount});
  std::sort(taxes_.begin(), taxes_.end(), [](const TaxFrom &a, const TaxFrom &b) { return a.from < b.from; });
  say(fmt::format("tax VAT {} from {}", to_string(Percent{event.amount}), to_string(from)));
}

} // namespace demarc::sim
