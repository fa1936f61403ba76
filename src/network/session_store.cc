#include "network/session_store.h"

namespace demarc::network {

namespace {

struct KeyedRow : SessionState {
  std::int64_t key = 0;
};
BOOST_DESCRIBE_STRUCT(KeyedRow, (SessionState), (key))

// The open one is what a record is most likely about, whatever its start time has become.
constexpr std::string_view select_open_of_key =
    "select id, service_id, customer_id, started_at, updated_at, stopped_at, end_presumed, session_time_s, octets_in,"
    " octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id, terminate_cause,"
    " framed_prefix, delegated_prefix from session"
    " where access_server_id = $1 and acct_session_id = $2 and username = $3 and stopped_at is null";
constexpr std::string_view select_newest_of_key =
    "select id, service_id, customer_id, started_at, updated_at, stopped_at, end_presumed, session_time_s, octets_in,"
    " octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id, terminate_cause,"
    " framed_prefix, delegated_prefix from session"
    " where access_server_id = $1 and acct_session_id = $2 and username = $3"
    " order by started_at desc, id desc limit 1";
constexpr std::string_view select_of_keys =
    "select id, service_id, customer_id, started_at, updated_at, stopped_at, end_presumed, session_time_s, octets_in,"
    " octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id, terminate_cause,"
    " framed_prefix, delegated_prefix, n - 1 as key"
    " from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as k (k_server, k_session, k_user, n)"
    " cross join lateral (select * from session where access_server_id = k_server and acct_session_id = k_session"
    "   and username = k_user order by stopped_at is null desc, started_at desc, id desc limit 1 for update) s";
constexpr std::string_view select_before =
    "select id, service_id, customer_id, started_at, updated_at, stopped_at, end_presumed, session_time_s, octets_in,"
    " octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id, terminate_cause,"
    " framed_prefix, delegated_prefix from session"
    " where access_server_id = $1 and acct_session_id = $2 and username = $3 and started_at <= $4"
    " order by started_at desc, id desc limit 1 for update";

constexpr std::string_view update_one =
    "update session set service_id = $2, customer_id = $3, started_at = $4, updated_at = $5, stopped_at = $6,"
    " end_presumed = $7, session_time_s = $8, octets_in = $9, octets_out = $10, counter_in = $11, counter_out = $12,"
    " framed_address = $13, calling_station_id = $14, nas_port_id = $15, terminate_cause = $16,"
    " framed_prefix = $17, delegated_prefix = $18 where id = $1";
constexpr std::string_view update_many =
    "update session set service_id = u.service_id, customer_id = u.customer_id, started_at = u.started_at,"
    " updated_at = u.updated_at, stopped_at = u.stopped_at, end_presumed = u.end_presumed,"
    " session_time_s = u.session_time_s, octets_in = u.octets_in, octets_out = u.octets_out,"
    " counter_in = u.counter_in, counter_out = u.counter_out, framed_address = u.framed_address,"
    " calling_station_id = u.calling_station_id, nas_port_id = u.nas_port_id, terminate_cause = u.terminate_cause,"
    " framed_prefix = u.framed_prefix, delegated_prefix = u.delegated_prefix"
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],"
    " $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[],"
    " $16::text[], $17::text[], $18::text[]) as u (id, service_id, customer_id, started_at, updated_at, stopped_at, "
    "end_presumed, session_time_s,"
    " octets_in, octets_out, counter_in, counter_out, framed_address, calling_station_id, nas_port_id, terminate_cause,"
    " framed_prefix, delegated_prefix) where session.id = u.id";

constexpr std::string_view count_one =
    "update session set updated_at = $2, session_time_s = $3, octets_in = $4, octets_out = $5, counter_in = $6,"
    " counter_out = $7 where id = $1";
constexpr std::string_view count_many =
    "update session set updated_at = u.updated_at, session_time_s = u.session_time_s, octets_in = u.octets_in,"
    " octets_out = u.octets_out, counter_in = u.counter_in, counter_out = u.counter_out"
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])"
    " as u (id, updated_at, session_time_s, octets_in, octets_out, counter_in, counter_out) where session.id = u.id";

