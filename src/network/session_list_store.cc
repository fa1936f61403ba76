#include "network/session_list_store.h"

#include "base/address.h"

#include <algorithm>
#include <limits>

namespace demarc::network {

namespace {

struct Place {
  SessionId id;
  Instant started_at;

  bool operator==(const Place &) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (id, started_at))

// The questions. In each $1, $2 are the place after which the page begins and $3 its size; $4 to $6 narrow it down when
// they are not 0 (access server, customer, service), $7 is 1 for open sessions only, $8 is what is looked for.
constexpr std::string_view among_open =
    "select id, started_at from session where stopped_at is null"
    " and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = $7) and ($8 = '' or lower(username) like $8 escape '\\' or framed_address like $8 escape '\\' or "
    "framed_prefix like $8 escape '\\'"
    " or delegated_prefix like $8 escape '\\' or "
    "lower(calling_station_id) "
    "like $8 escape '\\')"
    " order by started_at desc, id desc limit $3";
constexpr std::string_view among_all =
    "select id, started_at from session where started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) and $8 = '' order by started_at desc, id desc limit $3";
constexpr std::string_view of_server =
    "select id, started_at from session where access_server_id = $4 and started_at <= $1 and (started_at < $1 or id < "
    "$2)"
    " and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) and $8 = '' order by started_at desc, id desc limit $3";
constexpr std::string_view sessions_of_customer =
    "select id, started_at from session where customer_id = $5 and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($6 = 0 or service_id = $6) and ($7 = 0 or stopped_at is null)"
    " and ($8 = '' or lower(username) like $8 escape '\\' or framed_address like $8 escape '\\' or framed_prefix like "
    "$8 escape '\\'"
    " or delegated_prefix like $8 escape '\\' or "
    "lower(calling_station_id) like $8 escape '\\')"
    " order by started_at desc, id desc limit $3";
constexpr std::string_view of_service =
    "select id, started_at from session where service_id = $6 and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($7 = 0 or stopped_at is null)"
    " and ($8 = '' or lower(username) like $8 escape '\\' or framed_address like $8 escape '\\' or framed_prefix like "
    "$8 escape '\\'"
    " or delegated_prefix like $8 escape '\\' or "
    "lower(calling_station_id) like $8 escape '\\')"
    " order by started_at desc, id desc limit $3";
constexpr std::string_view of_address =
    "select id, started_at from session where framed_address = $8 and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at desc, id desc limit $3";
// What an IPv6 address may have been given in: $8 is a list of prefixes.
constexpr std::string_view of_prefix =
    "select id, started_at from session where framed_prefix = any($8::text[])"
    " and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at + 0 desc, id desc limit $3";
constexpr std::string_view of_delegated_prefix =
    "select id, started_at from session where delegated_prefix = any($8::text[])"
    " and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at + 0 desc, id desc limit $3";
constexpr std::string_view of_username =
    "select id, started_at from session where username = $8 and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at desc, id desc limit $3";
constexpr std::string_view of_caller =
    "select id, started_at from session where calling_station_id = $8 and started_at <= $1 and (started_at < $1 or id "
    "< $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at desc, id desc limit $3";
// "+ 0" keeps both engines from walking all sessions in order of time while looking for a few of them.
constexpr std::string_view of_services =
    "select id, started_at from session where service_id = any($8::bigint[])"
    " and started_at <= $1 and (started_at < $1 or id < $2)"
    " and ($4 = 0 or access_server_id = $4) and ($5 = 0 or customer_id = $5) and ($6 = 0 or service_id = $6)"
    " and ($7 = 0 or stopped_at is null) order by started_at + 0 desc, id desc limit $3";

constexpr std::string_view services_named =
    "select id from service where lower(username) like $1 escape '\\' order by username limit 50";

struct SessionListRow {
  SessionId id;
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> customer_name;
  std::string username;
  AccessServerId access_server_id;
  std::string access_server_name, acct_session_id;
  std::optional<std::string> framed_address, calling_station_id, nas_port_id;
  Instant started_at, updated_at;
  std::optional<Instant> stopped_at;
  std::int64_t octets_in = 0, octets_out = 0;
  std::optional<std::string> terminate_cause;
  std::string applied;
  NetworkState network_state = NetworkState::in_step;
  std::optional<std::string> network_answer;
  std::optional<Instant> network_since;
  std::optional<Verdict> verdict;
  std::optional<int> down_kbit, up_kbit;
  std::optional<std::string> framed_prefix, delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(SessionListRow, (),
                      (id, service_id, customer_id, customer_name, username, access_server_id, access_server_name,
                       acct_session_id, framed_address, calling_station_id, nas_port_id, started_at, updated_at,
                       stopped_at, octets_in, octets_out, terminate_cause, applied, network_state, network_answer,
                       network_since, verdict, down_kbit, up_kbit, framed_prefix, delegated_prefix))

constexpr std::string_view select_sessions =
    "select x.id as id, x.service_id as service_id, x.customer_id as customer_id, c.name as customer_name,"
    " x.username as username, x.access_server_id as access_server_id, a.name as access_server_name,"
    " x.acct_session_id as acct_session_id, x.framed_address as framed_address,"
    " x.calling_station_id as calling_station_id, x.nas_port_id as nas_port_id, x.started_at as started_at,"
    " x.updated_at as updated_at, x.stopped_at as stopped_at, x.octets_in as octets_in, x.octets_out as octets_out,"
    " x.terminate_cause as terminate_cause, x.applied as applied, x.network_state as network_state,"
    " x.network_answer as network_answer, x.network_since as network_since, p.verdict as verdict,"
    " p.down_kbit as down_kbit, p.up_kbit as up_kbit, x.framed_prefix as framed_prefix,"
    " x.delegated_prefix as delegated_prefix"
    " from session x join access_server a on a.id = x.access_server_id left join customer c on c.id = x.customer_id"
    " left join access_profile p on p.service_id = x.service_id where x.id = any($1::bigint[])";

Step step_of(NetworkState state) {
  switch (state) {
  case NetworkState::in_step: return Step::in_step;
  case NetworkState::pending: return Step::sending;
  case NetworkState::refused:
  case NetworkState::unreachable:
  case NetworkState::gone: return Step::failed;
  }
  return Step::failed;
}

Session session_of(SessionListRow row, Instant now) {
  Session session;
  session.id = row.id;
  session.service_id = row.service_id;
  session.customer_id = row.customer_id;
  session.customer_name = std::move(row.customer_name);
  session.username = std::move(row.username);
  session.access_server_id = row.access_server_id;
  session.access_server_name = std::move(row.access_server_name);
  session.acct_session_id = std::move(row.acct_session_id);
  session.framed_address = std::move(row.framed_address);
  session.calling_station_id = std::move(row.calling_station_id);
  session.nas_port_id = std::move(row.nas_port_id);
  session.started_at = row.started_at;
  session.updated_at = row.updated_at;
  session.stopped_at = row.stopped_at;
  session.octets_in = row.octets_in;
  session.octets_out = row.octets_out;
  session.duration_s = std::max<std::int64_t>(0, (row.stopped_at.value_or(now).us - row.started_at.us) / 1'000'000);
  session.terminate_cause = std::move(row.terminate_cause);
  session.framed_prefix = std::move(row.framed_prefix);
  session.delegated_prefix = std::move(row.delegated_prefix);
  session.network.actual = std::move(row.applied);
  session.network.desired = session.network.actual; // of one that has ended, or whose user is not known
  if (row.verdict && !row.stopped_at)
    session.network.desired =
        in_words(AccessProfile{.verdict = *row.verdict, .down_kbit = row.down_kbit, .up_kbit = row.up_kbit});
  session.network.state = row.stopped_at ? Step::in_step : step_of(row.network_state);
  session.network.last_answer = std::move(row.network_answer);
  session.network.since = row.network_since;
  return session;
}

bool newer(const Place &a, const Place &b) { return std::pair(a.started_at, a.id) > std::pair(b.started_at, b.id); }

std::vector<Session> load(db::Tx &tx, const std::vector<Place> &places, Instant now) {
  std::vector<SessionId> ids;
  for (const Place &place : places)
    ids.push_back(place.id);
  std::vector<Session> sessions;
  for (SessionListRow &row : tx.all<SessionListRow>(select_sessions, db::id_list(tx, ids)))
    sessions.push_back(session_of(std::move(row), now));
  std::sort(sessions.begin(), sessions.end(), [](const Session &a, const Session &b) {
    return std::pair(a.started_at, a.id) > std::pair(b.started_at, b.id);
  });
  return sessions;
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char &c : low)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return low;
}

// "%text%", the pattern's own signs standing for themselves.
std::string containing(std::string_view text) {
  std::string pattern = "%";
  for (const char c : lower(text)) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

} // namespace

std::vector<std::string> mac_notations(std::string_view text) {
  std::string digits;
  for (const char c : lower(text)) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
      digits += c;
    else if (c != ':' && c != '-' && c != '.')
      return {};
  }
  if (digits.size() != 12)
    return {};
  const auto grouped = [&](std::size_t size, char separator) {
    std::string made;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (i > 0 && i % size == 0)
        made += separator;
      made += digits[i];
    }
    return made;
  };
  std::vector<std::string> notations = {grouped(2, ':'), grouped(2, '-'), grouped(4, '.'), digits};
  for (std::size_t i = 0; i < 4; ++i) {
    std::string upper = notations[i];
    for (char &c : upper)
      c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper != notations[i])
      notations.push_back(std::move(upper));
  }
  return notations;
}

