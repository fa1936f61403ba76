#include "radius/apply_access.h"

#include "network/session_apply.h"
#include "platform/http/json.h"
#include "radius/order.h"

#include <fmt/format.h>

namespace demarc::radius {

namespace {

struct ApplyPayload {
  std::int64_t session_id = 0;
};
BOOST_DESCRIBE_STRUCT(ApplyPayload, (), (session_id))

using network::NetworkState;

} // namespace

jobs::Handled ApplyAccess::operator()(const jobs::OutboxItem &item) const {
  const auto payload = http::decode_json<ApplyPayload>(item.payload);
  if (!payload)
    return jobs::Handled::give_up("the payload is not {\"session_id\": N}");
  const SessionId id(payload->session_id);
  const auto session = database_.read([&](db::Tx &tx) { return network::load_session_apply(tx, id); });
  if (!session || session->stopped)
    return jobs::Handled::done();
  const auto keep = [&](NetworkState state, const std::string &answer) {
    database_.write(
        [&](db::Tx &tx) { network::record_network_answer(tx, id, state, answer, session->version, clock_.now()); });
  };
  const auto access_server = table_.find_access_server(session->access_server_id);
  if (!access_server) {
    keep(NetworkState::pending, "its access server is switched off: in force at the next login");
    return jobs::Handled::done();
  }
  const auto codec = profiles_.current();
  const CodedProfile &profile = codec->of(access_server->profile);
  const auto to = Endpoint::parse(access_server->address, access_server->coa_port);
  if (!to)
    return jobs::Handled::give_up("the access server's address is not an IP address");

  const auto send = [&](const Order &order) {
    const Code code = order.kind == Order::Kind::change ? Code::coa_request : Code::disconnect_request;
    return client_.ask({code, *to, access_server->secret.copy(), order.attributes, &stats_.of(access_server->id)});
  };
  const Order order = decide_order(*session, access_server->garden_pool_id.has_value(), profile);
  if (order.kind == Order::Kind::none) {
    keep(NetworkState::in_step, order.why);
    return jobs::Handled::done();
  }
  if (order.kind == Order::Kind::wait) {
    keep(NetworkState::pending, order.why);
    return jobs::Handled::done();
  }
  CoaAnswer answer = send(order);
  std::string said = answer.text;
  if (order.kind == Order::Kind::change && answer.kind == CoaAnswer::Kind::refused &&
      answer.error_cause != session_context_not_found) {
    // The device cannot change it in place: a new login can.
    answer = send(disconnect_instead(*session, profile));
    said += ", then " + answer.text;
  }
  switch (answer.kind) {
  case CoaAnswer::Kind::acknowledged: keep(NetworkState::in_step, said); return jobs::Handled::done();
  case CoaAnswer::Kind::refused:
    if (answer.error_cause == session_context_not_found) {
      keep(NetworkState::gone, said);
      return jobs::Handled::done();
    }
    keep(NetworkState::refused, said);
    return jobs::Handled::retry(said);
  case CoaAnswer::Kind::unanswered:
  case CoaAnswer::Kind::silent: keep(NetworkState::unreachable, said); return jobs::Handled::retry(said);
  case CoaAnswer::Kind::not_sent: return jobs::Handled::retry(said);
  }
  return jobs::Handled::retry(said);
}

} // namespace demarc::radius
