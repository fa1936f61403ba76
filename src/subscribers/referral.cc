#include "subscribers/referral.h"

#include "subscribers/customer.h"
#include "subscribers/referral_store.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

constexpr std::int64_t highest_reward_minor = 1'000'000'000'000;

bool leads_to(db::Tx &tx, CustomerId from, CustomerId sought) {
  // Ends: there was no circle before.
  for (auto referral = referral_of(tx, from); referral; referral = referral_of(tx, referral->referrer_id)) {
    if (referral->referrer_id == sought)
      return true;
  }
  return false;
}

void tell_referral(db::Tx &tx, db::Database &ids, CustomerId customer, std::string title, const Customer &other,
                   const Act &act) {
  tell(tx, ids,
       {.customer_id = customer,
        .at = act.now,
        .kind = "customer.referral",
        .title = std::move(title),
        .detail = {},
        .actor = act.actor,
        .ref_kind = "customer",
        .ref_id = other.id.value(),
        .ref_text = other.number});
}

} // namespace

Outcome<ReferralSettings> save_referral_settings(db::Tx &tx, const ReferralSettings &in) {
  for (const auto &[value, field] : {std::pair{in.referrer_minor, "referrer_minor"},
                                     {in.referred_minor, "referred_minor"},
                                     {in.minimum_paid_minor, "minimum_paid_minor"}}) {
    if (value < 0 || value > highest_reward_minor)
      return refuse("amount_out_of_range", "The amount is zero or more, in minor units (10.00 EUR is 1000).", field);
  }
  if (in.is_on && in.referrer_minor == 0 && in.referred_minor == 0)
    return refuse("nothing_to_give", "Give an amount for who refers, for who is referred, or for both.",
                  "referrer_minor");
  if (in.most_per_year && *in.most_per_year < 1)
    return refuse("limit_out_of_range", "A referrer is rewarded at least once a year; leave the limit out for none.",
                  "most_per_year");
  if (in.window_days < 0 || in.window_days > 366)
    return refuse("window_out_of_range", "The days after joining are 0 to 366.", "window_days");
  update_referral_settings(tx, in);
  return in;
}

Date referral_window_end(const ReferralSettings &settings, Date joined_on) {
  return joined_on.plus_days(settings.window_days);
}

Outcome<Done> name_referrer(db::Tx &tx, db::Database &ids, CustomerId id, const NewReferral &in, const Act &act) {
  if (in.referrer_id == id)
    return refuse("refers_themselves", "A customer is not referred by themselves.", "referrer_id");
  hold_referrals(tx);
  TRY(customer, lock_customer(tx, id));
  const auto before = referral_of(tx, id);
  if (before && before->decided_on)
    return refuse(Refusal::Kind::conflict, "referral_rewarded",
                  fmt::format("It was rewarded on {}, so it stays.", to_string(*before->decided_on)), "referrer_id");
  if ((before ? std::optional(before->referrer_id) : std::nullopt) == in.referrer_id)
    return Done{};
  const Date last = referral_window_end(find_referral_settings(tx), customer.joined_on);
  if (act.today > last)
    return refuse(Refusal::Kind::conflict, "referral_too_late",
                  fmt::format("Who referred a customer can be named until {}.", to_string(last)), "referrer_id");
  if (!in.referrer_id) {
    TRY(was, find_customer(tx, before->referrer_id));
    drop_referral(tx, id);
    tell_referral(tx, ids, id, fmt::format("Not referred by {}", was.name), was, act);
    tell_referral(tx, ids, was.id, fmt::format("Did not refer {}", customer.name), customer, act);
    return Done{};
  }
  auto referrer = find_customer(tx, *in.referrer_id);
  if (!referrer) {
    referrer.error().field = "referrer_id";
    return tl::make_unexpected(std::move(referrer.error()));
  }
  if (referrer->status == CustomerStatus::left)
    return refuse(Refusal::Kind::conflict, "referrer_left", fmt::format("{} has left.", referrer->name), "referrer_id");
  if (leads_to(tx, referrer->id, id))
    return refuse(Refusal::Kind::conflict, "referral_circle",
                  fmt::format("{} came through {}: that would be a circle.", referrer->name, customer.name),
                  "referrer_id");
  drop_referral(tx, id);
  insert_referral(tx, {id, referrer->id, act.today, act.actor, act.now, std::nullopt, std::nullopt});
  tell_referral(tx, ids, id, fmt::format("Referred by {}", referrer->name), *referrer, act);
  tell_referral(tx, ids, referrer->id, fmt::format("Referred {}", customer.name), customer, act);
  return Done{};
}

} // namespace demarc::subscribers
