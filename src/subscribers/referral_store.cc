#include "subscribers/referral_store.h"

namespace demarc::subscribers {

ReferralSettings find_referral_settings(db::Tx &tx) {
  return tx.one<ReferralSettings>("select is_on, referrer_minor, referred_minor, minimum_paid_minor, most_per_year,"
                                  " window_days from referral_settings where id = 1");
}

void hold_referrals(db::Tx &tx) { tx.exec("update referral_settings set id = id where id = 1"); }

void update_referral_settings(db::Tx &tx, const ReferralSettings &s) {
  tx.exec("update referral_settings set is_on = $1, referrer_minor = $2, referred_minor = $3, minimum_paid_minor = $4,"
          " most_per_year = $5, window_days = $6 where id = 1",
          s.is_on, s.referrer_minor, s.referred_minor, s.minimum_paid_minor, s.most_per_year, s.window_days);
}

std::optional<Referral> referral_of(db::Tx &tx, CustomerId customer) {
  return tx.maybe<Referral>("select customer_id, referrer_id, named_on, actor, created_at, decided_on, invoice_id"
                            " from customer_referral where customer_id = $1",
                            customer);
}

std::vector<Referral> referred_by(db::Tx &tx, CustomerId referrer) {
  return tx.all<Referral>("select customer_id, referrer_id, named_on, actor, created_at, decided_on, invoice_id"
                          " from customer_referral where referrer_id = $1 order by created_at desc, customer_id desc",
                          referrer);
}

void drop_referral(db::Tx &tx, CustomerId customer) {
  tx.exec("delete from customer_referral where customer_id = $1", customer);
}

void insert_referral(db::Tx &tx, const Referral &referral) { tx.insert("customer_referral", referral); }

bool decide_referral(db::Tx &tx, CustomerId customer, Date on, std::int64_t invoice) {
  return tx.exec_counted("update customer_referral set decided_on = $1, invoice_id = $2 where customer_id = $3"
                         " and decided_on is null",
                         on, invoice, customer) == 1;
}

} // namespace demarc::subscribers
