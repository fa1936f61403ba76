// The server over real sockets on loopback, with a network department in memory.
#include "radius/server.h"

#include "radius/dictionary.h"
#include "radius/endpoint.h"
#include "radius/memory_directory.h"
#include "radius/packet.h"

#include "base/random.h"

#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

namespace demarc::radius {
namespace {

using namespace std::chrono_literals;
using network::Verdict;

constexpr auto patience = 10s; // a loaded machine must not fail a test
constexpr auto silence = 150ms;

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

struct ServerTest : testing::Test {
  ServerTest() {
    put_access_server("127.0.0.1", 1, "s3cret");
    put_login("joe", 42,
              {.verdict = Verdict::allow, .down_kbit = 50000, .up_kbit = 10000, .static_address = "192.0.2.9"});
    put_login("pool", 43, {.verdict = Verdict::allow});
    put_login("debtor", 44, {.verdict = Verdict::walled_garden, .reasons = {{"overdue", "12 days overdue"}}});
    put_login("gone", 45, {.verdict = Verdict::reject, .reasons = {{"ended", "the service has ended"}}});
    directory.fill_pool(PoolId(1), {"10.0.0.1", "10.0.0.2"});
    directory.fill_pool(PoolId(2), {"10.9.0.1"});
    start({});
  }

  void start(ServerSettings settings) {
    settings.listen = "127.0.0.1";
    settings.auth_port = settings.accounting_port = 0;
    server = std::make_unique<Server>(settings, directory, sink, clock);
  }

  void put_access_server(const std::string &address, int id, const std::string &secret, bool require = true,
                         bool garden = true) {
    network::AccessServerEntry entry;
    entry.id = AccessServerId(id);
    entry.address = address;
    entry.secret = Secret(secret);
    entry.profile = "mikrotik";
    entry.require_message_authenticator = require;
    entry.pool_id = PoolId(1);
    if (garden)
      entry.garden_pool_id = PoolId(2);
    directory.put(std::move(entry));
  }
  void put_login(const std::string &name, int service, network::AccessProfile profile) {
    network::LoginEntry entry;
    entry.service_id = ServiceId(service);
    entry.customer_id = CustomerId(service + 100);
    entry.username = name;
    entry.password = Secret("pw");
    entry.profile = std::move(profile);
    entry.version = 7;
    directory.put(std::move(entry));
  }

  std::int64_t count(Event event, int access_server = 1) {
    return server->stats().of(AccessServerId(access_server)).of(event);
  }
  // Counting happens beside answering: a moment may pass.
  bool reaches(Event event, std::int64_t wanted, int access_server = 1) {
    for (int i = 0; i < 1000 && count(event, access_server) < wanted; ++i)
      std::this_thread::sleep_for(10ms);
    return count(event, access_server) == wanted;
  }
  std::vector<network::AccountingRecord> records() {
    std::vector<network::AccountingRecord> found;
    for (const AccountingEvent &event : sink.events())
      if (const auto *record = std::get_if<network::AccountingRecord>(&event))
        found.push_back(*record);
    return found;
  }

