#include "radius/coa_client.h"

#include <atomic>
#include <chrono>
#include <dirent.h>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <latch>
#include <thread>

namespace demarc::radius {
namespace {

using namespace std::chrono_literals;
using Kind = CoaAnswer::Kind;

// An access server on loopback: for each datagram it is told what to send back (nothing, or octets).
class Device {
public:
  using Behaviour = std::function<std::string(const Packet &request, int number)>;
  explicit Device(Behaviour behaviour, const std::string &address = "127.0.0.1")
      : behaviour_(std::move(behaviour)), socket_(UdpSocket::listen(address, 0, false)),
        endpoint_(*Endpoint::parse(address, socket_.port())), thread_([this] { run(); }) {}
  ~Device() {
    stopping_ = true;
    alarm_.ring();
    thread_.join();
  }
  [[nodiscard]] const Endpoint &endpoint() const { return endpoint_; }
  [[nodiscard]] int heard() const { return heard_; }

private:
  void run() {
    Receiver receiver(socket_);
    const std::array<const UdpSocket *, 1> sockets{&socket_};
    while (!stopping_) {
      alarm_.wait(sockets, -1);
      for (const Datagram &datagram : receiver.receive()) {
        const auto request = Packet::decode(datagram.bytes);
        EXPECT_TRUE(request);
        const std::string reply = behaviour_(*request, ++heard_);
        if (!reply.empty())
          socket_.send(datagram.from, reply);
      }
    }
  }

  Behaviour behaviour_;
  UdpSocket socket_;
  Endpoint endpoint_;
  Alarm alarm_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> heard_{0};
  std::thread thread_;
};

std::string reply(const Packet &request, Code code, std::uint32_t error_cause = 0, std::string_view secret = "s3cret") {
  PacketWriter writer(code, request.id());
  writer.add_message_authenticator();
  if (error_cause != 0)
    writer.add_integer(attribute::error_cause, error_cause);
  return std::string(writer.sign_reply(secret, request.authenticator()));
}

CoaRequest request(const Endpoint &to, Code code = Code::disconnect_request, Counters *counters = nullptr) {
  return {code, to, Secret("s3cret"), {{0, attribute::user_name, "joe"}, {14988, 8, "1k/2k"}}, counters};
}

// Short waits: these tests lose packets on purpose.
CoaClient::Settings quick(std::vector<int> wait_ms = {30, 60, 90}, int silence_ms = 0) {
  CoaClient::Settings settings;
  settings.wait_ms = std::move(wait_ms);
  settings.silence_ms = silence_ms;
  return settings;
}

TEST(CoaClient, sends_a_signed_order_and_takes_the_acknowledgement) {
  Counters counters;
  std::vector<std::string> seen;
  Device device([&](const Packet &packet, int) {
    EXPECT_TRUE(request_authenticator_is_valid(packet, "s3cret"));
    EXPECT_EQ(check_message_authenticator(packet, "s3cret"), MessageAuthenticator::valid);
    EXPECT_EQ((*packet.begin()).type, attribute::message_authenticator);
    seen = attribute_lines(Dictionary::builtin(), packet);
    return reply(packet, packet.code() == Code::coa_request ? Code::coa_ack : Code::disconnect_ack);
  });
  CoaClient client{{}};
  const auto begun = std::chrono::steady_clock::now();
  const CoaAnswer answer = client.ask(request(device.endpoint(), Code::coa_request, &counters));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 500ms) << "a good device answers in milliseconds";
  EXPECT_EQ(answer.kind, Kind::acknowledged);
  EXPECT_EQ(answer.text, "CoA-ACK");
  EXPECT_EQ(answer.tries, 1);
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[1], "User-Name = \"joe\"");
  EXPECT_EQ(seen[2], "Mikrotik-Rate-Limit = \"1k/2k\"");
  EXPECT_TRUE(seen[3].starts_with("Event-Timestamp = 20"));
  EXPECT_EQ(client.ask(request(device.endpoint(), Code::disconnect_request, &counters)).text, "Disconnect-ACK");
  EXPECT_EQ(counters.of(Event::orders_sent), 2);
  EXPECT_EQ(counters.of(Event::orders_acknowledged), 2);
}

