#include "network/login_log.h"

#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LoginLogStore : public NetworkPlace {
protected:
  LoginAttempt attempt(const std::string &username, std::int64_t second, const std::string &outcome = "accepts") {
    LoginAttempt one;
    one.at = now_.plus_seconds(second);
    one.access_server_id = server_;
    one.username = username;
    one.outcome = outcome;
    one.refused = outcome != "accepts";
    one.method = "PAP";
    one.calling_station_id = "aa:bb:cc:00:11:22";
    return one;
  }
  std::vector<std::string> found(const LoginLogFilter &filter) {
    std::vector<std::string> lines;
    database_->read([&](db::Tx &tx) {
      for (const LoginLogEntry &entry : list_logins(tx, filter))
        lines.push_back(fmt::format("{} {} {}x {}-{} {}{}", entry.username, entry.outcome, entry.times,
                                    (entry.at.us - now_.us) / 1'000'000, (entry.last_at.us - now_.us) / 1'000'000,
                                    entry.access_server_name,
                                    entry.customer_name ? " of " + *entry.customer_name : std::string()));
    });
    return lines;
  }
};
RUN_ON_BOTH_ENGINES(LoginLogStore);

TEST_P(LoginLogStore, shows_the_newest_first_and_pages) {
  const Person anna = person("anna@isp");
  LoginLogWriter writer(*database_);
  auto first = attempt("anna@isp", 0);
  first.service_id = anna.service;
  writer.write(std::vector{first, attempt("bert@isp", 5, "reject_unknown_user"), attempt("anna@isp", 9)});
  const std::string anna_in = "anna@isp accepts 1x 0-0 bras-1 of ";
  const auto all = found({});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], "anna@isp accepts 1x 9-9 bras-1");
  EXPECT_EQ(all[1], "bert@isp reject_unknown_user 1x 5-5 bras-1");
  EXPECT_EQ(all[2].substr(0, anna_in.size()), anna_in);
  EXPECT_THAT(found({.words = "bert@isp"}), ElementsAre(all[1]));
  EXPECT_THAT(found({.access_server_id = server_, .refused_only = true}), ElementsAre(all[1]));
  EXPECT_THAT(found({.access_server_id = AccessServerId(99)}), IsEmpty());
  EXPECT_THAT(found({.service_id = anna.service}), ElementsAre(all[2]));
  EXPECT_THAT(found({.refused_only = true}), ElementsAre(all[1]));
  EXPECT_THAT(found({.words = "AABB.CC00.1122"}), ElementsAre(all[0], all[1], all[2]))
      << "the box, however it is written";
  LoginLogPlace second;
  database_->read([&](db::Tx &tx) {
    const LoginLogEntry entry = list_logins(tx, {.limit = 2}).back();
    second = {entry.at, entry.id};
  });
  EXPECT_THAT(found({.before = second}), ElementsAre(all[2]));
  // Another node writes later what happened earlier.
  LoginLogWriter(*database_).write(std::vector{attempt("carl@isp", 7)});
  EXPECT_THAT(found({.limit = 2}), ElementsAre(all[0], "carl@isp accepts 1x 7-7 bras-1"));
}

TEST_P(LoginLogStore, counts_up_what_is_refused_again_within_ten_minutes) {
  LoginLogWriter writer(*database_);
  const auto wrong = [&](std::int64_t second) { return attempt("joe", second, "reject_wrong_password"); };
  writer.write(std::vector{wrong(0), wrong(1), attempt("joe", 2, "reject_access"), wrong(3)});
  writer.write(std::vector{wrong(60), wrong(61)});
  writer.write(std::vector{wrong(599)});
  EXPECT_THAT(found({}), ElementsAre("joe reject_access 1x 2-2 bras-1", "joe reject_wrong_password 6x 0-599 bras-1"));
  writer.write(std::vector{wrong(600)});
  auto elsewhere = wrong(601);
  elsewhere.calling_station_id = std::nullopt;
  writer.write(std::vector{elsewhere, attempt("joe", 602), attempt("joe", 603)});
  EXPECT_THAT(found({.limit = 4}), ElementsAre("joe accepts 1x 603-603 bras-1", "joe accepts 1x 602-602 bras-1",
                                               "joe reject_wrong_password 1x 601-601 bras-1",
                                               "joe reject_wrong_password 1x 600-600 bras-1"));
}

