#include "network/accounting.h"

#include <algorithm>
#include <tuple>

namespace demarc::network {

namespace {

// 8 PiB: what 100 Gbit/s moves in eight days. More is a broken counter, and sums of it would leave 64 bits.
constexpr std::uint64_t highest_counter = std::uint64_t{1} << 53;

// 0 says nothing: a router without counters, or a Stop that lost them.
std::int64_t counter_of(std::uint64_t reported) {
  return reported > highest_counter ? 0 : static_cast<std::int64_t>(reported);
}

std::int64_t session_time_of(const AccountingRecord &record) {
  return record.kind == AccountingKind::start ? 0 : std::clamp<std::int64_t>(record.session_time_s, 0, 0xffffffff);
}

// When the session of this record began, as far as the record can tell.
Instant begin_of(const AccountingRecord &record) { return record.event_at.plus_seconds(-session_time_of(record)); }

void learn(std::optional<std::string> &known, const std::optional<std::string> &told, bool told_later) {
  if (told && !told->empty() && (!known || told_later))
    known = told;
}

SessionState open_session(const AccountingRecord &record, SessionId id) {
  SessionState session;
  session.id = id;
  session.service_id = record.service_id;
  session.customer_id = record.customer_id;
  session.started_at = begin_of(record);
  session.updated_at = record.event_at;
  session.session_time_s = session_time_of(record);
  session.octets_in = session.counter_in = counter_of(record.octets_in);
  session.octets_out = session.counter_out = counter_of(record.octets_out);
  learn(session.framed_address, record.framed_address, true);
  learn(session.calling_station_id, record.calling_station_id, true);
  learn(session.nas_port_id, record.nas_port_id, true);
  learn(session.framed_prefix, record.framed_prefix, true);
  learn(session.delegated_prefix, record.delegated_prefix, true);
  if (record.kind == AccountingKind::stop) {
    session.stopped_at = record.event_at;
    session.terminate_cause = record.terminate_cause;
  }
  return session;
}

void presume_ended(SessionState &session, Instant at, std::string_view cause) {
  session.stopped_at = at;
  session.end_presumed = true;
  session.terminate_cause = std::string(cause);
}

enum class Belongs { here, to_a_later_session, to_an_earlier_session };

Belongs belongs(const SessionState &before, const AccountingRecord &record) {
  const std::int64_t time_s = session_time_of(record);
  if (record.kind == AccountingKind::start) {
    if (before.stopped_at)
      return record.event_at > *before.stopped_at ? Belongs::to_a_later_session : Belongs::here;
    // A Start repeated is no new session; one on a session that has counted already is: the access server lost it.
    const bool has_counted = before.session_time_s > 0 || before.octets_in > 0 || before.octets_out > 0;
    return has_counted && record.event_at > before.updated_at ? Belongs::to_a_later_session : Belongs::here;
  }
  // What follows leans on Acct-Session-Time; a record without it is taken to belong to the session that is known.
  if (time_s == 0)
    return Belongs::here;
  if (record.event_at < before.started_at)
    return Belongs::to_an_earlier_session;
  if (before.stopped_at && begin_of(record) > *before.stopped_at) {
    // The same figures again, stamped late by a router without a clock: a repetition.
    const bool repeated = time_s == before.session_time_s && counter_of(record.octets_in) == before.counter_in &&
                          counter_of(record.octets_out) == before.counter_out;
    return repeated ? Belongs::here : Belongs::to_a_later_session;
  }
  return Belongs::here;
}

enum class Order { earlier, same, later };

Order order_of(const SessionState &before, const AccountingRecord &record) {
  const std::int64_t time_s = session_time_of(record);
  if (time_s > 0 && before.session_time_s > 0) {
    // The router's own count of seconds beats every time stamp, unless it has begun anew too.
    if (time_s < before.session_time_s)
      return begin_of(record) > before.updated_at ? Order::later : Order::earlier;
    return time_s > before.session_time_s ? Order::later : Order::same;
  }
  if (record.event_at == before.updated_at)
    return Order::same;
  return record.event_at > before.updated_at ? Order::later : Order::earlier;
}

// Sets one direction's counter from the record.
void count(std::int64_t &octets, std::int64_t &counter, std::int64_t reported, Order order, bool ended) {
  if (reported == 0)
    return;
  if (reported >= counter && (order != Order::earlier || ended)) {
    octets += reported - counter;
    counter = reported;
  } else if (ended) {
    // A Stop that reports less than an Interim did has lost count: the greater stands.
  } else if (order == Order::later) {
    octets += reported;
    counter = reported;
  } else if (order == Order::earlier && reported > counter) {
    // Earlier, and yet more: the counter has begun anew in between, and before that it had come at least this far.
    octets = std::max(octets, reported + counter);
  }
}

} // namespace

Merged merge_accounting(const SessionState *before, const AccountingRecord &record, SessionId id_if_new) {
  Merged merged;
  const Belongs where = before ? belongs(*before, record) : Belongs::to_a_later_session;
  if (!before || where != Belongs::here) {
    merged.session = open_session(record, id_if_new);
    merged.new_octets_in = merged.session.octets_in;
    merged.new_octets_out = merged.session.octets_out;
    merged.change = Change::all;
    if (before && where == Belongs::to_a_later_session && !before->stopped_at) {
      merged.ended = *before;
      presume_ended(*merged.ended, before->updated_at, cause_id_reused);
    }
    // A session is known that began after this one: this one is over.
    if (where == Belongs::to_an_earlier_session && !merged.session.stopped_at)
      presume_ended(merged.session, record.event_at, cause_id_reused);
    return merged;
  }

  SessionState &session = merged.session;
  session = *before;
  const Order order = order_of(*before, record);
  const bool stop = record.kind == AccountingKind::stop;
  const bool was_ended = before->stopped_at && !before->end_presumed;

  count(session.octets_in, session.counter_in, counter_of(record.octets_in), order, was_ended || stop);
  count(session.octets_out, session.counter_out, counter_of(record.octets_out), order, was_ended || stop);

  const std::int64_t time_s = session_time_of(record);
  session.session_time_s =
      order == Order::later && !was_ended && !stop && time_s > 0 ? time_s : std::max(session.session_time_s, time_s);
  session.started_at = std::min(session.started_at, begin_of(record));
  const bool told_later = order != Order::earlier && !was_ended;
  learn(session.framed_address, record.framed_address, told_later);
  learn(session.calling_station_id, record.calling_station_id, told_later);
  learn(session.nas_port_id, record.nas_port_id, told_later);
  learn(session.framed_prefix, record.framed_prefix, told_later);
  learn(session.delegated_prefix, record.delegated_prefix, told_later);

  if (stop) {
    session.stopped_at = was_ended ? std::min(*before->stopped_at, record.event_at) : record.event_at;
    session.end_presumed = false;
    if (!was_ended || !session.terminate_cause)
      session.terminate_cause = record.terminate_cause;
    session.updated_at = std::max(session.updated_at, *session.stopped_at);
  } else if (!was_ended) {
    // An Interim from after the presumed end shows that the session lives.
    if (session.stopped_at && record.kind == AccountingKind::interim && record.event_at > *session.stopped_at) {
      session.stopped_at = std::nullopt;
      session.end_presumed = false;
      session.terminate_cause = std::nullopt;
    }
    session.updated_at = std::max(session.updated_at, record.event_at);
  }

  merged.new_octets_in = session.octets_in - before->octets_in;
  merged.new_octets_out = session.octets_out - before->octets_out;
  // A user who became known only now: what the session moved before is theirs too.
  if (!session.service_id && record.service_id) {
    session.service_id = record.service_id;
    session.customer_id = record.customer_id;
    merged.new_octets_in = session.octets_in;
    merged.new_octets_out = session.octets_out;
  }
  const SessionState &was = *before;
  if (std::tie(session.started_at, session.service_id, session.framed_address, session.calling_station_id,
               session.nas_port_id, session.framed_prefix, session.delegated_prefix) !=
      std::tie(was.started_at, was.service_id, was.framed_address, was.calling_station_id, was.nas_port_id,
               was.framed_prefix, was.delegated_prefix))
    merged.change = Change::all;
  else if (std::tie(session.stopped_at, session.end_presumed, session.terminate_cause) !=
           std::tie(was.stopped_at, was.end_presumed, was.terminate_cause))
    merged.change = Change::end;
  else if (std::tie(session.updated_at, session.session_time_s, session.octets_in, session.octets_out,
                    session.counter_in, session.counter_out) !=
           std::tie(was.updated_at, was.session_time_s, was.octets_in, was.octets_out, was.counter_in, was.counter_out))
    merged.change = Change::counts;
  return merged;
}

std::string sessions_notice(const std::vector<SessionId> &sessions) {
  if (sessions.size() > 100)
    return "many";
  std::string text;
  for (const SessionId id : sessions) {
    if (!text.empty())
      text += ',';
    text += std::to_string(id.value());
  }
  return text;
}

} // namespace demarc::network
