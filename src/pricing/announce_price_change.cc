#include "pricing/announce_price_change.h"

#include "base/ensure.h"
#include "base/log.h"
#include "catalog/legal_entity.h"
#include "catalog/plan_store.h"
#include "catalog/provider.h"
#include "notify/message.h"
#include "platform/http/json.h"
#include "pricing/announcement.h"
#include "pricing/terms.h"
#include "subscribers/service_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <thread>

namespace demarc::pricing {

namespace {

// A price change moves a service to another version, in the quantity it has.
std::int64_t quantity_on(const Addressee &customer, ServiceId service, Date day) {
  std::int64_t quantity = 1;
  for (const billing::ServiceLife &life : customer.services) {
    for (const billing::PlanFrom &plan : life.plans) {
      if (life.id == service && plan.from <= day)
        quantity = plan.quantity;
    }
  }
  return quantity;
}

struct Order {
  PriceChangeId price_change_id;
};
BOOST_DESCRIBE_STRUCT(Order, (), (price_change_id))

constexpr int attempts_per_step = 5;
constexpr int longest_notice_days = 366;

Date today_of(db::Tx &tx, Instant now) { return catalog::business_date(tx, now); }

bool is_withdrawn(const PriceChangeRow &row, const catalog::PlanVersion &to) {
  return row.makes_version && to.withdrawn;
}

PriceChange shown(db::Tx &tx, const PriceChangeRow &row, Date today) {
  const auto to = *catalog::find_plan_version(tx, row.plan_version_id);
  PriceChange change;
  change.id = row.id;
  change.plan_id = row.plan_id;
  change.version = to.version;
  change.price_minor = to.price_minor;
  change.currency = row.currency;
  change.interval_months = to.interval().months();
  change.interval_days = to.interval().days();
  for (std::size_t at = 0; at < row.from_versions.size();) {
    const std::size_t end = std::min(row.from_versions.find(',', at), row.from_versions.size());
    change.from_versions.push_back(std::stoi(row.from_versions.substr(at, end - at)));
    at = end + 1;
  }
  change.on = row.on_date;
  change.notice_days = row.notice_days;
  change.text = row.text;
  change.state = row.state;
  change.total = row.total;
  change.done = row.done;
  change.services = row.services;
  change.customers = row.customers;
  change.monthly_difference_minor = monthly(row.difference_minor, to.interval());
  change.first_date = row.first_date;
  change.last_date = row.last_date;
  const bool is_told = row.state == PriceChangeState::announcing || row.state == PriceChangeState::announced ||
                       row.state == PriceChangeState::failed;
  change.can_be_cancelled = is_told && (row.state != PriceChangeState::announced || today < row.on_date ||
                                        (row.last_date && today < *row.last_date));
  change.created_by = row.created_by;
  change.created_at = row.created_at;
  change.announced_at = row.announced_at;
  change.cancelled_by = row.cancelled_by;
  change.cancelled_at = row.cancelled_at;
  if (!row.error.empty())
    change.error = row.error;
  return change;
}

void queue(db::Tx &tx, PriceChangeId id, Instant now) {
  jobs::put(tx, now, std::string(price_change_topic), fmt::format("price_change:{}", id.value()),
            http::to_json(Order{id}));
}

// The names that letters are signed with.
std::map<LegalEntityId, std::string> seller_names(db::Tx &tx) {
  std::map<LegalEntityId, std::string> names;
  for (catalog::LegalEntity &entity : catalog::list_legal_entities(tx))
    names.emplace(entity.id, std::move(entity.name));
  return names;
}

Money money(std::int64_t minor, const catalog::PlanVersion &version) { return Money::minor(minor, version.currency); }

// The next customers are moved and told.
void announce_to(db::Tx &tx, db::Database &ids, PriceChangeRow &row, const Terms &terms,
                 const std::vector<CustomerId> &customers, Instant now) {
  const auto sellers = seller_names(tx);
  const std::string told_on = to_string(today_of(tx, now));
  std::vector<NewStay> stays;
  std::vector<MovedRow> moved;
  std::vector<notify::Outgoing> letters;
  std::vector<subscribers::TimelineEvent> events;
  for (const Addressee &customer : load_addressees(tx, customers)) {
    std::vector<ServiceChange> changes;
    for (const PlannedMove &planned : planned_moves(customer, terms)) {
      const Move &move = planned.move;
      if (move.has_row)
        subscribers::put_service_plan(
            tx, {planned.service_id, move.on, terms.to.id, quantity_on(customer, planned.service_id, move.on)});
      else
        stays.push_back({planned.service_id, move.on, terms.to.id, quantity_on(customer, planned.service_id, move.on)});
      moved.push_back({row.id, planned.service_id, move.on, customer.id, move.before, planned.old_price_minor,
                       terms.to.price_minor});
      if (move.follows)
        continue;
      ++row.services;
      row.difference_minor += planned.difference_minor;
      row.first_date = row.first_date ? std::min(*row.first_date, move.on) : move.on;
      row.last_date = row.last_date ? std::max(*row.last_date, move.on) : move.on;
      changes.push_back({terms.to.name, planned.username, money(planned.old_price_minor, terms.to),
                         money(terms.to.price_minor, terms.to), terms.to.interval(), move.on});
      events.push_back(
          {.customer_id = customer.id,
           .service_id = planned.service_id,
           .at = now,
           .kind = "service.price_change",
           .title = "Price change announced on " + told_on,
           .detail = fmt::format("{}: {} → {} from {}", terms.to.name, to_string(changes.back().old_price),
                                 per_interval(changes.back().new_price, terms.to.interval()), to_string(move.on)),
           .actor = row.created_by,
           .ref_kind = "price_change",
           .ref_id = row.id.value()});
    }
    if (changes.empty())
      continue;
    ++row.customers;
    Letter letter = announcement(sellers.at(customer.legal_entity_id), customer.name, changes, row.text);
    letters.push_back({customer.id, customer.email, std::move(letter.subject), std::move(letter.body)});
  }
  insert_stays(tx, stays);
  insert_moved(tx, moved);
  notify::send_all(tx, ids, std::move(letters), "price_change", row.id.value(), now);
  subscribers::tell_all(tx, ids, std::move(events));
}

// The next customers' rows that have not begun are taken back, and they are told.
void take_back_from(db::Tx &tx, db::Database &ids, const PriceChangeRow &row, const Terms &terms,
                    const std::vector<CustomerId> &customers, Date today, Instant now) {
  const auto sellers = seller_names(tx);
  std::map<std::pair<CustomerId, ServiceId>, std::vector<ToTakeBack>> rows_of;
  for (const ToTakeBack &one : rows_to_take_back(tx, row, is_withdrawn(row, terms.to), today, customers))
    rows_of[{one.customer_id, one.service_id}].push_back(one);
  std::vector<notify::Outgoing> letters;
  std::vector<subscribers::TimelineEvent> events;
  for (const Addressee &customer : load_addressees(tx, customers)) {
    std::vector<ServiceChange> changes;
    for (const billing::ServiceLife &life : customer.services) {
      const auto found = rows_of.find({customer.id, life.id});
      if (found == rows_of.end())
        continue;
      for (const ToTakeBack &one : found->second) { // the latest first
        const auto stay = std::find_if(life.plans.begin(), life.plans.end(),
                                       [&](const billing::PlanFrom &plan) { return plan.from == one.from_date; });
        ENSURE(stay != life.plans.end(), "a row that is taken back is one of the service's");
        const auto earlier =
            stay == life.plans.begin() ? std::nullopt : catalog::find_plan_version(tx, (stay - 1)->plan_version_id);
        std::optional<PlanVersionId> back = one.listed_before;
        if (!back && !(earlier && earlier->plan_id == row.plan_id))
          back = catalog::version_on(tx, row.plan_id, one.from_date)->id;
        if (!back || (earlier && earlier->id == *back))
          drop_stay(tx, life.id, one.from_date);
        else
          subscribers::put_service_plan(tx, {life.id, one.from_date, *back, stay->quantity});
        if (one.listed_before)
          mark_taken_back(tx, row.id, life.id, one.from_date);
        if (life.ends_on && *life.ends_on <= one.from_date)
          continue;
        const std::int64_t old_price = one.old_price_minor ? *one.old_price_minor
                                       : back              ? catalog::find_plan_version(tx, *back)->price_minor
                                                           : earlier->price_minor;
        changes.push_back({terms.to.name, life.username, money(old_price, terms.to),
                           money(terms.to.price_minor, terms.to), terms.to.interval(), one.from_date});
        events.push_back({.customer_id = customer.id,
                          .service_id = life.id,
                          .at = now,
                          .kind = "service.price_change_cancelled",
                          .title = "Price change taken back",
                          .detail = fmt::format("{} stays at {}; not changed from {}", terms.to.name,
                                                to_string(changes.back().old_price), to_string(one.from_date)),
                          .actor = row.cancelled_by,
                          .ref_kind = "price_change",
                          .ref_id = row.id.value()});
      }
    }
    if (changes.empty())
      continue;
    Letter letter = withdrawal(sellers.at(customer.legal_entity_id), customer.name, changes);
    letters.push_back({customer.id, customer.email, std::move(letter.subject), std::move(letter.body)});
  }
  notify::send_all(tx, ids, std::move(letters), "price_change", row.id.value(), now);
  subscribers::tell_all(tx, ids, std::move(events));
}

// One transaction: the next customers, or the end. Answers whether the work is over.
bool step(const Pricing &pricing, PriceChangeId id) {
  return pricing.database.write([&](db::Tx &tx) {
    const Instant now = pricing.clock.now();
    auto row = lock_change(tx, id);
    ENSURE(row.has_value(), "a price change that was queued has a row");
    if (row->state != PriceChangeState::announcing && row->state != PriceChangeState::cancelling)
      return true;
    const Date today = today_of(tx, now);
    const Terms terms = terms_of(tx, *row, today);
    std::vector<CustomerId> customers;
    if (row->state == PriceChangeState::announcing) {
      customers = affected_customers(tx, row->last_customer_id, terms.from_ids(), row->on_date,
                                     pricing.customers_per_transaction, true);
      if (!customers.empty())
        announce_to(tx, pricing.database, *row, terms, customers, now);
      row->done += static_cast<std::int64_t>(customers.size());
      row->total = std::max(row->total, row->done);
    } else {
      customers =
          customers_to_take_back(tx, *row, is_withdrawn(*row, terms.to), today, pricing.customers_per_transaction);
      if (!customers.empty())
        take_back_from(tx, pricing.database, *row, terms, customers, today, now);
    }
    if (!customers.empty())
      row->last_customer_id = customers.back();
    const bool ends = customers.size() < static_cast<std::size_t>(pricing.customers_per_transaction);
    if (ends && row->state == PriceChangeState::announcing) {
      row->state = PriceChangeState::announced;
      row->announced_at = now;
      row->total = row->done;
    } else if (ends) {
      row->state = PriceChangeState::cancelled;
    }
    save_change(tx, *row);
    return ends;
  });
}

// What another transaction was in the way of is tried again; the step has left no trace.
bool step_with_patience(const Pricing &pricing, PriceChangeId id) {
  for (int attempt = 1;; ++attempt) {
    try {
      return step(pricing, id);
    } catch (const db::Error &error) {
      if (error.kind() != db::Error::Kind::retryable || attempt == attempts_per_step)
        throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(20 * attempt));
    }
  }
}

} // namespace

