#include "tests/sim/life.h"

#include "billing/settlement_store.h"
#include "payments/take_payment.h"
#include "payments/voucher.h"
#include "subscribers/customer.h"
#include "subscribers/prepaid_store.h"

#include <algorithm>

namespace demarc::sim {

std::int64_t World::Life::gross_on(std::int64_t net_minor, Date day) const {
  std::int64_t ppm = 0;
  for (const TaxFrom &tax : taxes_) {
    if (tax.from <= day)
      ppm = tax.ppm;
  }
  return net_minor + half_up(net_minor * ppm, 1'000'000);
}

void World::Life::settle(PrepaidLife &life, Date day) {
  testing::ModelService &service = life.model.services.front();
  while (life.settled < day) {
    service.days_on += service.is_paid(life.settled) ? 1 : 0;
    life.settled = life.settled.plus_days(1);
    service.price = gross_on(life.net_minor, life.settled);
    life.model.settle(life.settled);
  }
}

void World::Life::sell_prepaid(const Event &event) {
  const auto plan = static_cast<std::size_t>(event.plan);
  PrepaidLife life;
  write([&](db::Tx &tx) -> Outcome<Done> {
    const auto made = need(subscribers::create_customer(
        tx, *database_, {.name = fmt::format("p{}", event.customer), .street = "1 Road", .city = "Town"}, clock_.now(),
        actor));
    life.id = made.id;
    life.service = need(network::add_service(
                            tx, *database_, sealer_, made.id,
                            {.plan_id = prepaid_plans_.at(plan), .username = made.name, .password = "password"}, act()))
                       .service.id;
    return Done{};
  });
  const PlanOffer &offer = history_.prepaid_plans.at(plan);
  life.net_minor = offer.price_minor;
  life.settled = today();
  life.model.services.push_back(
      {.price = gross_on(offer.price_minor, today()), .length = offer.interval_days, .forfeits = true});
  prepaid_[event.customer] = std::move(life);
  tell("customer p{} with a prepaid service on {}", event.customer, offer.code);
}

void World::Life::redeem(PrepaidLife &life, std::int64_t minor) {
  // A batch of one code, sold for its value and exported.
  const auto code = database_->write([&](db::Tx &tx) {
    const auto batch = need(payments::make_vouchers(tx, *database_, sealer_, {"sim", 1, minor, today().plus_days(30)},
                                                    clock_.now(), actor));
    need(payments::sell_vouchers(tx, *database_, batch.id, {minor, payments::Method::cash}, clock_.now(), actor));
    return need(payments::export_vouchers(tx, sealer_, batch.id, clock_.now())).items.front().code;
  });
  need(payments::redeem_voucher(*database_, {life.id, code}, clock_.now(), actor));
  // Again: answered as before, with no effect.
  if (!need(payments::redeem_voucher(*database_, {life.id, code}, clock_.now(), actor)).was_redeemed_before)
    throw Violation("a_voucher_has_one_effect", code);
}

void World::Life::change_prepaid(const Event &event) {
  const auto found = prepaid_.find(event.customer);
  if (found == prepaid_.end())
    return;
  PrepaidLife &life = found->second;
  testing::ModelService &service = life.model.services.front();
  settle(life, today());
  service.price = gross_on(life.net_minor, today()); // rates may have been added today
  if (event.kind == Kind::voucher) {
    redeem(life, event.amount);
    life.model.balance += event.amount;
    tell("# voucher p{} {}", event.customer, amount_in_words(event.amount));
  } else if (event.kind == Kind::top_up) {
    need(write([&](db::Tx &tx) {
      return payments::take_payment(tx, *database_, {.customer_id = life.id, .amount_minor = event.amount},
                                    clock_.now(), actor);
    }));
    life.model.balance += event.amount;
    tell("pay p{} {}", event.customer, amount_in_words(event.amount));
  } else if (event.kind == Kind::renewal) {
    service.renews = !service.renews;
    need(write(
        [&](db::Tx &tx) { return network::set_auto_renew(tx, *database_, life.service, service.renews, act()); }));
    tell("renewal p{} {}", event.customer, service.renews ? "on" : "off");
  } else {
    need(write([&](db::Tx &tx) {
      return service.paused ? network::resume_service(tx, *database_, life.service, today(), act())
                            : network::pause_service(tx, *database_, life.service, {today(), std::nullopt, ""}, act());
    }));
    service.paused = !service.paused;
    tell("{} p{}", service.paused ? "pause" : "resume", event.customer);
  }
  life.model.settle(today());
}

void World::Life::check_prepaid() {
  if (!options_.checks || is_waiting() || day_ < away_until_)
    return;
  database_->read([&](db::Tx &tx) {
    for (auto &[number, life] : prepaid_) {
      settle(life, today());
      const testing::ModelService &service = life.model.services.front();
      const auto balance = billing::account_balance(tx, life.id, today());
      if (balance.credit_minor != life.model.balance || balance.open_minor != 0 || balance.credit_minor < 0)
        throw Violation("a_prepaid_balance_is_what_is_left",
                        fmt::format("p{}: {} credit, {} open, expected {}", number, balance.credit_minor,
                                    balance.open_minor, life.model.balance));
      const auto access = network::explain_access(tx, life.service);
      if ((access.verdict == network::Verdict::allow) != service.is_on(today()))
        throw Violation("prepaid_days_bought_are_days_on",
                        fmt::format("p{} on {}: {}", number, to_string(today()), access.reasons.front().text));
      if (day_ % 28 != 27)
        continue;
      std::int64_t used = 0;
      for (const subscribers::Purchase &bought : subscribers::purchases_of(tx, life.service))
        used += bought.item_id == billing::plan_item
                    ? Period{bought.from_date, std::min(bought.used_until, today())}.days()
                    : 0;
      if (used != service.days_on)
        throw Violation("prepaid_days_bought_are_days_on",
                        fmt::format("p{}: {} days bought, {} days on", number, used, service.days_on));
    }
  });
}

} // namespace demarc::sim
