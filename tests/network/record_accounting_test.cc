#include "base/random.h"
#include "tests/network/place.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum AccountingKind;

struct Sum {
  std::int64_t sessions = 0, open = 0, octets_in = 0, octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(Sum, (), (sessions, open, octets_in, octets_out))

class RecordAccounting : public NetworkPlace {};
RUN_ON_BOTH_ENGINES(RecordAccounting);

TEST_P(RecordAccounting, makes_sessions_and_usage_of_records) {
  const Person anna = person("anna"), bert = person("bert");
  Recorded recorded = account({record(start, anna, "a1", 0), record(start, bert, "b1", 5)});
  EXPECT_EQ(recorded.started.size(), 2U);
  recorded = account({record(interim, anna, "a1", 300, 10, 100), record(interim, bert, "b1", 300, 1, 2),
                      record(interim, anna, "a1", 600, 25, 220)});
  EXPECT_EQ(recorded.updated.size(), 2U);
  EXPECT_TRUE(recorded.started.empty());
  recorded = account({record(stop, anna, "a1", 700, 30, 250)});
  EXPECT_EQ(recorded.stopped.size(), 1U);
  EXPECT_THAT(sessions(), ElementsAre("anna 0..700 in=30 out=250 User-Request", "bert 0.. in=1 out=2"));
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=30 out=250", "2026-03-01 in=1 out=2"));
}

TEST_P(RecordAccounting, takes_a_whole_session_in_one_batch) {
  const Person anna = person("anna");
  const Recorded recorded = account({record(stop, anna, "a1", 700, 30, 250), record(start, anna, "a1", 0),
                                     record(interim, anna, "a1", 300, 10, 100), record(start, anna, "a1", 0)});
  EXPECT_EQ(recorded.started.size(), 1U);
  EXPECT_EQ(recorded.stopped, recorded.started);
  EXPECT_THAT(sessions(), ElementsAre("anna 0..700 in=30 out=250 User-Request"));
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=30 out=250"));
}

TEST_P(RecordAccounting, keeps_the_session_of_a_user_it_does_not_know) {
  Person stranger;
  stranger.username = "nobody";
  auto unknown = record(stop, stranger, "x", 60, 5, 6);
  unknown.service_id = std::nullopt;
  unknown.customer_id = std::nullopt;
  account({unknown});
  EXPECT_THAT(sessions(), ElementsAre("nobody 0..60 in=5 out=6 User-Request"));
  EXPECT_THAT(usage(), IsEmpty());
}

TEST_P(RecordAccounting, puts_usage_on_the_day_it_happened) {
  const Person anna = person("anna"); // noon, 1 March
  account({record(start, anna, "a1", 0), record(interim, anna, "a1", 12 * 3600 - 1, 10, 100),
           record(interim, anna, "a1", 12 * 3600, 30, 300), record(stop, anna, "a1", 13 * 3600, 31, 310)});
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=10 out=100", "2026-03-02 in=21 out=210"));
}

TEST_P(RecordAccounting, opens_a_new_session_when_a_rebooted_access_server_uses_an_id_again) {
  const Person anna = person("anna");
  account({record(start, anna, "1", 0), record(interim, anna, "1", 300, 10, 100)});
  auto again = record(start, anna, "1", 1000);
  auto later = record(interim, anna, "1", 1300, 3, 4);
  later.session_time_s = 300;
  account({again});
  account({later});
  EXPECT_THAT(sessions(), ElementsAre("anna 0..300 in=10 out=100 Lost-Service", "anna 1000.. in=3 out=4"));
  // What comes late for the first one finds it.
  account({record(stop, anna, "1", 400, 12, 120)});
  EXPECT_THAT(sessions(), ElementsAre("anna 0..400 in=12 out=120 User-Request", "anna 1000.. in=3 out=4"));
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=15 out=124"));
}

TEST_P(RecordAccounting, keeps_access_servers_and_users_with_the_same_id_apart) {
  const Person anna = person("anna"), bert = person("bert");
  account({record(start, anna, "1", 0), record(start, bert, "1", 0), record(interim, anna, "1", 300, 10, 100),
           record(interim, bert, "1", 300, 1, 2)});
  EXPECT_THAT(sessions(), ElementsAre("anna 0.. in=10 out=100", "bert 0.. in=1 out=2"));
}

TEST_P(RecordAccounting, ends_the_sessions_of_an_access_server_that_restarted) {
  const Person anna = person("anna"), bert = person("bert");
  account({record(start, anna, "1", 0), record(interim, anna, "1", 300, 10, 100), record(start, bert, "2", 900)});
  const int ended = database_->write(
      [&](db::Tx &tx) { return end_sessions_of(tx, server_, now_.plus_seconds(600), cause_rebooted); });
  EXPECT_EQ(ended, 1);
  EXPECT_THAT(sessions(), ElementsAre("anna 0..600 in=10 out=100 NAS-Reboot", "bert 900.. in=0 out=0"));
  // Late news from before changes the octets only.
  account({record(interim, anna, "1", 500, 11, 110)});
  EXPECT_THAT(sessions(), ElementsAre("anna 0..600 in=11 out=110 NAS-Reboot", "bert 900.. in=0 out=0"));
}

TEST_P(RecordAccounting, ends_silent_sessions_and_opens_them_again_when_they_speak) {
  const Person anna = person("anna"), bert = person("bert");
  account({record(start, anna, "1", 0), record(interim, anna, "1", 300, 10, 100), record(start, bert, "2", 900)});
  const auto end_dead = [&](std::int64_t at_s, std::int64_t listening_since_s) {
    return database_->write([&](db::Tx &tx) {
      return end_dead_sessions(tx, now_.plus_seconds(at_s), now_.plus_seconds(listening_since_s));
    });
  };
  EXPECT_EQ(end_dead(1200, 0), 0);   // 900 s is not more than 900 s
  EXPECT_EQ(end_dead(1201, 600), 0); // nobody listened before
  EXPECT_EQ(end_dead(1201, 0), 1);
  EXPECT_EQ(end_dead(1201, 0), 0);
  EXPECT_THAT(sessions(), ElementsAre("anna 0..300 in=10 out=100 Lost-Carrier (no interim)", "bert 900.. in=0 out=0"));
  account({record(interim, anna, "1", 3600, 50, 500)});
  EXPECT_THAT(sessions(), ElementsAre("anna 0.. in=50 out=500", "bert 900.. in=0 out=0"));
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=50 out=500"));
}

TEST_P(RecordAccounting, waits_longer_where_interim_accounting_is_rare) {
  const Person anna = person("anna");
  database_->write([&](db::Tx &tx) {
    AccessServerEdit edit;
    edit.interim_interval_s = 3600;
    ASSERT_TRUE(edit_access_server(tx, sealer_, server_, edit));
  });
  account({record(start, anna, "1", 0)});
  database_->write([&](db::Tx &tx) {
    EXPECT_EQ(end_dead_sessions(tx, now_.plus_seconds(10800), now_), 0);
    EXPECT_EQ(end_dead_sessions(tx, now_.plus_seconds(10801), now_), 1);
  });
}

TEST_P(RecordAccounting, survives_text_that_no_database_takes) {
  const Person anna = person("anna");
  auto odd = record(start, anna, std::string("id\0\xff;'\"{},\\", 11), 0);
  odd.username = "anna'; drop table session; --";
  odd.nas_port_id = "\xc3\x28 porté null \"NULL\"";
  odd.calling_station_id = "null";
  account({odd, record(start, anna, "fine", 1)});
  odd.kind = interim;
  odd.event_at = odd.event_at.plus_seconds(300);
  odd.session_time_s = 300;
  odd.octets_in = 7;
  account({odd, record(interim, anna, "fine", 301, 1, 1)});
  EXPECT_THAT(sessions(), ElementsAre("anna 0.. in=1 out=1", "anna'; drop table session; -- 0.. in=7 out=0"));
  const auto port = database_->read([](db::Tx &tx) {
    return tx.one<std::string>(
        "select nas_port_id || '|' || calling_station_id from session where acct_session_id <> 'fine'");
  });
  EXPECT_EQ(port, "\\xc3( porté null \"NULL\"|null");
}

TEST_P(RecordAccounting, does_not_believe_a_clock_that_is_years_off) {
  const Person anna = person("anna");
  auto old = record(start, anna, "1", 0);
  old.event_at = Instant::from_seconds(3600); // 1970
  auto ahead = record(start, anna, "2", 0);
  ahead.event_at = *parse_instant("2036-01-01T00:00:00Z");
  account({old, ahead});
  EXPECT_THAT(sessions(), ElementsAre("anna 86400.. in=0 out=0", "anna 86400.. in=0 out=0"));
}

TEST_P(RecordAccounting, brings_a_session_in_step_that_began_with_an_older_decision) {
  const Person anna = person("anna");
  const auto given = [&] {
    return database_->read([&](db::Tx &tx) {
      return tx.one<std::int64_t>("select version from access_profile where service_id = $1", anna.service);
    });
  };
  auto fresh = record(start, anna, "1", 0);
  fresh.profile_version = given();
  account({fresh});
  EXPECT_THAT(outbox(), IsEmpty());
  auto stale = record(start, anna, "2", 1);
  stale.profile_version = given();
  stand(anna.customer, billing::StandingState::restricted, "invoice 1 is 12 days overdue",
        billing::Restriction::walled_garden);
  refresh(anna.customer); // reaches session 1 only: 2 is not known yet
  EXPECT_THAT(outbox(), ElementsAre(::testing::StartsWith("network.apply_access session:")));
  account({stale});
  EXPECT_EQ(outbox().size(), 2U);
  // Of unknown vintage: the garden is told again, full service is not disturbed.
  account({record(start, anna, "3", 2)});
  EXPECT_EQ(outbox().size(), 3U);
  stand(anna.customer, billing::StandingState::good);
  refresh(anna.customer);
  const std::size_t before = outbox().size();
  account({record(start, anna, "4", 3)});
  EXPECT_EQ(outbox().size(), before);
}

TEST_P(RecordAccounting, tells_consoles_which_sessions_changed) {
  const Person anna = person("anna");
  std::mutex mutex;
  std::vector<std::string> heard;
  const auto subscription = database_->subscribe("sessions", [&](const db::Notice &notice) {
    const std::scoped_lock lock(mutex);
    heard.push_back(notice.payload);
  });
  const Recorded recorded = account({record(start, anna, "1", 0)});
  EXPECT_TRUE(testing::eventually([&] {
    const std::scoped_lock lock(mutex);
    return heard == std::vector<std::string>{std::to_string(recorded.started.front().value())};
  }));
}

// Two nodes get the same retransmitted packets at the same time: one session, counted once.
TEST_P(RecordAccounting, counts_once_on_two_nodes) {
  const Person anna = person("anna"), bert = person("bert");
  const auto second = place.open();
  const auto run = [&](db::Database &database) {
    for (int round = 0; round < 20; ++round) {
      std::vector<AccountingRecord> batch;
      for (const Person &who : {anna, bert}) {
        batch.push_back(record(start, who, std::to_string(round), 0));
        batch.push_back(record(interim, who, std::to_string(round), 300, 10, 100));
        batch.push_back(record(stop, who, std::to_string(round), 400, 12, 120));
      }
      for (int attempt = 0;; ++attempt) {
        try {
          database.write(
              [&](db::Tx &tx) { record_accounting(tx, database, TimeZone::utc(), batch, now_.plus_seconds(500)); });
          break;
        } catch (const db::Error &error) {
          ASSERT_EQ(error.kind(), db::Error::Kind::retryable) << error.what();
          ASSERT_LT(attempt, 50);
        }
      }
    }
  };
  std::thread other([&] { run(*second); });
  run(*database_);
  other.join();
  EXPECT_EQ(sessions().size(), 40U);
  EXPECT_THAT(usage(), ElementsAre("2026-03-01 in=240 out=2400", "2026-03-01 in=240 out=2400"));
}

// Field notes, bug 4 and invariant 8: any order, any repetition, any cut into batches: the same sessions, octets
// counted once.
TEST_P(RecordAccounting, order_repetition_and_batches_do_not_matter) {
  const Person anna = person("anna"), bert = person("bert");
  SeededRandom random(42);
  for (int round = 0; round < (on_sqlite() ? 60 : 15); ++round) {
    std::vector<AccountingRecord> stream;
    std::int64_t in_total = 0, out_total = 0;
    for (const Person &who : {anna, bert}) {
      const std::string id = std::to_string(round);
      stream.push_back(record(start, who, id, 0));
      std::int64_t at_s = 0, in = 0, out = 0;
      for (std::int64_t i = random.below(5); i >= 0; --i) {
        at_s += random.between(1, 400);
        in += random.below(std::int64_t{1} << 33);
        out += random.below(std::int64_t{1} << 33);
        stream.push_back(
            record(interim, who, id, at_s, static_cast<std::uint64_t>(in), static_cast<std::uint64_t>(out)));
      }
      stream.push_back(record(stop, who, id, at_s + 10, 0, 0));
      in_total += in;
      out_total += out;
    }
    std::vector<AccountingRecord> shuffled;
    for (const AccountingRecord &one : stream)
      for (std::int64_t copies = random.between(1, 3); copies > 0; --copies)
        shuffled.push_back(one);
    for (std::size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
    for (std::size_t at = 0; at < shuffled.size();) {
      const auto size = std::min<std::size_t>(static_cast<std::size_t>(random.between(1, 7)), shuffled.size() - at);
      const auto from = shuffled.begin() + static_cast<std::ptrdiff_t>(at);
      account({from, from + static_cast<std::ptrdiff_t>(size)});
      at += size;
    }
    database_->read([&](db::Tx &tx) {
      const auto sum = tx.one<Sum>("select count(*) as sessions, count(*) - count(stopped_at) as open,"
                                   " cast(sum(octets_in) as bigint) as octets_in, cast(sum(octets_out) as bigint) as"
                                   " octets_out from session where acct_session_id = $1",
                                   std::to_string(round));
      EXPECT_EQ(sum.sessions, 2);
      EXPECT_EQ(sum.open, 0);
      EXPECT_EQ(sum.octets_in, in_total);
      EXPECT_EQ(sum.octets_out, out_total);
    });
  }
  database_->read([&](db::Tx &tx) {
    EXPECT_EQ(tx.one<std::int64_t>("select cast(sum(octets_in) as bigint) from usage_day"),
              tx.one<std::int64_t>("select cast(sum(octets_in) as bigint) from session"));
    EXPECT_EQ(tx.one<std::int64_t>("select cast(sum(octets_out) as bigint) from usage_day"),
              tx.one<std::int64_t>("select cast(sum(octets_out) as bigint) from session"));
  });
}

} // namespace
} // namespace demarc::network