  MemoryDirectory directory;
  MemorySink sink;
  SimulatedClock clock{*parse_instant("2026-01-31T12:00:00Z")};
  std::unique_ptr<Server> server;
};

const std::string rejected = "Access-Reject Reply-Message = \"The user name or password is wrong.\"";

TEST_F(ServerTest, answers_logins_as_the_access_decision_says) {
  Client client(server->auth_port());
  EXPECT_EQ(client.ask({.more = "Service-Type = Framed-User, Framed-Protocol = PPP, Proxy-State = 0x01"}),
            "Access-Accept Service-Type = Framed-User, Framed-Protocol = PPP, Framed-IP-Address = 192.0.2.9, "
            "Mikrotik-Rate-Limit = \"10000k/50000k\", Class = 0x64656d6172632d34322d37, Acct-Interim-Interval = 300, "
            "Proxy-State = 0x01");
  EXPECT_EQ(client.ask({.password = "wrong"}), rejected);
  EXPECT_EQ(client.ask({.user = "nobody"}), rejected);
  EXPECT_EQ(client.ask({.user = "JOE"}), rejected) << "names are as typed";
  EXPECT_EQ(client.ask({.user = "gone"}), "Access-Reject Reply-Message = \"the service has ended\"");
  EXPECT_TRUE(
      client.ask({.user = "debtor"}).starts_with("Access-Accept Framed-IP-Address = 10.9.0.1, Mikrotik-Address-List"));
  EXPECT_TRUE(reaches(Event::accepts, 1));
  EXPECT_TRUE(reaches(Event::garden_accepts, 1));
  EXPECT_TRUE(reaches(Event::reject_wrong_password, 1));
  EXPECT_TRUE(reaches(Event::reject_unknown_user, 2));
  EXPECT_TRUE(reaches(Event::reject_access, 1));
  EXPECT_EQ(server->stats().of(AccessServerId(1)).last_seen(), clock.now());
}

TEST_F(ServerTest, leases_an_address_without_holding_up_others_and_rejects_when_the_pool_is_empty) {
  Client client(server->auth_port());
  EXPECT_TRUE(client.ask({.user = "pool"}).starts_with("Access-Accept Framed-IP-Address = 10.0.0.1"));
  EXPECT_TRUE(client.ask({.user = "pool"}).starts_with("Access-Accept Framed-IP-Address = 10.0.0.1"))
      << "the same again";
  put_login("pool2", 50, {.verdict = Verdict::allow});
  put_login("pool3", 51, {.verdict = Verdict::allow});
  EXPECT_TRUE(client.ask({.user = "pool2"}).starts_with("Access-Accept Framed-IP-Address = 10.0.0.2"));
  EXPECT_EQ(client.ask({.user = "pool3"}),
            "Access-Reject Reply-Message = \"No address is free at the moment. Please try again later.\"");
  EXPECT_TRUE(reaches(Event::reject_no_address, 1));
}

TEST_F(ServerTest, is_silent_while_the_database_is_away_and_answers_the_repetition) {
  directory.fail_leases(true);
  Client client(server->auth_port());
  const std::string request = client.login({.user = "pool"});
  client.send(request);
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_failed, 1));
  directory.fail_leases(false);
  client.send(request);
  EXPECT_TRUE(client.answer().starts_with("Access-Accept Framed-IP-Address = 10.0.0.1"));
}

TEST_F(ServerTest, requires_message_authenticator_per_access_server) {
  put_access_server("127.0.0.2", 2, "s3cret", false);
  Client strict(server->auth_port());
  Client lax(server->auth_port(), "s3cret", "127.0.0.2");
  strict.send(strict.login({.with_message_authenticator = false}));
  EXPECT_TRUE(strict.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_message_authenticator_missing, 1));
  EXPECT_TRUE(lax.ask({.with_message_authenticator = false}).starts_with("Access-Accept"));
  // Where there is one it must be right, required or not.
  std::string forged = lax.login({});
  forged[25] = static_cast<char>(forged[25] ^ 1);
  lax.send(forged);
  EXPECT_TRUE(lax.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_message_authenticator_wrong, 1, 2));
  // CVE-2024-3596: proxied and unsigned.
  lax.send(lax.login({.more = "Proxy-State = 0x01", .with_message_authenticator = false}));
  EXPECT_TRUE(lax.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_proxied_unsigned, 1, 2));
  EXPECT_TRUE(lax.ask({.more = "Proxy-State = 0x01"}).ends_with("Proxy-State = 0x01"));
  std::string loop;
  for (int i = 0; i < 17; ++i)
    loop += "Proxy-State = 0x01\n";
  lax.send(lax.login({.more = loop}));
  EXPECT_TRUE(lax.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_malformed, 1, 2));
}

