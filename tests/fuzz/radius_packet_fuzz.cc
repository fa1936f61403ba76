// Whatever comes in a datagram: decode it, show it as text, read the text back, take it for a login, for accounting and
// for a reply. The sanitizers watch for over-reads; the checks here for packets that change on their way through text,
// and for answers of ours that nobody could read.
#include "base/ensure.h"
#include "radius/accounting_request.h"
#include "radius/dictionary.h"
#include "radius/eap.h"
#include "radius/login.h"

#include <fmt/format.h>

namespace demarc::radius {
namespace {

std::string joined(const std::vector<std::string> &lines) { return fmt::format("{}", fmt::join(lines, "\n")); }

void check_text(const Packet &packet) {
  const auto lines = attribute_lines(Dictionary::builtin(), packet);
  const auto values = parse_attributes(Dictionary::builtin(), joined(lines));
  ENSURE(values.has_value(), values.error());
  PacketWriter writer(packet.code(), packet.id());
  for (const NamedValue &value : *values)
    if (!add(writer, value))
      return; // several vendor attributes in one, taken apart, can outgrow a packet
  const auto again = Packet::decode(writer.sign_access_request("", packet.authenticator()));
  ENSURE(again.has_value(), "what we write can be read");
  ENSURE(attribute_lines(Dictionary::builtin(), *again) == lines, "text and octets say the same");
}

void check_login(const Packet &packet) {
  network::AccessServerEntry access_server;
  access_server.secret = Secret("s3cret");
  access_server.allow_mschap = true;
  access_server.profile = "mikrotik";
  access_server.pool_id = PoolId(1);
  access_server.garden_pool_id = PoolId(2);
  network::LoginEntry login;
  login.service_id = ServiceId(42);
  login.username = std::string(packet.find(attribute::user_name).value_or(std::string_view()));
  // The password that the packet offers, so that the accepting side is reached too.
  const auto hidden = packet.find(attribute::user_password);
  login.password = Secret(hidden ? reveal_password(*hidden, "s3cret", packet.authenticator()).value_or("") : "");
  login.leases = {{PoolId(1), "10.0.0.1"}, {PoolId(2), "10.9.0.1"}};
  for (const network::Verdict verdict :
       {network::Verdict::allow, network::Verdict::walled_garden, network::Verdict::reject}) {
    login.profile = {.verdict = verdict, .down_kbit = 1000, .reasons = {{"code", std::string(300, 'r')}}};
    const LoginDecision decision = decide_login(packet, access_server, &login);
    ENSURE(decision.kind != LoginDecision::Kind::lease, "it has its leases");
    const bool accept = decision.kind == LoginDecision::Kind::accept;
    ENSURE(!accept || verdict != network::Verdict::reject, "who is rejected does not get in");
    PacketWriter writer(accept ? Code::access_accept : Code::access_reject, packet.id());
    const auto reply = Packet::decode(
        accept ? write_accept(writer, packet, access_server, ProfileCodec::builtin().of("mikrotik"), login, decision)
               : write_reject(writer, packet, access_server, decision));
    ENSURE(reply.has_value(), "our reply can be read");
    ENSURE(response_authenticator_is_valid(*reply, "s3cret", packet.authenticator()), "our reply is signed");
    ENSURE(check_message_authenticator(*reply, "s3cret", packet.authenticator()) == MessageAuthenticator::valid,
           "our reply carries Message-Authenticator");
  }
}

// Its EAP packet as it came, then as the answer to a conversation that was begun: our State, and the identifier asked.
void check_eap(const Packet &packet) {
  static const Eap eap;
  const Instant now = Instant::from_seconds(1'800'000'000);
  network::AccessServerEntry access_server;
  access_server.secret = Secret("s3cret");
  access_server.allow_mschap = true;
  network::LoginEntry login;
  login.username = "joe";
  login.password = Secret("clientPass");
  ENSURE(eap.step(packet, access_server, &login, now).kind != EapStep::Kind::right, "nobody gets in unasked");
  const auto send = [&](std::string_view message, std::string_view state) {
    PacketWriter writer(Code::access_request, 1);
    writer.add(attribute::user_name, "joe");
    ENSURE(add_eap_message(writer, message), "it came in a packet");
    if (!state.empty())
      writer.add(attribute::state, state);
    const std::string bytes(writer.sign_access_request("s3cret", "0123456789abcdef"));
    return eap.step(Packet::decode(bytes).value(), access_server, &login, now);
  };
  const EapStep asked = send(std::string_view("\2\7\0\x8\1joe", 8), {});
  ENSURE(asked.kind == EapStep::Kind::challenge, "who says a name is asked for a proof");
  std::string answer = eap_message_of(packet).substr(0, 2000);
  if (answer.size() < 2)
    return;
  answer[1] = asked.packet.at(1);
  const EapStep answered = send(answer, asked.state);
  ENSURE(answered.kind != EapStep::Kind::right, "nobody gets in without the password");
  ENSURE(answered.packet.empty() == (answered.kind != EapStep::Kind::challenge), "a challenge says something");
}

void check_accounting(const Packet &packet) {
  const AccountingParsed parsed =
      parse_accounting(packet, {AccessServerId(1), Instant::from_seconds(1'800'000'000), {}, {}, 0});
  if (!parsed.kept)
    return;
  if (const auto *record = std::get_if<network::AccountingRecord>(&*parsed.kept)) {
    ENSURE(!record->acct_session_id.empty(), "a record names its session");
    ENSURE(printable(record->username) == record->username, "what is kept is text");
    ENSURE(record->event_at <= Instant::from_seconds(1'800'000'000), "nothing happens after it was reported");
  }
}

} // namespace
} // namespace demarc::radius

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace demarc::radius;
  const std::string_view datagram(reinterpret_cast<const char *>(data), size);
  const auto packet = Packet::decode(datagram);
  if (!packet)
    return 0;
  check_message_authenticator(*packet, "s3cret");
  request_authenticator_is_valid(*packet, "s3cret");
  if (const auto chap = packet->find(attribute::chap_password))
    chap_is_valid(*chap, packet->find(attribute::chap_challenge).value_or(packet->authenticator()), "pw");
  check_text(*packet);
  check_login(*packet);
  check_eap(*packet);
  check_accounting(*packet);
  return 0;
}
