// The outbox handler from the stored wish to the device's answer, with a device on loopback.
#include "radius/apply_access.h"

#include "network/session_apply.h"
#include "platform/jobs/runner.h"
#include "tests/network/place.h"

#include <atomic>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace demarc::radius {
namespace {

using network::AccountingKind;
using ::testing::ElementsAre;

class ApplyAccessTest : public network::NetworkPlace {
protected:
  void SetUp() override {
    NetworkPlace::SetUp();
    device_thread_ = std::thread([this] { run_device(); });
    use_device("127.0.0.1", "mikrotik");
    anna_ = std::make_unique<Person>(person("anna"));
    auto start = record(AccountingKind::start, *anna_, "81a0b1", 0);
    start.framed_address = "100.64.0.1";
    account({start});
    session_ = database_->read([](db::Tx &tx) { return tx.one<SessionId>("select id from session"); });
    table_ = std::make_unique<network::AccessTable>(*database_, sealer_);
    table_->load();
  }
  void TearDown() override {
    stopping_ = true;
    alarm_.ring();
    device_thread_.join();
  }

  void use_device(const std::string &address, const std::string &profile) {
    database_->write([&](db::Tx &tx) {
      tx.exec("update access_server set address = $1, profile = $2, coa_port = $3", address, profile, device_.port());
    });
  }

  // A device that writes down what it is told and answers as `answers_` says: a code and an error cause; none: silence.
  struct Answer {
    Code code;
    std::uint32_t error_cause = 0;
  };
  void run_device() {
    Receiver receiver(device_);
    const std::array<const UdpSocket *, 1> sockets{&device_};
    while (!stopping_) {
      alarm_.wait(sockets, -1);
      for (const Datagram &datagram : receiver.receive()) {
        const auto request = Packet::decode(datagram.bytes);
        const std::lock_guard lock(mutex_);
        auto lines = attribute_lines(Dictionary::builtin(), *request);
        std::erase_if(lines, [](const std::string &line) {
          return line.starts_with("Message-Authenticator") || line.starts_with("Event-Timestamp");
        });
        told_.push_back(fmt::format("{}: {}", code_name(request->code()), fmt::join(lines, ", ")));
        if (answers_.empty())
          continue;
        const Answer answer = answers_.front();
        answers_.erase(answers_.begin());
        PacketWriter writer(answer.code, request->id());
        if (answer.error_cause != 0)
          writer.add_integer(attribute::error_cause, answer.error_cause);
        device_.send(datagram.from, writer.sign_reply("a-shared-secret", request->authenticator()));
      }
    }
  }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, {});
  }
  void will_answer(std::vector<Answer> answers) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(answers);
  }

  jobs::Handled run_item() {
    const jobs::OutboxItem item{1, "network.apply_access", "session:1",
                                fmt::format("{{\"session_id\":{}}}", session_.value()), 0};
    return ApplyAccess(*database_, *table_, client_, stats_, clock_)(item);
  }
  void restrict_anna() {
    stand(anna_->customer, billing::StandingState::restricted, "invoice 2026-000123 is 12 days overdue",
          billing::Restriction::walled_garden);
    refresh(anna_->customer, {.words = "the daily credit control"});
  }
  void change_plan_rate(int down_kbit) {
    database_->write([&](db::Tx &tx) { tx.exec("update plan_version set down_kbit = $1", down_kbit); });
    refresh(anna_->customer, {.words = "a new plan"});
  }
  // "in_step, CoA-ACK, up to date, open"
  std::string network() {
    return database_->read([&](db::Tx &tx) {
      const auto apply = network::load_session_apply(tx, session_);
      return fmt::format(
          "{}, {}, {}",
          tx.one<std::string>("select network_state || ', ' || coalesce(network_answer, '-') from session"),
          apply->applied_version == apply->version ? "up to date" : "behind", apply->stopped ? "ended" : "open");
    });
  }

  UdpSocket device_ = UdpSocket::listen("127.0.0.1", 0, false);
  Alarm alarm_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_; // guards the next two
  std::vector<std::string> told_;
  std::vector<Answer> answers_;
  std::thread device_thread_;

  std::unique_ptr<Person> anna_;
  SessionId session_;
  std::unique_ptr<network::AccessTable> table_;
  SimulatedClock clock_{*parse_instant("2026-03-01T13:00:00Z")};
  Stats stats_;
  CoaClient client_{{.wait_ms = {100, 100}, .silence_ms = 0}};
};
RUN_ON_BOTH_ENGINES(ApplyAccessTest);

