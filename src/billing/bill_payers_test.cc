// Several accounts that are billed for one another's services, against a count by the day.
#include "billing/bill.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

namespace demarc::billing {
namespace {

const Currency currency = Currency::of("EUR");
Date day_of(std::string_view text) { return *Date::parse(text); }

PlanPrice later(PlanPrice price) {
  price.in_arrears = true;
  return price;
}
const Prices price_list{{PlanVersionId(1), {"Monthly", Money::minor(2900, currency), 1, TaxId(1)}},
                        {PlanVersionId(2), {"Dear", Money::minor(4900, currency), 1, TaxId(1)}},
                        {PlanVersionId(3), {"Weekly", Money::minor(699, currency), Interval::of_days(7), TaxId(1)}},
                        {PlanVersionId(4), later({"Later", Money::minor(3100, currency), 1, TaxId(1)})},
                        {PlanVersionId(5), {"Quarter", Money::minor(8900, currency), 3, TaxId(1)}}};

// The accounts of a house: what the stores do, without one.
class House {
public:
  explicit House(const std::vector<Date> &anchors, Date joined_on) : charged_(anchors.size()) {
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      Account account;
      account.id = CustomerId(static_cast<std::int64_t>(i) + 1);
      account.currency = currency;
      account.anchors = anchors[i];
      account.joined_on = joined_on;
      accounts_.push_back(account);
      lives_.push_back(
          {ServiceId(account.id.value()), "user", joined_on, std::nullopt, {{joined_on, PlanVersionId(1)}}});
    }
  }
  ServiceLife &life(std::size_t account) { return lives_[account]; }
  [[nodiscard]] const std::vector<Charged> &charged(std::size_t account) const { return charged_[account]; }
  std::size_t size() const { return accounts_.size(); }

  // All accounts, each after the other, or all as they were when the page was read.
  bool run(Date until, bool from_one_snapshot) {
    bool billed = false;
    std::vector<std::pair<std::size_t, Bills>> computed;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      auto bills = bills_due(view(i), price_list, until);
      EXPECT_TRUE(bills) << (bills ? "" : bills.error().reason);
      if (!bills)
        return billed;
      computed.emplace_back(i, std::move(*bills));
      if (!from_one_snapshot)
        billed = store(computed.back()) || billed;
    }
    if (from_one_snapshot) {
      for (const auto &one : computed)
        billed = store(one) || billed;
    }
    return billed;
  }

private:
  Account view(std::size_t i) const {
    Account account = accounts_[i];
    account.payers = lives_[i].payers;
    account.services.push_back({lives_[i], charged_[i]});
    for (std::size_t other = 0; other < lives_.size(); ++other) {
      if (other != i)
        account.services.push_back(
            {lives_[other], charged_[other], OtherAccount{accounts_[other].id, "", accounts_[other].anchors}});
    }
    return account;
  }
  bool store(const std::pair<std::size_t, Bills> &computed) {
    Account &account = accounts_[computed.first];
    const auto payer_of = [&](ServiceId service) {
      return service.value() == account.id.value() ? std::nullopt : std::optional(account.id);
    };
    const auto book = [&](ServiceId service, std::string_view kind, std::int64_t revision, Charged row) {
      // The unique index charge_once.
      EXPECT_TRUE(keys_.insert({service, std::string(kind), row.period.start, row.payer, revision}).second)
          << "charged twice: " << to_string(row.period);
      charged_[static_cast<std::size_t>(service.value()) - 1].push_back(std::move(row));
    };
    for (const Bill &bill : computed.second.bills) {
      for (const NewCredit &credit : bill.credits)
        book(credit.service_id, credit_kind, credit.revision,
             {ChargeId(++last_), credit.plan_version_id, credit.full, credit.period, -credit.net.minor_units(),
              credit.reverses, credit.corrects, credit.corrects_line, credit.item, credit.quantity, credit.price_micro,
              credit.tax_place, payer_of(credit.service_id)});
      for (const NewCharge &charge : bill.charges)
        book(charge.service_id, recurring_kind, charge.revision,
             {ChargeId(++last_), charge.plan_version_id, charge.full, charge.period, charge.net.minor_units(),
              std::nullopt, InvoiceId(last_), 1, charge.item, charge.quantity, charge.price_micro, charge.tax_place,
              payer_of(charge.service_id)});
    }
    account.billed_until = computed.second.billed_until;
    return !computed.second.bills.empty();
  }

  std::vector<Account> accounts_;
  std::vector<ServiceLife> lives_;
  std::vector<std::vector<Charged>> charged_;
  std::set<std::tuple<ServiceId, std::string, Date, std::optional<CustomerId>, std::int64_t>> keys_;
  std::int64_t last_ = 0;
};

using NetByPayer = std::map<std::int64_t, std::int64_t>; // 0: the customer themselves

