#include "network/accounting.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::network {
namespace {

// Seconds after this instant stand for time in these tests.
const Instant dawn = Instant::from_seconds(1'800'000'000);

AccountingRecord record(AccountingKind kind, std::int64_t at_s, std::uint64_t in = 0, std::uint64_t out = 0,
                        std::int64_t began_s = 0) {
  AccountingRecord made;
  made.kind = kind;
  made.access_server_id = AccessServerId(1);
  made.acct_session_id = "81a00004";
  made.username = "anna";
  made.service_id = ServiceId(7);
  made.event_at = dawn.plus_seconds(at_s);
  made.octets_in = in;
  made.octets_out = out;
  made.session_time_s = kind == AccountingKind::start ? 0 : at_s - began_s;
  if (kind == AccountingKind::stop)
    made.terminate_cause = "User-Request";
  return made;
}
AccountingRecord start(std::int64_t at_s) { return record(AccountingKind::start, at_s); }
AccountingRecord interim(std::int64_t at_s, std::uint64_t in, std::uint64_t out) {
  return record(AccountingKind::interim, at_s, in, out);
}
AccountingRecord stop(std::int64_t at_s, std::uint64_t in, std::uint64_t out) {
  return record(AccountingKind::stop, at_s, in, out);
}

// What a run of records leaves behind, the newest session last, and what usage was told.
struct Played {
  std::vector<SessionState> sessions;
  std::int64_t usage_in = 0, usage_out = 0;
};

Played play(const std::vector<AccountingRecord> &records) {
  Played played;
  for (const AccountingRecord &one : records) {
    const SessionState *before = played.sessions.empty() ? nullptr : &played.sessions.back();
    const SessionId next(static_cast<std::int64_t>(played.sessions.size()) + 1);
    const Merged merged = merge_accounting(before, one, next);
    EXPECT_GE(merged.new_octets_in, 0);
    EXPECT_GE(merged.new_octets_out, 0);
    if (before != nullptr && merged.session.id != next) {
      EXPECT_EQ(merged.change != Change::none, merged.session != *before);
      SessionState moved_on = *before; // writing what the change says is enough
      if (merged.change >= Change::counts) {
        moved_on.updated_at = merged.session.updated_at;
        moved_on.session_time_s = merged.session.session_time_s;
        moved_on.octets_in = merged.session.octets_in;
        moved_on.octets_out = merged.session.octets_out;
        moved_on.counter_in = merged.session.counter_in;
        moved_on.counter_out = merged.session.counter_out;
      }
      if (merged.change >= Change::end) {
        moved_on.stopped_at = merged.session.stopped_at;
        moved_on.end_presumed = merged.session.end_presumed;
        moved_on.terminate_cause = merged.session.terminate_cause;
      }
      EXPECT_TRUE(merged.change == Change::all || merged.session == moved_on);
    }
    played.usage_in += merged.new_octets_in;
    played.usage_out += merged.new_octets_out;
    if (merged.ended)
      played.sessions.back() = *merged.ended;
    if (merged.session.id == next)
      played.sessions.push_back(merged.session);
    else
      played.sessions.back() = merged.session;
  }
  return played;
}

std::string text_of(const Played &played) {
  std::string text;
  for (const SessionState &session : played.sessions) {
    const auto second = [](Instant at) { return (at.us - dawn.us) / 1'000'000; };
    text += fmt::format("{}..{} {} in={} out={}{}\n", second(session.started_at),
                        session.stopped_at ? std::to_string(second(*session.stopped_at)) : "", session.session_time_s,
                        session.octets_in, session.octets_out,
                        session.terminate_cause ? " " + *session.terminate_cause : "");
  }
  text += fmt::format("usage in={} out={}", played.usage_in, played.usage_out);
  return text;
}

TEST(MergeAccounting, follows_a_session_from_start_to_stop) {
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), interim(600, 25, 220), stop(700, 30, 250)})),
            "0..700 700 in=30 out=250 User-Request\nusage in=30 out=250");
}

TEST(MergeAccounting, knows_a_session_whose_start_was_lost) {
  EXPECT_EQ(text_of(play({interim(300, 10, 100)})), "0.. 300 in=10 out=100\nusage in=10 out=100");
  EXPECT_EQ(text_of(play({stop(700, 30, 250)})), "0..700 700 in=30 out=250 User-Request\nusage in=30 out=250");
}

TEST(MergeAccounting, carries_counters_over_four_gibibytes) {
  const std::uint64_t four = std::uint64_t{1} << 32;
  EXPECT_EQ(text_of(play({start(0), interim(300, four - 1, four - 1), interim(600, four, four + 1),
                          stop(900, four + 1, 3 * four)})),
            "0..900 900 in=4294967297 out=12884901888 User-Request\nusage in=4294967297 out=12884901888");
}

