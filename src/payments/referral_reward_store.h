// Rows of rewards for referrals.
#pragma once

#include "payments/referral_reward.h"

namespace demarc::payments {

void insert_reward(db::Tx &tx, const ReferralReward &reward);
// The first invoice of the customer that is paid in full, `minimum_minor` and more than nothing of it by money.
struct EarningInvoice {
  InvoiceId id;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(EarningInvoice, (), (id, number))
std::optional<EarningInvoice> earning_invoice(db::Tx &tx, CustomerId customer, std::int64_t minimum_minor);
// What was given to a referrer from a day on.
std::int64_t rewards_since(db::Tx &tx, CustomerId referrer, Date from);
std::vector<CustomerId> undecided_referrals(db::Tx &tx, std::int64_t minimum_minor);
std::vector<std::string> rewards_without_money(db::Tx &tx);

} // namespace demarc::payments