TEST_F(ServerTest, drops_and_counts_strangers_and_wrong_secrets) {
  Client stranger(server->auth_port(), "s3cret", "127.0.0.3");
  stranger.send(stranger.login({}));
  stranger.send(stranger.login({}, 2));
  EXPECT_TRUE(stranger.hears_nothing());
  const StatsSnapshot snapshot = server->stats().snapshot();
  EXPECT_EQ(snapshot.unknown_packets, 2);
  ASSERT_EQ(snapshot.unknown_sources.size(), 1U);
  EXPECT_EQ(snapshot.unknown_sources[0].address, "127.0.0.3");
  EXPECT_EQ(snapshot.unknown_sources[0].packets, 2);

  Client wrong(server->auth_port(), "S3cret");
  wrong.send(wrong.login({}));
  EXPECT_TRUE(wrong.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_message_authenticator_wrong, 1));
  // Without Message-Authenticator a wrong secret looks like a wrong password; the reply is signed with ours.
  put_access_server("127.0.0.2", 2, "s3cret", false);
  Client lax(server->auth_port(), "S3cret", "127.0.0.2");
  lax.send(lax.login({.with_message_authenticator = false}));
  EXPECT_TRUE(lax.receive());
  EXPECT_TRUE(reaches(Event::reject_wrong_password, 1, 2));

  Client accounting(server->accounting_port(), "mysecret");
  accounting.send(accounting.accounting("Acct-Status-Type = Stop, Acct-Session-Id = s, User-Name = joe"));
  EXPECT_TRUE(accounting.hears_nothing());
  EXPECT_TRUE(reaches(Event::drop_authenticator_wrong, 1));
  EXPECT_TRUE(sink.events().empty()) << "forged accounting has no effect";
}

// Bug 14: new access servers and new secrets without a restart.
TEST_F(ServerTest, follows_access_servers_and_secrets_as_they_change) {
  Client client(server->auth_port(), "s3cret", "127.0.0.4");
  client.send(client.login({}));
  EXPECT_TRUE(client.hears_nothing());
  put_access_server("127.0.0.4", 4, "s3cret");
  EXPECT_TRUE(client.ask({}).starts_with("Access-Accept"));
  put_access_server("127.0.0.4", 4, "rotated");
  client.send(client.login({}));
  EXPECT_TRUE(client.hears_nothing());
  Client rotated(server->auth_port(), "rotated", "127.0.0.4");
  EXPECT_TRUE(rotated.ask({}).starts_with("Access-Accept"));
  directory.remove_access_server("127.0.0.4");
  rotated.send(rotated.login({}));
  EXPECT_TRUE(rotated.hears_nothing());
}

// Bug 1: after any garbage, on either port, a good packet is answered.
TEST_F(ServerTest, answers_a_good_packet_after_any_garbage) {
  SeededRandom random(20260131);
  for (const int port : {server->auth_port(), server->accounting_port()}) {
    Client client(port);
    for (int i = 0; i < 300; ++i) {
      std::string garbage(static_cast<std::size_t>(random.below(i % 10 == 0 ? 5000 : 60)), '\0');
      for (char &c : garbage)
        c = static_cast<char>(random.below(256));
      if (garbage.size() >= 4 && i % 2 == 0) { // half of it passes the header
        garbage[0] = static_cast<char>(port == server->auth_port() ? 1 : 4);
        garbage[2] = static_cast<char>(garbage.size() >> 8U);
        garbage[3] = static_cast<char>(garbage.size());
      }
      client.send(garbage);
    }
    client.send(client.status());
    EXPECT_EQ(client.answer(), port == server->auth_port() ? "Access-Accept" : "Accounting-Response");
  }
  Client client(server->auth_port());
  EXPECT_TRUE(client.ask({.more = "Attr-200 = 0x0102, Attr-26.4711.1 = 0x00, NAS-Port-Id = x, Acct-Session-Id = y"})
                  .starts_with("Access-Accept"))
      << "attributes nobody needs are nobody's problem";
  EXPECT_GT(count(Event::drop_malformed), 0);
}

TEST_F(ServerTest, takes_names_of_every_kind) {
  Client client(server->auth_port());
  const std::string corpus[] = {"' OR 1=1 --",
                                "\"; drop table service; --",
                                std::string("joe\0", 4),
                                std::string("\0", 1),
                                "",
                                std::string(253, 'x'),
                                "\xff\xfe",
                                "joe\n",
                                "%s%n",
                                "../../etc/passwd"};
  for (const std::string &name : corpus)
    EXPECT_EQ(client.ask({.user = name}), rejected) << name;
  put_login("o'brien\"; --", 60, {.verdict = Verdict::allow, .static_address = "192.0.2.60"});
  EXPECT_TRUE(client.ask({.user = "o'brien\"; --"}).starts_with("Access-Accept"));
}

TEST_F(ServerTest, answers_status_server_on_both_ports_when_it_is_signed) {
  for (const int port : {server->auth_port(), server->accounting_port()}) {
    Client client(port);
    client.send(client.status());
    EXPECT_EQ(client.answer(), port == server->auth_port() ? "Access-Accept" : "Accounting-Response");
    std::string unsigned_status = std::string("\x0c\x01\x00\x14", 4) + random_bytes(16);
    client.send(unsigned_status);
    EXPECT_TRUE(client.hears_nothing());
  }
  EXPECT_EQ(count(Event::status_requests), 2);
  EXPECT_EQ(count(Event::drop_message_authenticator_missing), 2);
}

