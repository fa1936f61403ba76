// The outbox table, for outbox.cc and runner.cc.
#pragma once

#include "platform/jobs/outbox.h"

namespace demarc::jobs {

inline constexpr const char *outbox_channel = "jobs.outbox";

struct NewRow {
  std::string topic;
  std::string ordering_key;
  std::string payload;
  Instant created_at;
  Instant not_before;
  Instant next_try_at;
  OutboxState state = OutboxState::waiting;
  int attempts = 0;
  std::string note;
  Instant lease_until;
};
BOOST_DESCRIBE_STRUCT(NewRow, (),
                      (topic, ordering_key, payload, created_at, not_before, next_try_at, state, attempts, note,
                       lease_until))
void add_rows(db::Tx &tx, std::span<const NewRow> rows);

// Who asks for what. `owner` is unique over processes and time; what it has leased is its own until it says otherwise.
struct Claim {
  std::string owner;
  std::vector<std::string> topics;
  Instant now;         // what is due: the clock's time
  Instant real_now;    // which leases have run out: real time
  Instant lease_until; // real time
};

struct ClaimedItem {
  std::int64_t id = 0;
  std::string topic;
  std::string key;
  std::string payload;
  int attempts = 0;
  Instant next_try_at;
};
BOOST_DESCRIBE_STRUCT(ClaimedItem, (), (id, topic, key, payload, attempts, next_try_at))

// Leases up to `limit` items that are due and first of their key; in the order in which they fell due.
std::vector<ClaimedItem> claim_items(db::Tx &tx, const Claim &claim, int limit);
// When the next item is due that is first of its key: a time at or before `now` means now. Without the leased ones, or
// with.
std::optional<Instant> next_item_due(db::Tx &tx, const Claim &claim, bool with_leased);

// These three answer whether the lease was still the owner's.
bool finish_item(db::Tx &tx, std::int64_t id, std::string_view owner);
bool postpone_item(db::Tx &tx, std::int64_t id, std::string_view owner, Instant next_try_at, std::string_view note);
bool park_item(db::Tx &tx, std::int64_t id, std::string_view owner, std::string_view note);

void release_items(db::Tx &tx, const std::vector<std::int64_t> &ids, std::string_view owner);
void renew_item_leases(db::Tx &tx, std::string_view owner, Instant lease_until);

// Scheduled jobs.
struct JobRow {
  std::string name;
  Instant last_due;
  int caught_up = 0;
  Instant next_try_at;
  int attempts = 0;
  std::string note;
  std::optional<std::string> lease_owner;
  Instant lease_until;
};
BOOST_DESCRIBE_STRUCT(JobRow, (), (name, last_due, caught_up, next_try_at, attempts, note, lease_owner, lease_until))

void add_job(db::Tx &tx, std::string_view name, Instant last_due);
std::vector<JobRow> find_jobs(db::Tx &tx);
// False when another has it, or has run it in between.
bool lease_job(db::Tx &tx, const JobRow &row, const Claim &claim);
bool finish_job(db::Tx &tx, std::string_view name, std::string_view owner, Instant due, int caught_up);
bool postpone_job(db::Tx &tx, std::string_view name, std::string_view owner, Instant next_try_at,
                  std::string_view note);
void renew_job_leases(db::Tx &tx, std::string_view owner, Instant lease_until);

} // namespace demarc::jobs
