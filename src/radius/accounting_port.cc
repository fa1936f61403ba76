#include "radius/accounting_port.h"

#include "radius/accounting_request.h"
#include "radius/auth_port.h"
#include "radius/login.h"

namespace demarc::radius {

AccountingPort::Answer AccountingPort::handle(std::string_view datagram, const Endpoint &from, ReplyCache &cache,
                                              PendingAccounting &pending) {
  const std::string address = from.address_text();
  const Instant arrived_at = clock_.now();
  const auto access_server = directory_.find_access_server(address);
  if (!access_server) {
    stats_.unknown_source(address, arrived_at);
    return Answer::none;
  }
  Counters &counters = stats_.of(access_server->id);
  counters.seen(arrived_at);
  const auto drop = [&](Event why) {
    counters.count(why);
    return Answer::none;
  };
  const auto request = Packet::decode(datagram);
  if (!request)
    return drop(Event::drop_malformed);
  const std::string_view secret = access_server->secret.reveal();
  if (request->code() == Code::status_server) {
    answer_status(*request, *access_server, Code::accounting_response, counters, pending.reply);
    return pending.reply.empty() ? Answer::none : Answer::reply;
  }
  if (request->code() != Code::accounting_request)
    return drop(Event::drop_code);

  pending.key = ReplyCache::key(from, request->id(), request->authenticator());
  const auto now = std::chrono::steady_clock::now();
  switch (cache.find(pending.key, now, pending.reply)) {
  case ReplyCache::Found::answered: counters.count(Event::duplicates); return Answer::reply;
  case ReplyCache::Found::pending: return drop(Event::duplicates);
  case ReplyCache::Found::nothing: break;
  }
  // The authenticator signs the whole packet; a Message-Authenticator beside it is checked when there is one.
  if (!request_authenticator_is_valid(*request, secret))
    return drop(Event::drop_authenticator_wrong);
  if (check_message_authenticator(*request, secret) == MessageAuthenticator::invalid)
    return drop(Event::drop_message_authenticator_wrong);

  const std::string_view username = request->find(attribute::user_name).value_or(std::string_view());
  AccountingFacts facts{access_server->id, arrived_at, {}, {}, grants_.version_of(access_server->id, username, now)};
  const auto login = directory_.find_login(username);
  if (login) {
    facts.service_id = login->service_id;
    facts.customer_id = login->customer_id;
  }
  AccountingParsed parsed = parse_accounting(*request, facts);
  counters.count(parsed.event);
  if (parsed.event == Event::drop_malformed)
    return Answer::none;
  PacketWriter writer(Code::accounting_response, request->id());
  // Only to clients that use it in accounting themselves: the others disagree on what it is made over (strongSwan takes
  // the request's authenticator) and throw a reply away that they think wrong. docs/decisions/0008.
  if (request->has(attribute::message_authenticator))
    writer.add_message_authenticator();
  writer.add_proxy_states(*request);
  pending.reply = writer.sign_accounting_response(secret, request->authenticator());
  cache.begin(pending.key, now);
  if (!parsed.kept) {
    cache.answer(pending.key, pending.reply);
    counters.count(Event::accounting_answered);
    return Answer::reply;
  }
  keep_seats(*request, *access_server, login.get(), *parsed.kept, {now, arrived_at});
  pending.event = std::move(*parsed.kept);
  pending.to = from;
  pending.cache = &cache;
  pending.counters = &counters;
  return Answer::queue;
}

// Before the commit: a Start that is not written comes again, and the limit must hold meanwhile.
void AccountingPort::keep_seats(const Packet &request, const network::AccessServerEntry &access_server,
                                const network::LoginEntry *login, const AccountingEvent &event, Seats::Now now) {
  const auto *record = std::get_if<network::AccountingRecord>(&event);
  if (record == nullptr)
    return seats_.restarted(access_server.id);
  if (login == nullptr || !login->profile.max_sessions)
    return;
  const SeatTaker taker = seat_taker(request, access_server.id);
  if (record->kind == network::AccountingKind::stop)
    return seats_.ended(login->service_id, taker, now);
  seats_.heard(login->service_id, taker, record->kind == network::AccountingKind::start,
               now.at.plus_seconds(network::silence_s(access_server.interim_interval_s)), now);
}

} // namespace demarc::radius
