#include "network/access_profile_store.h"
#include "network/session_store.h"
#include "platform/jobs/outbox.h"
#include "usage/usage_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

namespace demarc::network {

namespace {

// What a record says of time is believed within reason: a router whose clock is wrong by years must not put usage into
// 1970, or keep a session from ever going silent.
constexpr std::int64_t furthest_ahead_s = 300;
constexpr std::int64_t furthest_back_s = 400LL * 86400;

Instant plausible(Instant event_at, Instant now) {
  const bool in_reach =
      event_at <= now.plus_seconds(furthest_ahead_s) && event_at >= now.plus_seconds(-furthest_back_s);
  return in_reach ? event_at : now;
}

// The length of the UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80)
    return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  // Overlong forms, surrogates, beyond U+10FFFF (RFC 3629 section 4).
  const unsigned char second = byte(1);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
      (lead == 0xf4 && second > 0x8f))
    return 0;
  return length;
}

// Text as every database takes it: what is no UTF-8, and control characters, become \xNN, the same way each time, so
// that a key stays a key.
std::string printable(std::string text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (plain)
    return text;
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = sequence_length(std::string_view(text).substr(at));
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      clean += fmt::format("\\x{:02x}", byte);
      ++at;
    } else {
      clean.append(text, at, length);
      at += length;
    }
  }
  return clean;
}

void make_printable(std::optional<std::string> &text) {
  if (text)
    text = printable(std::move(*text));
}

// One session as this batch finds and leaves it.
struct Working {
  SessionState state;
  std::optional<SessionState> stored; // none: it begins in this batch
  std::int64_t profile_version = 0;   // as the record that began it says
};

// Everything of one key in this batch.
struct Line {
  std::vector<AccountingRecord> records;
  std::vector<Working> sessions; // the one that began first in front; at most one is open, the last
  bool looked_back = false;      // for sessions before the newest
};

bool began_before(const Working &a, const Working &b) { return a.state.started_at < b.state.started_at; }

// Which session the record is about: the newest, unless it happened before that began and an earlier one is known.
Working *find_session(db::Tx &tx, const SessionKey &key, Line &line, const AccountingRecord &record) {
  if (line.sessions.empty())
    return nullptr;
  if (record.event_at >= line.sessions.back().state.started_at)
    return &line.sessions.back();
  const auto earlier = [&]() -> Working * {
    for (auto it = line.sessions.rbegin() + 1; it != line.sessions.rend(); ++it)
      if (it->state.started_at <= record.event_at)
        return &*it;
    return nullptr;
  };
  Working *found = earlier();
  if (found == nullptr && !line.looked_back) {
    line.looked_back = true;
    if (auto session = session_before(tx, key, record.event_at)) {
      line.sessions.insert(line.sessions.begin(), {*session, *session, 0});
      found = earlier();
    }
  }
  // A Start between two sessions is the later one's, whose beginning was only estimated.
  if (found != nullptr && record.kind == AccountingKind::start && found->state.stopped_at &&
      *found->state.stopped_at < record.event_at)
    found = nullptr;
  return found != nullptr ? found : &line.sessions.back();
}

// Keeps the order, and one open session at most: session_open would refuse a second, and the batch with it.
void tidy(Line &line) {
  std::stable_sort(line.sessions.begin(), line.sessions.end(), began_before);
  for (std::size_t i = 0; i + 1 < line.sessions.size(); ++i) {
    SessionState &state = line.sessions[i].state;
    if (!state.stopped_at) {
      state.stopped_at = state.updated_at;
      state.end_presumed = true;
      state.terminate_cause = std::string(cause_id_reused);
    }
  }
}

void merge_line(db::Tx &tx, db::Database &ids, const TimeZone &zone, const SessionKey &key, Line &line,
                std::vector<usage::UsageDelta> &usage) {
  std::stable_sort(line.records.begin(), line.records.end(),
                   [](const AccountingRecord &a, const AccountingRecord &b) { return a.event_at < b.event_at; });
  for (const AccountingRecord &record : line.records) {
    Working *before = find_session(tx, key, line, record);
    // The id is taken only when it is needed; 0 marks the session that begins.
    Merged merged =
        merge_accounting(before != nullptr ? std::optional(before->state) : std::nullopt, record, SessionId());
    if (!merged.changed)
      continue;
    const auto service = merged.session.service_id;
    if (service)
      usage.push_back({*service, zone.date(record.event_at), merged.new_octets_in, merged.new_octets_out});
    if (merged.ended)
      before->state = *merged.ended;
    if (merged.session.id.is_set()) {
      before->state = std::move(merged.session);
    } else {
      merged.session.id = ids.next<SessionId>("session");
      line.sessions.push_back({std::move(merged.session), std::nullopt, record.profile_version});
    }
    tidy(line);
  }
}

// Whether the session has moved on and nothing else.
bool only_counted(const SessionState &before, SessionState after) {
  after.updated_at = before.updated_at;
  after.session_time_s = before.session_time_s;
  after.octets_in = before.octets_in;
  after.octets_out = before.octets_out;
  after.counter_in = before.counter_in;
  after.counter_out = before.counter_out;
  return after == before;
}

