#include "subscribers/service_steps.h"
#include "subscribers/service_store.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {
constexpr std::string_view operator_hold = "operator";
} // namespace

Outcome<Service> add_pause(db::Tx &tx, db::Database &ids, ServiceId id, const NewPause &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (in.until && *in.until <= in.from)
    return refuse("pause_empty",
                  "A pause ends on a later day than it begins: `until` is the first day with service again.", "until");
  if (in.from < service.starts_on)
    return refuse(
        "before_start",
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(service.starts_on)), "from");
  if (service.ends_on && in.from >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ends on {}; it cannot be paused after that.", to_string(*service.ends_on)),
                  "from");
  for (const ServicePause &other : pauses_of(tx, id)) {
    if ((!in.until || other.from_date < *in.until) && (!other.until_date || in.from < *other.until_date))
      return refuse(Refusal::Kind::conflict, "paused_already",
                    fmt::format("The service is paused from {} {} already; end that pause first, or choose other days.",
                                to_string(other.from_date),
                                other.until_date ? "until " + to_string(*other.until_date) : "on"),
                    "from");
  }
  insert_pause(tx, {id, in.from, in.until, in.note, act.actor, act.now});
  tell_service(tx, ids, service, act, "service.paused", in.from <= act.today ? "Service paused" : "Pause set",
               fmt::format("from {}{}{}", to_string(in.from),
                           in.until ? fmt::format(", service again from {}", to_string(*in.until)) : std::string(),
                           in.note.empty() ? std::string() : ": " + in.note));
  return service;
}

Outcome<Service> end_pause(db::Tx &tx, db::Database &ids, ServiceId id, Date on, const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto pauses = pauses_of(tx, id);
  auto pause = std::find_if(pauses.begin(), pauses.end(), [&](const ServicePause &p) { return p.covers(on); });
  if (pause == pauses.end())
    pause = std::find_if(pauses.begin(), pauses.end(), [&](const ServicePause &p) { return p.from_date > on; });
  if (pause == pauses.end())
    return refuse(Refusal::Kind::conflict, "not_paused", fmt::format("The service is not paused on {}.", to_string(on)),
                  "on");
  if (service.ends_on && on >= *service.ends_on)
    return refuse(Refusal::Kind::conflict, "service_ended",
                  fmt::format("The service ended on {}; there is nothing to resume.", to_string(*service.ends_on)),
                  "on");
  if (pause->from_date >= on)
    drop_pause(tx, id, pause->from_date);
  else
    set_pause_until(tx, id, pause->from_date, on);
  tell_service(tx, ids, service, act, "service.resumed", pause->from_date >= on ? "Pause taken back" : "Pause ended",
               fmt::format("paused from {}, service again from {}", to_string(pause->from_date),
                           to_string(std::max(on, pause->from_date))));
  return service;
}

Outcome<Service> add_hold(db::Tx &tx, db::Database &ids, ServiceId id, const std::string &note, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (!put_hold(tx, {id, std::string(operator_hold), act.now, note, act.actor}))
    return refuse(Refusal::Kind::conflict, "already_held", "The service is on hold already.");
  tell_service(tx, ids, service, act, "service.held", "Service put on hold", note);
  return service;
}

Outcome<Service> clear_hold(db::Tx &tx, db::Database &ids, ServiceId id, const Act &act) {
  TRY(service, lock_service(tx, id));
  if (!drop_hold(tx, id, operator_hold))
    return refuse(Refusal::Kind::conflict, "not_held", "The service is not on hold.");
  tell_service(tx, ids, service, act, "service.released", "Service released from hold", "");
  return service;
}

} // namespace demarc::subscribers
