#include "network/login_log_store.h"

#include "network/session_list_store.h"

#include <algorithm>
#include <limits>

namespace demarc::network {

namespace {

// $1, $2: before which time and id; $3: how many; $4 to $6 narrow it down when they are not 0 or empty (access server,
// service, user name); $7 is 1 for refusals only. Each has its index, so that a page costs the same on a thousand and
// on millions. In order of time and not of ids: every node has a block of ids of its own.
constexpr std::string_view of_service =
    "select id, at from login_attempt where service_id = $5 and (at, id) < ($1, $2) and ($4 = 0 or access_server_id ="
    " $4) and ($6 = '' or username = $6) and ($7 = 0 or refused = 1) order by at desc, id desc limit $3";
constexpr std::string_view of_username =
    "select id, at from login_attempt where username = $6 and (at, id) < ($1, $2) and ($4 = 0 or access_server_id ="
    " $4) and ($5 = 0 or service_id = $5) and ($7 = 0 or refused = 1) order by at desc, id desc limit $3";
constexpr std::string_view of_caller =
    "select id, at from login_attempt where calling_station_id = $6 and (at, id) < ($1, $2) and ($4 = 0 or"
    " access_server_id = $4) and ($5 = 0 or service_id = $5) and ($7 = 0 or refused = 1) order by at desc, id desc"
    " limit $3";
constexpr std::string_view of_server =
    "select id, at from login_attempt where access_server_id = $4 and (at, id) < ($1, $2) and ($5 = 0 or service_id ="
    " $5) and ($6 = '' or username = $6) and ($7 = 0 or refused = 1) order by at desc, id desc limit $3";
constexpr std::string_view refused_by_server =
    "select id, at from login_attempt where refused = 1 and access_server_id = $4 and (at, id) < ($1, $2) and ($5 = 0"
    " or service_id = $5) and ($6 = '' or username = $6) and $7 = 1 order by at desc, id desc limit $3";
constexpr std::string_view of_refused =
    "select id, at from login_attempt where refused = 1 and (at, id) < ($1, $2) and ($4 = 0 or access_server_id = $4)"
    " and ($5 = 0 or service_id = $5) and ($6 = '' or username = $6) and $7 = 1 order by at desc, id desc limit $3";
constexpr std::string_view of_all =
    "select id, at from login_attempt where (at, id) < ($1, $2) and ($4 = 0 or access_server_id = $4) and ($5 = 0 or"
    " service_id = $5) and ($6 = '' or username = $6) and ($7 = 0 or refused = 1) order by at desc, id desc limit $3";

struct Place {
  LoginAttemptId id;
  Instant at;
  bool operator==(const Place &) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (id, at))

constexpr std::string_view select_logged =
    "select l.id as id, l.at as at, l.last_at as last_at, l.times as times, l.access_server_id as access_server_id,"
    " coalesce(a.name, '') as access_server_name, l.service_id as service_id, s.customer_id as customer_id,"
    " c.name as customer_name, l.username as username, l.outcome as outcome, l.refused as refused, l.method as method,"
    " l.message as message, l.calling_station_id as calling_station_id, l.nas_port_id as nas_port_id"
    " from login_attempt l left join access_server a on a.id = l.access_server_id"
    " left join service s on s.id = l.service_id left join customer c on c.id = s.customer_id"
    " where l.id = any($1::bigint[]) order by l.at desc, l.id desc";

} // namespace

void insert_logins(db::Tx &tx, const std::vector<LoginAttemptRow> &rows) { tx.insert_many("login_attempt", rows); }

void count_up(db::Tx &tx, LoginAttemptId id, std::int64_t times, Instant last) {
  tx.exec("update login_attempt set times = times + $2, last_at = $3 where id = $1", id, times, last);
}

std::vector<LoginLogEntry> list_logins(db::Tx &tx, const LoginLogFilter &filter) {
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  const auto ask = [&](std::string_view question, const std::string &wanted) {
    return tx.all<Place>(question, filter.before ? filter.before->at : Instant{last},
                         filter.before ? filter.before->id : LoginAttemptId(last), filter.limit,
                         filter.access_server_id ? filter.access_server_id->value() : 0,
                         filter.service_id ? filter.service_id->value() : 0, wanted, filter.refused_only);
  };
  std::vector<Place> found;
  if (const auto macs = mac_notations(filter.words); !macs.empty()) { // of the box, or its name where that logs in
    for (const std::string &mac : macs) {
      for (const std::string_view question : {of_caller, of_username}) {
        const auto more = ask(question, mac);
        found.insert(found.end(), more.begin(), more.end());
      }
    }
    std::sort(found.begin(), found.end(),
              [](const Place &a, const Place &b) { return std::pair(a.at, a.id) > std::pair(b.at, b.id); });
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.size() > static_cast<std::size_t>(filter.limit))
      found.resize(static_cast<std::size_t>(filter.limit));
  } else if (filter.service_id) {
    found = ask(of_service, filter.words);
  } else if (!filter.words.empty()) {
    found = ask(of_username, filter.words);
  } else if (filter.access_server_id) {
    found = ask(filter.refused_only ? refused_by_server : of_server, {});
  } else {
    found = ask(filter.refused_only ? of_refused : of_all, {});
  }
  std::vector<LoginAttemptId> ids;
  for (const Place &place : found)
    ids.push_back(place.id);
  return tx.all<LoginLogEntry>(select_logged, db::id_list(tx, ids));
}

std::int64_t forget_logins(db::Tx &tx, Instant before, int most) {
  return tx.exec_counted(
      "delete from login_attempt where id in (select id from login_attempt where last_at < $1 order by"
      " last_at limit $2)",
      before, most);
}

} // namespace demarc::network
