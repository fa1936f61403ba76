#include "radius/eap.h"

#include "base/random.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::radius {

namespace {

// RFC 3748 4
constexpr char eap_request = 1, eap_response = 2, eap_success = 3;
constexpr char type_identity = 1, type_nak = 3, type_md5 = 4, type_mschapv2 = 26;
// draft-kamath-pppext-eap-mschapv2
constexpr char op_challenge = 1, op_response = 2, op_success = 3;
constexpr std::size_t eap_header = 4, challenge_size = 16, mschapv2_value = 49;
constexpr std::int64_t answer_within_s = 30;

struct EapPacket {
  char code = 0;
  char id = 0;
  char type = 0;         // 0 where there is none
  std::string_view data; // behind the type
};
// nullopt: shorter than it says, or than its kind needs. What lies behind its length is padding.
std::optional<EapPacket> parse(std::string_view bytes) {
  if (bytes.size() < eap_header)
    return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(bytes[2]) * 256U + static_cast<unsigned char>(bytes[3]);
  if (length < eap_header || length > bytes.size())
    return std::nullopt;
  EapPacket packet{bytes[0], bytes[1], 0, {}};
  if (packet.code == eap_request || packet.code == eap_response) {
    if (length == eap_header)
      return std::nullopt;
    packet.type = bytes[eap_header];
    packet.data = bytes.substr(eap_header + 1, length - eap_header - 1);
  }
  return packet;
}

std::string two_octets(std::size_t number) {
  return {static_cast<char>(number >> 8U & 0xffU), static_cast<char>(number & 0xffU)};
}
std::string request_of(char id, char type, std::string_view data) {
  return std::string{eap_request, id} + two_octets(eap_header + 1 + data.size()) + type + std::string(data);
}
std::string success_of(char id) { return std::string{eap_success, id} + two_octets(eap_header); }

// What the next packet of a conversation needs.
struct Conversation {
  enum class Stage : char { asked = 'a', proved = 'p' };
  Stage stage = Stage::asked;
  char type = 0; // the method that was asked
  char id = 0;   // of the request
  std::int64_t until_us = 0;
  std::string challenge; // 16 octets
  std::string response;  // of MSCHAPv2, once proved: 24 octets
};

std::string octets_of(const Conversation &c) {
  std::string bytes{static_cast<char>(c.stage), c.type, c.id};
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(c.until_us) >> shift & 0xffU);
  return bytes + c.challenge + c.response;
}
std::optional<Conversation> conversation_of(std::string_view bytes) {
  constexpr std::size_t fixed = 3 + 8 + challenge_size;
  if (bytes.size() != fixed && bytes.size() != fixed + std::tuple_size_v<NtResponse>)
    return std::nullopt;
  std::uint64_t until = 0;
  for (std::size_t i = 3; i < 11; ++i)
    until = until << 8 | static_cast<unsigned char>(bytes[i]);
  return Conversation{static_cast<Conversation::Stage>(bytes[0]),
                      bytes[1],
                      bytes[2],
                      static_cast<std::int64_t>(until),
                      std::string(bytes.substr(11, challenge_size)),
                      std::string(bytes.substr(fixed))};
}

// What was sealed for one is worth nothing for another.
std::string purpose_of(const network::AccessServerEntry &access_server, std::string_view username) {
  return fmt::format("radius.eap {} {}", access_server.id.value(), username);
}

EapStep failed(EapStep::Kind kind) { return {kind, {}, {}, {}}; }

// One packet of a conversation.
class Step {
public:
  Step(const crypto::Sealer &sealer, const Packet &request, const network::AccessServerEntry &access_server,
       const network::LoginEntry *login, Instant now)
      : sealer_(sealer), request_(request), access_server_(access_server), login_(login), now_(now),
        username_(request.find(attribute::user_name).value_or(std::string_view())) {}

  EapStep take() {
    const std::string bytes = eap_message_of(request_);
    if (bytes.empty()) // RFC 3579 2.1: EAP-Start
      return ask(request_of(first_id, type_identity, ""), {});
    const auto packet = parse(bytes);
    if (!packet || packet->code != eap_response)
      return failed(EapStep::Kind::broken);
    if (packet->type == type_identity)
      return begin(access_server_.allow_mschap ? type_mschapv2 : type_md5, packet->id);
    const auto conversation = opened();
    if (!conversation || conversation->until_us < now_.us || conversation->id != packet->id)
      return failed(EapStep::Kind::broken);
    if (packet->type == type_nak && conversation->stage == Conversation::Stage::asked)
      return other_method(*packet, conversation->type);
    if (packet->type != conversation->type)
      return failed(EapStep::Kind::broken);
    return packet->type == type_md5 ? md5_answered(*packet, *conversation) : mschapv2_answered(*packet, *conversation);
  }

private:
  static constexpr char first_id = 1;

  static EapStep ask(std::string packet, std::string state) {
    return {EapStep::Kind::challenge, std::move(packet), std::move(state), {}};
  }
  [[nodiscard]] std::string sealed(const Conversation &conversation) const {
    return sealer_.seal(Secret(octets_of(conversation)), purpose_of(access_server_, username_));
  }
  [[nodiscard]] std::optional<Conversation> opened() const {
    const auto state = request_.find(attribute::state);
    if (!state)
      return std::nullopt;
    const auto octets = sealer_.open(*state, purpose_of(access_server_, username_));
    return octets ? conversation_of(octets->reveal()) : std::nullopt;
  }

