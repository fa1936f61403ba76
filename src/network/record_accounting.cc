#include "network/access_profile_store.h"
#include "network/session_store.h"
#include "platform/jobs/outbox.h"
#include "usage/usage_store.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <tuple>
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

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_plain(const std::optional<std::string> &text) { return !text || is_plain(std::string_view(*text)); }

// Text as every database takes it: what is no UTF-8, and control characters, become \xNN, the same way each time, so
// that a key stays a key.
std::string printable(const std::string &text) {
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
    text = printable(*text);
}

// The records as they may be stored: those that need no change are used where they are, the others are changed in
// `changed`.
std::vector<const AccountingRecord *> clean(std::span<const AccountingRecord> records, Instant now,
                                            std::deque<AccountingRecord> &changed) {
  std::vector<const AccountingRecord *> good;
  good.reserve(records.size());
  for (const AccountingRecord &record : records) {
    const Instant event_at = plausible(record.event_at, now);
    if (event_at == record.event_at && is_plain(std::string_view(record.acct_session_id)) &&
        is_plain(std::string_view(record.username)) && is_plain(record.framed_address) &&
        is_plain(record.framed_prefix) && is_plain(record.delegated_prefix) && is_plain(record.calling_station_id) &&
        is_plain(record.nas_port_id) && is_plain(record.terminate_cause)) {
      good.push_back(&record);
      continue;
    }
    AccountingRecord &copy = changed.emplace_back(record);
    copy.event_at = event_at;
    copy.acct_session_id = printable(copy.acct_session_id);
    copy.username = printable(copy.username);
    make_printable(copy.framed_address);
    make_printable(copy.framed_prefix);
    make_printable(copy.delegated_prefix);
    make_printable(copy.calling_station_id);
    make_printable(copy.nas_port_id);
    make_printable(copy.terminate_cause);
    good.push_back(&copy);
  }
  return good;
}

// One session as this batch finds and leaves it.
struct Working {
  SessionState state;
  bool is_new = false;              // it begins in this batch
  bool was_open = false;            // when the batch began
  Change change = Change::none;     // from what is stored
  std::int64_t profile_version = 0; // of a new one, as the record that began it says
};

Working stored_one(SessionState state) {
  const bool was_open = !state.stopped_at;
  return {.state = std::move(state), .was_open = was_open};
}

// Everything of one key in this batch.
struct Line {
  std::span<const AccountingRecord *const> records; // in order of their time
  std::vector<Working> sessions;                    // the one that began first in front; at most one is open, the last
  bool looked_back = false;                         // for sessions before the newest
};

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
      line.sessions.insert(line.sessions.begin(), stored_one(std::move(*session)));
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
  if (line.sessions.size() < 2)
    return;
  std::stable_sort(line.sessions.begin(), line.sessions.end(),
                   [](const Working &a, const Working &b) { return a.state.started_at < b.state.started_at; });
  for (std::size_t i = 0; i + 1 < line.sessions.size(); ++i) {
    Working &session = line.sessions[i];
    if (!session.state.stopped_at) {
      session.state.stopped_at = session.state.updated_at;
      session.state.end_presumed = true;
      session.state.terminate_cause = std::string(cause_id_reused);
      session.change = std::max(session.change, Change::end);
    }
  }
}

void merge_line(db::Tx &tx, db::Database &ids, const TimeZone &zone, const SessionKey &key, Line &line,
                std::vector<usage::UsageDelta> &usage) {
  for (const AccountingRecord *record : line.records) {
    Working *before = find_session(tx, key, line, *record);
    // The id is taken only when it is needed; 0 marks the session that begins.
    Merged merged = merge_accounting(before != nullptr ? &before->state : nullptr, *record, SessionId());
    if (merged.change == Change::none)
      continue;
    if (const auto service = merged.session.service_id)
      usage.push_back({*service, zone.date(record->event_at), merged.new_octets_in, merged.new_octets_out});
    if (merged.ended) {
      before->state = std::move(*merged.ended);
      before->change = std::max(before->change, Change::end);
    }
    if (merged.session.id.is_set()) {
      before->state = std::move(merged.session);
      before->change = std::max(before->change, merged.change);
    } else {
      merged.session.id = ids.next<SessionId>("session");
      line.sessions.push_back(
          {.state = std::move(merged.session), .is_new = true, .profile_version = record->profile_version});
    }
    tidy(line);
  }
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
  std::deque<AccountingRecord> changed_records;
  std::vector<const AccountingRecord *> good = clean(records, now, changed_records);
  const auto key_of = [](const AccountingRecord *record) {
    return std::tie(record->access_server_id, record->acct_session_id, record->username);
  };
  std::stable_sort(good.begin(), good.end(), [&](const AccountingRecord *a, const AccountingRecord *b) {
    const auto of_a = key_of(a), of_b = key_of(b);
    return of_a != of_b ? of_a < of_b : a->event_at < b->event_at;
  });
  std::vector<SessionKey> keys;
  std::vector<Line> lines;
  for (std::size_t from = 0; from < good.size();) {
    std::size_t to = from + 1;
    while (to < good.size() && key_of(good[to]) == key_of(good[from]))
      ++to;
    keys.push_back({good[from]->access_server_id, good[from]->acct_session_id, good[from]->username});
    lines.push_back({.records = std::span(good).subspan(from, to - from)});
    from = to;
  }

  for (KeyedSession &found : lock_sessions(tx, keys))
    lines[found.key].sessions.push_back(stored_one(std::move(found.session)));
  if (tx.engine() == db::Engine::postgres) {
    // A key without an open session has no row to lock: another node may be about to begin the same one.
    std::vector<SessionKey> closed;
    std::vector<std::size_t> of_closed;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (lines[i].sessions.empty() || lines[i].sessions.front().state.stopped_at) {
        closed.push_back(keys[i]);
        of_closed.push_back(i);
        lines[i].sessions.clear();
      }
    }
    lock_keys(tx, closed);
    if (!closed.empty())
      for (KeyedSession &found : lock_sessions(tx, closed))
        lines[of_closed[found.key]].sessions.push_back(stored_one(std::move(found.session)));
  }

  std::vector<usage::UsageDelta> usage;
  std::vector<NewSession> begun;
  std::vector<std::int64_t> given;
  std::vector<SessionState> counted, ended, changed;
  std::vector<SessionId> told; // each once
  Recorded recorded;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    merge_line(tx, ids, zone, keys[i], lines[i], usage);
    for (Working &session : lines[i].sessions) {
      if (!session.is_new && session.change == Change::none)
        continue;
      const SessionId id = session.state.id;
      const bool is_open = !session.state.stopped_at;
      told.push_back(id);
      if (session.is_new)
        recorded.started.push_back(id);
      if (!is_open && (session.is_new || session.was_open))
        recorded.stopped.push_back(id);
      else if (!session.is_new)
        recorded.updated.push_back(id);
      if (session.is_new) {
        given.push_back(session.profile_version);
        begun.push_back({keys[i], std::move(session.state)});
      } else {
        (session.change == Change::counts ? counted
         : session.change == Change::end  ? ended
                                          : changed)
            .push_back(std::move(session.state));
      }
    }
  }

  compare_profiles(tx, begun, given, now);
  update_counts(tx, counted);
  update_ends(tx, ended);
  update_sessions(tx, changed); // all before the new ones, which follow what is ended here
  insert_sessions(tx, begun);
  usage::add_usage(tx, std::move(usage));
  for (const NewSession &session : begun)
    if (session.network_state == NetworkState::pending)
      put_apply_access(tx, session.state.id, now);

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