TEST_F(ServerTest, drops_packets_that_belong_on_the_other_port) {
  Client auth(server->auth_port());
  auth.send(auth.accounting("Acct-Status-Type = Start, Acct-Session-Id = s"));
  EXPECT_TRUE(auth.hears_nothing());
  Client accounting(server->accounting_port());
  accounting.send(accounting.login({}));
  EXPECT_TRUE(accounting.hears_nothing());
  EXPECT_EQ(count(Event::drop_code), 2);
}

TEST_F(ServerTest, repeats_the_same_octets_to_a_repeated_request) {
  Client client(server->auth_port());
  const std::string request = client.login({});
  client.send(request);
  const auto first = client.receive();
  put_login("joe", 42, {.verdict = Verdict::reject});
  for (int i = 0; i < 5; ++i) {
    client.send(request);
    EXPECT_EQ(client.receive(), first);
  }
  EXPECT_TRUE(reaches(Event::accepts, 1));
  EXPECT_TRUE(reaches(Event::duplicates, 5));
  EXPECT_TRUE(client.ask({}).starts_with("Access-Reject")) << "a new request gets the new decision";
}

TEST_F(ServerTest, serves_fifty_clients_at_once) {
  std::atomic<int> accepted{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 50; ++i)
    clients.emplace_back([&] {
      Client client(server->auth_port());
      for (int id = 0; id < 20; ++id)
        accepted += client.ask({.password = id % 2 == 0 ? "pw" : "no"}, id).starts_with("Access-Accept") ? 1 : 0;
    });
  for (std::thread &client : clients)
    client.join();
  EXPECT_EQ(accepted, 500);
  EXPECT_TRUE(reaches(Event::accepts, 500));
  EXPECT_TRUE(reaches(Event::reject_wrong_password, 500));
}

// ---- accounting
// --------------------------------------------------------------------------------------------------------

TEST_F(ServerTest, answers_accounting_after_the_commit_and_not_before) {
  sink.hold(true);
  Client client(server->accounting_port());
  const std::string request =
      client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s1, User-Name = joe, Proxy-State = 0x01");
  client.send(request);
  sink.wait_for_a_commit();
  EXPECT_TRUE(client.hears_nothing()) << "nothing is on disk yet";
  client.send(request);
  EXPECT_TRUE(client.hears_nothing()) << "nor does a repetition change that";
  sink.hold(false);
  EXPECT_EQ(client.answer(), "Accounting-Response Proxy-State = 0x01");
  EXPECT_TRUE(client.hears_nothing()) << "one answer to the two";
  ASSERT_EQ(records().size(), 1U);
  EXPECT_EQ(records()[0].acct_session_id, "s1");
  EXPECT_EQ(records()[0].service_id, ServiceId(42));
  EXPECT_EQ(records()[0].customer_id, CustomerId(142));
  EXPECT_EQ(records()[0].access_server_id, AccessServerId(1));
  EXPECT_EQ(records()[0].event_at, clock.now());
  EXPECT_EQ(records()[0].profile_version, 0);
}

// What Message-Authenticator in an Accounting-Response is made over is a matter of taste: FreeRADIUS's clients want
// zeros, except in answers to Status-Server, strongSwan the request's authenticator; both throw away what they think
// wrong.
TEST_F(ServerTest, signs_accounting_replies_so_that_each_kind_of_client_takes_them) {
  Client client(server->accounting_port());
  const auto made_over = [](const std::string &reply) -> std::string {
    const auto packet = Packet::decode(reply);
    const auto claimed = packet->find(attribute::message_authenticator);
    if (!claimed)
      return "absent";
    std::string zeroed = reply;
    zeroed.replace(static_cast<std::size_t>(claimed->data() - reply.data()), 16, 16, '\0');
    zeroed.replace(4, 16, 16, '\0');
    return view(hmac_md5("s3cret", {zeroed})) == *claimed ? "zeros" : "something else";
  };
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s1", 1));
  EXPECT_EQ(made_over(client.receive().value()), "absent") << "strongSwan, and everyone else";
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s2", 2, true));
  EXPECT_EQ(made_over(client.receive().value()), "zeros") << "radclient, when asked to send one";
  client.send(client.status(3));
  const std::string status = client.receive().value();
  EXPECT_EQ(made_over(status), "something else");
  EXPECT_EQ(client.text(status), "Accounting-Response");
}