std::vector<Session> list_sessions(db::Tx &tx, const SessionFilter &filter, Instant now) {
  const Instant from = filter.after ? filter.after->first : Instant{std::numeric_limits<std::int64_t>::max()};
  const SessionId below = filter.after ? filter.after->second : SessionId(std::numeric_limits<std::int64_t>::max());
  const std::int64_t server = filter.access_server_id ? filter.access_server_id->value() : 0;
  const std::int64_t customer = filter.customer_id ? filter.customer_id->value() : 0;
  const std::int64_t service = filter.service_id ? filter.service_id->value() : 0;
  const auto ask = [&](std::string_view question, const std::string &wanted) {
    return tx.all<Place>(question, from, below, filter.limit, server, customer, service, filter.online_only, wanted);
  };
  const std::string pattern = filter.words.empty() ? std::string() : containing(filter.words);
  if (service != 0)
    return load(tx, ask(of_service, pattern), now);
  if (customer != 0)
    return load(tx, ask(sessions_of_customer, pattern), now);
  if (!filter.words.empty() && parse_ipv4(filter.words))
    return load(tx, ask(of_address, filter.words), now);
  // The newest of several questions together.
  std::vector<Place> places;
  const auto add = [&](std::string_view question, const std::string &wanted) {
    const std::vector<Place> more = ask(question, wanted);
    places.insert(places.end(), more.begin(), more.end());
  };
  const auto newest = [&] {
    std::sort(places.begin(), places.end(), newer);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (places.size() > static_cast<std::size_t>(filter.limit))
      places.resize(static_cast<std::size_t>(filter.limit));
    return load(tx, places, now);
  };
  // Before MAC addresses: 2001:db8::1234:1 has twelve digits too.
  const auto prefix = parse_ipv6_prefix(filter.words);
  const auto address = parse_ipv6(filter.words);
  if (prefix || address) {
    const std::string wanted =
        db::text_list(tx, prefix ? std::vector{ipv6_prefix_text(*prefix)} : prefixes_of(*address));
    add(of_prefix, wanted);
    add(of_delegated_prefix, wanted);
    return newest();
  }
  if (const auto macs = mac_notations(filter.words); !macs.empty()) {
    for (const std::string &mac : macs)
      add(of_caller, mac);
    return newest();
  }
  if (filter.online_only)
    return load(tx, ask(among_open, pattern), now);
  if (!filter.words.empty()) {
    add(of_services, db::id_list(tx, tx.all<ServiceId>(services_named, pattern)));
    add(of_username, filter.words); // users that are no service, too
    return newest();
  }
  return load(tx, ask(server != 0 ? of_server : among_all, pattern), now);
}

std::int64_t count_online(db::Tx &tx, std::optional<AccessServerId> access_server) {
  if (access_server)
    return tx.one<std::int64_t>("select count(*) from session where stopped_at is null and access_server_id = $1",
                                *access_server);
  return tx.one<std::int64_t>("select count(*) from session where stopped_at is null");
}

std::optional<Session> load_session(db::Tx &tx, SessionId id, Instant now) {
  auto row = tx.maybe<SessionListRow>(select_sessions, db::id_list(tx, std::vector<SessionId>{id}));
  if (!row)
    return std::nullopt;
  return session_of(std::move(*row), now);
}

std::optional<Session> session_of_service(db::Tx &tx, ServiceId service, Instant now) {
  auto sessions = list_sessions(tx, {.online_only = true, .service_id = service, .limit = 1}, now);
  if (sessions.empty())
    return std::nullopt;
  return std::move(sessions.front());
}

} // namespace demarc::network