TEST(MergeAccounting, keeps_the_interim_when_the_stop_has_lost_count) {
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), stop(400, 0, 0)})),
            "0..400 400 in=10 out=100 User-Request\nusage in=10 out=100");
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), stop(400, 11, 3)})),
            "0..400 400 in=11 out=100 User-Request\nusage in=11 out=100");
}

TEST(MergeAccounting, lets_the_stop_win_over_a_late_interim) {
  EXPECT_EQ(text_of(play({start(0), stop(700, 30, 250), interim(300, 10, 100)})),
            "0..700 700 in=30 out=250 User-Request\nusage in=30 out=250");
  // The Stop lost count; the Interim that comes late did not.
  EXPECT_EQ(text_of(play({start(0), stop(700, 0, 0), interim(300, 10, 100)})),
            "0..700 700 in=10 out=100 User-Request\nusage in=10 out=100");
}

TEST(MergeAccounting, counts_the_new_value_when_the_counter_begins_anew) {
  EXPECT_EQ(text_of(play({start(0), interim(300, 100, 1000), interim(600, 5, 40), interim(900, 8, 60)})),
            "0.. 900 in=108 out=1060\nusage in=108 out=1060");
  // Both the counter and the seconds begin anew: an access server that restarted without telling.
  auto anew = record(AccountingKind::interim, 700, 5, 40, 650);
  EXPECT_EQ(text_of(play({start(0), interim(600, 100, 1000), anew})), "0.. 50 in=105 out=1040\nusage in=105 out=1040");
}

TEST(MergeAccounting, does_not_take_a_late_interim_for_a_counter_that_began_anew) {
  EXPECT_EQ(text_of(play({start(0), interim(600, 25, 220), interim(300, 10, 100)})),
            "0.. 600 in=25 out=220\nusage in=25 out=220");
  // Repeated without a time stamp: it seems to have happened when it arrived.
  auto repeated = interim(300, 10, 100);
  repeated.event_at = dawn.plus_seconds(610);
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), interim(600, 25, 220), repeated})),
            "0.. 600 in=25 out=220\nusage in=25 out=220");
}

TEST(MergeAccounting, takes_nothing_for_silence) {
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), interim(600, 0, 0), interim(900, 12, 130)})),
            "0.. 900 in=12 out=130\nusage in=12 out=130");
}

TEST(MergeAccounting, takes_an_impossible_counter_for_silence) {
  EXPECT_EQ(text_of(play({start(0), interim(300, 10, 100), interim(600, ~std::uint64_t{0}, 120)})),
            "0.. 600 in=10 out=120\nusage in=10 out=120");
}

TEST(MergeAccounting, opens_a_new_session_when_the_id_is_used_again) {
  EXPECT_EQ(text_of(play({start(0), stop(700, 30, 250), start(800), record(AccountingKind::stop, 900, 1, 2, 800)})),
            "0..700 700 in=30 out=250 User-Request\n800..900 100 in=1 out=2 User-Request\nusage in=31 out=252");
  // The Stop was lost with the access server: the Start tells.
  EXPECT_EQ(
      text_of(play({start(0), interim(600, 30, 250), start(800), record(AccountingKind::interim, 900, 1, 2, 800)})),
      "0..600 600 in=30 out=250 Lost-Service\n800.. 100 in=1 out=2\nusage in=31 out=252");
  // The Start was lost: the seconds tell.
  EXPECT_EQ(text_of(play({start(0), stop(700, 30, 250), record(AccountingKind::interim, 900, 1, 2, 800)})),
            "0..700 700 in=30 out=250 User-Request\n800.. 100 in=1 out=2\nusage in=31 out=252");
}

TEST(MergeAccounting, gives_a_late_stop_to_the_session_it_ends) {
  // Start of the second session came before the Stop of the first, which nobody had announced.
  EXPECT_EQ(text_of(play({start(800), stop(700, 30, 250)})),
            "800.. 0 in=0 out=0\n0..700 700 in=30 out=250 User-Request\nusage in=30 out=250");
}

TEST(MergeAccounting, opens_a_session_again_that_was_only_presumed_dead) {
  SessionState silent = play({start(0), interim(300, 10, 100)}).sessions.front();
  silent.stopped_at = silent.updated_at;
  silent.end_presumed = true;
  silent.terminate_cause = std::string(cause_no_interim);
  const Merged alive = merge_accounting(&silent, interim(3600, 50, 500), SessionId(99));
  EXPECT_EQ(alive.session.id, silent.id);
  EXPECT_EQ(alive.session.stopped_at, std::nullopt);
  EXPECT_EQ(alive.session.terminate_cause, std::nullopt);
  EXPECT_EQ(alive.new_octets_in, 40);
  const Merged late = merge_accounting(&silent, interim(200, 5, 50), SessionId(99));
  EXPECT_EQ(late.change, Change::none);
  const Merged stopped = merge_accounting(&silent, stop(3000, 40, 400), SessionId(99));
  EXPECT_EQ(stopped.session.stopped_at, dawn.plus_seconds(3000));
  EXPECT_FALSE(stopped.session.end_presumed);
  EXPECT_EQ(stopped.session.terminate_cause, "User-Request");
}

