// The log of logins: who was let in or refused, when, by which access server, and why. What support looks at first when
// "it does not log in".
//
// A row is an attempt as the RADIUS door decided it. A refusal that the same box repeats within ten minutes counts up
// its row instead of making another one; so does a service that is let in again and again. Against a flood of new
// names or boxes every access server has a budget of refusals; what goes beyond is counted in one row ("left_out") and
// not listed. So the table grows by a bounded number of rows a day, whoever asks for what.
//
// Threads: LoginLogWriter from one thread.
#pragma once

#include "base/clock.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

#include <boost/describe.hpp>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace demarc {

using LoginAttemptId = StrongId<struct LoginAttemptTag>;

} // namespace demarc

namespace demarc::network {

struct LoginAttempt {
  Instant at;
  AccessServerId access_server_id;
  std::optional<ServiceId> service_id; // nobody is called that: none
  std::string username;                // as it was sent
  std::string outcome;                 // "accepts", "reject_wrong_password": as the counters call it
  bool refused = false;
  std::string method;  // "PAP", "CHAP", "MS-CHAPv2", "EAP", …
  std::string message; // what the person at the other end was told
  std::optional<std::string> calling_station_id, nas_port_id;
};

// How many new refusals of an access server become rows: so many at once, then so many a minute.
struct LoginLogBudget {
  int at_once = 0, a_minute = 0;
};
struct LoginLogLimits {
  LoginLogBudget of_services{5000, 120}; // names that somebody has: all may be cut off at one time
  LoginLogBudget of_strangers{600, 30};
  int accepted = 6; // rows of one service on one access server within ten minutes; the last of them counts up
};
inline constexpr std::string_view left_out_of_login_log = "left_out";

class LoginLogWriter {
public:
  explicit LoginLogWriter(db::Database &database, LoginLogLimits limits = {}) : database_(database), limits_(limits) {}
  // In one transaction. Throws and leaves no row when it cannot.
  void write(std::span<const LoginAttempt> attempts);

private:
  struct Known {
    LoginAttemptId id; // of the newest row
    Instant since;     // of the oldest
    int rows = 0;
  };
  // Parts of a minute, so that nothing is lost to rounding.
  struct Left {
    std::int64_t sixtieths = 0;
    Instant at;
  };
  class Batch;
  bool is_within_budget(const LoginAttempt &attempt);

  static constexpr std::size_t most_known = 65'536; // then it begins anew: some rows more
  db::Database &database_;
  const LoginLogLimits limits_;
  std::unordered_map<std::string, Known> known_;         // of the last minutes
  std::unordered_map<std::int64_t, Left> left_;          // of strangers, by access server
  std::unordered_map<std::int64_t, Left> left_services_; // of services
};

struct LoginLogEntry {
  LoginAttemptId id;
  Instant at;      // the first time
  Instant last_at; // the last of `times`
  std::int64_t times = 1;
  AccessServerId access_server_id;
  std::string access_server_name; // empty: it has been removed since
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> customer_name;
  std::string username, outcome;
  bool refused = false;
  std::string method, message;
  std::optional<std::string> calling_station_id, nas_port_id;
};
BOOST_DESCRIBE_STRUCT(LoginLogEntry, (),
                      (id, at, last_at, times, access_server_id, access_server_name, service_id, customer_id,
                       customer_name, username, outcome, refused, method, message, calling_station_id, nas_port_id))

struct LoginLogPlace {
  Instant at;
  LoginAttemptId id;
};
struct LoginLogFilter {
  std::string words; // a user name exactly as it was sent, or a MAC address in any notation; empty: any
  std::optional<AccessServerId> access_server_id;
  std::optional<ServiceId> service_id;
  bool refused_only = false;
  std::optional<LoginLogPlace> before; // the page goes on with older ones
  int limit = 50;
};
// The newest first.
std::vector<LoginLogEntry> list_logins(db::Tx &tx, const LoginLogFilter &filter);
// Some of those whose last time was before that, so that no transaction is long; how many.
std::int64_t forget_logins(db::Tx &tx, Instant before, int most = 20'000);

} // namespace demarc::network