TEST_P(LoginLogStore, a_service_that_is_let_in_again_and_again_counts_up) {
  LoginLogWriter writer(*database_, {.accepted = 2});
  writer.write(std::vector{attempt("joe", 0), attempt("joe", 1), attempt("joe", 2)});
  auto other_box = attempt("joe", 3);
  other_box.calling_station_id = "aa:bb:cc:00:11:33";
  writer.write(std::vector{other_box, attempt("ann", 4)});
  EXPECT_THAT(found({}),
              ElementsAre("ann accepts 1x 4-4 bras-1", "joe accepts 3x 1-3 bras-1", "joe accepts 1x 0-0 bras-1"));
  writer.write(std::vector{attempt("joe", 600)});
  EXPECT_THAT(found({.limit = 1}), ElementsAre("joe accepts 1x 600-600 bras-1"));
}

TEST_P(LoginLogStore, a_flood_of_new_names_is_counted_and_not_listed) {
  const Person anna = person("anna@isp");
  LoginLogWriter writer(*database_, {.of_services = {2, 60}, .of_strangers = {3, 30}});
  std::vector<LoginAttempt> flood;
  for (int i = 0; i < 1000; ++i)
    flood.push_back(attempt("guess" + std::to_string(i), 0, "reject_unknown_user"));
  writer.write(flood);
  writer.write(flood); // the three that are listed count up, the others are left out again
  EXPECT_THAT(found({}),
              ElementsAre(" left_out 1994x 0-0 bras-1", "guess2 reject_unknown_user 2x 0-0 bras-1",
                          "guess1 reject_unknown_user 2x 0-0 bras-1", "guess0 reject_unknown_user 2x 0-0 bras-1"));
  // A subscriber is still found: names that somebody has are counted apart; and so is another access server.
  auto known = attempt("anna@isp", 1, "reject_access");
  known.service_id = anna.service;
  auto elsewhere = attempt("guess", 1, "reject_unknown_user");
  elsewhere.access_server_id = AccessServerId(99);
  writer.write(std::vector{known, elsewhere});
  EXPECT_EQ(found({.service_id = anna.service}).size(), 1U);
  EXPECT_EQ(found({.access_server_id = AccessServerId(99)}).size(), 1U);
  // Half a minute later there is room for 15 more, and no more than three at once.
  flood.clear();
  for (int i = 0; i < 10; ++i)
    flood.push_back(attempt("later" + std::to_string(i), 30, "reject_unknown_user"));
  writer.write(flood);
  EXPECT_THAT(found({.limit = 3}),
              ElementsAre("later2 reject_unknown_user 1x 30-30 bras-1", "later1 reject_unknown_user 1x 30-30 bras-1",
                          "later0 reject_unknown_user 1x 30-30 bras-1"));
  EXPECT_EQ(found({.limit = 50}).back(), "guess0 reject_unknown_user 2x 0-0 bras-1");
  EXPECT_THAT(found({.limit = 50}), ::testing::Contains(" left_out 2001x 0-30 bras-1"));
}

TEST_P(LoginLogStore, forgets_what_is_old_a_part_at_a_time) {
  LoginLogWriter writer(*database_);
  std::vector<LoginAttempt> many;
  for (int i = 0; i < 25; ++i)
    many.push_back(attempt("joe" + std::to_string(i), i));
  writer.write(many);
  const auto forget = [&] {
    return database_->write([&](db::Tx &tx) { return forget_logins(tx, now_.plus_seconds(20), 15); });
  };
  EXPECT_EQ(forget(), 15);
  EXPECT_EQ(forget(), 5);
  EXPECT_EQ(forget(), 0);
  EXPECT_EQ(found({}).size(), 5U);
  // A refusal whose row is gone begins another when its time is over; until then nothing breaks.
  writer.write(std::vector{attempt("ann", 1, "reject_access")});
  EXPECT_EQ(forget(), 1);
  EXPECT_NO_THROW(writer.write(std::vector{attempt("ann", 2, "reject_access")}));
}

} // namespace
} // namespace demarc::network