// Day by day: each run of days on one plan in one full period falls to whoever pays on the period's first day of
// service.
NetByPayer counted(const ServiceLife &life, Date anchor, Date until) {
  NetByPayer net;
  std::optional<PlanVersionId> run_version;
  Period run_full;
  std::int64_t run_payer = 0;
  int run_days = 0;
  const auto close = [&] {
    if (run_days > 0)
      net[run_payer] += share_of(price_list.at(*run_version).price, run_days, run_full.days()).minor_units();
    run_days = 0;
  };
  for (Date day = life.starts_on; day < until.plus_days(120) && (!life.ends_on || day < *life.ends_on);
       day = day.plus_days(1)) {
    PlanVersionId version;
    for (const PlanFrom &plan : life.plans) {
      if (plan.from <= day)
        version = plan.plan_version_id;
    }
    const PlanPrice &plan = price_list.at(version);
    Period full{anchor, anchor};
    for (int k = -60; full.end <= day; ++k) // from long before, one period after the other
      full = plan.interval.is_in_days()
                 ? Period{anchor.plus_days(k * plan.interval.days()), anchor.plus_days((k + 1) * plan.interval.days())}
                 : Period{anchor.plus_months_clamped(k * plan.interval.months()),
                          anchor.plus_months_clamped((k + 1) * plan.interval.months())};
    std::int64_t payer = 0;
    for (const PayerFrom &one : life.payers) {
      if (one.from <= std::max(full.start, life.starts_on))
        payer = one.payer ? one.payer->value() : 0;
    }
    if (run_version != version || run_full != full || run_payer != payer)
      close();
    run_version = version;
    run_full = full;
    run_payer = payer;
    const bool is_over = full.end <= until || (life.ends_on && *life.ends_on <= until);
    if (full.start <= until && (!plan.in_arrears || is_over))
      ++run_days;
  }
  close();
  std::erase_if(net, [](const auto &one) { return one.second == 0; });
  return net;
}

TEST(Payers, are_billed_on_the_boundaries_of_those_they_pay_for) {
  House house({day_of("2026-01-01"), day_of("2026-01-15")}, day_of("2026-01-01"));
  house.life(1).payers = {{day_of("2026-01-01"), CustomerId(1)}};
  for (Date day = day_of("2026-01-01"); day <= day_of("2026-02-20"); day = day.plus_days(1))
    house.run(day, false);
  std::vector<std::string> said;
  for (const Charged &charge : house.charged(1))
    said.push_back(to_string(charge.period) + " " + std::to_string(charge.payer.value_or(CustomerId(0)).value()));
  EXPECT_EQ(said, (std::vector<std::string>{to_string(Period{day_of("2026-01-01"), day_of("2026-01-15")}) + " 1",
                                            to_string(Period{day_of("2026-01-15"), day_of("2026-02-15")}) + " 1",
                                            to_string(Period{day_of("2026-02-15"), day_of("2026-03-15")}) + " 1"}));
}

RC_GTEST_PROP(Payers, owe_what_a_count_by_the_day_says_after_any_history, ()) {
  const Date joined = Date::from_days(*rc::gen::inRange(day_of("2023-11-01").days(), day_of("2024-04-01").days()));
  std::vector<Date> anchors;
  for (int i = 0; i < 3; ++i) {
    Date anchor = joined;
    for (const int day = *rc::gen::inRange(1, 32); anchor.day() != day;)
      anchor = anchor.plus_days(-1);
    anchors.push_back(anchor);
  }
  House house(anchors, joined);
  Date today = joined;
  const int steps = *rc::gen::inRange(1, 30);
  for (int step = 0; step < steps; ++step) {
    today = today.plus_days(*rc::gen::inRange(0, 25));
    const Date on = std::max(joined, today.plus_days(*rc::gen::inRange(-60, 40)));
    ServiceLife &life = house.life(*rc::gen::inRange<std::size_t>(0, house.size()));
    switch (*rc::gen::inRange(0, 7)) {
    case 0:
    case 1: { // chains are refused elsewhere; the rule bills them all the same
      std::erase_if(life.payers, [&](const PayerFrom &one) { return one.from >= on; });
      const int payer = *rc::gen::inRange(0, 4);
      if (payer == 0 || payer == life.id.value())
        life.payers.push_back({on, std::nullopt});
      else
        life.payers.push_back({on, CustomerId(payer)});
      break;
    }
    case 2:
      std::erase_if(life.plans, [&](const PlanFrom &plan) { return plan.from >= on && plan.from > life.starts_on; });
      if (on > life.starts_on)
        life.plans.push_back({on, PlanVersionId(*rc::gen::inRange(1, 6))});
      break;
    case 3:
      if (*rc::gen::inRange(0, 3) == 0)
        life.ends_on.reset();
      else
        life.ends_on = std::max(life.starts_on, on);
      break;
    default:
      house.run(today, *rc::gen::arbitrary<bool>());
      RC_ASSERT(!::testing::Test::HasFailure());
      RC_ASSERT(!house.run(today, false)); // a second run finds nothing
    }
  }
  // Until everybody has had a billing day of their own after the last period that was begun before the last change.
  const Date last = today.plus_days(250);
  for (; today <= last; today = today.plus_days(1))
    house.run(today, true);
  RC_ASSERT(!::testing::Test::HasFailure());
  for (std::size_t i = 0; i < house.size(); ++i) {
    NetByPayer net;
    for (const Charged &charge : house.charged(i))
      net[charge.payer ? charge.payer->value() : 0] += charge.net_minor;
    std::erase_if(net, [](const auto &one) { return one.second == 0; });
    RC_ASSERT(net == counted(house.life(i), anchors[i], last));
  }
}

} // namespace
} // namespace demarc::billing
