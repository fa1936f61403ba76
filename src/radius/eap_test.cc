#include "radius/eap.h"

#include "radius/login.h"

#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

const std::string eap_authenticator = "0123456789abcdef";
const Instant noon = Instant{1'000'000'000'000};

std::shared_ptr<const network::AccessServerEntry> switch_at(std::int64_t id, bool allow_mschap) {
  auto entry = std::make_shared<network::AccessServerEntry>();
  entry->id = AccessServerId(id);
  entry->secret = Secret("s3cret");
  entry->profile = "generic";
  entry->allow_mschap = allow_mschap;
  return entry;
}
network::LoginEntry user() {
  network::LoginEntry entry;
  entry.service_id = ServiceId(42);
  entry.username = "joe";
  entry.password = Secret("clientPass");
  entry.profile = {.verdict = network::Verdict::allow, .plan_name = "Home"};
  return entry;
}

std::string eap(char code, char id, const std::string &rest) {
  const std::size_t size = 4 + rest.size();
  return std::string{code, id, static_cast<char>(size >> 8), static_cast<char>(size & 0xff)} + rest;
}

// The peer's end, and the access server that passes its packets on.
class Peer {
public:
  explicit Peer(std::int64_t server, bool allow_mschap) : server_(switch_at(server, allow_mschap)) {}

  EapStep send(const std::string &packet, const network::LoginEntry *login, Instant at = noon) {
    PacketWriter writer(Code::access_request, 1);
    writer.add(attribute::user_name, name_);
    add_eap_message(writer, packet);
    if (!state_.empty())
      writer.add(attribute::state, state_);
    const std::string bytes(writer.sign_access_request("s3cret", eap_authenticator));
    const auto request = Packet::decode(bytes);
    EapStep step = conversation_->step(*request, *server_, login, at);
    if (step.kind == EapStep::Kind::challenge) {
      state_ = step.state;
      asked_ = step.packet;
    }
    return step;
  }
  EapStep identify(const network::LoginEntry *login) { return send(eap(2, 7, "\1" + name_), login); }
  [[nodiscard]] char id() const { return asked_.at(1); }
  [[nodiscard]] char type() const { return asked_.at(4); }
  [[nodiscard]] std::string data() const { return asked_.substr(5); }
  [[nodiscard]] std::string md5_answer(const std::string &password) const {
    const Digest answer = md5({std::string(1, id()), password, data().substr(1, 16)});
    return eap(2, id(), "\4\x10" + std::string(view(answer)));
  }
  [[nodiscard]] std::string mschap_answer(const std::string &password) const {
    const std::string peer_challenge(16, 'p'), challenge = data().substr(5, 16);
    const NtResponse response =
        challenge_response(challenge_hash(peer_challenge, challenge, name_), nt_password_hash(password));
    const std::string value =
        peer_challenge + std::string(8, '\0') + std::string(response.data(), 24) + std::string(1, '\0');
    const std::size_t size = 5 + value.size() + name_.size();
    return eap(2, id(),
               "\x1a\2" + std::string(1, data().at(1)) +
                   std::string{static_cast<char>(size >> 8), static_cast<char>(size & 0xff)} + "\x31" + value + name_);
  }
  Peer &at(std::int64_t server) {
    server_ = switch_at(server, false);
    return *this;
  }
  Peer &called(std::string name) {
    name_ = std::move(name);
    return *this;
  }
  Peer &remember(std::shared_ptr<const Eap> node) {
    conversation_ = std::move(node);
    return *this;
  }

private:
  std::shared_ptr<const network::AccessServerEntry> server_;
  std::string name_ = "joe", state_, asked_;
  std::shared_ptr<const Eap> conversation_ = std::make_shared<Eap>();
};

TEST(Eap, md5_goes_from_identity_to_success) {
  const auto joe = user();
  Peer peer(1, false);
  EXPECT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.type(), '\4');
  EXPECT_EQ(peer.id(), '\x8') << "another identifier than the response had";
  const EapStep right = peer.send(peer.md5_answer("clientPass"), &joe);
  EXPECT_EQ(right.kind, EapStep::Kind::right);
  EXPECT_EQ(right.packet, (std::string{'\3', '\x8', '\0', '\4'}));
  EXPECT_FALSE(right.keys);
  EXPECT_EQ(peer.send(peer.md5_answer("clientpass"), &joe).kind, EapStep::Kind::wrong);
  EXPECT_EQ(peer.send(peer.md5_answer(""), nullptr).kind, EapStep::Kind::wrong) << "an empty password is nobody's";
}

