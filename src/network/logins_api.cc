#include "network/logins_api.h"

#include "network/login_log.h"
#include "platform/http/page.h"

namespace demarc::network {

namespace {

struct LoginQuery {
  std::optional<std::string> q;
  std::optional<AccessServerId> access_server_id;
  std::optional<ServiceId> service_id;
  bool refused = false;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(LoginQuery, (), (q, access_server_id, service_id, refused, limit, cursor))

Outcome<http::Page<LoginLogEntry>> find_logins(http::Call &, db::Tx &tx, const LoginQuery &query) {
  const int limit = http::page_limit(query.limit);
  LoginLogFilter filter{.words = query.q.value_or(""),
                        .access_server_id = query.access_server_id,
                        .service_id = query.service_id,
                        .refused_only = query.refused,
                        .limit = limit + 1};
  if (query.cursor) {
    const auto cursor = http::parse_cursor<std::int64_t, std::int64_t>(*query.cursor);
    if (!cursor)
      return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
    filter.before = {Instant{std::get<0>(*cursor)}, LoginAttemptId(std::get<1>(*cursor))};
  }
  return http::page_of(list_logins(tx, filter), limit,
                       [](const LoginLogEntry &entry) { return http::make_cursor(entry.at.us, entry.id.value()); });
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::LoginLogEntry> {
  static constexpr std::string_view name = "Login";
  static FieldRules fields() {
    return {{"at", {.description = "The first time"}},
            {"last_at", {.description = "The last of `times`"}},
            {"times",
             {.description = "How often the same was refused within ten minutes; or that service let in, after it has "
                             "been listed six times"}},
            {"access_server_name", {.description = "Empty when it has been removed since"}},
            {"username", {.description = "As it was sent"}},
            {"outcome",
             {.description =
                  "As GET /v1/radius/stats counts it: accepts, reject_wrong_password, …; "
                  "left_out: `times` further refusals that are not listed, so that a flood does not fill the disk"}},
            {"method", {.description = "PAP, CHAP, MS-CHAP, MS-CHAPv2, EAP; none"}},
            {"message", {.description = "What the person at the other end was told"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::LoginQuery> {
  static FieldRules fields() {
    return {
        {"q",
         {.max_length = 253, .description = "A user name, exactly as it was sent, or a MAC address in any notation"}},
        {"refused", {.description = "Only those who were refused"}}};
  }
};

namespace demarc::network {

void register_logins_api(http::Api &api) {
  api.get<LoginQuery, http::Page<LoginLogEntry>>(
      "/v1/logins",
      {.id = "list_logins",
       .summary = "Logins over RADIUS, the newest first",
       .permission = "network.read",
       .tag = "Sessions",
       .description =
           "Who was let in and who was refused, and why: within a second or two of the packet, for as long "
           "as the configuration says (radius.login_log_days). Of one access server at most 600 new refusals "
           "of unknown names are listed at once and then 30 a minute, of names that a service has 5000 and "
           "120; what goes beyond is one entry that counts (`left_out`), so that a flood does not fill the "
           "disk."},
      find_logins);
}

} // namespace demarc::network
