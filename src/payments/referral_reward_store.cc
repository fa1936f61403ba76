#include "payments/referral_reward_store.h"

#include <fmt/format.h>

namespace demarc::payments {

namespace {

// A paid invoice i; $1 is the least that money paid of it.
constexpr std::string_view earns_sql =
    " i.kind = 'invoice' and i.gross_minor > 0 and o.open_minor = 0"
    " and not exists (select 1 from invoice_void v where v.invoice_id = i.id)"
    " and coalesce((select sum(s.amount_minor) from settlement s where s.invoice_id = i.id"
    "  and s.source_kind in ('payment', 'voucher')), 0) >= $1";

} // namespace

void insert_reward(db::Tx &tx, const ReferralReward &reward) { tx.insert("referral_reward", reward); }

std::vector<ReferralReward> rewards_for(db::Tx &tx, CustomerId referred) {
  return tx.all<ReferralReward>("select id, referred_id, customer_id, role, amount_minor, currency, booked_on, reason,"
                                " created_at from referral_reward where referred_id = $1 order by id",
                                referred);
}

std::optional<EarningInvoice> earning_invoice(db::Tx &tx, CustomerId customer, std::int64_t minimum_minor) {
  static const std::string sql =
      fmt::format("select i.id as id, i.number as number from invoice i join open_item o on o.invoice_id = i.id"
                  " where i.customer_id = $2 and{} order by i.id limit 1",
                  earns_sql);
  return tx.maybe<EarningInvoice>(sql, std::max<std::int64_t>(minimum_minor, 1), customer);
}

std::int64_t rewards_since(db::Tx &tx, CustomerId referrer, Date from) {
  return tx.one<std::int64_t>("select count(*) from referral_reward where customer_id = $1 and role = 'referrer'"
                              " and amount_minor > 0 and booked_on >= $2",
                              referrer, from);
}

std::vector<CustomerId> undecided_referrals(db::Tx &tx, std::int64_t minimum_minor) {
  static const std::string sql = fmt::format(
      "select r.customer_id from customer_referral r where r.decided_on is null and exists (select 1 from invoice i"
      " join open_item o on o.invoice_id = i.id where i.customer_id = r.customer_id and{}) order by r.customer_id",
      earns_sql);
  return tx.all<CustomerId>(sql, std::max<std::int64_t>(minimum_minor, 1));
}

std::vector<std::string> rewards_without_money(db::Tx &tx) {
  std::vector<std::string> problems;
  for (const ReferralRewardId id : tx.all<ReferralRewardId>(
           "select r.id from referral_reward r where r.amount_minor <>"
           " coalesce((select sum(s.amount_minor) from settlement s"
           "   where s.source_kind = 'referral' and s.source_id = r.id), 0)"
           " + coalesce((select sum(c.remaining_minor) from credit c"
           "   where c.source_kind = 'referral' and c.source_id = r.id), 0)"
           " or r.amount_minor <> coalesce((select sum(p.amount_minor) from journal_entry e"
           "   join posting p on p.entry_id = e.id and p.account = '4900'"
           "   where e.kind = 'referral_reward' and e.ref_kind = 'referral' and e.ref_id = r.id), 0) order by r.id"))
    problems.push_back(fmt::format(
        "referral reward {}: its settlements, the credit left and the journal are not its amount", id.value()));
  for (const CustomerId id : tx.all<CustomerId>(
           "select r.customer_id from customer_referral r where (r.decided_on is not null) <>"
           " exists (select 1 from referral_reward w where w.referred_id = r.customer_id) order by r.customer_id"))
    problems.push_back(
        fmt::format("the referral of customer {} is decided without a reward, or rewarded without that", id.value()));
  return problems;
}

} // namespace demarc::payments
