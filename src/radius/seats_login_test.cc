// Logins and reports of a plan with a limit, through the doors' packet work and without sockets.
#include "radius/accounting_port.h"
#include "radius/auth_port.h"
#include "radius/memory_directory.h"

#include "base/random.h"

#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

namespace demarc::radius {
namespace {

const std::string in_use = "reject: This login is in use already, and it works at one place at a time. End the other "
                           "session, or try again in some minutes.";

class LimitedLogin : public ::testing::Test {
protected:
  LimitedLogin() {
    network::AccessServerEntry server;
    server.id = AccessServerId(1);
    server.address = "192.0.2.1";
    server.secret = Secret("s3cret");
    server.profile = "standard";
    directory_.put(std::move(server));
    put(1);
  }
  void put(std::optional<int> max_sessions) {
    network::LoginEntry joe;
    joe.service_id = ServiceId(42);
    joe.username = "joe";
    joe.password = Secret("pw");
    joe.profile = {.verdict = network::Verdict::allow, .max_sessions = max_sessions};
    directory_.put(std::move(joe));
  }

  // "accept", "reject: why", "nothing".
  std::string login(const std::string &box, const std::string &password = "pw", ReplyCache *cache = nullptr) {
    const std::string authenticator = random_bytes(16);
    PacketWriter writer(Code::access_request, 1);
    writer.add_message_authenticator();
    writer.add(attribute::user_name, "joe");
    writer.add(attribute::user_password, hide_password(password, "s3cret", authenticator));
    if (!box.empty())
      writer.add(attribute::calling_station_id, box);
    return answer(std::string(writer.sign_access_request("s3cret", authenticator)), cache);
  }
  std::string answer(const std::string &request, ReplyCache *cache = nullptr) {
    ReplyCache own(64, 1U << 16U, std::chrono::seconds(5));
    std::string reply;
    if (auth_.handle(request, from_, cache == nullptr ? own : *cache, reply) != AuthPort::Answer::reply)
      return "nothing";
    const auto packet = Packet::decode(reply);
    if (packet->code() == Code::access_accept)
      return "accept";
    return fmt::format("reject: {}", packet->find(attribute::reply_message).value_or(""));
  }
  void report(std::uint32_t status, const std::string &session, const std::string &box) {
    PacketWriter writer(Code::accounting_request, 1);
    writer.add(attribute::user_name, "joe");
    writer.add_integer(attribute::acct_status_type, status);
    writer.add(attribute::acct_session_id, session);
    writer.add(attribute::calling_station_id, box);
    ReplyCache cache(64, 1U << 16U, std::chrono::seconds(5));
    PendingAccounting pending;
    EXPECT_EQ(accounting_.handle(std::string(writer.sign_request("s3cret")), from_, cache, pending),
              AccountingPort::Answer::queue);
  }
  static constexpr std::uint32_t start = 1, stop = 2, interim = 3, on = 7;

  MemoryDirectory directory_;
  Grants grants_;
  Seats seats_;
  Stats stats_;
  SimulatedClock clock_{*parse_instant("2026-01-31T12:00:00Z")};
  AuthPort auth_{directory_, ProfileShelf::built_in(), grants_, seats_, stats_, clock_};
  AccountingPort accounting_{directory_, grants_, seats_, stats_, clock_};
  Endpoint from_ = *Endpoint::parse("192.0.2.1", 40000);
};

TEST_F(LimitedLogin, of_many_at_one_moment_one_passes) {
  constexpr int doors = 8, each = 25;
  std::atomic<int> accepted{0}, refused{0};
  std::atomic<bool> go{false};
  std::vector<std::thread> threads;
  for (int door = 0; door < doors; ++door)
    threads.emplace_back([&, door] {
      while (!go)
        std::this_thread::yield();
      for (int i = 0; i < each; ++i) {
        const std::string said = login(fmt::format("box {} {}", door, i));
        accepted += said == "accept" ? 1 : 0;
        refused += said == in_use ? 1 : 0;
      }
    });
  go = true;
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(refused, doors * each - 1);
  EXPECT_EQ(stats_.of(AccessServerId(1)).of(Event::reject_sessions), doors * each - 1);
  EXPECT_EQ(stats_.of(AccessServerId(1)).of(Event::accepts), 1);
}

TEST_F(LimitedLogin, what_is_asked_again_is_answered_again) {
  ReplyCache cache(64, 1U << 16U, std::chrono::seconds(5));
  const std::string authenticator = random_bytes(16);
  PacketWriter writer(Code::access_request, 1);
  writer.add_message_authenticator();
  writer.add(attribute::user_name, "joe");
  writer.add(attribute::user_password, hide_password("pw", "s3cret", authenticator));
  const std::string request(writer.sign_access_request("s3cret", authenticator));
  EXPECT_EQ(answer(request, &cache), "accept");
  EXPECT_EQ(answer(request, &cache), "accept") << "the reply was lost; the same packet takes no second seat";
  EXPECT_EQ(login(""), in_use);
}

TEST_F(LimitedLogin, accounting_moves_the_seats) {
  EXPECT_EQ(login("a", "wrong"), "reject: The user name or password is wrong.");
  EXPECT_EQ(login("a"), "accept") << "who was refused took no seat";
  report(start, "s1", "a");
  EXPECT_EQ(login("a"), "accept") << "the same box again";
  EXPECT_EQ(login("b"), in_use);
  EXPECT_EQ(login("b", "wrong"), "reject: The user name or password is wrong.") << "and learns nothing of sessions";
  report(start, "s2", "a");
  report(stop, "s1", "a");
  EXPECT_EQ(login("b"), in_use);
  report(stop, "s2", "a");
  EXPECT_EQ(login("b"), "accept");
  report(start, "s3", "b");
  clock_.set(clock_.now().plus_seconds(800));
  report(interim, "s3", "b");
  clock_.set(clock_.now().plus_seconds(800));
  EXPECT_EQ(login("a"), in_use) << "an Interim says that it lives";
  clock_.set(clock_.now().plus_seconds(101));
  EXPECT_EQ(login("a"), "accept") << "silence says that it does not";
  report(start, "s4", "a");
  report(on, "boot", "");
  EXPECT_EQ(login("b"), "accept") << "nobody is left on an access server that has restarted";
}

TEST_F(LimitedLogin, more_seats_or_no_limit) {
  put(2);
  EXPECT_EQ(login("a"), "accept");
  EXPECT_EQ(login("b"), "accept");
  EXPECT_EQ(login("c"), "reject: This login is in use 2 times already, which is the most. End another session, or try "
                        "again in some minutes.");
  put(std::nullopt);
  EXPECT_EQ(login("c"), "accept");
  EXPECT_EQ(login("d"), "accept");
}

} // namespace
} // namespace demarc::radius
