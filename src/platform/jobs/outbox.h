// The transactional outbox: what must happen outside the database (a CoA packet, a mail, a webhook) is written as a row
// in the same transaction as its cause, and done afterwards by whoever registered for its topic in daemon/wiring.cc.
// Nothing is lost when the machine dies between the two; a handler may run twice, so handlers are idempotent.
//
// Items of one `key` run in the order they were put, one at a time, over all nodes (one session's changes do not
// overtake each other); different keys run side by side. Three remarks on that order:
//  - an item that failed and waits for its next try holds back the later ones of its key;
//  - an item of put_at() that is not due yet holds back nobody, and once due it goes before those put after it;
//  - a parked item holds back nobody. Retried by an operator it runs late, so handlers act on the present state, not on
//    the state at the time of the put.
// Two transactions that put items of one key at the same moment must lock something in common first (the customer's
// row), else "the order they were put" means nothing.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"

namespace demarc::jobs {

struct OutboxItem {
  std::int64_t id = 0; // never used again, so it serves as an idempotency key
  std::string topic;   // "network.apply_access"
  std::string key;     // ordering key: "session:42"
  std::string payload; // JSON, described by the topic's owner
  int attempts = 0;    // earlier tries that failed
};

// Due now, or not before `due_at`. Wakes the runners after the commit.
void put(db::Tx &tx, Instant now, std::string topic, std::string key, std::string payload);
void put_at(db::Tx &tx, Instant now, Instant due_at, std::string topic, std::string key, std::string payload);

// Thousands at once, in this order, by the bulk path. Due now.
struct NewItem {
  std::string topic;
  std::string key;
  std::string payload;
};
void put_many(db::Tx &tx, Instant now, std::span<const NewItem> items);

// What a handler answers.
struct Handled {
  enum class Kind { done, retry, give_up };
  Kind kind = Kind::done;
  std::string note = {};          // kept with the row: why it is retried or given up
  std::int64_t retry_after_s = 0; // 0: the runner's back-off (2, 4, 8 … s, at most 5 minutes)

  static Handled done() { return {}; }
  static Handled retry(std::string why, std::int64_t after_s = 0) { return {Kind::retry, std::move(why), after_s}; }
  static Handled give_up(std::string why) { return {Kind::give_up, std::move(why), 0}; }
};

// For operators
// ---------------------------------------------------------------------------------------------------------

enum class OutboxState { waiting, parked };
BOOST_DESCRIBE_ENUM(OutboxState, waiting, parked)

struct OutboxRow {
  std::int64_t id = 0;
  std::string topic;
  std::string key;
  std::string payload;
  OutboxState state = OutboxState::waiting;
  int attempts = 0;
  std::string note; // of the last failure
  Instant created_at;
  Instant next_try_at; // 0: at once
  bool running = false;
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (), (id, topic, key, payload, state, attempts, note, created_at, next_try_at, running))

struct OutboxCounts {
  std::int64_t waiting = 0; // all that is to be done, now or later
  std::int64_t failing = 0; // of these, failed at least once
  std::int64_t parked = 0;
  std::optional<Instant> oldest_due; // since when the oldest due item waits
};
BOOST_DESCRIBE_STRUCT(OutboxCounts, (), (waiting, failing, parked, oldest_due))

OutboxCounts count_outbox(db::Tx &tx, Instant now);
// Parked items and those that failed at least once, newest first, older than `before_id` if given.
std::vector<OutboxRow> failing_items(db::Tx &tx, int limit, std::optional<std::int64_t> before_id = {});
// Parked or waiting for its next try: makes it due now with all its attempts before it. Refuses item_not_found,
// item_running.
Outcome<Done> retry_item(db::Tx &tx, std::int64_t id, Instant now);
// Forgets it. Refuses item_not_found, item_running.
Outcome<Done> discard_item(db::Tx &tx, std::int64_t id);

} // namespace demarc::jobs
