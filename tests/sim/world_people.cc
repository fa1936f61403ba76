#include "tests/sim/life.h"

#include "billing/change_billing_day.h"
#include "payments/take_payment.h"
#include "subscribers/customer_store.h"
#include "tests/sim/checks_taxes.h"

#include <algorithm>

namespace demarc::sim {

Line *World::Life::line_of(int service) {
  const auto owner = owner_of_.find(service);
  return owner == owner_of_.end() ? nullptr : &subscribers_.at(owner->second).lines.at(service);
}

void World::Life::touch(int customer) { touched_.merge(subscribers_.touch(customer)); }

void World::Life::join(const Event &event) {
  const auto made = write([&](db::Tx &tx) {
    return subscribers::create_customer(tx, *database_,
                                        {.name = fmt::format("c{}", event.customer),
                                         .street = "1 Road",
                                         .city = "Town",
                                         .postal_code = std::string(place_at(event.shift).postal_code),
                                         .country = "CA",
                                         .billing_day = event.plan == 0 ? std::nullopt : std::optional(event.plan),
                                         .legal_entity_id = entity_of(event.count)},
                                        clock_.now(), actor);
  });
  need(made);
  const Date anchor = anchor_of(event.plan == 0 ? today().day() : event.plan, today());
  if (made->billing_anchor != anchor)
    throw Violation("the_anchor_is_the_billing_day", to_string(made->billing_anchor), event.customer);
  Subscriber &who = subscribers_[event.customer] = {made->id, today(), {{Date::of(1, 1, 1), anchor}}, event.shift};
  who.has_chosen_day = event.plan != 0;
  who.entity = event.count;
  tell("customer c{}{} at {}", event.customer, event.plan == 0 ? "" : fmt::format(" day {}", event.plan),
       place_at(event.shift).postal_code);
}

void World::Life::change_entity(const Event &event) {
  const auto found = subscribers_.find(event.customer);
  if (found == subscribers_.end() || !write([&](db::Tx &tx) {
        return subscribers::edit_customer(tx, *database_, found->second.id, {.legal_entity_id = entity_of(event.count)},
                                          clock_.now(), actor);
      }))
    return;
  if (found->second.entity == event.count)
    return;
  // Were there books, check_customer would find that they are another one's.
  found->second.entity = event.count;
  touch(event.customer);
  tell("# c{} buys from entity {}", event.customer, event.count);
}

void World::Life::sell(const Event &event, Date from) {
  const auto owner = subscribers_.find(event.customer);
  if (owner == subscribers_.end())
    return;
  const auto plan = static_cast<std::size_t>(event.plan);
  const auto sold = need(write([&](db::Tx &tx) {
    return network::add_service(tx, *database_, sealer_, owner->second.id,
                                {.plan_id = plans_[plan],
                                 .username = fmt::format("s{}", event.service),
                                 .password = "password",
                                 .starts_on = from,
                                 .quantity = event.count},
                                act());
  }));
  const Date sold_on = std::max(from, today());
  // Of the first service of somebody who has chosen no billing day: the day after a free trial is it.
  Subscriber &who = owner->second;
  const Version &version = version_on(plan, sold_on);
  const bool has_payers =
      std::any_of(who.payers.begin(), who.payers.end(), [](const auto &payer) { return payer.second.has_value(); });
  if (who.lines.empty() && !who.has_chosen_day && !has_payers && version.trial_days > 0 && version.trial_minor == 0)
    who.anchors = {{Date::of(1, 1, 1), from.plus_days(version.trial_days)}};
  Line &line = who.lines[event.service] = {sold.service.id, from, std::nullopt, {}, {}};
  line.places[Date::of(1, 1, 1)] = who.home;
  change_plan(line, from, version_on(plan, sold_on), event.count, coming(plan, sold_on), owner->second.anchors);
  owner_of_[event.service] = event.customer;
  touch_owner(event.service);
  tell("sell c{} s{} {} from {}{}", event.customer, event.service, history_.plans[plan].code, to_string(from),
       event.count == 1 ? "" : fmt::format(" times {}", event.count));
}

void World::Life::change(const Event &event, Date from) {
  Line *line = line_of(event.service);
  if (line == nullptr)
    return;
  const auto plan = static_cast<std::size_t>(event.plan);
  if (!write([&](db::Tx &tx) {
        return network::change_service_plan(tx, *database_, line->id, {.plan_id = plans_[plan], .on = from}, act());
      }))
    return;
  const Date sold_on = std::max(from, today());
  change_plan(*line, from, version_on(plan, sold_on), *on_day(line->quantities, from), coming(plan, sold_on),
              owner_of(event.service).anchors);
  touch_owner(event.service);
  tell("change s{} {} from {}", event.service, history_.plans[plan].code, to_string(from));
}

void World::Life::change_quantity(const Event &event, Date from) {
  Line *line = line_of(event.service);
  if (line == nullptr || !write([&](db::Tx &tx) {
        return network::change_service_plan(
            tx, *database_, line->id,
            {.on = from,
             .quantity = event.count,
             .planned = event.days == 1 ? subscribers::PlannedMove::keep : subscribers::PlannedMove::drop},
            act());
      }))
    return;
  touch_owner(event.service);
  tell("quantity s{} {} from {}{}", event.service, event.count, to_string(from), event.days == 1 ? " keep" : "");
  if (event.days == 1 && change_quantity_only(*line, from, event.count))
    return;
  // The plan goes on as it did, with the prices that are announced for it; another plan that was to come does not.
  const Version version = *line->plan_on(from);
  std::vector<std::pair<Date, Version>> later;
  for (auto row = line->plans.upper_bound(from); row != line->plans.end() && row->second.plan == version.plan; ++row)
    later.emplace_back(*row);
  change_plan(*line, from, version, event.count,
              coming(static_cast<std::size_t>(version.plan), std::max(from, today())), owner_of(event.service).anchors);
  for (auto &[on, price] : later)
    line->plans[on] = std::move(price);
}

void World::Life::end(const Event &event, Date on) {
  Line *line = line_of(event.service);
  if (line == nullptr ||
      !write([&](db::Tx &tx) { return network::end_service(tx, *database_, line->id, {on}, act()); }))
    return;
  if (!line->ends)
    line->noticed = today();
  line->ends = on;
  touch_owner(event.service);
  tell("end s{} on {}", event.service, to_string(on));
}

void World::Life::leave(const Event &event, Date on) {
  Line *line = line_of(event.service);
  if (line == nullptr)
    return;
  subscribers::ServiceEnd end{on, today().plus_days(-event.days), event.amount == 1, std::nullopt};
  if (event.amount == 1)
    end.waive_reason = "moves";
  if (!write([&](db::Tx &tx) { return network::end_service(tx, *database_, line->id, end, act()); }))
    return;
  line->noticed = today().plus_days(-event.days);
  line->is_waived = event.amount == 1;
  line->ends = on;
  touch_owner(event.service);
  tell("end s{} on {} noticed {}{}", event.service, to_string(on), to_string(*line->noticed),
       line->is_waived ? " waived moves" : " charged");
}

void World::Life::keep(const Event &event) {
  Line *line = line_of(event.service);
  if (line == nullptr || !write([&](db::Tx &tx) { return network::keep_service(tx, *database_, line->id, act()); }))
    return;
  line->ends.reset();
  line->noticed.reset();
  line->is_waived = false;
  touch_owner(event.service);
  tell("keep s{}", event.service);
}

void World::Life::pause(const Event &event, Date from) {
  Line *line = line_of(event.service);
  const auto until = event.days == 0 ? std::nullopt : std::optional(from.plus_days(event.days));
  if (line == nullptr || !write([&](db::Tx &tx) {
        return network::pause_service(tx, *database_, line->id, {from, until, ""}, act());
      }))
    return;
  add_pause(*line, from, until);
  touch_owner(event.service);
  tell("pause s{} from {}{}", event.service, to_string(from), until ? " until " + to_string(*until) : "");
}

void World::Life::resume(const Event &event, Date on) {
  Line *line = line_of(event.service);
  if (line == nullptr ||
      !write([&](db::Tx &tx) { return network::resume_service(tx, *database_, line->id, on, act()); }))
    return;
  end_pause(*line, on);
  touch_owner(event.service);
  tell("resume s{} on {}", event.service, to_string(on));
}

void World::Life::pay(const Event &event) {
  const auto owner = subscribers_.find(event.customer);
  if (owner == subscribers_.end())
    return;
  const auto open = database_->read([&](db::Tx &tx) {
    return tx.one<std::int64_t>("select cast(coalesce(sum(open_minor), 0) as bigint) from open_item where"
                                " customer_id = $1",
                                owner->second.id);
  });
  const std::int64_t amount = open > 0 ? std::max<std::int64_t>(1, open * event.amount / 1000) : event.amount;
  const auto paid = write([&](db::Tx &tx) {
    return payments::take_payment(tx, *database_, {.customer_id = owner->second.id, .amount_minor = amount},
                                  clock_.now(), actor);
  });
  need(paid);
  touched_.insert(event.customer);
  tell("pay c{} {}", event.customer, amount_in_words(amount));
  if (options_.checks)
    database_->read([&](db::Tx &tx) { check_payment(tx, event.customer, paid->id.value()); });
}

void World::Life::change_billing_day(const Event &event, Date on) {
  const auto found = subscribers_.find(event.customer);
  if (found == subscribers_.end())
    return;
  Subscriber &who = found->second;
  const auto changed = write([&](db::Tx &tx) {
    return billing::change_billing_day(tx, *database_, who.id,
                                       {event.plan, event.days == 0 ? std::nullopt : std::optional(on)}, act());
  });
  if (!changed)
    return;
  if (event.days == 0) { // the next one of the month that is not billed
    const Date unbilled = who.billed_until ? std::max(today(), who.billed_until->plus_days(1)) : today();
    on = boundary_from(who.anchors, Version{}, unbilled);
  }
  if (changed->on != on)
    throw Violation("the_billing_day_changes_with_the_next", to_string(changed->on), event.customer);
  const Anchors::value_type first = *who.anchors.begin();
  who.anchors.erase(who.anchors.lower_bound(on), who.anchors.end());
  who.anchors.insert(first);
  who.anchors[on] = anchor_of(event.plan, on);
  who.has_chosen_day = true;
  touch(event.customer);
  tell("billing-day c{} {} on {}", event.customer, event.plan, to_string(on));
}

} // namespace demarc::sim