// What a new session was given, compared with what its service should have now.
void compare_profiles(db::Tx &tx, std::vector<NewSession> &sessions, const std::vector<std::int64_t> &given,
                      Instant now) {
  std::vector<ServiceId> services;
  for (const NewSession &session : sessions)
    if (session.state.service_id && !session.state.stopped_at)
      services.push_back(*session.state.service_id);
  std::unordered_map<std::int64_t, ProfileVersion> present;
  for (ProfileVersion &version : profile_versions(tx, services))
    present.emplace(version.service_id.value(), std::move(version));
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    NewSession &session = sessions[i];
    const auto found = session.state.service_id ? present.find(session.state.service_id->value()) : present.end();
    if (found == present.end())
      continue;
    const ProfileVersion &wanted = found->second;
    // Unknown what it was given (this node was not the one, or has been restarted): full service is taken as given,
    // since disturbing it would cost the customer; anything less is told again.
    const bool in_step = given[i] == wanted.version || (given[i] == 0 && wanted.verdict == Verdict::allow);
    session.applied_version = in_step ? wanted.version : given[i];
    session.applied = in_step ? wanted.words : given[i] == 0 ? "unknown" : "an earlier decision";
    session.network_state = in_step ? NetworkState::in_step : NetworkState::pending;
    session.network_since = now;
  }
}

} // namespace

Recorded record_accounting(db::Tx &tx, db::Database &ids, const TimeZone &zone,
                           std::span<const AccountingRecord> records, Instant now) {
  std::map<SessionKey, Line> lines;
  for (const AccountingRecord &received : records) {
    AccountingRecord record = received;
    record.event_at = plausible(record.event_at, now);
    SessionKey key{record.access_server_id, printable(std::move(record.acct_session_id)),
                   printable(std::move(record.username))};
    make_printable(record.framed_address);
    make_printable(record.calling_station_id);
    make_printable(record.nas_port_id);
    make_printable(record.terminate_cause);
    lines[std::move(key)].records.push_back(std::move(record));
  }

  std::vector<SessionKey> keys;
  std::vector<Line *> by_key;
  for (auto &[key, line] : lines) {
    keys.push_back(key);
    by_key.push_back(&line);
  }
  const auto load = [&](const std::vector<SessionKey> &wanted, const std::vector<Line *> &into) {
    for (KeyedSession &found : lock_sessions(tx, wanted))
      into[found.key]->sessions = {{found.session, found.session, 0}};
  };
  load(keys, by_key);
  if (tx.engine() == db::Engine::postgres) {
    // A key without an open session has no row to lock: another node may be about to begin the same one.
    std::vector<SessionKey> closed;
    std::vector<Line *> of_closed;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (by_key[i]->sessions.empty() || by_key[i]->sessions.front().state.stopped_at) {
        closed.push_back(keys[i]);
        of_closed.push_back(by_key[i]);
      }
    }
    lock_keys(tx, closed);
    if (!closed.empty())
      load(closed, of_closed);
  }

  std::vector<usage::UsageDelta> usage;
  std::vector<NewSession> begun;
  std::vector<std::int64_t> given;
  std::vector<SessionState> changed, counted;
  Recorded recorded;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    merge_line(tx, ids, zone, keys[i], *by_key[i], usage);
    for (Working &session : by_key[i]->sessions) {
      const SessionId id = session.state.id;
      if (!session.stored) {
        recorded.started.push_back(id);
        if (session.state.stopped_at)
          recorded.stopped.push_back(id);
        given.push_back(session.profile_version);
        begun.push_back({keys[i], std::move(session.state)});
      } else if (session.state != *session.stored) {
        (session.state.stopped_at && !session.stored->stopped_at ? recorded.stopped : recorded.updated).push_back(id);
        (only_counted(*session.stored, session.state) ? counted : changed).push_back(std::move(session.state));
      }
    }
  }

  compare_profiles(tx, begun, given, now);
  update_counts(tx, counted);
  update_sessions(tx, changed); // before the new ones: it closes what they follow
  insert_sessions(tx, begun);
  usage::add_usage(tx, std::move(usage));
  for (const NewSession &session : begun)
    if (session.network_state == NetworkState::pending)
      put_apply_access(tx, session.state.id, now);

  std::vector<SessionId> told = recorded.started;
  told.insert(told.end(), recorded.updated.begin(), recorded.updated.end());
  for (const SessionId id : recorded.stopped)
    if (std::find(recorded.started.begin(), recorded.started.end(), id) == recorded.started.end())
      told.push_back(id);
  if (!told.empty())
    tx.notify(std::string(sessions_channel), sessions_notice(told));
  return recorded;
}

void put_apply_access(db::Tx &tx, SessionId session, Instant now) {
  jobs::put(tx, now, std::string(apply_access_topic), fmt::format("session:{}", session.value()),
            fmt::format(R"({{"session_id":{}}})", session.value()));
}

int end_sessions_of(db::Tx &tx, AccessServerId access_server, Instant at, std::string_view terminate_cause) {
  const std::vector<SessionId> ended = end_open_sessions(tx, access_server, at, terminate_cause);
  if (!ended.empty())
    tx.notify(std::string(sessions_channel), sessions_notice(ended));
  return static_cast<int>(ended.size());
}

int end_dead_sessions(db::Tx &tx, Instant now, Instant listening_since) {
  const std::vector<SessionId> ended = end_silent_sessions(tx, now, listening_since, 5000);
  if (!ended.empty())
    tx.notify(std::string(sessions_channel), sessions_notice(ended));
  return static_cast<int>(ended.size());
}

} // namespace demarc::network