Outcome<PriceChange> create_price_change(db::Tx &tx, db::Database &ids, PlanId plan, const NewPriceChange &in,
                                         const std::string &actor, Instant now) {
  const Date today = today_of(tx, now);
  catalog::lock_plan(tx, plan); // a sale that is under way is there before customers are counted
  TRY(terms, terms_of(tx, plan, in, today));
  if (terms.makes_version) {
    terms.to.id = ids.next<PlanVersionId>("plan_version");
    catalog::insert_plan_version(tx, terms.to);
  }
  PriceChangeRow row;
  row.id = ids.next<PriceChangeId>("price_change");
  row.plan_id = plan;
  row.plan_version_id = terms.to.id;
  row.makes_version = terms.makes_version;
  for (const int number : terms.from_numbers())
    row.from_versions += (row.from_versions.empty() ? "" : ",") + std::to_string(number);
  row.on_date = in.on;
  row.notice_days = terms.notice_days;
  row.text = in.text;
  row.total = count_affected(tx, terms.from_ids(), in.on);
  row.currency = terms.to.currency;
  row.created_by = actor;
  row.created_at = now;
  insert_change(tx, row, {terms.except.begin(), terms.except.end()});
  queue(tx, row.id, now);
  return shown(tx, row, today);
}

Outcome<PriceChange> cancel_price_change(db::Tx &tx, PriceChangeId id, const std::string &actor, Instant now) {
  auto row = lock_change(tx, id);
  if (!row)
    return refuse(Refusal::Kind::not_found, "price_change_unknown",
                  fmt::format("There is no price change {}.", id.value()));
  const Date today = today_of(tx, now);
  if (row->state == PriceChangeState::cancelling || row->state == PriceChangeState::cancelled)
    return shown(tx, *row, today); // the same wish again
  if (!shown(tx, *row, today).can_be_cancelled)
    return refuse(Refusal::Kind::conflict, "price_change_in_effect",
                  "Every service has come to the new price. Announce another price change to go back.");
  catalog::lock_plan(tx, row->plan_id);
  if (row->makes_version && today < row->on_date)
    catalog::withdraw_version(tx, row->plan_version_id);
  row->state = PriceChangeState::cancelling;
  row->last_customer_id = CustomerId();
  row->cancelled_by = actor;
  row->cancelled_at = now;
  save_change(tx, *row);
  queue(tx, id, now);
  return shown(tx, *row, today);
}

