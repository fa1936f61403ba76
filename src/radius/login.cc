#include "radius/login.h"

#include "base/address.h"
#include "radius/accounting_request.h"
#include "radius/endpoint.h"
#include "radius/mschap.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace demarc::radius {

namespace {

constexpr std::uint32_t framed_user = 2;

enum class Proof { right, wrong, missing };

Proof prove(const Packet &request, std::string_view secret, const network::LoginEntry &login) {
  const std::string_view password = login.password.reveal();
  if (const auto hidden = request.find(attribute::user_password)) {
    const auto offered = reveal_password(*hidden, secret, request.authenticator());
    return offered && login.password.equals(*offered) ? Proof::right : Proof::wrong;
  }
  if (const auto chap = request.find(attribute::chap_password)) {
    const auto challenge = request.find(attribute::chap_challenge);
    return chap_is_valid(*chap, challenge.value_or(request.authenticator()), password) ? Proof::right : Proof::wrong;
  }
  if (const auto offer = mschap_offered(request))
    return mschap_is_valid(*offer, request.find(attribute::user_name).value_or(login.username), password)
               ? Proof::right
               : Proof::wrong;
  return Proof::missing;
}

// Login, Framed, Outbound (OpenVPN's plugin), Authenticate-Only, Call-Check. Administrative and NAS-Prompt would hand a
// subscriber the access server's own command line; the callback types and everything newer are nobody's subscriber
// either.
bool is_for_subscribers(const Packet &request) {
  if (!request.has(attribute::service_type))
    return true;
  const auto type = request.find_integer(attribute::service_type);
  return type && (*type == 1 || *type == framed_user || *type == 5 || *type == 8 || *type == 10);
}

// Who also offers another proof is judged by that one.
bool is_proved_by_mschap(const Packet &request) {
  return !request.has(attribute::user_password) && !request.has(attribute::chap_password) &&
         !request.has(attribute::eap_message) && speaks_mschap(request);
}

LoginDecision reject(Event event, std::string message) {
  return {LoginDecision::Kind::reject, event, std::move(message)};
}

Event accept_event(const network::LoginEntry &login) {
  return login.profile.verdict == network::Verdict::walled_garden ? Event::garden_accepts : Event::accepts;
}

// At most 253 octets, and not in the middle of a character.
std::string_view fitting(std::string_view text) {
  std::size_t size = std::min<std::size_t>(text.size(), 253);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U)
    --size;
  return text.substr(0, size);
}

// RFC 3579 2.6.4: whoever speaks EAP hears no in EAP.
void add_eap_failure(PacketWriter &writer, const Packet &request) {
  const auto eap = request.find(attribute::eap_message);
  if (eap && eap->size() >= 2)
    writer.add(attribute::eap_message, std::string{'\4', (*eap)[1], '\0', '\4'});
}

// RFC 3579 2.6.5: and nothing beside it, which an access server could show or take for more.
void add_reply_message(PacketWriter &writer, const Packet &request, std::string_view text) {
  if (!text.empty() && !request.has(attribute::eap_message))
    writer.add(attribute::reply_message, fitting(text));
}

// RFC 3162 2.3 and RFC 4818 3: a reserved octet, the length, and all 16 octets, which is what every access server
// reads. One address of the link goes as such (RFC 6911 3.1).
void add_prefix(PacketWriter &writer, std::uint8_t type, std::string_view text) {
  const auto prefix = text.empty() ? std::nullopt : parse_ipv6_prefix(text);
  if (!prefix)
    return;
  std::array<char, 18> octets{'\0', static_cast<char>(prefix->length)};
  Ipv6Bits bits = prefix->bits;
  for (std::size_t i = octets.size(); i-- > 2; bits >>= 8)
    octets[i] = static_cast<char>(static_cast<unsigned char>(bits & 255));
  const std::string_view all(octets.data(), octets.size());
  if (type == attribute::framed_ipv6_prefix && prefix->length == 128)
    writer.add(attribute::framed_ipv6_address, all.substr(2));
  else
    writer.add(type, all);
}

// What the EAP conversation has come to; nullopt: the password is right.
std::optional<LoginDecision> decide_eap(const EapStep &eap, const network::LoginEntry *login) {
  switch (eap.kind) {
  case EapStep::Kind::challenge: return LoginDecision{LoginDecision::Kind::challenge, Event::challenges};
  case EapStep::Kind::right: break;
  case EapStep::Kind::wrong:
    return reject(login == nullptr ? Event::reject_unknown_user : Event::reject_wrong_password,
                  "The user name or password is wrong.");
  case EapStep::Kind::refused:
    return reject(Event::reject_method, "This way to log in is not supported: use PAP, CHAP or EAP-MD5.");
  case EapStep::Kind::off: return reject(Event::reject_mschap_off, "MS-CHAP is not allowed here.");
  case EapStep::Kind::broken: return reject(Event::reject_eap_broken, "The login was not completed. Please try again.");
  }
  return std::nullopt;
}

