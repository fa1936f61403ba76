#include "platform/jobs/outbox_store.h"

#include <algorithm>

namespace demarc::jobs {
namespace {

// "First of its key" as outbox.h words it: no earlier item waits that is due by the time this one is tried.
constexpr const char *claim_sql =
    "with picked as materialized (select o.id from outbox o where o.state = 'waiting' and o.next_try_at <= $3 "
    "and o.topic = any($4::text[]) and (o.lease_owner is null or (o.lease_until <= $5 and o.lease_owner <> $1)) "
    "and not exists (select 1 from outbox e where e.ordering_key = o.ordering_key and e.state = 'waiting' "
    "and e.id < o.id and e.not_before <= $3) "
    "order by o.next_try_at, o.id limit $6 for update of o skip locked) "
    "update outbox set lease_owner = $1, lease_until = $2 where id in (select id from picked) "
    "returning id, topic, ordering_key as key, payload, attempts, next_try_at";

constexpr const char *next_due_sql =
    "select o.next_try_at from outbox o where o.state = 'waiting' and o.topic = any($2::text[]) "
    "and ($3 = 1 or o.lease_owner is null or (o.lease_until <= $4 and o.lease_owner <> $5)) "
    "and not exists (select 1 from outbox e where e.ordering_key = o.ordering_key and e.state = 'waiting' "
    "and e.id < o.id and e.not_before <= greatest(o.next_try_at, $1)) "
    "order by o.next_try_at, o.id limit 1";

constexpr const char *finish_item_sql = "delete from outbox where id = $1 and lease_owner = $2";
constexpr const char *postpone_item_sql =
    "update outbox set attempts = attempts + 1, next_try_at = $3, note = $4, lease_owner = null, lease_until = 0 "
    "where id = $1 and lease_owner = $2";
constexpr const char *park_item_sql =
    "update outbox set attempts = attempts + 1, state = 'parked', note = $3, lease_owner = null, lease_until = 0 "
    "where id = $1 and lease_owner = $2";
constexpr const char *release_items_sql =
    "update outbox set lease_owner = null, lease_until = 0 where id = any($1::bigint[]) and lease_owner = $2";
constexpr const char *renew_items_sql = "update outbox set lease_until = $2 where lease_owner = $1";

constexpr const char *add_job_sql =
    "insert into scheduled_job (name, last_due, caught_up, next_try_at, attempts, note, lease_owner, lease_until) "
    "values ($1, $2, 0, 0, 0, '', null, 0) on conflict (name) do nothing";
constexpr const char *find_jobs_sql =
    "select name, last_due, caught_up, next_try_at, attempts, note, lease_owner, lease_until from scheduled_job";
constexpr const char *lease_job_sql =
    "update scheduled_job set lease_owner = $1, lease_until = $2 where name = $3 and last_due = $4 "
    "and (lease_owner is null or (lease_until <= $5 and lease_owner <> $1))";
constexpr const char *finish_job_sql =
    "update scheduled_job set last_due = $3, caught_up = $4, attempts = 0, next_try_at = 0, note = '', "
    "lease_owner = null, lease_until = 0 where name = $1 and lease_owner = $2";
constexpr const char *postpone_job_sql = "update scheduled_job set attempts = attempts + 1, next_try_at = $3, note = "
                                         "$4, lease_owner = null, lease_until = 0 "
                                         "where name = $1 and lease_owner = $2";
constexpr const char *renew_jobs_sql = "update scheduled_job set lease_until = $2 where lease_owner = $1";

// The statistics of a queue are always of another time: empty at night, a hundred thousand rows after a billing run.
// Left to them, PostgreSQL reads and sorts the whole table to find the first few; so it is held to the index.
void walk_the_index(db::Tx &tx) {
  if (tx.engine() == db::Engine::postgres)
    tx.exec("select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), "
            "set_config('enable_seqscan', 'off', true)");
}

} // namespace

void add_rows(db::Tx &tx, std::span<const NewRow> rows) {
  if (rows.empty())
    return;
  tx.insert_many("outbox", rows);
  tx.notify(outbox_channel, "");
}

std::vector<ClaimedItem> claim_items(db::Tx &tx, const Claim &claim, int limit) {
  walk_the_index(tx);
  auto items = tx.all<ClaimedItem>(claim_sql, claim.owner, claim.lease_until, claim.now,
                                   db::text_list(tx, claim.topics), claim.real_now, limit);
  std::sort(items.begin(), items.end(), [](const ClaimedItem &a, const ClaimedItem &b) {
    return std::pair(a.next_try_at, a.id) < std::pair(b.next_try_at, b.id);
  });
  return items;
}

std::optional<Instant> next_item_due(db::Tx &tx, const Claim &claim, bool with_leased) {
  walk_the_index(tx);
  return tx.maybe<Instant>(next_due_sql, claim.now, db::text_list(tx, claim.topics), with_leased, claim.real_now,
                           claim.owner);
}

bool finish_item(db::Tx &tx, std::int64_t id, std::string_view owner) {
  return tx.exec_counted(finish_item_sql, id, owner) == 1;
}
bool postpone_item(db::Tx &tx, std::int64_t id, std::string_view owner, Instant next_try_at, std::string_view note) {
  return tx.exec_counted(postpone_item_sql, id, owner, next_try_at, note) == 1;
}
bool park_item(db::Tx &tx, std::int64_t id, std::string_view owner, std::string_view note) {
  return tx.exec_counted(park_item_sql, id, owner, note) == 1;
}
void release_items(db::Tx &tx, const std::vector<std::int64_t> &ids, std::string_view owner) {
  tx.exec(release_items_sql, db::id_list(tx, ids), owner);
}
void renew_item_leases(db::Tx &tx, std::string_view owner, Instant lease_until) {
  tx.exec(renew_items_sql, owner, lease_until);
}

void add_job(db::Tx &tx, std::string_view name, Instant last_due) { tx.exec(add_job_sql, name, last_due); }
std::vector<JobRow> find_jobs(db::Tx &tx) { return tx.all<JobRow>(find_jobs_sql); }
bool lease_job(db::Tx &tx, const JobRow &row, const Claim &claim) {
  return tx.exec_counted(lease_job_sql, claim.owner, claim.lease_until, row.name, row.last_due, claim.real_now) == 1;
}
bool finish_job(db::Tx &tx, std::string_view name, std::string_view owner, Instant due, int caught_up) {
  return tx.exec_counted(finish_job_sql, name, owner, due, caught_up) == 1;
}
bool postpone_job(db::Tx &tx, std::string_view name, std::string_view owner, Instant next_try_at,
                  std::string_view note) {
  return tx.exec_counted(postpone_job_sql, name, owner, next_try_at, note) == 1;
}
void renew_job_leases(db::Tx &tx, std::string_view owner, Instant lease_until) {
  tx.exec(renew_jobs_sql, owner, lease_until);
}

// outbox.h, what operators ask
// -------------------------------------------------------------------------------------------

namespace {
constexpr const char *failing_sql =
    "select id, topic, ordering_key as key, payload, state, attempts, note, created_at, next_try_at, "
    "case when lease_owner is null then 0 else 1 end as running from outbox "
    "where (state = 'parked' or attempts > 0) and id < $1 order by id desc limit $2";
constexpr const char *count_sql =
    "select count(case when state = 'waiting' then 1 end) as waiting, "
    "count(case when state = 'waiting' and attempts > 0 then 1 end) as failing, "
    "count(case when state = 'parked' then 1 end) as parked, "
    "min(case when state = 'waiting' and not_before <= $1 then greatest(not_before, created_at) end) as oldest_due "
    "from outbox";
constexpr const char *lock_item_sql = "select case when lease_owner is null then 0 else 1 end as running from outbox "
                                      "where id = $1 for update";
constexpr const char *retry_item_sql =
    "update outbox set state = 'waiting', attempts = 0, next_try_at = $2 where id = $1";
constexpr const char *discard_item_sql = "delete from outbox where id = $1";

Outcome<Done> lock_item(db::Tx &tx, std::int64_t id) {
  const auto running = tx.maybe<bool>(lock_item_sql, id);
  if (!running)
    return refuse(Refusal::Kind::not_found, "item_not_found", "There is no such item; it may have been done by now.");
  if (*running)
    return refuse(Refusal::Kind::conflict, "item_running", "The item is running at this moment; look again shortly.");
  return Done{};
}
} // namespace

OutboxCounts count_outbox(db::Tx &tx, Instant now) { return tx.one<OutboxCounts>(count_sql, now); }

std::vector<OutboxRow> failing_items(db::Tx &tx, int limit, std::optional<std::int64_t> before_id) {
  return tx.all<OutboxRow>(failing_sql, before_id.value_or(INT64_MAX), limit);
}

Outcome<Done> retry_item(db::Tx &tx, std::int64_t id, Instant now) {
  TRY(locked, lock_item(tx, id));
  tx.exec(retry_item_sql, id, now);
  tx.notify(outbox_channel, "");
  return locked;
}

Outcome<Done> discard_item(db::Tx &tx, std::int64_t id) {
  TRY(locked, lock_item(tx, id));
  tx.exec(discard_item_sql, id);
  tx.notify(outbox_channel, ""); // what it held back may run now
  return locked;
}

} // namespace demarc::jobs