TEST_F(ServerTest, remembers_which_profile_the_login_was_given) {
  Client login(server->auth_port());
  EXPECT_TRUE(login.ask({}).starts_with("Access-Accept"));
  Client client(server->accounting_port());
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s1, User-Name = joe"));
  EXPECT_EQ(client.answer(), "Accounting-Response");
  EXPECT_EQ(records().at(0).profile_version, 7) << "no Class is echoed";
}

// Bug 4: each packet one to five times, one effect, always answered.
TEST_F(ServerTest, gives_repeated_accounting_one_effect) {
  Client client(server->accounting_port());
  for (int id = 0; id < 20; ++id) {
    const std::string request = client.accounting(
        fmt::format("Acct-Status-Type = Interim-Update, Acct-Session-Id = s{}, User-Name = joe", id), id);
    for (int times = 0; times <= id % 5; ++times)
      client.send(request);
    EXPECT_EQ(client.answer(), "Accounting-Response");
    client.send(request); // and once more after the answer
    EXPECT_EQ(client.answer(), "Accounting-Response");
    while (client.receive(20ms)) {
    }
  }
  EXPECT_EQ(records().size(), 20U);
}

TEST_F(ServerTest, keeps_restarts_in_order_among_records) {
  Client client(server->accounting_port());
  client.send(client.accounting("Acct-Status-Type = Stop, Acct-Session-Id = a, User-Name = joe", 1));
  EXPECT_EQ(client.answer(), "Accounting-Response");
  client.send(client.accounting("Acct-Status-Type = Accounting-On", 2));
  EXPECT_EQ(client.answer(), "Accounting-Response");
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = a, User-Name = joe", 3));
  EXPECT_EQ(client.answer(), "Accounting-Response");
  client.send(client.accounting("Acct-Status-Type = 9", 4));
  EXPECT_EQ(client.answer(), "Accounting-Response") << "a tunnel record is acknowledged, not kept";
  const auto events = sink.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<AccessServerRestart>(events[1]));
}

TEST_F(ServerTest, does_not_answer_what_the_database_did_not_take_and_stores_the_repetition) {
  sink.fail_next(4); // the first try and its three repetitions
  Client client(server->accounting_port());
  const std::string request = client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s1, User-Name = joe");
  client.send(request);
  EXPECT_TRUE(reaches(Event::drop_failed, 1));
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(sink.events().empty());
  client.send(request);
  EXPECT_EQ(client.answer(), "Accounting-Response");
  EXPECT_EQ(records().size(), 1U);

  sink.fail_next(2); // a short outage is ridden out
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = s2, User-Name = joe"));
  EXPECT_EQ(client.answer(), "Accounting-Response");
}

TEST_F(ServerTest, stores_the_good_records_beside_one_that_cannot_be_stored) {
  sink.refuse("poison");
  sink.hold(true);
  Client client(server->accounting_port());
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = first, User-Name = joe", 0));
  sink.wait_for_a_commit();
  for (int id = 1; id <= 40; ++id) // all of these wait for the first and are one batch
    client.send(client.accounting(
        fmt::format("Acct-Status-Type = Start, Acct-Session-Id = s{}, User-Name = {}", id, id == 17 ? "poison" : "joe"),
        id));
  EXPECT_TRUE(reaches(Event::accounting_starts, 41));
  sink.hold(false);
  EXPECT_TRUE(reaches(Event::accounting_answered, 40));
  EXPECT_TRUE(reaches(Event::drop_failed, 1));
  EXPECT_EQ(records().size(), 40U);
}