// PAP, CHAP, MS-CHAP; nullopt: the password is right.
std::optional<LoginDecision> decide_password(const Packet &request, const network::AccessServerEntry &access_server,
                                             const network::LoginEntry *login) {
  const std::string wrong = "The user name or password is wrong.";
  const bool offers_proof = request.has(attribute::user_password) || request.has(attribute::chap_password);
  if (!offers_proof && request.has(attribute::eap_message))
    return reject(Event::reject_method, "This way to log in is not supported: use PAP or CHAP.");
  if (!offers_proof && !access_server.allow_mschap && speaks_mschap(request))
    return reject(Event::reject_mschap_off, "MS-CHAP is not allowed here: use PAP or CHAP.");
  if (login == nullptr)
    return reject(Event::reject_unknown_user, wrong);
  switch (prove(request, access_server.secret.reveal(), *login)) {
  case Proof::right: break;
  case Proof::wrong: return reject(Event::reject_wrong_password, wrong);
  case Proof::missing: return reject(Event::reject_method, "A password is needed: use PAP or CHAP.");
  }
  return std::nullopt;
}

} // namespace

LoginDecision decide_login(const Packet &request, const network::AccessServerEntry &access_server,
                           const network::LoginEntry *login, const EapStep *eap) {
  if (!is_for_subscribers(request))
    return reject(Event::reject_service_type, "This account is for network access, not for managing equipment.");
  if (eap != nullptr) {
    if (auto decision = decide_eap(*eap, login))
      return *decision;
  } else if (auto decision = decide_password(request, access_server, login)) {
    return *decision;
  }
  const network::AccessProfile &profile = login->profile;
  if (profile.verdict == network::Verdict::reject)
    return reject(Event::reject_access,
                  profile.reasons.empty() ? "This service is not active." : profile.reasons.front().text);
  const bool garden = profile.verdict == network::Verdict::walled_garden;
  if (garden && !access_server.garden_pool_id)
    return reject(Event::reject_no_garden,
                  profile.reasons.empty() ? "This service is not active." : profile.reasons.front().text);
  LoginDecision decision{LoginDecision::Kind::accept, accept_event(*login)};
  // What is the service's own, or what it holds of the pool, or what it is yet to be given of it.
  const auto give = [&](std::string &given, const std::optional<std::string> &own, const std::optional<PoolId> &pool) {
    if (own) {
      given = *own;
    } else if (pool && !access_server.addresses_from_device) {
      const auto held = std::find_if(login->leases.begin(), login->leases.end(),
                                     [&](const auto &lease) { return lease.first == *pool; });
      if (held != login->leases.end())
        given = held->second;
      else
        decision.missing.push_back(*pool);
    }
  };
  if (garden) {
    give(decision.address, {}, access_server.garden_pool_id);
  } else {
    give(decision.address, profile.static_address, access_server.pool_id);
    give(decision.prefix, profile.static_prefix, access_server.prefix_pool_id);
    give(decision.delegated_prefix, profile.static_delegated_prefix, access_server.delegated_pool_id);
  }
  if (!decision.missing.empty())
    decision.kind = LoginDecision::Kind::lease;
  return decision;
}

LoginDecision with_leases(const network::AccessServerEntry &access_server, LoginDecision decision,
                          const std::vector<Leased> &leased) {
  decision.kind = LoginDecision::Kind::accept;
  decision.missing.clear();
  for (const Leased &lease : leased) {
    const bool is_prefix = lease.pool == access_server.prefix_pool_id || lease.pool == access_server.delegated_pool_id;
    if (!lease.address && !is_prefix)
      return reject(Event::reject_no_address, "No address is free at the moment. Please try again later.");
    std::string &given = lease.pool == access_server.prefix_pool_id      ? decision.prefix
                         : lease.pool == access_server.delegated_pool_id ? decision.delegated_prefix
                                                                         : decision.address;
    given = lease.address.value_or("");
  }
  return decision;
}

LoginDecision too_many_sessions(int limit) {
  return reject(Event::reject_sessions,
                limit == 1
                    ? "This login is in use already, and it works at one place at a time. End the other session, "
                      "or try again in some minutes."
                    : fmt::format("This login is in use {} times already, which is the most. End another "
                                  "session, or try again in some minutes.",
                                  limit));
}

