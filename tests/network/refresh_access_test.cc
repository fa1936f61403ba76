#include "network/refresh_access.h"

#include "network/access_profile_store.h"
#include "network/lease_store.h"
#include "network/session_apply.h"
#include "network/session_store.h"
#include "subscribers/service_store.h"
#include "tests/network/place.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum billing::StandingState;

class RefreshAccess : public NetworkPlace {
protected:
  StoredProfile stored(ServiceId service) {
    return *database_->read([&](db::Tx &tx) { return find_profile(tx, service); });
  }
  subscribers::CustomerStatus status(CustomerId customer) {
    return database_->read([&](db::Tx &tx) { return subscribers::find_customer(tx, customer)->status; });
  }
  void restrict(CustomerId customer, const std::string &reason) {
    stand(customer, restricted, reason, billing::Restriction::walled_garden);
  }
  void forget_outbox() {
    database_->write([](db::Tx &tx) { tx.exec("delete from outbox"); });
  }
  SessionId only_session() {
    return database_->read([](db::Tx &tx) { return tx.one<SessionId>("select id from session"); });
  }
  std::string network_of(SessionId session) {
    return database_->read([&](db::Tx &tx) {
      return tx.one<std::string>("select network_state || ' ' || applied || ' ' || coalesce(network_answer, '-') from"
                                 " session where id = $1",
                                 session);
    });
  }
};
RUN_ON_BOTH_ENGINES(RefreshAccess);

TEST_P(RefreshAccess, decides_a_new_service) {
  const Person anna = person("anna");
  const StoredProfile profile = stored(anna.service);
  EXPECT_EQ(profile.profile.verdict, Verdict::allow);
  EXPECT_EQ(profile.profile.down_kbit, 100000);
  EXPECT_EQ(profile.profile.plan_name, "Fiber 100");
  EXPECT_GT(profile.version, 0);
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::active);
}

TEST_P(RefreshAccess, writes_nothing_when_nothing_changed) {
  const Person anna = person("anna");
  const StoredProfile before = stored(anna.service);
  now_ = now_.plus_seconds(60);
  const auto changes = refresh(anna.customer);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_FALSE(changes[0].changed);
  EXPECT_EQ(stored(anna.service).decided_at, before.decided_at);
}

TEST_P(RefreshAccess, suspends_and_restores_and_tells_why) {
  const Person anna = person("anna");
  account({record(AccountingKind::start, anna, "1", 0)});
  restrict(anna.customer, "invoice 2026-000123 is 12 days overdue");
  auto changes = refresh(anna.customer, {.words = "the daily credit control"});
  EXPECT_TRUE(changes[0].suspended());
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::suspended);
  const SessionId session = only_session();
  EXPECT_THAT(outbox(),
              ElementsAre(fmt::format("network.apply_access session:{0} {{\"session_id\":{0}}}", session.value())));
  EXPECT_EQ(network_of(session), "pending 100/20 Mbit/s -");

  stand(anna.customer, good);
  changes = refresh(
      anna.customer,
      {.words = "payment of 29.90 EUR", .ref_kind = "payment", .ref_id = 7, .ref_text = "29.90 EUR", .actor = "Ann"});
  EXPECT_TRUE(changes[0].restored());
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::active);
  EXPECT_THAT(story(anna.customer),
              ElementsAre("Service suspended: suspended because invoice 2026-000123 is 12 days overdue",
                          "Service restored: restored by payment of 29.90 EUR"));
}

TEST_P(RefreshAccess, does_not_trouble_a_session_for_words) {
  const Person anna = person("anna");
  restrict(anna.customer, "invoice 2026-000123 is 12 days overdue");
  refresh(anna.customer);
  auto known = record(AccountingKind::start, anna, "1", 0);
  known.profile_version = stored(anna.service).version;
  account({known});
  restrict(anna.customer, "invoice 2026-000123 is 13 days overdue");
  const auto changes = refresh(anna.customer);
  EXPECT_FALSE(changes[0].changed);
  EXPECT_EQ(stored(anna.service).profile.reasons.front().text,
            "suspended because invoice 2026-000123 is 13 days overdue");
  EXPECT_EQ(stored(anna.service).version, known.profile_version);
  EXPECT_THAT(outbox(), IsEmpty());
  EXPECT_EQ(story(anna.customer).size(), 1U);
}

