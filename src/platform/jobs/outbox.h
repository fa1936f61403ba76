// The transactional outbox: what must happen outside the database (a CoA packet, a mail, a webhook) is written as a row in
// the same transaction as its cause, and done afterwards by whoever registered for its topic in daemon/wiring.cc. Nothing is
// lost when the machine dies between the two; a handler may run twice, so handlers are idempotent.
//
// Items of one `key` run in the order they were put, one at a time (one session's changes do not overtake each other);
// different keys run side by side.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"

namespace demarc::jobs {

struct OutboxItem {
  std::int64_t id = 0;
  std::string topic;   // "network.apply_access"
  std::string key;     // ordering key: "session:42"
  std::string payload; // JSON, described by the topic's owner
  int attempts = 0;    // earlier tries that failed
};

// Due now, or not before `due_at`. Wakes the runner after the commit.
void put(db::Tx &tx, Instant now, std::string topic, std::string key, std::string payload);
void put_at(db::Tx &tx, Instant now, Instant due_at, std::string topic, std::string key, std::string payload);

// What a handler answers.
struct Handled {
  enum class Kind { done, retry, give_up };
  Kind kind = Kind::done;
  std::string note = {};             // kept with the row: why it is retried or given up
  std::int64_t retry_after_s = 0;    // 0: the runner's back-off (2, 4, 8 … s, at most 5 minutes)

  static Handled done() { return {}; }
  static Handled retry(std::string why, std::int64_t after_s = 0) { return {Kind::retry, std::move(why), after_s}; }
  static Handled give_up(std::string why) { return {Kind::give_up, std::move(why), 0}; }
};

} // namespace demarc::jobs
