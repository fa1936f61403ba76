#include "tests/sim/life.h"

#include "billing/settlement_store.h"
#include "payments/take_payment.h"
#include "payments/voucher.h"
#include "subscribers/customer.h"
#include "subscribers/prepaid_store.h"

#include <algorithm>

namespace demarc::sim {

std::int64_t World::Life::vat_on(Date day) const {
  std::int64_t ppm = 0;
  for (const TaxFrom &tax : taxes_) {
    if (tax.from <= day)
      ppm = tax.ppm;
  }
  return ppm;
}

void World::Life::settle(PrepaidLife &life, Date day) {
  testing::ModelService &service = life.model.services.front();
  while (life.settled < day) {
    service.days_on += service.is_paid(life.settled) ? 1 : 0;
    life.settled = life.settled.plus_days(1);
    settle_now(life, life.settled);
  }
}

// The add-on is bought with each period; of one that is cut its days come back, and the plan's do not.
void World::Life::settle_now(PrepaidLife &life, Date day) {
  const auto with_tax = [](std::int64_t net, std::int64_t ppm) { return net + half_up(net * ppm, 1'000'000); };
  testing::ModelService &service = life.model.services.front();
  const std::int64_t ppm = vat_on(day), net = life.net_minor + life.extras * life.extra_minor;
  const auto before = std::pair(service.from, service.until);
  if (service.paused && service.is_paid(day)) {
    const std::int64_t all = life.net_minor + life.bought_extra_minor;
    const std::int64_t kept = half_up(life.bought_extra_minor * days_between(*service.from, day), service.length);
    life.model.balance +=
        with_tax(all, life.bought_ppm) - with_tax(all - (life.bought_extra_minor - kept), life.bought_ppm);
  }
  service.price = with_tax(net, ppm);
  life.model.settle(day);
  if (service.is_paid(day) && std::pair(service.from, service.until) != before) {
    life.bought_extra_minor = life.extras * life.extra_minor;
    life.bought_ppm = ppm;
  }
}

void World::Life::change_extras(PrepaidLife &life, int count) {
  if (life.extras == count)
    return;
  if (life.extras > 0) {
    const auto item = database_->read([&](db::Tx &tx) {
      return tx.one<std::int64_t>("select max(id) from service_item where service_id = $1", life.service);
    });
    need(write([&](db::Tx &tx) {
      return network::end_service_item(tx, *database_, life.service, ServiceItemId(item), today(), act());
    }));
    life.extras = 0;
    settle_now(life, today()); // without it the balance may cover a period
  }
  life.extras = count;
  if (count > 0)
    need(write([&](db::Tx &tx) {
      return network::add_service_item(
          tx, *database_, life.service,
          {.plan_id = prepaid_extras_.at(static_cast<std::size_t>(life.plan)), .quantity = count}, act());
    }));
}

void World::Life::sell_prepaid(const Event &event) {
  const auto plan = static_cast<std::size_t>(event.plan);
  PrepaidLife life;
  write([&](db::Tx &tx) -> Outcome<Done> {
    const auto made = need(subscribers::create_customer(tx, *database_,
                                                        {.name = fmt::format("p{}", event.customer),
                                                         .street = "1 Road",
                                                         .city = "Town",
                                                         .country = "CA",
                                                         .legal_entity_id = entity_of(event.count)},
                                                        clock_.now(), actor));
    life.id = made.id;
    life.service = need(network::add_service(
                            tx, *database_, sealer_, made.id,
                            {.plan_id = prepaid_plans_.at(plan), .username = made.name, .password = "password"}, act()))
                       .service.id;
    return Done{};
  });
  const PlanOffer &offer = history_.prepaid_plans.at(plan);
  life.net_minor = offer.price_minor;
  life.extra_minor = history_.prepaid_extras.at(plan).price_minor;
  life.plan = event.plan;
  life.entity = event.count;
  life.settled = today();
  life.model.services.push_back({.length = offer.interval_days, .forfeits = true});
  settle_now(life, today());
  prepaid_[event.customer] = std::move(life);
  tell("customer p{} with a prepaid service on {}", event.customer, offer.code);
}

void World::Life::redeem(PrepaidLife &life, std::int64_t minor) {
  // A batch of one code, sold for its value and exported.
  const auto code = database_->write([&](db::Tx &tx) {
    const auto batch = need(payments::make_vouchers(tx, *database_, sealer_,
                                                    {.name = "sim",
                                                     .count = 1,
                                                     .value_minor = minor,
                                                     .expires_on = today().plus_days(30),
                                                     .legal_entity_id = entity_of(life.entity)},
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
  if (event.kind == Kind::extra) {
    change_extras(life, event.count);
    tell("# {} of the add-on from the next period of p{} on", event.count, event.customer);
  } else if (event.kind == Kind::voucher) {
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
  settle_now(life, today()); // rates may have been added today
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
