#include "tests/sim/life.h"

#include "payments/void_invoice.h"
#include "subscribers/customer_discount.h"
#include "subscribers/referral.h"
#include "tests/sim/checks_taxes.h"

#include <algorithm>

namespace demarc::sim {

void World::Life::move(const Event &event, Date on) {
  Line *line = line_of(event.service);
  if (line == nullptr)
    return;
  subscribers::ServiceMove in{.on = on, .street = fmt::format("{} Road", event.plan), .city = "Town"};
  in.postal_code = place_at(event.plan).postal_code;
  in.country = "CA";
  if (event.amount > 0)
    in.fee_plan_id = add_ons_.back();
  if (!write([&](db::Tx &tx) { return network::move_service(tx, *database_, line->id, in, act()); }))
    return;
  sim::move(*line, on, event.plan);
  if (event.amount > 0) {
    // Named apart from what is sold: two moves of a service may have a fee each.
    const int item = -1 - static_cast<int>(service_of_.size());
    service_of_[item] = event.service;
    line->extras[item] = {last_item(*line), add_on_versions_.back(), on, std::nullopt, 1, 1};
    line->move_fees[on] = item;
  }
  touch_owner(event.service);
  tell("move s{} {} on {}{}", event.service, in.postal_code, to_string(on),
       event.amount > 0 ? " fee " + history_.add_ons.back().code : "");
}

std::int64_t World::Life::last_item(const Line &line) {
  return database_->read([&](db::Tx &tx) {
    return tx.one<std::int64_t>("select max(id) from service_item where service_id = $1", line.id);
  });
}

void World::Life::add(const Event &event, Date from) {
  Line *line = line_of(event.service);
  const auto plan = static_cast<std::size_t>(event.plan);
  if (line == nullptr || service_of_.contains(event.item) || !write([&](db::Tx &tx) {
        return network::add_service_item(
            tx, *database_, line->id,
            {.plan_id = add_ons_[plan], .from = from, .quantity = event.count, .instalments = event.days}, act());
      }))
    return;
  line->extras[event.item] = {last_item(*line), add_on_versions_[plan], from, std::nullopt, event.count, event.days};
  service_of_[event.item] = event.service;
  touch_owner(event.service);
  tell("add s{} {}{}{} from {}", event.service, history_.add_ons[plan].code,
       event.count == 1 ? "" : fmt::format(" times {}", event.count),
       event.days == 1 ? "" : fmt::format(" in {}", event.days), to_string(from));
}

void World::Life::drop(const Event &event, Date on) {
  const auto service = service_of_.find(event.item);
  Line *line = service == service_of_.end() ? nullptr : line_of(service->second);
  const auto found = line == nullptr ? std::map<int, Extra>::iterator{} : line->extras.find(event.item);
  if (line == nullptr || found == line->extras.end())
    return;
  Extra &extra = found->second;
  if (!write([&](db::Tx &tx) {
        return network::end_service_item(tx, *database_, line->id, ServiceItemId(extra.id), on, act());
      }))
    return;
  extra.until = std::max(on, extra.from);
  touch_owner(service->second);
  tell("drop s{} {} on {}", service->second, history_.add_ons[static_cast<std::size_t>(extra.version.plan) - 1000].code,
       to_string(on));
}

void World::Life::discount(const Event &event, Date from) {
  Line *line = line_of(event.service);
  if (line == nullptr || service_of_.contains(event.item))
    return;
  subscribers::NewDiscount in{.from = from};
  Coupon given = event.amount < 1'000 ? Coupon{event.amount * 1'000, 0, event.days, event.count == 1}
                                      : Coupon{0, event.amount - 1'000, event.days, event.count == 1};
  if (event.plan > 0) {
    in.coupon_code = fmt::format("COUPON{}", event.plan);
    given = coupon_of(event.plan);
  } else {
    in.name = fmt::format("Off{}", event.item);
    in.percent_ppm = given.ppm > 0 ? std::optional(Percent{given.ppm}) : std::nullopt;
    in.amount_minor = given.minor > 0 ? std::optional(given.minor) : std::nullopt;
    in.periods = event.days > 0 ? std::optional(event.days) : std::nullopt;
    in.on_add_ons = event.count == 1;
  }
  if (!write([&](db::Tx &tx) { return network::discount_service(tx, *database_, line->id, in, act()); }))
    return;
  Off &off = line->offs[event.item] = {0, from, std::nullopt, given.ppm, given.minor, given.on_extras};
  if (line->trial_until)
    off.from = std::max(from, *line->trial_until); // nothing is owed before
  if (given.periods > 0)
    off.until = discount_end(*line, owner_of(event.service).anchors, off.from, given.periods);
  off.id = database_->read([&](db::Tx &tx) {
    return tx.one<std::int64_t>("select max(id) from service_discount where service_id = $1", line->id);
  });
  service_of_[event.item] = event.service;
  touch_owner(event.service);
  tell("discount s{} {} Off{}{}{} from {}", event.service,
       given.ppm > 0 ? to_string(Percent{given.ppm}) + "%" : amount_in_words(given.minor), event.item,
       given.periods > 0 ? fmt::format(" for {}", given.periods) : "", given.on_extras ? " all" : "", to_string(from));
}

void World::Life::full_price(const Event &event, Date on) {
  const auto service = service_of_.find(event.item);
  Line *line = service == service_of_.end() ? nullptr : line_of(service->second);
  const auto found = line == nullptr ? std::map<int, Off>::iterator{} : line->offs.find(event.item);
  if (line == nullptr || found == line->offs.end())
    return;
  Off &off = found->second;
  if (!write([&](db::Tx &tx) {
        return network::end_service_discount(tx, *database_, line->id, DiscountId(off.id), on, act());
      }))
    return;
  const Date until = std::max(on, off.from);
  off.until = off.until ? std::min(*off.until, until) : until;
  touch_owner(service->second);
  tell("full-price s{} on {} # Off{}", service->second, to_string(on), event.item);
}

void World::Life::discount_invoices(const Event &event, Date from) {
  const auto found = subscribers_.find(event.customer);
  if (found == subscribers_.end() || invoice_discounts_.contains(event.item))
    return;
  GivenOff off{.customer = event.customer, .coupon = event.plan, .from = from};
  off.ppm = event.amount < 1'000 ? event.amount * 1'000 : 0;
  off.minor = event.amount < 1'000 ? 0 : event.amount - 1'000;
  off.invoices = event.days;
  subscribers::NewCustomerDiscount in{.from = from};
  bool may_be = from >= today();
  if (off.coupon > 0) {
    const Coupon coupon = invoice_coupon_of(off.coupon);
    off.ppm = coupon.ppm;
    off.minor = coupon.minor;
    off.invoices = coupon.periods;
    in.coupon_code = fmt::format("BILL{}", off.coupon);
    int times = 0;
    for (const auto &[number, other] : invoice_discounts_) {
      times += other.coupon == off.coupon ? 1 : 0;
      may_be = may_be && (other.coupon != off.coupon || other.customer != off.customer);
    }
    may_be = may_be && (coupon.most == 0 || times < coupon.most);
  } else {
    in.name = fmt::format("Off{}", event.item);
    in.percent_ppm = off.ppm > 0 ? std::optional(Percent{off.ppm}) : std::nullopt;
    in.amount_minor = off.ppm > 0 ? std::nullopt : std::optional(off.minor);
    in.invoices = off.invoices > 0 ? std::optional(off.invoices) : std::nullopt;
  }
  const auto given = write(
      [&](db::Tx &tx) { return subscribers::give_customer_discount(tx, *database_, found->second.id, in, act()); });
  if (given.has_value() != may_be)
    throw Violation("a_coupon_is_given_as_it_says",
                    fmt::format("c{}: {}", event.customer, given ? *in.coupon_code : given.error().detail),
                    event.customer);
  if (!given)
    return;
  off.id = given->id;
  invoice_discounts_[event.item] = off;
  touched_.insert(event.customer);
  tell("invoice-discount c{} {} Off{}{} from {}{}", event.customer,
       off.ppm > 0 ? to_string(Percent{off.ppm}) + "%" : amount_in_words(off.minor), event.item,
       off.invoices > 0 ? fmt::format(" for {}", off.invoices) : "", to_string(from),
       off.coupon > 0 ? " # by coupon" : "");
}

void World::Life::full_invoices(const Event &event, Date on) {
  const auto found = invoice_discounts_.find(event.item);
  if (found == invoice_discounts_.end())
    return;
  GivenOff &off = found->second;
  if (on == today() && next_run_ > on) // what was issued this morning has it
    on = on.plus_days(1);
  if (!write([&](db::Tx &tx) {
        return subscribers::end_customer_discount(tx, *database_, subscribers_.at(off.customer).id, off.id, on, act());
      }))
    return;
  off.until = off.until ? std::min(*off.until, on) : on;
  tell("full-invoices c{} on {} # Off{}", off.customer, to_string(on), event.item);
}

void World::Life::set_payer(const Event &event, Date on) {
  const auto found = subscribers_.find(event.customer);
  const bool is_somebody = event.plan >= 0;
  if (found == subscribers_.end() || (is_somebody && !subscribers_.contains(event.plan)))
    return;
  Subscriber &who = found->second;
  const auto payer = is_somebody ? std::optional(subscribers_.at(event.plan).id) : std::nullopt;
  if (!write([&](db::Tx &tx) { return network::set_payer(tx, *database_, who.id, {payer, on}, act()); }))
    return;
  if (is_somebody && subscribers_.at(event.plan).entity != who.entity)
    throw Violation("a_payer_buys_from_the_same_entity", fmt::format("c{}", event.customer), event.customer);
  touch(event.customer); // whoever paid until now too
  who.payers.erase(who.payers.lower_bound(on), who.payers.end());
  who.payers[on] = is_somebody ? std::optional(event.plan) : std::nullopt;
  if (is_somebody)
    subscribers_.at(event.plan).pays_for.insert(event.customer);
  touch(event.customer);
  tell("payer c{} {} on {}", event.customer, is_somebody ? fmt::format("c{}", event.plan) : "themselves",
       to_string(on));
}

void World::Life::void_invoice(const Event &event) {
  const auto found = subscribers_.find(event.customer);
  if (found == subscribers_.end())
    return;
  const auto ids = database_->read([&](db::Tx &tx) {
    return tx.all<InvoiceId>("select id from invoice where customer_id = $1 and kind = 'invoice' order by id desc",
                             found->second.id);
  });
  for (const InvoiceId id : ids) {
    const auto voided = database_->write(
        [&](db::Tx &tx) { return payments::void_invoice(tx, *database_, id, {"wrong"}, clock_.now(), actor); });
    if (!voided)
      continue;
    found->second.void_days.insert(today());
    found->second.has_void = true;
    // Runs look at them anew; on whose services it was does not matter to others.
    found->second.has_last_bill = false;
    touched_.insert(event.customer);
    tell("void {}", voided->number);
    if (options_.checks)
      database_->read([&](db::Tx &tx) { check_void(tx, event.customer, id.value()); });
    return;
  }
}

void World::Life::refer(const Event &event) {
  const auto found = subscribers_.find(event.customer), by = subscribers_.find(event.plan);
  if (found == subscribers_.end() || by == subscribers_.end() || !write([&](db::Tx &tx) {
        return subscribers::name_referrer(tx, *database_, found->second.id, {by->second.id}, act());
      }))
    return;
  tell("# c{} says that c{} brought them", event.customer, event.plan);
}

} // namespace demarc::sim
