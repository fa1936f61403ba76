#include "network/network_api.h"

#include "network/access_server.h"
#include "network/disconnect_session.h"
#include "network/pool.h"

namespace demarc::network {
namespace {

struct EnrolledAccessServer : AccessServer {
  std::optional<std::string> secret; // only when Demarc made it up: shown once
};
BOOST_DESCRIBE_STRUCT(EnrolledAccessServer, (AccessServer), (secret))

struct AccessServerList {
  std::vector<AccessServer> items;
};
BOOST_DESCRIBE_STRUCT(AccessServerList, (), (items))

struct PoolList {
  std::vector<Pool> items;
};
BOOST_DESCRIBE_STRUCT(PoolList, (), (items))

struct SessionQuery {
  std::optional<std::string> q;
  bool online = false;
  std::optional<AccessServerId> access_server_id;
  std::optional<CustomerId> customer_id;
  std::optional<ServiceId> service_id;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SessionQuery, (), (q, online, access_server_id, customer_id, service_id, limit, cursor))

Outcome<http::Page<Session>> find_sessions(http::Call &call, db::Tx &tx, const SessionQuery &query) {
  const int limit = http::page_limit(query.limit);
  SessionFilter filter{.online_only = query.online,
                       .words = query.q.value_or(""),
                       .access_server_id = query.access_server_id,
                       .customer_id = query.customer_id,
                       .service_id = query.service_id,
                       .limit = limit + 1};
  if (query.cursor) {
    const auto cursor = http::parse_cursor<std::int64_t, std::int64_t>(*query.cursor);
    if (!cursor)
      return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
    filter.after = {Instant{std::get<0>(*cursor)}, SessionId(std::get<1>(*cursor))};
  }
  auto page = http::page_of(list_sessions(tx, filter, call.now()), limit, [](const Session &session) {
    return http::make_cursor(session.started_at.us, session.id.value());
  });
  // Cheap to know for who is online; of all sessions ever it would be a count of millions.
  if (query.online && filter.words.empty() && !query.customer_id && !query.service_id && !query.cursor)
    page.total = count_online(tx, query.access_server_id);
  return page;
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::NewAccessServer> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80}},
            {"address", {.format = Format::ipv4, .description = "What its packets come from"}},
            {"secret", {.min_length = 6, .max_length = 128, .description = "Made up, and shown once, when absent"}},
            {"profile", {.max_length = 40, .description = "One of /v1/vendor-profiles"}},
            {"require_message_authenticator",
             {.description = "Drop Access-Requests without Message-Authenticator; true when absent"}},
            {"coa_port", {.minimum = 1, .maximum = 65535, .description = "3799 when absent"}},
            {"interim_interval_s", {.minimum = 10, .maximum = 86400, .description = "300 when absent"}},
            {"allow_mschap",
             {.description = "Take MS-CHAP and MS-CHAPv2 logins; false when absent: whoever overhears one has the "
                             "password's hash within hours (RFC 2759 rests on single DES). For equipment that speaks "
                             "nothing else"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::AccessServerEdit> {
  static FieldRules fields() {
    return {
        {"name", {.min_length = 1, .max_length = 80}},    {"address", {.format = Format::ipv4}},
        {"secret", {.min_length = 6, .max_length = 128}}, {"profile", {.max_length = 40}},
        {"coa_port", {.minimum = 1, .maximum = 65535}},   {"interim_interval_s", {.minimum = 10, .maximum = 86400}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::NewPool> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80}},
            {"first_address", {.format = Format::ipv4, .description = "Of IPv4"}},
            {"last_address", {.format = Format::ipv4, .description = "The last one that may be given out; of IPv4"}},
            {"family",
             {.description = "ipv4 when absent; ipv6_prefix: of the link between access server and router "
                             "(Framed-IPv6-Prefix, RFC 3162, or with a length of 128 Framed-IPv6-Address, "
                             "RFC 6911); ipv6_delegated: of the network behind the router "
                             "(Delegated-IPv6-Prefix, RFC 4818)"}},
            {"prefix", {.max_length = 43, .description = "Of IPv6: what is given out of, such as 2001:db8:100::/40"}},
            {"prefix_length",
             {.minimum = 32,
              .maximum = 128,
              .description = "How long each one given out is; 64 for links and 56 for delegated ones when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::PoolEdit> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80}},
            {"first_address", {.format = Format::ipv4}},
            {"last_address", {.format = Format::ipv4}},
            {"prefix", {.max_length = 43}},
            {"prefix_length", {.minimum = 32, .maximum = 128}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::SessionQuery> {
  static FieldRules fields() {
    return {{"q",
             {.max_length = 253,
              .description = "A user name or part of it, an IPv4 or IPv6 address, an IPv6 prefix, or a MAC address"}}};
  }
};

namespace demarc::network {

void register_network_api(http::Api &api, const crypto::Sealer &sealer) {
  api.get<http::NoQuery, AccessServerList>(
      "/v1/access-servers",
      {.id = "list_access_servers", .summary = "Access servers", .permission = "network.read", .tag = "Network"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return AccessServerList{list_access_servers(tx)}; });
  api.post<NewAccessServer, EnrolledAccessServer>(
      "/v1/access-servers",
      {.id = "create_access_server",
       .summary = "Add an access server",
       .permission = "network.write",
       .tag = "Network",
       .status = 201,
       .description = "From the next packet on it is answered, on every node.",
       .secret_answer = true},
      [&sealer](http::Call &call, db::Tx &tx, const NewAccessServer &in) -> Outcome<EnrolledAccessServer> {
        TRY(enrolled, create_access_server(tx, call.database(), sealer, in, call.now()));
        EnrolledAccessServer answer;
        static_cast<AccessServer &>(answer) = std::move(enrolled.access_server);
        if (!in.secret)
          answer.secret = std::string(enrolled.secret.reveal());
        return answer;
      });
  api.get<http::NoQuery, AccessServer>(
      "/v1/access-servers/{id}",
      {.id = "get_access_server", .summary = "An access server", .permission = "network.read", .tag = "Network"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return find_access_server(tx, call.path_id<AccessServerId>("id"));
      });
  api.patch<AccessServerEdit, AccessServer>("/v1/access-servers/{id}",
                                            {.id = "edit_access_server",
                                             .summary = "Change an access server, or its secret",
                                             .permission = "network.write",
                                             .tag = "Network"},
                                            [&sealer](http::Call &call, db::Tx &tx, const AccessServerEdit &in) {
                                              return edit_access_server(tx, sealer, call.path_id<AccessServerId>("id"),
                                                                        in);
                                            });
  api.del<http::NoQuery, Done>("/v1/access-servers/{id}",
                               {.id = "remove_access_server",
                                .summary = "Remove an access server",
                                .permission = "network.write",
                                .tag = "Network",
                                .description = "One that has had sessions is switched off instead: the sessions stay."},
                               [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                 return remove_access_server(tx, call.path_id<AccessServerId>("id"));
                               });

  api.get<http::NoQuery, PoolList>(
      "/v1/pools", {.id = "list_pools", .summary = "Address pools", .permission = "network.read", .tag = "Network"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return PoolList{list_pools(tx)}; });
  api.post<NewPool, Pool>(
      "/v1/pools",
      {.id = "create_pool",
       .summary = "Add an address pool",
       .permission = "network.write",
       .tag = "Network",
       .status = 201},
      [](http::Call &call, db::Tx &tx, const NewPool &in) { return create_pool(tx, call.database(), in); });
  api.patch<PoolEdit, Pool>(
      "/v1/pools/{id}",
      {.id = "edit_pool", .summary = "Rename or resize a pool", .permission = "network.write", .tag = "Network"},
      [](http::Call &call, db::Tx &tx, const PoolEdit &in) { return edit_pool(tx, call.path_id<PoolId>("id"), in); });
  api.del<http::NoQuery, Done>(
      "/v1/pools/{id}",
      {.id = "delete_pool", .summary = "Delete an unused pool", .permission = "network.write", .tag = "Network"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return delete_pool(tx, call.path_id<PoolId>("id")); });

  api.get<SessionQuery, http::Page<Session>>(
      "/v1/sessions",
      {.id = "list_sessions", .summary = "Sessions, the newest first", .permission = "network.read", .tag = "Sessions"},
      find_sessions);
  api.get<http::NoQuery, Session>(
      "/v1/sessions/{id}",
      {.id = "get_session", .summary = "A session", .permission = "network.read", .tag = "Sessions"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<Session> {
        auto session = load_session(tx, call.path_id<SessionId>("id"), call.now());
        if (!session)
          return refuse(Refusal::Kind::not_found, "session_unknown", "There is no such session.");
        return std::move(*session);
      });
  api.post<http::NoBody, Session>(
      "/v1/sessions/{id}/disconnect",
      {.id = "disconnect_session",
       .summary = "End a session",
       .permission = "network.write",
       .tag = "Sessions",
       .description = "The access server is told at once; the answer says what is on its way."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return disconnect_session(tx, call.database(), call.path_id<SessionId>("id"), call.now(), call.actor().name);
      });
}

} // namespace demarc::network
