#include "radius/auth_port.h"

#include "base/log.h"

namespace demarc::radius {

namespace {

constexpr int max_proxy_states = 16; // a chain of that many proxies is a loop

// What keeps an Access-Request from being looked at, RFC 3579 3.2 and CVE-2024-3596: an unsigned packet that went
// through a proxy can have been rewritten on the way. nullopt: go on.
std::optional<Event> suspicion(const Packet &request, const network::AccessServerEntry &access_server) {
  switch (check_message_authenticator(request, access_server.secret.reveal())) {
  case MessageAuthenticator::invalid: return Event::drop_message_authenticator_wrong;
  case MessageAuthenticator::valid: break;
  case MessageAuthenticator::absent:
    // RFC 3579 3.2: EAP without it is silently discarded, whatever the access server's setting.
    if (access_server.require_message_authenticator || request.has(attribute::eap_message))
      return Event::drop_message_authenticator_missing;
    if (request.has(attribute::proxy_state))
      return Event::drop_proxied_unsigned;
  }
  if (request.count(attribute::proxy_state) > max_proxy_states)
    return Event::drop_malformed;
  return std::nullopt;
}

} // namespace

void answer_status(const Packet &request, const network::AccessServerEntry &access_server, Code reply_code,
                   Counters &counters, std::string &reply) {
  reply.clear();
  const std::string_view secret = access_server.secret.reveal();
  switch (check_message_authenticator(request, secret)) { // RFC 5997 3: it must be there
  case MessageAuthenticator::absent: return counters.count(Event::drop_message_authenticator_missing);
  case MessageAuthenticator::invalid: return counters.count(Event::drop_message_authenticator_wrong);
  case MessageAuthenticator::valid: break;
  }
  counters.count(Event::status_requests);
  PacketWriter writer(reply_code, request.id());
  writer.add_message_authenticator();
  writer.add_proxy_states(request);
  reply = writer.sign_reply(secret, request.authenticator());
}

AuthPort::Answer AuthPort::handle(std::string_view datagram, const Endpoint &from, ReplyCache &cache,
                                  std::string &reply) {
  const std::string address = from.address_text();
  const auto access_server = directory_.find_access_server(address);
  if (!access_server) {
    stats_.unknown_source(address, clock_.now());
    return Answer::none;
  }
  Counters &counters = stats_.of(access_server->id);
  counters.seen(clock_.now());
  const auto request = Packet::decode(datagram);
  if (!request) {
    counters.count(Event::drop_malformed);
    return Answer::none;
  }
  if (request->code() == Code::status_server) {
    answer_status(*request, *access_server, Code::access_accept, counters, reply);
    return reply.empty() ? Answer::none : Answer::reply;
  }
  if (request->code() != Code::access_request) {
    counters.count(Event::drop_code);
    return Answer::none;
  }
  const auto key = ReplyCache::key(from, request->id(), request->authenticator());
  const auto now = std::chrono::steady_clock::now();
  switch (cache.find(key, now, reply)) {
  case ReplyCache::Found::answered: counters.count(Event::duplicates); return Answer::reply;
  case ReplyCache::Found::pending: counters.count(Event::duplicates); return Answer::none;
  case ReplyCache::Found::nothing: break;
  }
  if (const auto why = suspicion(*request, *access_server)) {
    counters.count(*why);
    return Answer::none;
  }
  cache.begin(key, now);
  const Answer answer = handle_login(*request, *access_server, counters, reply);
  if (answer == Answer::reply)
    cache.answer(key, reply);
  return answer;
}

AuthPort::Answer AuthPort::handle_login(const Packet &request, const network::AccessServerEntry &access_server,
                                        Counters &counters, std::string &reply) {
  const auto login = directory_.find_login(request.find(attribute::user_name).value_or(std::string_view()));
  const auto eap = eap_step(request, access_server, login.get());
  const LoginDecision decision = decide_login(request, access_server, login.get(), eap ? &*eap : nullptr);
  if (decision.kind == LoginDecision::Kind::lease)
    return Answer::lease;
  decided(request, access_server, login.get(), decision, eap ? &*eap : nullptr, counters, reply);
  return Answer::reply;
}

std::optional<EapStep> AuthPort::eap_step(const Packet &request, const network::AccessServerEntry &access_server,
                                          const network::LoginEntry *login) const {
  if (!request.has(attribute::eap_message) || request.has(attribute::user_password) ||
      request.has(attribute::chap_password))
    return std::nullopt;
  return eap_.step(request, access_server, login, clock_.now());
}

void AuthPort::decided(const Packet &request, const network::AccessServerEntry &access_server,
                       const network::LoginEntry *login, LoginDecision decision, const EapStep *eap, Counters &counters,
                       std::string &reply) {
  const auto now = std::chrono::steady_clock::now();
  // The last word, after the password and the address: a seat that is taken is answered with an accept.
  if (decision.kind == LoginDecision::Kind::accept && login->profile.max_sessions &&
      !seats_.take(login->service_id, *login->profile.max_sessions, seat_taker(request, access_server.id),
                   {now, clock_.now()}))
    decision = too_many_sessions(*login->profile.max_sessions);
  counters.count(decision.event);
  if (log_ != nullptr)
    log_->note(request, access_server.id, login, decision, clock_.now());
  if (decision.kind == LoginDecision::Kind::accept) {
    PacketWriter writer(Code::access_accept, request.id());
    const auto codec = profiles_.current();
    reply = write_accept(writer, request, access_server, codec->of(access_server.profile), *login, decision, eap);
    grants_.given(access_server.id, login->username, login->version, now);
  } else if (decision.kind == LoginDecision::Kind::challenge) {
    PacketWriter writer(Code::access_challenge, request.id());
    reply = write_challenge(writer, request, access_server, *eap);
  } else {
    PacketWriter writer(Code::access_reject, request.id());
    reply = write_reject(writer, request, access_server, decision);
  }
}

// The request was authentic moments ago; what has changed since (a service suspended, a secret rotated) is looked up
// anew.
bool AuthPort::finish(std::string_view datagram, const Endpoint &from, ReplyCache &cache, std::string &reply) {
  const auto request = Packet::decode(datagram);
  const auto access_server = directory_.find_access_server(from.address_text());
  if (!request || !access_server)
    return false;
  Counters &counters = stats_.of(access_server->id);
  const auto key = ReplyCache::key(from, request->id(), request->authenticator());
  try {
    const auto login = directory_.find_login(request->find(attribute::user_name).value_or(std::string_view()));
    const auto eap = eap_step(*request, *access_server, login.get());
    LoginDecision decision = decide_login(*request, *access_server, login.get(), eap ? &*eap : nullptr);
    if (decision.kind == LoginDecision::Kind::lease) {
      std::vector<Leased> leased;
      for (const PoolId pool : decision.missing)
        leased.push_back({pool, directory_.lease_address(*login, pool, clock_.now())});
      decision = with_leases(*access_server, std::move(decision), leased);
    }
    decided(*request, *access_server, login.get(), std::move(decision), eap ? &*eap : nullptr, counters, reply);
  } catch (const std::exception &problem) {
    // One of the four edges where a broken environment is caught: the packet is not answered, the client repeats it.
    log::debug("radius", "no address could be leased: {}", problem.what());
    counters.count(Event::drop_failed);
    cache.forget(key);
    return false;
  }
  cache.answer(key, reply);
  return true;
}

} // namespace demarc::radius