  [[nodiscard]] EapStep begin(char type, char answered_id) const {
    const auto id = static_cast<char>(answered_id + 1);
    const Conversation conversation{Conversation::Stage::asked,   type, id, now_.plus_seconds(answer_within_s).us,
                                    random_bytes(challenge_size), {}};
    constexpr std::string_view name = "demarc";
    std::string data(1, static_cast<char>(challenge_size));
    data += conversation.challenge;
    if (type == type_mschapv2) {
      data += name;
      data = std::string{op_challenge, id} + two_octets(eap_header + data.size()) + data;
    }
    return ask(request_of(id, type, data), sealed(conversation));
  }

  // RFC 3748 5.3.1: what the peer would rather do, its first wish first.
  [[nodiscard]] EapStep other_method(const EapPacket &nak, char asked) const {
    bool wants_mschap = false;
    for (const char type : nak.data) {
      if (type == asked)
        continue;
      if (type == type_md5 || (type == type_mschapv2 && access_server_.allow_mschap))
        return begin(type, nak.id);
      wants_mschap = wants_mschap || type == type_mschapv2;
    }
    return failed(wants_mschap ? EapStep::Kind::off : EapStep::Kind::refused);
  }

  [[nodiscard]] EapStep md5_answered(const EapPacket &packet, const Conversation &conversation) const {
    const bool has_size = packet.data.size() > challenge_size && packet.data[0] == static_cast<char>(challenge_size);
    if (!has_size)
      return failed(EapStep::Kind::broken);
    const std::string id(1, packet.id);
    const Digest expected =
        md5({id, login_ == nullptr ? std::string_view() : login_->password.reveal(), conversation.challenge});
    const bool is_right = same_bytes(view(expected), packet.data.substr(1, challenge_size)) && login_ != nullptr;
    return is_right ? EapStep{EapStep::Kind::right, success_of(packet.id), {}, {}} : failed(EapStep::Kind::wrong);
  }

  [[nodiscard]] EapStep mschapv2_answered(const EapPacket &packet, const Conversation &conversation) const {
    if (!access_server_.allow_mschap)
      return failed(EapStep::Kind::off);
    if (packet.data.empty())
      return failed(EapStep::Kind::broken);
    if (conversation.stage == Conversation::Stage::proved) {
      if (packet.data[0] != op_success || login_ == nullptr)
        return failed(EapStep::Kind::wrong); // the peer does not believe that we know the password
      return {
          EapStep::Kind::right, success_of(packet.id), {}, mppe_keys(login_->password.reveal(), conversation.response)};
    }
    // op, its own id, length, value size; then peer challenge, 8 reserved, response, flags, and the peer's name.
    constexpr std::size_t before_value = 5;
    if (packet.data[0] != op_response || packet.data.size() < before_value + mschapv2_value ||
        packet.data[4] != static_cast<char>(mschapv2_value))
      return failed(EapStep::Kind::broken);
    const std::string_view value = packet.data.substr(before_value, mschapv2_value);
    const std::string_view name = packet.data.substr(before_value + mschapv2_value);
    const MsChapOffer offer{2, packet.data[1], conversation.challenge, value.substr(0, 16), value.substr(24, 24)};
    const std::string_view called = name.empty() ? username_ : name;
    const std::string_view password = login_ == nullptr ? std::string_view() : login_->password.reveal();
    if (!mschap_is_valid(offer, called, password) || login_ == nullptr)
      return failed(EapStep::Kind::wrong);
    const auto id = static_cast<char>(packet.id + 1);
    const std::string message = authenticator_response(offer, called, password) + " M=OK";
    const std::string data =
        std::string{op_success, packet.data[1]} + two_octets(eap_header + message.size()) + message;
    return ask(request_of(id, type_mschapv2, data),
               sealed({Conversation::Stage::proved, type_mschapv2, id, now_.plus_seconds(answer_within_s).us,
                       conversation.challenge, std::string(offer.response)}));
  }

  const crypto::Sealer &sealer_;
  const Packet &request_;
  const network::AccessServerEntry &access_server_;
  const network::LoginEntry *login_;
  Instant now_;
  std::string_view username_;
};

} // namespace

Eap::Eap() : sealer_(crypto::Sealer::from_key(random_bytes(32))) {}

EapStep Eap::step(const Packet &request, const network::AccessServerEntry &access_server,
                  const network::LoginEntry *login, Instant now) const {
  return Step(sealer_, request, access_server, login, now).take();
}

std::string eap_message_of(const Packet &request) {
  std::string message;
  for (const Attribute attribute : request)
    if (attribute.type == attribute::eap_message)
      message += attribute.value;
  return message;
}

bool add_eap_message(PacketWriter &writer, std::string_view packet) {
  constexpr std::size_t most = 253;
  for (std::size_t at = 0; at < packet.size(); at += most)
    if (!writer.add(attribute::eap_message, packet.substr(at, most)))
      return false;
  return true;
}

std::string_view write_challenge(PacketWriter &writer, const Packet &request,
                                 const network::AccessServerEntry &access_server, const EapStep &step) {
  writer.add_message_authenticator();
  add_eap_message(writer, step.packet);
  if (!step.state.empty())
    writer.add(attribute::state, step.state);
  writer.add_integer(attribute::session_timeout, static_cast<std::uint32_t>(answer_within_s));
  writer.add_proxy_states(request);
  return writer.sign_reply(access_server.secret.reveal(), request.authenticator());
}

} // namespace demarc::radius