TEST(MergeAccounting, learns_the_address_from_whoever_tells_it) {
  auto bare = start(0);
  auto with_address = interim(300, 1, 1);
  with_address.framed_address = "10.0.0.9";
  EXPECT_EQ(play({bare, with_address}).sessions.front().framed_address, "10.0.0.9");
  EXPECT_EQ(play({with_address, bare}).sessions.front().framed_address, "10.0.0.9");
}

TEST(MergeAccounting, counts_all_of_a_session_once_its_user_is_known) {
  auto unknown = interim(300, 10, 100);
  unknown.service_id = std::nullopt;
  const SessionState before = merge_accounting(nullptr, unknown, SessionId(1)).session;
  const Merged merged = merge_accounting(&before, interim(600, 25, 220), SessionId(2));
  EXPECT_EQ(merged.session.service_id, ServiceId(7));
  EXPECT_EQ(merged.new_octets_in, 25);
  EXPECT_EQ(merged.new_octets_out, 220);
}

TEST(MergeAccounting, changes_nothing_when_a_record_is_repeated) {
  for (const auto &records : std::vector<std::vector<AccountingRecord>>{
           {start(0)}, {start(0), interim(300, 10, 100)}, {start(0), interim(300, 10, 100), stop(400, 11, 120)}}) {
    const SessionState before = play(records).sessions.back();
    for (const AccountingRecord &again : records)
      EXPECT_EQ(merge_accounting(&before, again, SessionId(99)).change, Change::none);
  }
}

// Field notes, invariant 8 and bugs 4 and 9: in any order, repeated, the same row.
RC_GTEST_PROP(MergeAccounting, order_and_repetition_do_not_matter, ()) {
  std::vector<AccountingRecord> stream = {start(0)};
  std::int64_t at_s = 0;
  std::uint64_t in = 0, out = 0;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    at_s += *rc::gen::inRange(1, 400);
    in += *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 33);
    out += *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 33);
    stream.push_back(interim(at_s, in, out));
  }
  const bool stops = *rc::gen::arbitrary<bool>();
  if (stops) {
    const bool lost_count = *rc::gen::arbitrary<bool>();
    stream.push_back(stop(at_s + *rc::gen::inRange(1, 400), lost_count ? 0 : in, lost_count ? 0 : out));
  }
  std::vector<AccountingRecord> shuffled;
  for (const AccountingRecord &one : stream)
    for (int copies = *rc::gen::inRange(1, 4); copies > 0; --copies)
      shuffled.push_back(one);
  for (std::size_t i = shuffled.size(); i > 1; --i)
    std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);

  const Played played = play(shuffled);
  RC_ASSERT(text_of(played) == text_of(play(stream)));
  RC_ASSERT(played.sessions.size() == 1U);
  RC_ASSERT(played.sessions[0].stopped_at.has_value() == stops);
  RC_ASSERT(played.usage_in == played.sessions[0].octets_in);
  RC_ASSERT(played.usage_out == played.sessions[0].octets_out);
  if (!stops)
    RC_ASSERT(played.usage_in == static_cast<std::int64_t>(in));
}

// The counter begins anew once, and the records still come in any order and repeated.
RC_GTEST_PROP(MergeAccounting, one_restart_of_the_counter_survives_reordering, ()) {
  std::vector<AccountingRecord> stream = {start(0)};
  std::uint64_t in = 0;
  const int restart_at = *rc::gen::inRange(1, 4);
  std::uint64_t expected = 0;
  for (int i = 0; i < 5; ++i) {
    if (i == restart_at) {
      expected = in;
      in = *rc::gen::inRange<std::uint64_t>(1, in);
    } else {
      in += *rc::gen::inRange<std::uint64_t>(2, 50);
      if (expected > 0)
        in = std::min(in, expected - 1); // below what came before, so that it shows
    }
    stream.push_back(interim(300 * (i + 1), in, 0));
  }
  const std::int64_t total = static_cast<std::int64_t>(expected + in);
  const Played in_order = play(stream);
  RC_ASSERT(in_order.sessions[0].octets_in == total);
  for (std::size_t i = stream.size(); i > 1; --i)
    std::swap(stream[i - 1], stream[*rc::gen::inRange<std::size_t>(0, i)]);
  const Played played = play(stream);
  RC_ASSERT(played.sessions[0].octets_in == total);
  RC_ASSERT(played.usage_in == total);
}

TEST(SessionsNotice, names_up_to_a_hundred) {
  EXPECT_EQ(sessions_notice({SessionId(4), SessionId(17)}), "4,17");
  EXPECT_EQ(sessions_notice(std::vector<SessionId>(101, SessionId(4))), "many");
}

} // namespace
} // namespace demarc::network
