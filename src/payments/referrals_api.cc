#include "payments/referrals_api.h"

#include "base/ensure.h"
#include "catalog/provider.h"
#include "payments/referral_reward.h"
#include "subscribers/customer.h"
#include "subscribers/referral.h"

namespace demarc::payments {
namespace {

struct ReferralParty {
  CustomerId id;
  std::string number, name;
};
BOOST_DESCRIBE_STRUCT(ReferralParty, (), (id, number, name))
struct ReferralView {
  ReferralParty customer; // the other one
  Date named_on;
  std::string actor;
  std::optional<Date> rewarded_on;
  std::optional<std::int64_t> invoice_id;
  std::int64_t reward_minor = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReferralView, (), (customer, named_on, actor, rewarded_on, invoice_id, reward_minor, reason))
struct Referrals {
  Currency currency = Currency::of("XXX");
  std::optional<ReferralView> referred_by;
  Date can_be_named_until;
  std::vector<ReferralView> referred;
};
BOOST_DESCRIBE_STRUCT(Referrals, (), (currency, referred_by, can_be_named_until, referred))

// The referral as one of the two sees it.
ReferralView view_of(db::Tx &tx, const subscribers::Referral &referral, ReferralRole role) {
  const auto other =
      subscribers::find_customer(tx, role == ReferralRole::referrer ? referral.customer_id : referral.referrer_id);
  ENSURE(other.has_value(), "a referral names customers that exist");
  ReferralView view{{other->id, other->number, other->name},
                    referral.named_on,
                    referral.actor,
                    referral.decided_on,
                    referral.invoice_id,
                    0,
                    {}};
  for (const ReferralReward &reward : rewards_for(tx, referral.customer_id)) {
    if (reward.role != role)
      continue;
    view.reward_minor = reward.amount_minor;
    view.reason = reward.reason;
  }
  return view;
}

Outcome<Referrals> referrals_view(db::Tx &tx, CustomerId id) {
  TRY(customer, subscribers::find_customer(tx, id));
  Referrals shown;
  shown.currency = customer.currency;
  shown.can_be_named_until =
      subscribers::referral_window_end(subscribers::find_referral_settings(tx), customer.joined_on);
  if (const auto referral = subscribers::referral_of(tx, id))
    shown.referred_by = view_of(tx, *referral, ReferralRole::referred);
  for (const subscribers::Referral &referral : subscribers::referred_by(tx, id))
    shown.referred.push_back(view_of(tx, referral, ReferralRole::referrer));
  return shown;
}

} // namespace
} // namespace demarc::payments

template <> struct demarc::http::Rules<demarc::subscribers::ReferralSettings> {
  static FieldRules fields() {
    return {
        {"is_on", {.description = "Off: nothing is given; what was named waits"}},
        {"referrer_minor", {.minimum = 0, .description = "Credit for who referred; 0: nothing"}},
        {"referred_minor", {.minimum = 0, .description = "Credit for who was referred; 0: nothing"}},
        {"minimum_paid_minor", {.minimum = 0, .description = "By money, of the invoice that earns it"}},
        {"most_per_year", {.minimum = 1, .description = "Rewards of one referrer in a calendar year; null: no limit"}},
        {"window_days",
         {.minimum = 0, .maximum = 366, .description = "Days after joining in which the referrer can be named"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::Referrals> {
  static constexpr std::string_view name = "CustomerReferrals";
  static FieldRules fields() {
    return {{"referred_by", {.description = "Who brought the customer; null: nobody is named"}},
            {"can_be_named_until", {.description = "The last day on which that can be said"}},
            {"referred", {.description = "Whom the customer brought, newest first"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::ReferralView> {
  static constexpr std::string_view name = "Referral";
  static FieldRules fields() {
    return {{"customer", {.description = "The other of the two"}},
            {"rewarded_on", {.description = "Null: it is not earned yet"}},
            {"invoice_id", {.description = "Whose payment earned it"}},
            {"reward_minor", {.description = "What this customer was given"}},
            {"reason", {.description = "Why nothing was given"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewReferral> {
  static FieldRules fields() { return {{"referrer_id", {.description = "Absent: nobody"}}}; }
};

namespace demarc::payments {

void register_referrals_api(http::Api &api) {
  api.get<http::NoQuery, subscribers::ReferralSettings>(
      "/v1/referral-settings",
      {.id = "referral_settings",
       .summary = "What is given for a referral",
       .permission = "customers.read",
       .tag = "Customers"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) -> Outcome<subscribers::ReferralSettings> {
        return subscribers::find_referral_settings(tx);
      });
  api.put<subscribers::ReferralSettings, subscribers::ReferralSettings>(
      "/v1/referral-settings",
      {.id = "save_referral_settings",
       .summary = "Change what is given for a referral",
       .permission = "settings.write",
       .tag = "Customers",
       .description = "For what is earned from now on; what was booked stays."},
      [](http::Call &, db::Tx &tx, const subscribers::ReferralSettings &in) {
        return subscribers::save_referral_settings(tx, in);
      });
  api.get<http::NoQuery, Referrals>("/v1/customers/{id}/referral",
                                    {.id = "customer_referral",
                                     .summary = "Who brought a customer, and whom they brought",
                                     .permission = "customers.read",
                                     .tag = "Customers"},
                                    [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                      return referrals_view(tx, call.path_id<CustomerId>("id"));
                                    });
  api.post<subscribers::NewReferral, Referrals>(
      "/v1/customers/{id}/referral",
      {.id = "name_referrer",
       .summary = "Say who brought a customer",
       .permission = "customers.write",
       .tag = "Customers",
       .description =
           "In the days after joining that the settings say, until it is rewarded. With the customer's first "
           "invoice that is paid in full both are given their credit, once."},
      [](http::Call &call, db::Tx &tx, const subscribers::NewReferral &in) -> Outcome<Referrals> {
        const CustomerId id = call.path_id<CustomerId>("id");
        const subscribers::Act act{call.now(), catalog::business_date(tx, call.now()), call.actor().name};
        TRY(named, subscribers::name_referrer(tx, call.database(), id, in, act));
        (void)named;
        look_for_reward(tx, id, call.now()); // an invoice may be paid already
        return referrals_view(tx, id);
      });
}

} // namespace demarc::payments