constexpr std::string_view end_one =
    "update session set updated_at = $2, session_time_s = $3, octets_in = $4, octets_out = $5, counter_in = $6,"
    " counter_out = $7, stopped_at = $8, end_presumed = $9, terminate_cause = $10 where id = $1";
constexpr std::string_view end_many =
    "update session set updated_at = u.updated_at, session_time_s = u.session_time_s, octets_in = u.octets_in,"
    " octets_out = u.octets_out, counter_in = u.counter_in, counter_out = u.counter_out, stopped_at = u.stopped_at,"
    " end_presumed = u.end_presumed, terminate_cause = u.terminate_cause"
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],"
    " $8::bigint[], $9::bigint[], $10::text[]) as u (id, updated_at, session_time_s, octets_in, octets_out, counter_in,"
    " counter_out, stopped_at, end_presumed, terminate_cause) where session.id = u.id";

// PostgreSQL: an advisory lock per key, in rising order.
constexpr std::string_view lock_many =
    "select count(pg_advisory_xact_lock(h)) from (select h from unnest($1::bigint[]) as t (h) order by h offset 0) o";

struct SessionRow {
  SessionId id;
  AccessServerId access_server_id;
  std::string acct_session_id, username;
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> framed_address, calling_station_id, nas_port_id;
  Instant started_at, updated_at;
  std::optional<Instant> stopped_at;
  bool end_presumed = false;
  std::int64_t session_time_s = 0, octets_in = 0, octets_out = 0, counter_in = 0, counter_out = 0;
  std::optional<std::string> terminate_cause;
  std::int64_t applied_version = 0;
  std::string applied;
  NetworkState network_state = NetworkState::in_step;
  std::optional<std::string> network_answer;
  std::optional<Instant> network_since;
  bool disconnect_asked = false;
  std::optional<std::string> framed_prefix, delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (),
                      (id, access_server_id, acct_session_id, username, service_id, customer_id, framed_address,
                       calling_station_id, nas_port_id, started_at, updated_at, stopped_at, end_presumed,
                       session_time_s, octets_in, octets_out, counter_in, counter_out, terminate_cause, applied_version,
                       applied, network_state, network_answer, network_since, disconnect_asked, framed_prefix,
                       delegated_prefix))

// PostgreSQL's notation of an array in which elements may be missing.
class Array {
public:
  void add(std::int64_t value) { separated() += std::to_string(value); }
  void add(bool value) { separated() += value ? '1' : '0'; }
  void add(Instant value) { add(value.us); }
  template <class Tag> void add(StrongId<Tag> value) { add(value.value()); }
  void add(const std::string &value) {
    separated() += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\')
        text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }
  template <class T> void add(const std::optional<T> &value) {
    if (value)
      add(*value);
    else
      separated() += "null";
  }
  [[nodiscard]] std::string text() const { return text_ + '}'; }

private:
  std::string &separated() {
    if (text_.size() > 1)
      text_ += ',';
    return text_;
  }
  std::string text_ = "{";
};

// What an update of counts sets, as the first columns.
void add_counts(std::span<Array> columns, const SessionState &s) {
  columns[0].add(s.id);
  columns[1].add(s.updated_at);
  columns[2].add(s.session_time_s);
  columns[3].add(s.octets_in);
  columns[4].add(s.octets_out);
  columns[5].add(s.counter_in);
  columns[6].add(s.counter_out);
}

// FNV-1a: the same on every node.
std::int64_t hash_of(const SessionKey &key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&](std::string_view text) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3; // no byte of UTF-8: the parts stay apart
  };
  mix(std::to_string(key.access_server_id.value()));
  mix(key.acct_session_id);
  mix(key.username);
  return static_cast<std::int64_t>(hash);
}

} // namespace