TEST_P(RefreshAccess, clears_one_reason_and_keeps_the_other) {
  const Person anna = person("anna");
  restrict(anna.customer, "invoice 1 is 12 days overdue");
  refresh(anna.customer);
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(subscribers::add_hold(tx, *database_, anna.service, "moving house", {now_, today(), "Ann"}));
  });
  refresh(anna.customer, {.words = "a hold"});
  EXPECT_EQ(stored(anna.service).profile.verdict, Verdict::reject);
  stand(anna.customer, good);
  EXPECT_FALSE(refresh(anna.customer)[0].restored());
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::suspended);
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(subscribers::clear_hold(tx, *database_, anna.service, {now_, today(), "Ann"}));
  });
  EXPECT_TRUE(refresh(anna.customer, {.words = "release from hold"})[0].restored());
}

TEST_P(RefreshAccess, starts_and_ends_services_on_their_day) {
  const Person anna = person("anna", today().plus_days(2));
  const Person bert = person("bert");
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::lead);
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(
        subscribers::set_service_end(tx, *database_, bert.service, {today().plus_days(2)}, {now_, today(), "Ann"}));
  });
  const auto on_day = [&](int days) {
    now_ = now_.plus_seconds(days * 86400);
    return refresh_due_access(*database_, now_, today());
  };
  EXPECT_EQ(on_day(1), 0);
  EXPECT_EQ(on_day(1), 2);
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::active);
  EXPECT_EQ(status(bert.customer), subscribers::CustomerStatus::left);
  EXPECT_THAT(story(anna.customer), ::testing::Contains("Service started: 100/20 Mbit/s"));
  EXPECT_THAT(story(bert.customer),
              ::testing::Contains("Service ended: ended: the last day of the service was 2026-03-02"));
  EXPECT_EQ(on_day(0), 0);
}

TEST_P(RefreshAccess, makes_good_the_days_nobody_ran_it) {
  const Person anna = person("anna", today().plus_days(2));
  now_ = now_.plus_seconds(30 * 86400);
  EXPECT_EQ(refresh_due_access(*database_, now_, today()), 1);
  EXPECT_EQ(status(anna.customer), subscribers::CustomerStatus::active);
}

TEST_P(RefreshAccess, brings_the_speed_of_a_plan_change_on_its_day) {
  const Person anna = person("anna");
  auto known = record(AccountingKind::start, anna, "1", 0);
  known.profile_version = stored(anna.service).version;
  account({known});
  database_->write([&](db::Tx &tx) {
    const auto fast = catalog::create_plan(
        tx, *database_, {.code = "fast", .name = "Fiber 1000", .price_minor = 4900, .down_kbit = 1000000}, now_);
    ASSERT_TRUE(fast);
    ASSERT_TRUE(subscribers::change_plan(tx, *database_, anna.service,
                                         {.plan_id = fast->id, .on = today().plus_days(1)}, {now_, today(), "Ann"}));
  });
  EXPECT_FALSE(refresh(anna.customer)[0].changed);
  now_ = now_.plus_seconds(86400);
  EXPECT_EQ(refresh_due_access(*database_, now_, today()), 1);
  EXPECT_EQ(stored(anna.service).profile.down_kbit, 1000000);
  EXPECT_EQ(outbox().size(), 1U);
}

TEST_P(RefreshAccess, gives_back_the_address_of_a_service_that_ended) {
  const Person anna = person("anna");
  database_->write([&](db::Tx &tx) { ASSERT_TRUE(insert_lease(tx, pool_, "100.64.0.1", anna.service, now_)); });
  account({record(AccountingKind::start, anna, "1", 0)});
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(
        subscribers::set_service_end(tx, *database_, anna.service, {today().plus_days(1)}, {now_, today(), "Ann"}));
  });
  const auto leased = [&] {
    return database_->read([&](db::Tx &tx) { return find_lease(tx, pool_, anna.service).has_value(); });
  };
  now_ = now_.plus_seconds(86400);
  refresh_due_access(*database_, now_, today());
  EXPECT_TRUE(leased()); // ended today
  now_ = now_.plus_seconds(86400);
  refresh_due_access(*database_, now_, today());
  EXPECT_TRUE(leased()); // still online
  account({record(AccountingKind::stop, anna, "1", 2 * 86400)});
  refresh_due_access(*database_, now_, today());
  EXPECT_FALSE(leased());
}

