// An access server in a test: asks and reports over a real socket, and checks every reply it gets.
#pragma once

#include "radius/dictionary.h"
#include "radius/endpoint.h"
#include "radius/packet.h"

#include "base/random.h"

#include <chrono>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace demarc::radius {

inline constexpr auto patience = std::chrono::seconds(10); // a loaded machine must not fail a test
inline constexpr auto silence = std::chrono::milliseconds(150);

class Client {
public:
  explicit Client(int port, std::string secret = "s3cret", const std::string &from = "127.0.0.1")
      : socket_(UdpSocket::client(false, from)), receiver_(socket_), to_(*Endpoint::parse("127.0.0.1", port)),
        secret_(std::move(secret)) {}

  void send(std::string_view bytes) { ASSERT_TRUE(socket_.send(to_, bytes)); }
  std::optional<std::string> receive(std::chrono::milliseconds wait = patience) {
    const std::array<const UdpSocket *, 1> sockets{&socket_};
    if (waiting_.empty()) {
      if (!alarm_.wait(sockets, static_cast<int>(wait.count())))
        return std::nullopt;
      for (const Datagram &datagram : receiver_.receive())
        waiting_.emplace_back(datagram.bytes);
    }
    if (waiting_.empty())
      return std::nullopt;
    std::string first = waiting_.front();
    waiting_.erase(waiting_.begin());
    return first;
  }
  bool hears_nothing() { return !receive(silence); }

  struct Login {
    std::string user = "joe", password = "pw";
    std::string more = {};
    bool with_message_authenticator = true;
  };
  std::string login(const Login &what, int id = 1) {
    authenticator_ = random_bytes(16);
    PacketWriter writer(Code::access_request, static_cast<std::uint8_t>(id));
    if (what.with_message_authenticator)
      writer.add_message_authenticator();
    writer.add(attribute::user_name, what.user);
    writer.add(attribute::user_password, hide_password(what.password, secret_, authenticator_));
    add_text(writer, what.more);
    return std::string(writer.sign_access_request(secret_, authenticator_));
  }
  std::string accounting(const std::string &attributes, int id = 1, bool with_message_authenticator = false) {
    PacketWriter writer(Code::accounting_request, static_cast<std::uint8_t>(id));
    if (with_message_authenticator)
      writer.add_message_authenticator();
    add_text(writer, attributes);
    std::string bytes(writer.sign_request(secret_));
    authenticator_ = bytes.substr(4, 16);
    return bytes;
  }
  std::string status(int id = 1) {
    authenticator_ = random_bytes(16);
    PacketWriter writer(Code::status_server, static_cast<std::uint8_t>(id));
    writer.add_message_authenticator();
    return std::string(writer.sign_access_request(secret_, authenticator_));
  }

  // "Access-Accept Framed-IP-Address = …", after checking that the reply is right; "nothing" when none comes.
  std::string answer(std::chrono::milliseconds wait = patience) {
    const auto bytes = receive(wait);
    return bytes ? text(*bytes) : "nothing";
  }
  std::string text(const std::string &bytes) {
    const auto reply = Packet::decode(bytes);
    EXPECT_TRUE(reply);
    EXPECT_TRUE(response_authenticator_is_valid(*reply, secret_, authenticator_));
    auto lines = attribute_lines(Dictionary::builtin(), *reply);
    if (reply->code() != Code::accounting_response || reply->has(attribute::message_authenticator)) {
      EXPECT_EQ(check_message_authenticator(*reply, secret_, authenticator_), MessageAuthenticator::valid);
      EXPECT_TRUE(!lines.empty() && lines.front().starts_with("Message-Authenticator")) << "it comes first";
      lines.erase(lines.begin());
    }
    return lines.empty() ? code_name(reply->code())
                         : fmt::format("{} {}", code_name(reply->code()), fmt::join(lines, ", "));
  }
  std::string ask(const Login &what, int id = 1) {
    send(login(what, id));
    return answer();
  }

private:
  static void add_text(PacketWriter &writer, const std::string &attributes) {
    const auto values = parse_attributes(Dictionary::builtin(), attributes);
    ASSERT_TRUE(values) << values.error();
    for (const NamedValue &value : *values)
      ASSERT_TRUE(add(writer, value));
  }

  UdpSocket socket_;
  Receiver receiver_;
  Alarm alarm_;
  Endpoint to_;
  std::string secret_, authenticator_;
  std::vector<std::string> waiting_;
};

} // namespace demarc::radius