SeatTaker seat_taker(const Packet &request, AccessServerId access_server) {
  const auto text = [&](std::uint8_t which) { return std::string(request.find(which).value_or(std::string_view())); };
  SeatTaker taker{access_server, printable(text(attribute::acct_session_id)),
                  printable(text(attribute::calling_station_id)), printable(text(attribute::nas_port_id))};
  // 0 is what many send who number nothing.
  if (const auto number = request.find_integer(attribute::nas_port); taker.port.empty() && number && *number != 0)
    taker.port = fmt::format("NAS-Port {}", *number);
  return taker;
}

std::string_view write_accept(PacketWriter &writer, const Packet &request,
                              const network::AccessServerEntry &access_server, const CodedProfile &profile,
                              const network::LoginEntry &login, const LoginDecision &decision, const EapStep *eap) {
  writer.add_message_authenticator();
  const network::AccessProfile &access = login.profile;
  if (request.find_integer(attribute::service_type) == framed_user) {
    writer.add_integer(attribute::service_type, framed_user);
    if (const auto protocol = request.find(attribute::framed_protocol); protocol && protocol->size() == 4)
      writer.add(attribute::framed_protocol, *protocol);
  }
  if (!decision.address.empty())
    if (const auto address = Endpoint::parse(decision.address, 0); address && address->is_ipv4())
      writer.add(attribute::framed_ip_address,
                 std::string_view(reinterpret_cast<const char *>(&address->address[12]), 4));
  add_prefix(writer, attribute::framed_ipv6_prefix, decision.prefix);
  add_prefix(writer, attribute::delegated_ipv6_prefix, decision.delegated_prefix);
  const bool garden = access.verdict == network::Verdict::walled_garden;
  const network::ProfileFacts facts{.down_kbit = access.down_kbit,
                                    .up_kbit = access.up_kbit,
                                    .username = login.username,
                                    .address = decision.address,
                                    .plan = access.plan_name,
                                    .session_id = {},
                                    .port = {},
                                    .service_id = login.service_id.value(),
                                    .version = login.version,
                                    .state = state_word(access.verdict),
                                    .pool = garden ? access_server.garden_pool_name : access_server.pool_name,
                                    .station = {}};
  add_lines(writer, garden ? profile.garden : profile.accept, facts);
  if (!profile.owns_class)
    writer.add(attribute::class_, class_text(login.service_id, login.version));
  if (access_server.interim_interval_s > 0)
    writer.add_integer(attribute::acct_interim_interval, static_cast<std::uint32_t>(access_server.interim_interval_s));
  if (access.session_timeout_s && *access.session_timeout_s > 0)
    writer.add_integer(attribute::session_timeout, static_cast<std::uint32_t>(*access.session_timeout_s));
  if (access.idle_timeout_s && *access.idle_timeout_s > 0)
    writer.add_integer(attribute::idle_timeout, static_cast<std::uint32_t>(*access.idle_timeout_s));
  if (eap != nullptr) {
    add_eap_message(writer, eap->packet);
    if (eap->keys)
      add_mppe_keys(writer, *eap->keys, access_server.secret.reveal(), request.authenticator());
  } else if (is_proved_by_mschap(request)) {
    if (const auto offer = mschap_offered(request))
      add_mschap_success(writer, *offer, request.find(attribute::user_name).value_or(login.username),
                         login.password.reveal(), access_server.secret.reveal(), request.authenticator());
  }
  if (garden && !access.reasons.empty())
    add_reply_message(writer, request, access.reasons.front().text);
  writer.add_proxy_states(request);
  return writer.sign_reply(access_server.secret.reveal(), request.authenticator());
}

std::string_view write_reject(PacketWriter &writer, const Packet &request,
                              const network::AccessServerEntry &access_server, const LoginDecision &decision) {
  writer.add_message_authenticator();
  add_reply_message(writer, request, decision.message);
  add_eap_failure(writer, request);
  if (is_proved_by_mschap(request))
    add_mschap_failure(writer, request, access_server.secret.reveal());
  writer.add_proxy_states(request);
  return writer.sign_reply(access_server.secret.reveal(), request.authenticator());
}

std::string class_text(ServiceId service, std::int64_t version) {
  return fmt::format("demarc-{}-{}", service.value(), version);
}

std::optional<std::pair<ServiceId, std::int64_t>> parse_class(std::string_view text) {
  constexpr std::string_view prefix = "demarc-";
  if (!text.starts_with(prefix))
    return std::nullopt;
  text.remove_prefix(prefix.size());
  std::int64_t service = 0;
  std::int64_t version = 0;
  const auto [dash, first] = std::from_chars(text.data(), text.data() + text.size(), service);
  if (first != std::errc() || dash == text.data() + text.size() || *dash != '-')
    return std::nullopt;
  const auto [end, second] = std::from_chars(dash + 1, text.data() + text.size(), version);
  if (second != std::errc() || end != text.data() + text.size() || service <= 0 || version < 0)
    return std::nullopt;
  return std::pair(ServiceId(service), version);
}

} // namespace demarc::radius