const std::string who = "Acct-Session-Id = \"81a0b1\", User-Name = \"anna\", Framed-IP-Address = 100.64.0.1";

TEST_P(ApplyAccessTest, changes_the_rate_of_a_running_session) {
  change_plan_rate(50000);
  will_answer({{Code::coa_ack}});
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_THAT(told(), ElementsAre("CoA-Request: " + who + ", Mikrotik-Rate-Limit = \"20000k/50000k\""));
  EXPECT_EQ(network(), "in_step, CoA-ACK, up to date, open");
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done) << "a second run has nothing left to do";
  EXPECT_THAT(told(), ElementsAre());
}

TEST_P(ApplyAccessTest, disconnects_a_debtor_so_that_the_next_login_gets_the_garden) {
  restrict_anna();
  will_answer({{Code::disconnect_ack}});
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_THAT(told(), ElementsAre("Disconnect-Request: " + who));
  EXPECT_EQ(network(), "in_step, Disconnect-ACK, up to date, open") << "its end comes with the accounting";
}

TEST_P(ApplyAccessTest, disconnects_where_a_change_is_refused) {
  change_plan_rate(50000);
  will_answer({{Code::coa_nak, 401}, {Code::disconnect_ack}});
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_THAT(told(), ElementsAre(::testing::StartsWith("CoA-Request: "), "Disconnect-Request: " + who));
  EXPECT_EQ(network(), "in_step, CoA-NAK: Unsupported-Attribute (401), then Disconnect-ACK, up to date, open");
}

TEST_P(ApplyAccessTest, ends_a_session_that_the_device_does_not_know) {
  restrict_anna();
  will_answer({{Code::disconnect_nak, 503}});
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_EQ(network(), "gone, Disconnect-NAK: Session-Context-Not-Found (503), behind, ended");
  told();
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_THAT(told(), ElementsAre()) << "an ended session is told nothing";
}

TEST_P(ApplyAccessTest, tries_again_after_a_refusal_and_after_silence) {
  restrict_anna();
  will_answer({{Code::disconnect_nak, 506}});
  jobs::Handled handled = run_item();
  EXPECT_EQ(handled.kind, jobs::Handled::Kind::retry);
  EXPECT_EQ(handled.note, "Disconnect-NAK: Resources-Unavailable (506)");
  EXPECT_EQ(network(), "refused, Disconnect-NAK: Resources-Unavailable (506), behind, open");

  handled = run_item();
  EXPECT_EQ(handled.kind, jobs::Handled::Kind::retry);
  EXPECT_EQ(handled.note, "no answer to 2 tries");
  EXPECT_EQ(network(), "unreachable, no answer to 2 tries, behind, open");

  will_answer({{Code::disconnect_ack}});
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_EQ(network(), "in_step, Disconnect-ACK, up to date, open");
  const Counters &counters = stats_.of(server_);
  EXPECT_EQ(counters.of(Event::orders_sent), 3);
  EXPECT_EQ(counters.of(Event::orders_unanswered), 1);
}

TEST_P(ApplyAccessTest, waits_for_the_next_login_where_no_orders_are_taken) {
  use_device("127.0.0.1", "ocserv");
  table_->load();
  restrict_anna();
  EXPECT_EQ(run_item().kind, jobs::Handled::Kind::done);
  EXPECT_THAT(told(), ElementsAre());
  EXPECT_EQ(network(), "pending, this access server takes no orders: in force at the next login, behind, open");
}

TEST_P(ApplyAccessTest, is_not_confused_by_items_that_make_no_sense) {
  const auto run = [&](const std::string &payload) {
    return ApplyAccess(*database_, *table_, client_, stats_,
                       clock_)({1, "network.apply_access", "session:1", payload, 0});
  };
  EXPECT_EQ(run("{\"session_id\":4711}").kind, jobs::Handled::Kind::done) << "no such session";
  EXPECT_EQ(run("{}").kind, jobs::Handled::Kind::give_up);
  EXPECT_EQ(run("nonsense").kind, jobs::Handled::Kind::give_up);
}

} // namespace
} // namespace demarc::radius
