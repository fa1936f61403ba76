// Announcing a price change, and taking it back. Creating one checks it, makes the version and queues the work; the
// work goes through the customers in the order of their ids, some hundreds in a transaction: their services' rows, one
// message to each customer, their timelines, and how far it is, all committed together. So it may be killed at any
// instant, run on any node and any number of times; each customer is told once. Cancelling is the same work the other
// way round: rows that have not begun are taken back, and who was told is told so.
//
// However late the work is done, each customer has the days of notice from the day of their message.
//
// Threads: any. Two workers on one change take turns.
#pragma once

#include "platform/jobs/outbox.h"
#include "pricing/price_change.h"

namespace demarc::pricing {

struct Pricing {
  db::Database &database;
  const Clock &clock;
  int customers_per_transaction = 200;
};

inline constexpr std::string_view price_change_topic = "pricing.price_change";

Outcome<PriceChange> create_price_change(db::Tx &tx, db::Database &ids, PlanId plan, const NewPriceChange &in,
                                         const std::string &actor, Instant now);
// Refused when every service has come to the new price.
Outcome<PriceChange> cancel_price_change(db::Tx &tx, PriceChangeId id, const std::string &actor, Instant now);
// The handler of `price_change_topic`: carries the change to its end.
jobs::Handled handle_price_change(const Pricing &pricing, const jobs::OutboxItem &item);
void continue_price_change(const Pricing &pricing, PriceChangeId id);

Outcome<PriceChange> find_price_change(db::Tx &tx, PriceChangeId id, Date today);
std::vector<PriceChange> list_price_changes(db::Tx &tx, PlanId plan, Date today);

PriceSettings find_price_settings(db::Tx &tx);
Outcome<PriceSettings> save_price_settings(db::Tx &tx, const PriceSettings &settings);

} // namespace demarc::pricing
