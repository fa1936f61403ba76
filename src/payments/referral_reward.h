// Rewards for referrals: earned with the first invoice of the referred customer that is paid in full, of it the minimum
// by money (payments and vouchers, not credit notes or rewards). Booked once, as credit of each of the two: it pays
// their open invoices, and what is left stays with them. Account 4900 bears it.
//
// Once booked it stays: a payment is not taken back here, an invoice that something was paid on cannot be voided, and a
// credit note that comes later gives back a price, not the reward. Nothing of it can be earned again.
//
// The work is an order in the outbox, put by whatever brings money, and a look each night at those that credit paid.
// Both are held, the lower id first, and the referral's row is decided once.
#pragma once

#include "payments/take_payment.h"
#include "platform/jobs/runner.h"

namespace demarc::payments {

using ReferralRewardId = StrongId<struct ReferralRewardTag>;

inline constexpr std::string_view referral_source = "referral";
inline constexpr std::string_view referral_topic = "payments.referral";

enum class ReferralRole { referrer, referred };
BOOST_DESCRIBE_ENUM(ReferralRole, referrer, referred)

struct ReferralReward {
  ReferralRewardId id;
  CustomerId referred_id;
  CustomerId customer_id; // who has it
  ReferralRole role = ReferralRole::referrer;
  std::int64_t amount_minor = 0; // 0: nothing was given, `reason` says why
  Currency currency = Currency::of("XXX");
  Date booked_on;
  std::string reason;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ReferralReward, (),
                      (id, referred_id, customer_id, role, amount_minor, currency, booked_on, reason, created_at))
std::vector<ReferralReward> rewards_for(db::Tx &tx, CustomerId referred);

// After money came in for the customer: puts the order when a reward may be earned with it.
void look_for_reward(db::Tx &tx, CustomerId customer, Instant now);
// Books what is earned; answers whether something was decided. In one transaction of its own.
bool book_rewards(db::Database &database, CustomerId referred, Instant now);
jobs::Handled handle_referral(db::Database &database, const jobs::OutboxItem &item, Instant now);
// Those whose invoices credit paid. Answers how many were decided.
int book_due_rewards(db::Database &database, Instant now);
// Rewards whose settlements and credit left are not their amount, or that the journal does not know, in words.
std::vector<std::string> verify_rewards(db::Tx &tx);

} // namespace demarc::payments