void continue_price_change(const Pricing &pricing, PriceChangeId id) {
  while (!step_with_patience(pricing, id)) {
  } // ends: each step goes on behind the last customer of the one before
}

jobs::Handled handle_price_change(const Pricing &pricing, const jobs::OutboxItem &item) {
  const auto order = http::decode_json<Order>(item.payload);
  if (!order)
    return jobs::Handled::give_up("not an order for a price change");
  std::string why;
  try {
    continue_price_change(pricing, order->price_change_id);
    return jobs::Handled::done();
  } catch (const db::Error &error) {
    if (error.kind() == db::Error::Kind::retryable)
      return jobs::Handled::retry(error.what());
    why = error.what();
  } catch (const std::exception &error) {
    why = error.what();
  }
  log::error("pricing", "price change {} failed: {}", order->price_change_id.value(), why);
  pricing.database.write([&](db::Tx &tx) {
    auto row = lock_change(tx, order->price_change_id);
    if (!row)
      return;
    row->state = PriceChangeState::failed;
    row->error = why;
    save_change(tx, *row);
  });
  return jobs::Handled::give_up(why);
}

Outcome<PriceChange> find_price_change(db::Tx &tx, PriceChangeId id, Date today) {
  const auto row = change_row(tx, id);
  if (!row)
    return refuse(Refusal::Kind::not_found, "price_change_unknown",
                  fmt::format("There is no price change {}.", id.value()));
  return shown(tx, *row, today);
}

std::vector<PriceChange> list_price_changes(db::Tx &tx, PlanId plan, Date today) {
  std::vector<PriceChange> changes;
  for (const PriceChangeRow &row : changes_of(tx, plan))
    changes.push_back(shown(tx, row, today));
  return changes;
}

PriceSettings find_price_settings(db::Tx &tx) { return {stored_notice_days(tx).value_or(PriceSettings{}.notice_days)}; }

Outcome<PriceSettings> save_price_settings(db::Tx &tx, const PriceSettings &settings) {
  if (settings.notice_days < 0 || settings.notice_days > longest_notice_days)
    return refuse("notice_out_of_range", "Customers have 0 to 366 days of notice.", "notice_days");
  store_notice_days(tx, settings.notice_days);
  return settings;
}

} // namespace demarc::pricing