TEST_P(RefreshAccess, explains_itself) {
  const Person anna = person("anna", {}, "198.51.100.9");
  const Access access = database_->read([&](db::Tx &tx) { return explain_access(tx, anna.service); });
  EXPECT_EQ(access.verdict, Verdict::allow);
  EXPECT_EQ(access.address, "198.51.100.9");
  EXPECT_THAT(access.reasons, ElementsAre(Reason{"in_good_standing", "in good standing"}));
  const Access unknown = database_->read([&](db::Tx &tx) { return explain_access(tx, ServiceId(999)); });
  EXPECT_EQ(unknown.verdict, Verdict::reject);
  EXPECT_EQ(unknown.reasons.front().code, "undecided");
}

TEST_P(RefreshAccess, keeps_desired_and_actual_side_by_side) {
  const Person anna = person("anna");
  auto known = record(AccountingKind::start, anna, "1", 0);
  known.profile_version = stored(anna.service).version;
  known.framed_address = "10.9.0.2"; // of the garden
  account({known});
  const SessionId session = only_session();
  EXPECT_EQ(network_of(session), "in_step 100/20 Mbit/s -");
  restrict(anna.customer, "invoice 1 is 12 days overdue");
  refresh(anna.customer);
  const auto apply = [&] { return *database_->read([&](db::Tx &tx) { return load_session_apply(tx, session); }); };
  const auto answer = [&](NetworkState state, std::string_view text, std::int64_t version) {
    now_ = now_.plus_seconds(1);
    database_->write([&](db::Tx &tx) { record_network_answer(tx, session, state, text, version, now_); });
  };
  const auto since = [&] {
    return database_->read(
        [&](db::Tx &tx) { return tx.one<Instant>("select network_since from session where id = $1", session); });
  };
  EXPECT_EQ(apply().version, stored(anna.service).version);
  EXPECT_EQ(apply().applied_version, known.profile_version);
  EXPECT_EQ(apply().profile.verdict, Verdict::walled_garden);
  EXPECT_TRUE(apply().in_garden_pool);
  EXPECT_FALSE(apply().stopped);
  answer(NetworkState::unreachable, "no answer in 6 s", apply().version);
  const Instant first = since();
  answer(NetworkState::unreachable, "no answer in 6 s, again", apply().version);
  EXPECT_EQ(since(), first);
  EXPECT_EQ(network_of(session), "unreachable 100/20 Mbit/s no answer in 6 s, again");
  answer(NetworkState::in_step, "Disconnect-ACK", apply().version);
  EXPECT_EQ(network_of(session), "in_step walled garden Disconnect-ACK");
  EXPECT_EQ(apply().applied_version, apply().version);
  answer(NetworkState::gone, "Session-Context-Not-Found", apply().version);
  EXPECT_TRUE(apply().stopped);
  EXPECT_THAT(sessions(), ElementsAre(::testing::EndsWith("Lost-Session")));
}

TEST_P(RefreshAccess, reaches_every_session_of_every_service_of_the_customer) {
  const Person anna = person("anna");
  database_->write([&](db::Tx &tx) {
    const auto sold = subscribers::sell_service(tx, *database_, sealer_, anna.customer,
                                                {.plan_id = plan_, .username = "anna-2"}, {now_, today(), "Ann"});
    refresh_access(tx, *database_, sold->service.id, now_, today(), {.words = "the sale"});
  });
  account({record(AccountingKind::start, anna, "1", 0), record(AccountingKind::start, anna, "2", 0),
           record(AccountingKind::start, anna, "3", 0), record(AccountingKind::stop, anna, "3", 5)});
  restrict(anna.customer, "invoice 1 is 12 days overdue");
  const auto changes = refresh(anna.customer);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[0].suspended() && changes[1].suspended());
  EXPECT_EQ(outbox().size(), 2U);
}

} // namespace
} // namespace demarc::network
