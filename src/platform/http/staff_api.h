// The doors to signing in, staff users and API tokens: /v1/session, /v1/users, /v1/api-tokens; and /v1/health.
#pragma once

#include "platform/http/api.h"
#include "platform/http/sign_in.h"

namespace demarc::http {

// What Me says of the business; platform/ knows nothing of providers, so the daemon fills it in.
struct MeProvider {
  std::string name;
  Currency currency = Currency::of("EUR");
  std::string time_zone;
  std::string country;
  std::string locale;
};
BOOST_DESCRIBE_STRUCT(MeProvider, (), (name, currency, time_zone, country, locale))

struct MeClock {
  Instant now;
  bool simulated = false;
};
BOOST_DESCRIBE_STRUCT(MeClock, (), (now, simulated))

struct Me {
  std::optional<StaffUserId> user_id; // none: a token that nobody made in the console
  std::string email;                  // empty: a token
  std::string name;
  Role role = Role::viewer;
  std::vector<std::string> permissions;
  MeProvider provider;
  MeClock clock;
};
BOOST_DESCRIBE_STRUCT(Me, (), (user_id, email, name, role, permissions, provider, clock))

// `sign_in` outlives `api`. Also makes sign_in the API's authentication.
void register_staff_api(Api &api, SignIn &sign_in, std::function<MeProvider(db::Tx &)> provider);
// GET /v1/health: {"status":"ok","version":…,"database":"sqlite"}; 503 when the database does not answer.
void register_health_api(Api &api, std::string version);

} // namespace demarc::http
