// Who brought a customer: named with the sign-up or in the days after it, and what a provider gives for it. When it is
// earned and how it is booked is payments/referral_reward.h's. Operations, each in a transaction of its caller.
//
// Nobody is referred by themselves, and there are no circles: going from a customer to who referred them ends.
#pragma once

#include "subscribers/service_operations.h"

namespace demarc::subscribers {

struct ReferralSettings {
  bool is_on = false;
  std::int64_t referrer_minor = 0;     // to who referred; 0: nothing
  std::int64_t referred_minor = 0;     // to who was referred
  std::int64_t minimum_paid_minor = 0; // by money, on the invoice that earns it
  std::optional<int> most_per_year;    // rewards of one referrer in a calendar year; none: no limit
  int window_days = 30;                // after joining; 0: with the sign-up alone
};
BOOST_DESCRIBE_STRUCT(ReferralSettings, (),
                      (is_on, referrer_minor, referred_minor, minimum_paid_minor, most_per_year, window_days))
ReferralSettings find_referral_settings(db::Tx &tx);
// In the provider's currency. Refused: amounts below zero, or on with nothing to give (nothing_to_give).
Outcome<ReferralSettings> save_referral_settings(db::Tx &tx, const ReferralSettings &in);

struct Referral {
  CustomerId customer_id; // who was referred
  CustomerId referrer_id;
  Date named_on;
  std::string actor;
  Instant created_at;
  std::optional<Date> decided_on;         // when it was earned
  std::optional<std::int64_t> invoice_id; // whose payment earned it
};
BOOST_DESCRIBE_STRUCT(Referral, (), (customer_id, referrer_id, named_on, actor, created_at, decided_on, invoice_id))
std::optional<Referral> referral_of(db::Tx &tx, CustomerId customer);
std::vector<Referral> referred_by(db::Tx &tx, CustomerId referrer); // newest first

struct NewReferral {
  std::optional<CustomerId> referrer_id; // absent: nobody
};
BOOST_DESCRIBE_STRUCT(NewReferral, (), (referrer_id))

// The last day on which it can be named.
Date referral_window_end(const ReferralSettings &settings, Date joined_on);
// Takes the place of who was named before. Refused: themselves (refers_themselves), a circle (referral_circle), a
// referrer who has left (referrer_left), after the window (referral_too_late), and once it was rewarded
// (referral_rewarded).
Outcome<Done> name_referrer(db::Tx &tx, db::Database &ids, CustomerId customer, const NewReferral &in, const Act &act);

} // namespace demarc::subscribers
