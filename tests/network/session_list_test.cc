#include "network/session_list_store.h"

#include "network/disconnect_session.h"
#include "network/session_apply.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum AccountingKind;

class SessionList : public NetworkPlace {
protected:
  void SetUp() override {
    NetworkPlace::SetUp();
    anna_ = person("anna@isp");
    bert_ = person("bert@isp");
    auto first = record(start, anna_, "a1", 0);
    first.framed_address = "100.64.0.1";
    first.calling_station_id = "AA:BB:CC:00:11:22";
    auto second = record(start, anna_, "a2", 2000);
    second.framed_address = "100.64.0.2";
    second.calling_station_id = "AA:BB:CC:00:11:22";
    auto third = record(start, bert_, "b1", 100);
    third.framed_address = "100.64.0.1";
    third.calling_station_id = "aabb.cc00.3344";
    Person stranger;
    stranger.username = "stranger";
    auto unknown = record(start, stranger, "s1", 3000);
    unknown.service_id = std::nullopt;
    unknown.customer_id = std::nullopt;
    account({first, record(stop, anna_, "a1", 50, 10, 20), second, third, unknown});
  }
  std::vector<std::string> found(const SessionFilter &filter) {
    std::vector<std::string> ids;
    database_->read([&](db::Tx &tx) {
      for (const Session &session : list_sessions(tx, filter, now_.plus_seconds(4000)))
        ids.push_back(session.acct_session_id);
    });
    return ids;
  }
  Person anna_, bert_;
};
RUN_ON_BOTH_ENGINES(SessionList);

TEST_P(SessionList, shows_the_newest_first) {
  EXPECT_THAT(found({}), ElementsAre("s1", "a2", "b1", "a1"));
  EXPECT_THAT(found({.online_only = true}), ElementsAre("s1", "a2", "b1"));
  EXPECT_THAT(found({.access_server_id = server_}), ElementsAre("s1", "a2", "b1", "a1"));
  EXPECT_THAT(found({.access_server_id = AccessServerId(999)}), IsEmpty());
  EXPECT_THAT(found({.customer_id = anna_.customer}), ElementsAre("a2", "a1"));
  EXPECT_THAT(found({.online_only = true, .customer_id = anna_.customer}), ElementsAre("a2"));
  EXPECT_THAT(found({.service_id = bert_.service}), ElementsAre("b1"));
}

TEST_P(SessionList, finds_by_name_address_and_mac) {
  EXPECT_THAT(found({.words = "anna"}), ElementsAre("a2", "a1"));
  EXPECT_THAT(found({.words = "@ISP"}), ElementsAre("a2", "b1", "a1"));
  EXPECT_THAT(found({.words = "stranger"}), ElementsAre("s1"));
  EXPECT_THAT(found({.words = "100.64.0.1"}), ElementsAre("b1", "a1"));
  EXPECT_THAT(found({.online_only = true, .words = "100.64.0.1"}), ElementsAre("b1"));
  EXPECT_THAT(found({.online_only = true, .words = "100.64"}), ElementsAre("a2", "b1"));
  EXPECT_THAT(found({.words = "aa-bb-cc-00-11-22"}), ElementsAre("a2", "a1"));
  EXPECT_THAT(found({.words = "AABBCC003344"}), ElementsAre("b1"));
  EXPECT_THAT(found({.online_only = true, .words = "cc:00:11"}), ElementsAre("a2"));
  EXPECT_THAT(found({.online_only = true, .words = "str"}), ElementsAre("s1"));
  EXPECT_THAT(found({.words = "isp", .customer_id = bert_.customer}), ElementsAre("b1"));
  EXPECT_THAT(found({.words = "%"}), IsEmpty()); // a sign like any other, and in nobody's name
  EXPECT_THAT(found({.words = "' or 1=1 --"}), IsEmpty());
}