TEST(CoaClient, tells_why_an_order_was_refused) {
  std::uint32_t cause = 503;
  Device device([&](const Packet &packet, int) { return reply(packet, Code::disconnect_nak, cause); });
  CoaClient client(quick());
  const CoaAnswer answer = client.ask(request(device.endpoint()));
  EXPECT_EQ(answer.kind, Kind::refused);
  EXPECT_EQ(answer.error_cause, session_context_not_found);
  EXPECT_EQ(answer.text, "Disconnect-NAK: Session-Context-Not-Found (503)");
  cause = 999;
  EXPECT_EQ(client.ask(request(device.endpoint())).text, "Disconnect-NAK: error 999");
  cause = 0;
  EXPECT_EQ(client.ask(request(device.endpoint())).text, "Disconnect-NAK");
}

TEST(CoaClient, repeats_the_same_octets_until_it_is_heard) {
  std::vector<std::string> heard;
  Device device([&](const Packet &packet, int number) {
    heard.emplace_back(packet.bytes());
    return number < 3 ? "" : reply(packet, Code::disconnect_ack);
  });
  Counters counters;
  CoaClient client(quick());
  const CoaAnswer answer = client.ask(request(device.endpoint(), Code::disconnect_request, &counters));
  EXPECT_EQ(answer.kind, Kind::acknowledged);
  EXPECT_EQ(answer.tries, 3);
  EXPECT_EQ(heard, std::vector<std::string>(3, heard.front()));
  EXPECT_EQ(counters.of(Event::orders_repeated), 2);
}

TEST(CoaClient, believes_nobody_but_the_device) {
  // Wrong secret, wrong kind of reply, wrong identifier, garbage, a wrong Message-Authenticator; at last the truth.
  Device device([&](const Packet &packet, int number) -> std::string {
    switch (number) {
    case 1: return reply(packet, Code::disconnect_ack, 0, "guess");
    case 2: return reply(packet, Code::coa_ack);
    case 3: {
      std::string other = reply(packet, Code::disconnect_ack);
      other[1] = static_cast<char>(other[1] + 1);
      return other;
    }
    case 4: return "garbage";
    case 5: {
      PacketWriter writer(Code::disconnect_ack, packet.id());
      writer.add(attribute::message_authenticator, std::string(16, 'x'));
      return std::string(writer.sign_reply("s3cret", packet.authenticator()));
    }
    default: return reply(packet, Code::disconnect_ack);
    }
  });
  Counters counters;
  CoaClient client(quick({30, 30, 30, 30, 30, 30}));
  const CoaAnswer answer = client.ask(request(device.endpoint(), Code::disconnect_request, &counters));
  EXPECT_EQ(answer.kind, Kind::acknowledged);
  EXPECT_EQ(answer.tries, 6);
  EXPECT_EQ(counters.of(Event::orders_bad_answers), 3);
}