std::vector<KeyedSession> lock_sessions(db::Tx &tx, std::span<const SessionKey> keys) {
  std::vector<KeyedSession> found;
  found.reserve(keys.size());
  if (tx.engine() == db::Engine::sqlite) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const SessionKey &key = keys[i];
      auto session =
          tx.maybe<SessionState>(select_open_of_key, key.access_server_id, key.acct_session_id, key.username);
      if (!session)
        session = tx.maybe<SessionState>(select_newest_of_key, key.access_server_id, key.acct_session_id, key.username);
      if (session)
        found.push_back({i, std::move(*session)});
    }
    return found;
  }
  std::vector<std::int64_t> servers;
  std::vector<std::string> sessions, users;
  for (const SessionKey &key : keys) {
    servers.push_back(key.access_server_id.value());
    sessions.push_back(key.acct_session_id);
    users.push_back(key.username);
  }
  for (KeyedRow &row : tx.all<KeyedRow>(select_of_keys, db::id_list(tx, servers), db::text_list(tx, sessions),
                                        db::text_list(tx, users)))
    found.push_back({static_cast<std::size_t>(row.key), std::move(row)});
  return found;
}

void lock_keys(db::Tx &tx, std::span<const SessionKey> keys) {
  if (tx.engine() == db::Engine::sqlite || keys.empty())
    return; // the one writer
  std::vector<std::int64_t> hashes;
  for (const SessionKey &key : keys)
    hashes.push_back(hash_of(key));
  (void)tx.one<std::int64_t>(lock_many, db::id_list(tx, hashes));
}

std::optional<SessionState> session_before(db::Tx &tx, const SessionKey &key, Instant at) {
  return tx.maybe<SessionState>(select_before, key.access_server_id, key.acct_session_id, key.username, at);
}

void insert_sessions(db::Tx &tx, std::span<const NewSession> sessions) {
  std::vector<SessionRow> rows;
  rows.reserve(sessions.size());
  for (const auto &[key, s, applied_version, applied, network_state, network_since] : sessions)
    rows.push_back({s.id,           key.access_server_id, key.acct_session_id, key.username,
                    s.service_id,   s.customer_id,        s.framed_address,    s.calling_station_id,
                    s.nas_port_id,  s.started_at,         s.updated_at,        s.stopped_at,
                    s.end_presumed, s.session_time_s,     s.octets_in,         s.octets_out,
                    s.counter_in,   s.counter_out,        s.terminate_cause,   applied_version,
                    applied,        network_state,        std::nullopt,        network_since,
                    false,          s.framed_prefix,      s.delegated_prefix});
  tx.insert_many("session", rows);
}

void update_sessions(db::Tx &tx, std::span<const SessionState> sessions) {
  if (sessions.empty())
    return;
  if (tx.engine() == db::Engine::sqlite || sessions.size() == 1) {
    for (const SessionState &s : sessions)
      tx.exec(update_one, s.id, s.service_id, s.customer_id, s.started_at, s.updated_at, s.stopped_at, s.end_presumed,
              s.session_time_s, s.octets_in, s.octets_out, s.counter_in, s.counter_out, s.framed_address,
              s.calling_station_id, s.nas_port_id, s.terminate_cause, s.framed_prefix, s.delegated_prefix);
    return;
  }
  std::array<Array, 18> columns;
  for (const SessionState &s : sessions) {
    std::size_t column = 0;
    boost::mp11::mp_for_each<db::Members<SessionState>>([&](auto member) { columns[column++].add(s.*member.pointer); });
  }
  const auto text = [&](std::size_t column) { return columns[column].text(); };
  tx.exec(update_many, text(0), text(1), text(2), text(3), text(4), text(5), text(6), text(7), text(8), text(9),
          text(10), text(11), text(12), text(13), text(14), text(15), text(16), text(17));
}