TEST_P(SessionList, pages_without_gap_or_repetition) {
  for (const SessionFilter &base : {SessionFilter{}, SessionFilter{.online_only = true}, SessionFilter{.words = "isp"},
                                    SessionFilter{.access_server_id = server_}}) {
    const std::vector<std::string> all = found(base);
    std::vector<std::string> paged;
    SessionFilter page = base;
    page.limit = 1;
    for (std::size_t i = 0; i <= all.size(); ++i) {
      const auto rows = database_->read([&](db::Tx &tx) { return list_sessions(tx, page, now_); });
      if (rows.empty())
        break;
      paged.push_back(rows[0].acct_session_id);
      page.after = {rows[0].started_at, rows[0].id};
    }
    EXPECT_EQ(paged, all);
  }
}

TEST_P(SessionList, tells_who_where_how_long_and_what_the_network_should_know) {
  stand(anna_.customer, billing::StandingState::restricted, "debt", billing::Restriction::walled_garden);
  refresh(anna_.customer);
  database_->read([&](db::Tx &tx) {
    const auto session = session_of_service(tx, anna_.service, now_.plus_seconds(2060));
    ASSERT_TRUE(session);
    EXPECT_EQ(session->customer_name, "anna@isp");
    EXPECT_EQ(session->access_server_name, "bras-1");
    EXPECT_EQ(session->duration_s, 60);
    EXPECT_EQ(session->network.desired, "walled garden");
    EXPECT_EQ(session->network.actual, "100/20 Mbit/s");
    EXPECT_EQ(session->network.state, Step::sending);
    const auto ended = list_sessions(tx, {.words = "100.64.0.1", .customer_id = anna_.customer}, now_).back();
    EXPECT_EQ(ended.duration_s, 50);
    EXPECT_EQ(ended.network.state, Step::in_step);
    EXPECT_EQ(count_online(tx, std::nullopt), 3);
    EXPECT_EQ(count_online(tx, server_), 3);
    EXPECT_EQ(count_online(tx, AccessServerId(999)), 0);
  });
}

TEST_P(SessionList, disconnects_once_asked) {
  const auto session = *database_->read([&](db::Tx &tx) { return session_of_service(tx, bert_.service, now_); });
  const auto disconnect = [&](SessionId id) {
    return database_->write([&](db::Tx &tx) { return disconnect_session(tx, *database_, id, now_, "Ann"); });
  };
  const auto asked = disconnect(session.id);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->network.state, Step::sending);
  EXPECT_EQ(outbox().size(), 1U);
  EXPECT_TRUE(database_->read([&](db::Tx &tx) { return load_session_apply(tx, session.id)->disconnect_asked; }));
  database_->write([&](db::Tx &tx) {
    record_network_answer(tx, session.id, NetworkState::in_step, "Disconnect-ACK",
                          load_session_apply(tx, session.id)->version, now_);
  });
  EXPECT_FALSE(database_->read([&](db::Tx &tx) { return load_session_apply(tx, session.id)->disconnect_asked; }));
  account({record(stop, bert_, "b1", 200)});
  EXPECT_EQ(disconnect(session.id).error().code, "session_ended");
  EXPECT_EQ(disconnect(SessionId(99999)).error().code, "session_unknown");
}

TEST(MacNotations, knows_the_ways_to_write_one) {
  EXPECT_THAT(mac_notations("aa:bb:cc:00:11:22"),
              ElementsAre("aa:bb:cc:00:11:22", "aa-bb-cc-00-11-22", "aabb.cc00.1122", "aabbcc001122",
                          "AA:BB:CC:00:11:22", "AA-BB-CC-00-11-22", "AABB.CC00.1122", "AABBCC001122"));
  EXPECT_EQ(mac_notations("00-11-22-33-44-55").size(), 4U);
  for (const char *other : {"", "anna", "aa:bb:cc:00:11", "aa:bb:cc:00:11:22:33", "100.64.0.1", "aabbcc00112g"})
    EXPECT_THAT(mac_notations(other), IsEmpty()) << other;
}

} // namespace
} // namespace demarc::network
