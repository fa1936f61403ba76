#include "radius/login_log.h"

#include <gmock/gmock.h>
#include <mutex>

namespace demarc::radius {
namespace {

using ::testing::ElementsAre;

class Kept final : public LoginSink {
public:
  void commit(std::span<const network::LoginAttempt> attempts) override {
    const std::lock_guard lock(mutex_);
    if (fails)
      throw std::runtime_error("the database is away");
    for (const network::LoginAttempt &attempt : attempts)
      lines.push_back(attempt.username + " " + attempt.outcome + " " + attempt.method +
                      (attempt.refused ? " refused" : "") + (attempt.service_id ? " known" : "") +
                      (attempt.message.empty() ? "" : ": " + attempt.message) +
                      (attempt.calling_station_id ? " from " + *attempt.calling_station_id : ""));
  }
  std::vector<std::string> lines;
  bool fails = false;

private:
  std::mutex mutex_;
};

std::string request(const std::string &username, const std::string &caller = {}) {
  PacketWriter writer(Code::access_request, 1);
  writer.add(attribute::user_name, username);
  writer.add(attribute::user_password, std::string(16, 'x'));
  if (!caller.empty())
    writer.add(attribute::calling_station_id, caller);
  return std::string(writer.sign_access_request("s3cret", "0123456789abcdef"));
}
LoginDecision refused(std::string message) {
  return {LoginDecision::Kind::reject, Event::reject_wrong_password, std::move(message), {}, {}};
}

class LoginLogTest : public ::testing::Test {
protected:
  void note(LoginLog &log, const std::string &bytes, const LoginDecision &decision,
            const network::LoginEntry *login = nullptr) {
    const auto packet = Packet::decode(bytes);
    log.note(*packet, AccessServerId(1), login, decision, Instant{1});
  }
  Kept kept_;
};

TEST_F(LoginLogTest, says_who_how_and_why_in_order) {
  network::LoginEntry joe;
  joe.service_id = ServiceId(42);
  LoginLog log(kept_, {});
  note(log, request("joe"), refused("The user name or password is wrong."), &joe);
  note(log, request("nobody", "AA-BB"), {LoginDecision::Kind::reject, Event::reject_unknown_user, {}, {}, {}});
  note(log, request("joe"), {LoginDecision::Kind::challenge, Event::challenges, {}, {}, {}}, &joe);
  note(log, request("joe"), {LoginDecision::Kind::accept, Event::accepts, {}, {}, {}}, &joe);
  log.stop();
  EXPECT_THAT(kept_.lines,
              ElementsAre("joe reject_wrong_password PAP refused known: The user name or password is wrong.",
                          "nobody reject_unknown_user PAP refused from AA-BB", "joe accepts PAP known"));
  EXPECT_EQ(log.lost(), 0);
}

TEST_F(LoginLogTest, takes_names_that_are_long_or_no_text) {
  LoginLog log(kept_, {});
  note(log, request(std::string(200, 'a')), refused(""));
  note(log, request("jo\x01\xff"), refused(""));
  std::string umlauts;
  for (int i = 0; i < 60; ++i)
    umlauts += "ü";
  note(log, request("x" + umlauts), refused(""));
  log.stop();
  ASSERT_EQ(kept_.lines.size(), 3U);
  EXPECT_EQ(kept_.lines[0], std::string(96, 'a') + " reject_wrong_password PAP refused");
  EXPECT_EQ(kept_.lines[1].find('\x01'), std::string::npos);
  EXPECT_EQ(kept_.lines[2], "x" + umlauts.substr(0, 94) + " reject_wrong_password PAP refused")
      << "no half of a character";
}

TEST_F(LoginLogTest, a_full_ring_costs_notes_and_no_login) {
  LoginLog log(kept_, {.ring = 8, .every_ms = 60'000, .batch = 4});
  for (int i = 0; i < 20; ++i)
    note(log, request("joe"), refused(""));
  EXPECT_EQ(log.lost(), 12);
  log.stop();
  EXPECT_EQ(kept_.lines.size(), 8U);
}

TEST_F(LoginLogTest, a_sink_that_fails_costs_notes_and_no_login) {
  kept_.fails = true;
  LoginLog log(kept_, {});
  note(log, request("joe"), refused(""));
  log.stop();
  EXPECT_EQ(log.lost(), 1);
}

TEST_F(LoginLogTest, many_threads_lose_and_double_nothing) {
  constexpr int threads = 4, each = 20'000;
  LoginLog log(kept_, {.ring = 131'072, .every_ms = 1, .batch = 512});
  std::vector<std::thread> doors;
  for (int door = 0; door < threads; ++door)
    doors.emplace_back([&, door] {
      const std::string bytes = request("door" + std::to_string(door));
      for (int i = 0; i < each; ++i)
        note(log, bytes, refused(""));
    });
  for (std::thread &door : doors)
    door.join();
  log.stop();
  EXPECT_EQ(static_cast<std::int64_t>(kept_.lines.size()) + log.lost(), threads * each);
  EXPECT_EQ(log.lost(), 0);
  std::map<std::string, int> of;
  for (const std::string &line : kept_.lines)
    ++of[line.substr(0, 5)];
  for (int door = 0; door < threads; ++door)
    EXPECT_EQ(of["door" + std::to_string(door)], each);
}

} // namespace
} // namespace demarc::radius