TEST(CoaClient, ignores_an_answer_from_another_port) {
  // The right octets, from a neighbour of the device.
  const UdpSocket neighbour = UdpSocket::client(false, "127.0.0.1");
  const UdpSocket device = UdpSocket::listen("127.0.0.1", 0, false);
  CoaClient client(quick({300}));
  std::latch ended(1);
  CoaAnswer answer;
  client.start(request(*Endpoint::parse("127.0.0.1", device.port())), [&](CoaAnswer given) {
    answer = std::move(given);
    ended.count_down();
  });
  const Alarm alarm;
  const std::array<const UdpSocket *, 1> sockets{&device};
  ASSERT_TRUE(alarm.wait(sockets, 10'000));
  Receiver receiver(device);
  const Datagram order = receiver.receive()[0];
  neighbour.send(order.from, reply(*Packet::decode(order.bytes), Code::disconnect_ack));
  ended.wait();
  EXPECT_EQ(answer.kind, Kind::unanswered);
}

TEST(CoaClient, leaves_a_silent_device_alone_and_probes_it_now_and_then) {
  std::atomic<bool> alive{false};
  Device device([&](const Packet &packet, int) { return alive ? reply(packet, Code::disconnect_ack) : ""; });
  CoaClient client(quick({20, 20}, 300));
  EXPECT_EQ(client.ask(request(device.endpoint())).text, "no answer to 2 tries");
  const int heard = device.heard();
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(client.ask(request(device.endpoint())).kind, Kind::silent);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 250ms)
      << "a dead device must cost its customers' neighbours nothing";
  EXPECT_EQ(device.heard(), heard);

  std::this_thread::sleep_for(400ms);
  EXPECT_EQ(client.ask(request(device.endpoint())).kind, Kind::unanswered) << "the probe";
  EXPECT_EQ(client.ask(request(device.endpoint())).kind, Kind::silent);
  alive = true;
  std::this_thread::sleep_for(400ms);
  EXPECT_EQ(client.ask(request(device.endpoint())).kind, Kind::acknowledged);
  EXPECT_EQ(client.ask(request(device.endpoint())).kind, Kind::acknowledged) << "back for good";
}

TEST(CoaClient, does_not_let_dead_devices_hold_up_the_living) {
  Device alive([&](const Packet &packet, int) { return reply(packet, Code::disconnect_ack); });
  Device dead([](const Packet &, int) { return ""; }, "127.0.0.9");
  CoaClient client(quick({2000}));
  for (int i = 0; i < 1000; ++i)
    client.start(request(dead.endpoint()), [](const CoaAnswer &) {});
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(client.ask(request(alive.endpoint())).kind, Kind::acknowledged);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
}

TEST(CoaClient, carries_a_thousand_orders_at_once) {
  Device device([&](const Packet &packet, int number) { return number % 7 == 0 ? "" : reply(packet, Code::coa_ack); });
  CoaClient client(quick({300, 300, 300, 300, 300}));
  std::latch all(1000);
  std::atomic<int> acknowledged{0};
  for (int i = 0; i < 1000; ++i)
    client.start(request(device.endpoint(), Code::coa_request), [&](const CoaAnswer &answer) {
      acknowledged += answer.kind == Kind::acknowledged ? 1 : 0;
      all.count_down();
    });
  all.wait();
  EXPECT_EQ(acknowledged, 1000);
}

TEST(CoaClient, refuses_more_than_it_can_carry) {
  Device dead([](const Packet &, int) { return ""; });
  CoaClient::Settings settings = quick({5000});
  settings.max_sockets = 1;
  std::atomic<int> ended{0};
  CoaClient client(settings);
  for (int i = 0; i < 256; ++i)
    client.start(request(dead.endpoint()), [&](const CoaAnswer &answer) {
      EXPECT_EQ(answer.kind, Kind::not_sent);
      ++ended;
    });
  EXPECT_EQ(client.ask(request(dead.endpoint())).text, "too many orders are under way");
  client.stop();
  EXPECT_EQ(ended, 256) << "orders still open when it stops are answered too";
  EXPECT_EQ(client.ask(request(dead.endpoint())).text, "the server is stopping");
  client.stop();
}

int open_files() {
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr)
    ++count;
  closedir(folder);
  return count;
}

// Bug 13: a lost order must not cost a socket. Every packet of 100,000 orders is lost.
TEST(CoaClient, loses_no_sockets_when_every_packet_is_lost) {
  const UdpSocket hole = UdpSocket::listen("127.0.0.1", 0, false); // nobody reads it
  const Endpoint nowhere = *Endpoint::parse("127.0.0.1", hole.port());
  CoaClient client(quick({1, 1}));
  constexpr int orders = 100'000;
  const int files_before = open_files();
  std::atomic<int> ended{0}, unanswered{0};
  for (int i = 0; i < orders; ++i) {
    while (i - ended > 1500) // fewer than the client can carry
      std::this_thread::sleep_for(1ms);
    client.start(request(nowhere), [&](const CoaAnswer &answer) {
      unanswered += answer.kind == Kind::unanswered ? 1 : 0;
      ++ended;
    });
  }
  while (ended < orders)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(unanswered, orders);
  EXPECT_LE(open_files() - files_before, static_cast<int>(CoaClient::Settings{}.max_sockets));
}

} // namespace
} // namespace demarc::radius
