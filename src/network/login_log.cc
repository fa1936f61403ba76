#include "network/login_log.h"

#include "network/login_log_store.h"

namespace demarc::network {

namespace {

constexpr std::int64_t repeated_within_s = 600;

// What counts up: the same refusal of the same box; of one that is let in, the service, since a box can name itself
// anything.
std::string key_of(const LoginAttempt &attempt) {
  std::string key = std::to_string(attempt.access_server_id.value());
  const auto add = [&key](std::string_view part) {
    key += '\n';
    key += part;
  };
  add(attempt.username);
  if (!attempt.refused)
    return key;
  add(attempt.outcome);
  add(attempt.message);
  if (attempt.calling_station_id)
    add(*attempt.calling_station_id);
  return key;
}

LoginAttempt left_out(const LoginAttempt &attempt) {
  LoginAttempt one;
  one.at = attempt.at;
  one.access_server_id = attempt.access_server_id;
  one.outcome = left_out_of_login_log;
  one.refused = true;
  one.method = "none";
  return one;
}

} // namespace

// What one call of write() makes of its attempts, before it is stored.
class LoginLogWriter::Batch {
public:
  Batch(const LoginLogWriter &writer, db::Database &database) : writer_(writer), database_(database) {}

  // True: it is counted, as a repetition.
  bool repeats(const std::string &key, const LoginAttempt &attempt) {
    const Known *known = find(key, attempt.at);
    if (known == nullptr || known->rows < (attempt.refused ? 1 : writer_.limits_.accepted))
      return false;
    Again &again = again_[known->id.value()];
    ++again.times;
    again.last = std::max(again.last, attempt.at);
    return true;
  }
  void add(const std::string &key, const LoginAttempt &attempt) {
    const auto id = database_.next<LoginAttemptId>("login_attempt");
    rows_.push_back({id, attempt.at, attempt.at, 1, attempt.access_server_id, attempt.service_id, attempt.username,
                     attempt.outcome, attempt.refused, attempt.method, attempt.message, attempt.calling_station_id,
                     attempt.nas_port_id});
    const Known *known = find(key, attempt.at);
    fresh_[key] = known == nullptr ? Known{id, attempt.at, 1} : Known{id, known->since, known->rows + 1};
  }
  void store(db::Tx &tx) {
    std::vector<LoginAttemptRow> rows = rows_; // the transaction may be tried again
    for (LoginAttemptRow &row : rows)
      if (const auto again = again_.find(row.id.value()); again != again_.end()) {
        row.times += again->second.times;
        row.last_at = std::max(row.last_at, again->second.last);
      }
    insert_logins(tx, rows);
    for (const auto &[id, again] : again_)
      if (rows.empty() || id < rows.front().id.value())
        count_up(tx, LoginAttemptId(id), again.times, again.last);
  }
  [[nodiscard]] const std::unordered_map<std::string, Known> &fresh() const { return fresh_; }

private:
  struct Again {
    std::int64_t times = 0;
    Instant last;
  };
  const Known *find(const std::string &key, Instant at) const {
    const auto is_recent = [&](const Known &known) { return at.us - known.since.us < repeated_within_s * 1'000'000; };
    if (const auto found = fresh_.find(key); found != fresh_.end() && is_recent(found->second))
      return &found->second;
    const auto found = writer_.known_.find(key);
    return found != writer_.known_.end() && is_recent(found->second) ? &found->second : nullptr;
  }

  const LoginLogWriter &writer_;
  db::Database &database_;
  std::vector<LoginAttemptRow> rows_;
  std::unordered_map<std::int64_t, Again> again_; // by the row's id: one of rows_, or one stored before
  std::unordered_map<std::string, Known> fresh_;
};

bool LoginLogWriter::is_within_budget(const LoginAttempt &attempt) {
  const LoginLogBudget &budget = attempt.service_id ? limits_.of_services : limits_.of_strangers;
  auto &all = attempt.service_id ? left_services_ : left_;
  const auto [found, is_new] =
      all.try_emplace(attempt.access_server_id.value(), Left{std::int64_t{budget.at_once} * 60, attempt.at});
  Left &left = found->second;
  const std::int64_t passed_s = std::max<std::int64_t>(0, (attempt.at.us - left.at.us) / 1'000'000);
  left.sixtieths = std::min(std::int64_t{budget.at_once} * 60, left.sixtieths + passed_s * budget.a_minute);
  left.at = left.at.plus_seconds(passed_s);
  if (left.sixtieths < 60)
    return false;
  left.sixtieths -= 60;
  return true;
}

void LoginLogWriter::write(std::span<const LoginAttempt> attempts) {
  Batch batch(*this, database_);
  for (const LoginAttempt &attempt : attempts) {
    const std::string key = key_of(attempt);
    if (batch.repeats(key, attempt))
      continue;
    if (!attempt.refused || is_within_budget(attempt)) {
      batch.add(key, attempt);
      continue;
    }
    const LoginAttempt counted = left_out(attempt);
    const std::string counted_key = key_of(counted);
    if (!batch.repeats(counted_key, counted))
      batch.add(counted_key, counted);
  }
  database_.write([&](db::Tx &tx) { batch.store(tx); });
  for (const auto &[key, known] : batch.fresh())
    known_.insert_or_assign(key, known);
  if (known_.size() > most_known && !attempts.empty()) {
    const std::int64_t old = attempts.back().at.us - repeated_within_s * 1'000'000;
    std::erase_if(known_, [&](const auto &one) { return one.second.since.us < old; });
    if (known_.size() > most_known)
      known_.clear();
  }
}

} // namespace demarc::network