void update_counts(db::Tx &tx, std::span<const SessionState> sessions) {
  if (sessions.empty())
    return;
  if (tx.engine() == db::Engine::sqlite || sessions.size() == 1) {
    for (const SessionState &s : sessions)
      tx.exec(count_one, s.id, s.updated_at, s.session_time_s, s.octets_in, s.octets_out, s.counter_in, s.counter_out);
    return;
  }
  std::array<Array, 7> columns;
  for (const SessionState &s : sessions)
    add_counts(columns, s);
  const auto text = [&](std::size_t column) { return columns[column].text(); };
  tx.exec(count_many, text(0), text(1), text(2), text(3), text(4), text(5), text(6));
}

void update_ends(db::Tx &tx, std::span<const SessionState> sessions) {
  if (sessions.empty())
    return;
  if (tx.engine() == db::Engine::sqlite || sessions.size() == 1) {
    for (const SessionState &s : sessions)
      tx.exec(end_one, s.id, s.updated_at, s.session_time_s, s.octets_in, s.octets_out, s.counter_in, s.counter_out,
              s.stopped_at, s.end_presumed, s.terminate_cause);
    return;
  }
  std::array<Array, 10> columns;
  for (const SessionState &s : sessions) {
    add_counts(columns, s);
    columns[7].add(s.stopped_at);
    columns[8].add(s.end_presumed);
    columns[9].add(s.terminate_cause);
  }
  const auto text = [&](std::size_t column) { return columns[column].text(); };
  tx.exec(end_many, text(0), text(1), text(2), text(3), text(4), text(5), text(6), text(7), text(8), text(9));
}

std::vector<SessionId> end_open_sessions(db::Tx &tx, AccessServerId access_server, Instant began_before,
                                         std::string_view terminate_cause) {
  return tx.all<SessionId>("update session set stopped_at = $1, end_presumed = 1, terminate_cause = $2"
                           " where access_server_id = $3 and started_at < $1 and stopped_at is null returning id",
                           began_before, terminate_cause, access_server);
}

std::vector<SessionId> end_silent_sessions(db::Tx &tx, Instant now, Instant listening_since, int limit) {
  // Asked twice: the inner one finds them, the outer one holds for a row that another node has just heard of.
  return tx.all<SessionId>(
      "update session set stopped_at = updated_at, end_presumed = 1, terminate_cause = $1"
      " from (select s.id as dead_id, case when a.interim_interval_s > 300 then a.interim_interval_s * 3000000"
      "   else 900000000 end as patience from session s join access_server a on a.id = s.access_server_id"
      "   where s.stopped_at is null and s.updated_at < $2"
      "   - case when a.interim_interval_s > 300 then a.interim_interval_s * 3000000 else 900000000 end"
      "   and $3 < $2 - case when a.interim_interval_s > 300 then a.interim_interval_s * 3000000 else 900000000 end"
      "   order by s.id limit $4) dead"
      " where session.id = dead.dead_id and session.stopped_at is null and session.updated_at < $2 - dead.patience"
      " returning id",
      cause_no_interim, now, listening_since, limit);
}

std::vector<OpenSession> open_sessions_of(db::Tx &tx, ServiceId service) {
  return tx.all<OpenSession>("select id, applied_version, network_state from session"
                             " where service_id = $1 and stopped_at is null order by id for update",
                             service);
}

void ask_disconnect(db::Tx &tx, SessionId session, Instant now) {
  tx.exec("update session set disconnect_asked = 1, network_state = 'pending', network_answer = null,"
          " network_since = $1 where id = $2",
          now, session);
}

void mark_pending(db::Tx &tx, SessionId session, Instant now) {
  tx.exec("update session set network_state = 'pending', network_answer = null, network_since = $1"
          " where id = $2",
          now, session);
}

} // namespace demarc::network
