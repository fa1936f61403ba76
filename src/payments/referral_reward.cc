#include "payments/referral_reward.h"

#include "billing/allocate_payment.h"
#include "catalog/provider.h"
#include "dunning/credit_control.h"
#include "network/services.h"
#include "payments/referral_reward_store.h"
#include "platform/http/json.h"
#include "subscribers/customer.h"
#include "subscribers/referral_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::payments {

namespace {

// What the outbox carries.
struct ReferralOrder {
  CustomerId referred_id;
};
BOOST_DESCRIBE_STRUCT(ReferralOrder, (), (referred_id))

class Booking {
public:
  Booking(db::Tx &tx, db::Database &ids, Instant now)
      : tx_(tx), ids_(ids), now_(now), today_(catalog::business_date(tx, now)) {}

  bool run(CustomerId referred);

private:
  void give(const subscribers::Customer &to, const subscribers::Customer &other, ReferralRole role,
            std::int64_t amount_minor, std::string reason);
  void book(const ReferralReward &reward, const subscribers::Customer &to, const subscribers::Customer &other);

  db::Tx &tx_;
  db::Database &ids_;
  Instant now_;
  Date today_;
  CustomerId referred_;
  EarningInvoice invoice_;
};

bool Booking::run(CustomerId referred) {
  const subscribers::ReferralSettings settings = subscribers::find_referral_settings(tx_);
  const auto named = subscribers::referral_of(tx_, referred);
  if (!settings.is_on || !named || named->decided_on)
    return false;
  // As everybody who holds two: the lower id first.
  auto first = subscribers::lock_customer(tx_, std::min(referred, named->referrer_id)),
       second = subscribers::lock_customer(tx_, std::max(referred, named->referrer_id));
  if (!first || !second)
    return false;
  const auto now_named = subscribers::referral_of(tx_, referred); // as it is now that nobody else changes it
  if (!now_named || now_named->decided_on || now_named->referrer_id != named->referrer_id)
    return false;
  const auto invoice = earning_invoice(tx_, referred, settings.minimum_paid_minor);
  if (!invoice || !subscribers::decide_referral(tx_, referred, today_, invoice->id.value()))
    return false;
  referred_ = referred;
  invoice_ = *invoice;
  const subscribers::Customer &child = first->id == referred ? *first : *second,
                              &parent = first->id == referred ? *second : *first;
  std::string reason;
  if (parent.status == subscribers::CustomerStatus::left)
    reason = "has left";
  else if (settings.most_per_year &&
           rewards_since(tx_, parent.id, Date::of(today_.year(), 1, 1)) >= *settings.most_per_year)
    reason = fmt::format("has had {} this year, the most", *settings.most_per_year);
  else if (settings.referrer_minor == 0)
    reason = "nothing is given to who refers";
  give(parent, child, ReferralRole::referrer, reason.empty() ? settings.referrer_minor : 0, reason);
  give(child, parent, ReferralRole::referred, settings.referred_minor,
       settings.referred_minor == 0 ? "nothing is given to who is referred" : "");
  tx_.notify("dashboard", "");
  return true;
}

void Booking::give(const subscribers::Customer &to, const subscribers::Customer &other, ReferralRole role,
                   std::int64_t amount_minor, std::string reason) {
  const ReferralReward reward{ids_.next<ReferralRewardId>("referral_reward"),
                              referred_,
                              to.id,
                              role,
                              amount_minor,
                              to.currency,
                              today_,
                              std::move(reason),
                              now_};
  insert_reward(tx_, reward);
  const std::string whose = role == ReferralRole::referrer ? fmt::format("for referring {}", other.name)
                                                           : fmt::format("for coming through {}", other.name);
  const bool is_given = amount_minor > 0;
  if (is_given || role == ReferralRole::referrer)
    subscribers::tell(
        tx_, ids_,
        {.customer_id = to.id,
         .at = now_,
         .kind = "referral.rewarded",
         .title = is_given ? fmt::format("Reward of {} {}", to_string(Money::minor(amount_minor, to.currency)), whose)
                           : fmt::format("No reward {}", whose),
         .detail = is_given ? fmt::format("{} paid invoice {}", role == ReferralRole::referrer ? other.name : to.name,
                                          invoice_.number)
                            : reward.reason,
         .actor = "system",
         .ref_kind = role == ReferralRole::referrer ? "customer" : "invoice",
         .ref_id = role == ReferralRole::referrer ? other.id.value() : invoice_.id.value(),
         .ref_text = role == ReferralRole::referrer ? other.number : invoice_.number});
  if (is_given)
    book(reward, to, other);
}

// As a voucher is redeemed.
void Booking::book(const ReferralReward &reward, const subscribers::Customer &to, const subscribers::Customer &other) {
  network::renew_prepaid_services(tx_, ids_, to.id, now_, today_, {.words = "the calendar"});
  const Money amount = Money::minor(reward.amount_minor, reward.currency);
  const auto allocated = billing::allocate_payment(tx_, ids_, to.id, {std::string(referral_source), reward.id.value()},
                                                   amount, today_, now_);
  ledger::Entry entry{.date = today_,
                      .kind = "referral_reward",
                      .ref_kind = std::string(referral_source),
                      .ref_id = reward.id.value(),
                      .customer_id = to.id,
                      .memo = reward.role == ReferralRole::referrer
                                  ? fmt::format("Reward for referring {}", other.number)
                                  : fmt::format("Reward for coming through {}", other.number),
                      .postings = billing::credit_side(allocated)};
  entry.postings.insert(entry.postings.begin(), {std::string(ledger::account::discounts), amount});
  ledger::post(tx_, ids_, entry, now_);
  const network::Cause cause{.words = fmt::format("a referral reward of {}", to_string(amount)),
                             .ref_kind = "customer",
                             .ref_id = other.id.value(),
                             .ref_text = other.number};
  dunning::refresh_standing(tx_, ids_, to.id, now_, today_, cause);
  network::renew_prepaid_services(tx_, ids_, to.id, now_, today_, cause);
}

} // namespace

void look_for_reward(db::Tx &tx, CustomerId customer, Instant now) {
  const auto named = subscribers::referral_of(tx, customer);
  if (named && !named->decided_on)
    jobs::put(tx, now, std::string(referral_topic), fmt::format("referral:{}", customer.value()),
              http::to_json(ReferralOrder{customer}));
}

bool book_rewards(db::Database &database, CustomerId referred, Instant now) {
  return database.write([&](db::Tx &tx) { return Booking(tx, database, now).run(referred); });
}

jobs::Handled handle_referral(db::Database &database, const jobs::OutboxItem &item, Instant now) {
  const auto order = http::decode_json<ReferralOrder>(item.payload);
  if (!order)
    return jobs::Handled::give_up("this is no order of a referral");
  book_rewards(database, order->referred_id, now);
  return jobs::Handled::done();
}

int book_due_rewards(db::Database &database, Instant now) {
  const auto due = database.read([](db::Tx &tx) {
    const subscribers::ReferralSettings settings = subscribers::find_referral_settings(tx);
    return settings.is_on ? undecided_referrals(tx, settings.minimum_paid_minor) : std::vector<CustomerId>{};
  });
  return static_cast<int>(
      std::count_if(due.begin(), due.end(), [&](CustomerId id) { return book_rewards(database, id, now); }));
}

std::vector<std::string> verify_rewards(db::Tx &tx) { return rewards_without_money(tx); }

} // namespace demarc::payments
