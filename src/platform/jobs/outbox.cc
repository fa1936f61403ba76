#include "platform/jobs/outbox.h"

#include "platform/jobs/outbox_store.h"

namespace demarc::jobs {
namespace {

// `not_before` 0 and not `now`: clocks of nodes differ a little, and an item put on a fast one must not let those put
// after it on a slow one pass.
NewRow row_of(Instant now, Instant not_before, NewItem item) {
  return {.topic = std::move(item.topic),
          .ordering_key = std::move(item.key),
          .payload = std::move(item.payload),
          .created_at = now,
          .not_before = not_before,
          .next_try_at = not_before};
}

} // namespace

void put(db::Tx &tx, Instant now, std::string topic, std::string key, std::string payload) {
  put_at(tx, now, Instant{0}, std::move(topic), std::move(key), std::move(payload));
}

void put_at(db::Tx &tx, Instant now, Instant due_at, std::string topic, std::string key, std::string payload) {
  const NewRow row = row_of(now, due_at, {std::move(topic), std::move(key), std::move(payload)});
  add_rows(tx, std::span(&row, 1));
}

void put_many(db::Tx &tx, Instant now, std::span<const NewItem> items) {
  std::vector<NewRow> rows;
  rows.reserve(items.size());
  for (const NewItem &item : items)
    rows.push_back(row_of(now, Instant{0}, item));
  add_rows(tx, rows);
}

} // namespace demarc::jobs
