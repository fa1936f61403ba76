#include "network/login_log.h"

#include "network/login_log_store.h"

namespace demarc::network {

namespace {

constexpr std::int64_t repeated_within_s = 600;

std::string key_of(const LoginAttempt &attempt) {
  std::string key = std::to_string(attempt.access_server_id.value());
  const auto add = [&key](std::string_view part) {
    key += '\n';
    key += part;
  };
  add(attempt.username);
  add(attempt.outcome);
  add(attempt.message);
  if (attempt.calling_station_id)
    add(*attempt.calling_station_id);
  return key;
}

} // namespace

void LoginLogWriter::write(std::span<const LoginAttempt> attempts) {
  std::vector<LoginAttemptRow> rows;
  std::unordered_map<std::string, std::size_t> row_of; // refusals that are new
  struct Repeated {
    std::int64_t times = 0;
    Instant last;
  };
  std::unordered_map<std::string, Repeated> repeated; // of `known_`
  for (const LoginAttempt &attempt : attempts) {
    const std::string key = attempt.refused ? key_of(attempt) : std::string();
    if (attempt.refused) {
      const auto known = known_.find(key);
      if (known != known_.end() && attempt.at.us - known->second.since.us < repeated_within_s * 1'000'000) {
        Repeated &again = repeated[key];
        ++again.times;
        again.last = std::max(again.last, attempt.at);
        continue;
      }
      if (const auto made = row_of.find(key); made != row_of.end()) {
        LoginAttemptRow &row = rows[made->second];
        ++row.times;
        row.last_at = std::max(row.last_at, attempt.at);
        continue;
      }
      row_of[key] = rows.size();
    }
    rows.push_back({database_.next<LoginAttemptId>("login_attempt"), attempt.at, attempt.at, 1,
                    attempt.access_server_id, attempt.service_id, attempt.username, attempt.outcome, attempt.refused,
                    attempt.method, attempt.message, attempt.calling_station_id, attempt.nas_port_id});
  }
  database_.write([&](db::Tx &tx) {
    for (const auto &[key, again] : repeated)
      count_up(tx, known_.at(key).id, again.times, again.last);
    insert_logins(tx, rows);
  });
  if (known_.size() + row_of.size() > most_known)
    known_.clear();
  for (const auto &[key, index] : row_of)
    known_.insert_or_assign(key, Known{rows[index].id, rows[index].at});
}

} // namespace demarc::network
