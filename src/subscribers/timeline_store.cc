#include "subscribers/timeline.h"

#include <limits>

namespace demarc::subscribers {

void tell(db::Tx &tx, db::Database &ids, TimelineEvent event) {
  event.id = ids.next<TimelineId>("timeline");
  tx.insert("timeline", event);
  tx.notify("timeline", std::to_string(event.customer_id.value()));
}

void tell_all(db::Tx &tx, db::Database &ids, std::vector<TimelineEvent> events) {
  for (TimelineEvent &event : events) {
    event.id = ids.next<TimelineId>("timeline");
    tx.notify("timeline", std::to_string(event.customer_id.value()));
  }
  tx.insert_many("timeline", events);
}

std::vector<TimelineEvent> timeline_of(db::Tx &tx, CustomerId customer, std::optional<TimelineId> before, int limit) {
  constexpr std::int64_t newest = std::numeric_limits<std::int64_t>::max();
  return tx.all<TimelineEvent>(
      "select id, customer_id, service_id, at, kind, title, detail, actor, ref_kind, ref_id, ref_text from timeline"
      " where customer_id = $1 and id < $2 order by id desc limit $3",
      customer, before ? before->value() : newest, limit);
}

} // namespace demarc::subscribers
