// Rows of referrals and their settings.
#pragma once

#include "subscribers/referral.h"

namespace demarc::subscribers {

// One after the other: whoever names a referrer sees what all before have named.
void hold_referrals(db::Tx &tx);
void update_referral_settings(db::Tx &tx, const ReferralSettings &settings);
void drop_referral(db::Tx &tx, CustomerId customer);
void insert_referral(db::Tx &tx, const Referral &referral);
// False: it was decided before.
bool decide_referral(db::Tx &tx, CustomerId customer, Date on, std::int64_t invoice);

} // namespace demarc::subscribers
