// Signing in and being signed in: sessions by cookie for people, API tokens for programs. Known actors are cached for a
// few seconds, so a request costs no query and lost rights end at once on this node and, by notice, on the others.
//
// Sessions live on the machine's clock: moving a simulated business clock by a month signs nobody out.
//
// Guessing is slowed: five failures of one address for one account, or fifty of one address, within 15 minutes close
// the door for the rest of them (429). The counters are this node's and forgotten when it restarts.
//
// Any thread.
#pragma once

#include "platform/http/message.h"
#include "platform/http/staff.h"

#include <chrono>
#include <map>
#include <mutex>
#include <unordered_map>

namespace demarc::http {

inline constexpr std::string_view session_cookie = "demarc_session";

// Counts failures per key in windows that begin with the first failure.
class FailureCounter {
public:
  using Steady = std::chrono::steady_clock;
  FailureCounter(int limit, std::chrono::seconds window) : limit_(limit), window_(window) {}
  // How long the key is closed yet; zero when it is open.
  [[nodiscard]] std::chrono::seconds closed_for(const std::string &key, Steady::time_point now) const;
  void fail(const std::string &key, Steady::time_point now);
  void forget(const std::string &key);

private:
  struct Window {
    Steady::time_point began;
    int failures = 0;
  };
  static constexpr std::size_t most_keys = 10'000;
  const int limit_;
  const std::chrono::seconds window_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_; // under mutex_
};

class SignIn {
public:
  struct Settings {
    std::int64_t idle_s = 12 * 3600;        // a session unused this long has ended
    std::int64_t longest_s = 7 * 24 * 3600; // and every session, this long after it began
    std::int64_t cache_ms = 5'000;
  };
  // `machine_clock` outlives this.
  SignIn(db::Database &database, const Clock &machine_clock, Settings settings);
  SignIn(db::Database &database, const Clock &machine_clock) : SignIn(database, machine_clock, Settings()) {}

  // For Api::authenticate_with. Actor{} when the request has no credentials.
  Outcome<Actor> authenticate(const Request &request);

  struct Opened {
    User user;
    std::string token; // for the cookie
  };
  // Checks the password (some 20 ms) and opens a session. `now` is the business's, for the user's last sign-in.
  Outcome<Opened> open_session(const std::string &email, const Secret &password, const Request &request, Instant now);
  // Ends the request's session, if it has one.
  void close_session(const Request &request);
  [[nodiscard]] std::int64_t longest_s() const { return settings_.longest_s; }

private:
  struct Known {
    Actor actor;
    FailureCounter::Steady::time_point until;
  };
  Outcome<Actor> actor_of_token(const std::string &hash);
  Outcome<Actor> actor_of_session(const std::string &hash);
  std::optional<Actor> known(const std::string &hash, std::uint64_t &forgotten);
  void remember(const std::string &hash, const Actor &actor, std::uint64_t forgotten);
  void forget_everyone();
  bool verify(const std::optional<std::string> &hash, const Secret &password);

  db::Database &database_;
  const Clock &machine_clock_;
  const Settings settings_;
  const std::string decoy_hash_; // verified for accounts that do not exist, so that they take as long as those that do
  FailureCounter pair_failures_;
  FailureCounter address_failures_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_; // by token hash; under mutex_
  std::uint64_t forgotten_ = 0;                  // how often known_ was dropped; under mutex_
  std::unique_ptr<db::Subscription> subscription_;
};

} // namespace demarc::http
