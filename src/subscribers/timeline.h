// The story of a customer: each thing that happened to them, who or what did it, and why. Written by operations in the
// transaction of the change itself.
#pragma once

#include "base/clock.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::subscribers {

struct TimelineEvent {
  TimelineId id;
  CustomerId customer_id;
  std::optional<ServiceId> service_id = {};
  Instant at;
  std::string kind;                         // "service.suspended", "payment.recorded": stable, for icons and filters
  std::string title;                        // one line for people
  std::string detail;                       // the cause, in words; may be empty
  std::optional<std::string> actor = {};    // who did it; none: Demarc itself
  std::optional<std::string> ref_kind = {}; // "invoice", "payment", "session"
  std::optional<std::int64_t> ref_id = {};
  std::optional<std::string> ref_text = {}; // "2026-000123"
};
BOOST_DESCRIBE_STRUCT(TimelineEvent, (),
                      (id, customer_id, service_id, at, kind, title, detail, actor, ref_kind, ref_id, ref_text))

// Stores the event (its id is made here) and tells live consoles (channel "timeline", payload the customer's id).
void tell(db::Tx &tx, db::Database &ids, TimelineEvent event);
// The same for many, by the bulk path.
void tell_all(db::Tx &tx, db::Database &ids, std::vector<TimelineEvent> events);
std::vector<TimelineEvent> timeline_of(db::Tx &tx, CustomerId customer, std::optional<TimelineId> before, int limit);

} // namespace demarc::subscribers
