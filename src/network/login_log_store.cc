#include "network/login_log_store.h"

#include "network/session_list_store.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace demarc::network {

namespace {

// $1: below which id; $2: how many; $3 to $5 narrow it down when they are not 0 or empty (access server, service, user
// name); $6 is 1 for refusals only. Each has its index, so that a page costs the same on a thousand and on millions.
constexpr std::string_view of_service =
    "select id from login_attempt where service_id = $4 and id < $1 and ($3 = 0 or access_server_id = $3)"
    " and ($5 = '' or username = $5) and ($6 = 0 or refused = 1) order by id desc limit $2";
constexpr std::string_view of_username =
    "select id from login_attempt where username = $5 and id < $1 and ($3 = 0 or access_server_id = $3)"
    " and ($4 = 0 or service_id = $4) and ($6 = 0 or refused = 1) order by id desc limit $2";
constexpr std::string_view of_caller =
    "select id from login_attempt where calling_station_id = $5 and id < $1 and ($3 = 0 or access_server_id = $3)"
    " and ($4 = 0 or service_id = $4) and ($6 = 0 or refused = 1) order by id desc limit $2";
constexpr std::string_view of_server =
    "select id from login_attempt where access_server_id = $3 and id < $1 and ($4 = 0 or service_id = $4)"
    " and ($5 = '' or username = $5) and ($6 = 0 or refused = 1) order by id desc limit $2";
constexpr std::string_view refused_by_server =
    "select id from login_attempt where refused = 1 and access_server_id = $3 and id < $1 and ($4 = 0 or service_id = "
    "$4) and ($5 = '' or username = $5) and $6 = 1 order by id desc limit $2";
constexpr std::string_view of_refused =
    "select id from login_attempt where refused = 1 and id < $1 and ($3 = 0 or access_server_id = $3)"
    " and ($4 = 0 or service_id = $4) and ($5 = '' or username = $5) and $6 = 1 order by id desc limit $2";
constexpr std::string_view of_all =
    "select id from login_attempt where id < $1 and ($3 = 0 or access_server_id = $3) and ($4 = 0 or service_id = $4)"
    " and ($5 = '' or username = $5) and ($6 = 0 or refused = 1) order by id desc limit $2";

constexpr std::string_view select_logins =
    "select l.id as id, l.at as at, l.last_at as last_at, l.times as times, l.access_server_id as access_server_id,"
    " coalesce(a.name, '') as access_server_name, l.service_id as service_id, s.customer_id as customer_id,"
    " c.name as customer_name, l.username as username, l.outcome as outcome, l.refused as refused, l.method as method,"
    " l.message as message, l.calling_station_id as calling_station_id, l.nas_port_id as nas_port_id"
    " from login_attempt l left join access_server a on a.id = l.access_server_id"
    " left join service s on s.id = l.service_id left join customer c on c.id = s.customer_id"
    " where l.id = any($1::bigint[]) order by l.id desc";

} // namespace

void insert_logins(db::Tx &tx, const std::vector<LoginAttemptRow> &rows) { tx.insert_many("login_attempt", rows); }

void count_up(db::Tx &tx, LoginAttemptId id, std::int64_t times, Instant last) {
  tx.exec("update login_attempt set times = times + $2, last_at = $3 where id = $1", id, times, last);
}

std::vector<LoginLogEntry> list_logins(db::Tx &tx, const LoginLogFilter &filter) {
  const auto ask = [&](std::string_view question, const std::string &wanted) {
    return tx.all<LoginAttemptId>(question,
                                  filter.below.value_or(LoginAttemptId(std::numeric_limits<std::int64_t>::max())),
                                  filter.limit, filter.access_server_id ? filter.access_server_id->value() : 0,
                                  filter.service_id ? filter.service_id->value() : 0, wanted, filter.refused_only);
  };
  std::vector<LoginAttemptId> ids;
  if (const auto macs = mac_notations(filter.words); !macs.empty()) { // of the box, or its name where that logs in
    for (const std::string &mac : macs) {
      for (const std::string_view question : {of_caller, of_username}) {
        const auto more = ask(question, mac);
        ids.insert(ids.end(), more.begin(), more.end());
      }
    }
    std::sort(ids.begin(), ids.end(), std::greater<>());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() > static_cast<std::size_t>(filter.limit))
      ids.resize(static_cast<std::size_t>(filter.limit));
  } else if (filter.service_id) {
    ids = ask(of_service, filter.words);
  } else if (!filter.words.empty()) {
    ids = ask(of_username, filter.words);
  } else if (filter.access_server_id) {
    ids = ask(filter.refused_only ? refused_by_server : of_server, {});
  } else {
    ids = ask(filter.refused_only ? of_refused : of_all, {});
  }
  return tx.all<LoginLogEntry>(select_logins, db::id_list(tx, ids));
}

std::int64_t forget_logins(db::Tx &tx, Instant before, int most) {
  return tx.exec_counted(
      "delete from login_attempt where id in (select id from login_attempt where last_at < $1 order by"
      " last_at limit $2)",
      before, most);
}

} // namespace demarc::network