TEST(Eap, mschapv2_proves_both_sides_and_gives_keys) {
  const auto joe = user();
  Peer peer(1, true);
  ASSERT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.type(), '\x1a');
  const std::string answer = peer.mschap_answer("clientPass");
  EXPECT_EQ(peer.send(peer.mschap_answer("wrong"), &joe).kind, EapStep::Kind::wrong);
  ASSERT_EQ(peer.send(answer, &joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.data().at(0), '\3');
  EXPECT_NE(peer.data().find("S="), std::string::npos);
  const EapStep right = peer.send(eap(2, peer.id(), "\x1a\3"), &joe);
  EXPECT_EQ(right.kind, EapStep::Kind::right);
  ASSERT_TRUE(right.keys);
  EXPECT_NE(view(right.keys->send), view(right.keys->receive));
  EXPECT_EQ(peer.send(eap(2, peer.id(), "\x1a\4"), &joe).kind, EapStep::Kind::wrong) << "the peer does not believe us";
}

TEST(Eap, a_proof_cannot_be_left_out) {
  const auto joe = user();
  Peer peer(1, true);
  ASSERT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.send(eap(2, peer.id(), "\x1a\3"), &joe).kind, EapStep::Kind::broken)
      << "an acknowledgement before the response";
}

TEST(Eap, a_nak_chooses_among_what_is_allowed) {
  const auto joe = user();
  Peer peer(1, true);
  ASSERT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.send(eap(2, peer.id(), "\3\x19\4"), &joe).kind, EapStep::Kind::challenge); // PEAP, or MD5
  EXPECT_EQ(peer.type(), '\4');
  EXPECT_EQ(peer.send(peer.md5_answer("clientPass"), &joe).kind, EapStep::Kind::right);
  Peer strict(1, false);
  ASSERT_EQ(strict.identify(&joe).kind, EapStep::Kind::challenge);
  EXPECT_EQ(strict.send(eap(2, strict.id(), "\3\x1a"), &joe).kind, EapStep::Kind::off);
  EXPECT_EQ(strict.send(eap(2, strict.id(), "\3\x19"), &joe).kind, EapStep::Kind::refused);
}

TEST(Eap, who_does_not_exist_is_asked_as_everybody) {
  Peer peer(1, false);
  EXPECT_EQ(peer.identify(nullptr).kind, EapStep::Kind::challenge);
  EXPECT_EQ(peer.send(peer.md5_answer("clientPass"), nullptr).kind, EapStep::Kind::wrong);
  Peer second(1, true);
  EXPECT_EQ(second.identify(nullptr).kind, EapStep::Kind::challenge);
  EXPECT_EQ(second.send(second.mschap_answer(""), nullptr).kind, EapStep::Kind::wrong);
}

TEST(Eap, an_answer_is_good_for_its_own_conversation_and_half_a_minute) {
  const auto joe = user();
  const auto node = std::make_shared<const Eap>();
  Peer peer(1, false);
  peer.remember(node);
  ASSERT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  const std::string answer = peer.md5_answer("clientPass");
  EXPECT_EQ(peer.send(answer, &joe, noon.plus_seconds(31)).kind, EapStep::Kind::broken) << "too late";
  EXPECT_EQ(Peer(peer).at(2).send(answer, &joe).kind, EapStep::Kind::broken) << "another switch";
  EXPECT_EQ(Peer(peer).called("bob").send(answer, &joe).kind, EapStep::Kind::broken) << "another name";
  EXPECT_EQ(Peer(peer).remember(std::make_shared<Eap>()).send(answer, &joe).kind, EapStep::Kind::broken)
      << "another node";
  EXPECT_EQ(peer.send(answer, &joe, noon.plus_seconds(29)).kind, EapStep::Kind::right);
}

TEST(Eap, garbage_is_broken_and_a_start_asks_who_it_is) {
  const auto joe = user();
  for (const std::string &packet :
       {std::string("\2"), std::string("\2\7\0\x9\1joe", 8), eap(1, 7, "\1joe"), eap(2, 7, ""),
        eap(2, 7, "\4\x10" + std::string(16, 'x')), std::string("\2\7\0\3\1", 5)}) {
    EXPECT_EQ(Peer(1, true).send(packet, &joe).kind, EapStep::Kind::broken);
  }
  Peer peer(1, false);
  ASSERT_EQ(peer.identify(&joe).kind, EapStep::Kind::challenge);
  for (const std::string &rest :
       {std::string("\4"), std::string("\4\x10"), "\4\x11" + std::string(17, 'x'), std::string("\x1a\2")})
    EXPECT_EQ(Peer(peer).send(eap(2, peer.id(), rest), &joe).kind, EapStep::Kind::broken);
}

} // namespace
} // namespace demarc::radius