// Bug 46: the queue is bounded; what does not fit is dropped, counted and welcome again.
TEST_F(ServerTest, bounds_the_accounting_queue) {
  start({.accounting_queue = 10, .accounting_batch = 5});
  sink.hold(true);
  Client client(server->accounting_port());
  client.send(client.accounting("Acct-Status-Type = Start, Acct-Session-Id = first, User-Name = joe", 0));
  sink.wait_for_a_commit();
  std::vector<std::string> requests;
  for (int id = 1; id <= 30; ++id) {
    requests.push_back(client.accounting(fmt::format("Acct-Status-Type = Start, Acct-Session-Id = s{}", id), id));
    client.send(requests.back());
  }
  EXPECT_TRUE(reaches(Event::drop_queue_full, 20));
  sink.hold(false);
  EXPECT_TRUE(reaches(Event::accounting_answered, 11));
  while (client.receive(silence)) {
  }
  for (const std::string &request : requests) { // as an access server would, until it is answered
    client.send(request);
    EXPECT_TRUE(client.receive());
  }
  EXPECT_TRUE(reaches(Event::accounting_answered, 31));
  EXPECT_EQ(records().size(), 31U);
}

TEST_F(ServerTest, writes_and_answers_what_it_has_before_it_stops) {
  sink.hold(true);
  Client client(server->accounting_port());
  for (int id = 0; id < 100; ++id)
    client.send(client.accounting(fmt::format("Acct-Status-Type = Start, Acct-Session-Id = s{}", id), id));
  EXPECT_TRUE(reaches(Event::accounting_starts, 100));
  std::thread stopping([&] { server->stop(); });
  std::this_thread::sleep_for(50ms);
  sink.hold(false);
  stopping.join();
  EXPECT_EQ(records().size(), 100U);
  int answers = 0;
  while (client.receive(silence))
    ++answers;
  EXPECT_EQ(answers, 100);
  server->stop(); // idempotent
}

TEST_F(ServerTest, has_its_ports_for_itself) {
  ServerSettings settings;
  settings.listen = "127.0.0.1";
  settings.auth_port = server->auth_port();
  settings.accounting_port = 0;
  try {
    const Server second(settings, directory, sink, clock);
    FAIL() << "two servers on one port would take each other's packets";
  } catch (const std::system_error &problem) {
    EXPECT_EQ(problem.code(), std::errc::address_in_use);
    EXPECT_NE(std::string(problem.what()).find(fmt::format("127.0.0.1 port {}/udp", server->auth_port())),
              std::string::npos);
  }
}

// Multi-homed hosts: bound to every address, the answer leaves from the one that was asked.
TEST_F(ServerTest, answers_from_the_address_that_was_asked) {
  for (const char *listen : {"0.0.0.0", "::"}) {
    ServerSettings settings;
    settings.listen = listen;
    settings.auth_port = settings.accounting_port = 0;
    const auto wide = std::make_unique<Server>(settings, directory, sink, clock);
    const UdpSocket socket = UdpSocket::client(false, "127.0.0.1");
    Receiver receiver(socket);
    const Alarm alarm;
    Client builder(wide->auth_port());
    const Endpoint asked = *Endpoint::parse("127.0.0.77", wide->auth_port());
    ASSERT_TRUE(socket.send(asked, builder.login({})));
    const std::array<const UdpSocket *, 1> sockets{&socket};
    ASSERT_TRUE(alarm.wait(sockets, 10'000)) << listen;
    const auto datagrams = receiver.receive();
    ASSERT_EQ(datagrams.size(), 1U);
    EXPECT_EQ(datagrams[0].from, asked) << listen;
    EXPECT_TRUE(builder.text(std::string(datagrams[0].bytes)).starts_with("Access-Accept"));
  }
}

TEST_F(ServerTest, serves_ipv6) {
  put_access_server("::1", 6, "s3cret");
  ServerSettings settings;
  settings.listen = "::1";
  settings.auth_port = settings.accounting_port = 0;
  std::unique_ptr<Server> six;
  try {
    six = std::make_unique<Server>(settings, directory, sink, clock);
  } catch (const std::system_error &) {
    GTEST_SKIP() << "this machine has no IPv6";
  }
  const UdpSocket socket = UdpSocket::client(true);
  Receiver receiver(socket);
  const Alarm alarm;
  Client builder(six->auth_port());
  ASSERT_TRUE(socket.send(*Endpoint::parse("::1", six->auth_port()), builder.login({})));
  const std::array<const UdpSocket *, 1> sockets{&socket};
  ASSERT_TRUE(alarm.wait(sockets, 10'000));
  EXPECT_TRUE(builder.text(std::string(receiver.receive()[0].bytes)).starts_with("Access-Accept"));
}

} // namespace
} // namespace demarc::radius
