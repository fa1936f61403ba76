#include "portal/subscriber_sign_in.h"

#include "tests/portal/portal_place.h"

#include <gmock/gmock.h>

namespace demarc::portal {
namespace {

using testing::right_password;

class SignIn : public ::testing::Test {
protected:
  Outcome<Done> ask_link(const std::string &account, const std::string &address = "192.0.2.1") {
    return place.sign_in.ask_link(account, testing::asked_from(address), place.office.clock().now());
  }
  std::string code_of(const Outcome<Done> &done) { return done ? "" : done.error().code; }
  bool is_in(const std::string &token) {
    const auto actor = place.sign_in.authenticate(testing::asked_from("192.0.2.1", token));
    return actor && actor->subscriber_id > 0;
  }
  Outcome<Done> set_password(CustomerId id, const std::string &token, const std::optional<std::string> &current,
                             const std::string &password) {
    SubscriberSignIn::NewPassword in;
    if (current)
      in.current = Secret(*current);
    in.password = Secret(password);
    return place.sign_in.set_password(id, in, testing::asked_from("192.0.2.1", token), place.office.clock().now());
  }

  testing::PortalPlace place{db::Engine::sqlite};
  const CustomerId ada = place.customer("Ada", "ada@example.net");
};

TEST_F(SignIn, takes_the_address_or_the_number_with_blanks_around_it) {
  place.give_password(ada);
  EXPECT_EQ(place.enter(" ADA@example.net ", right_password), "Ada");
  EXPECT_EQ(place.enter(place.number_of(ada), right_password), "Ada");
  EXPECT_EQ(place.enter("ada@example.net", "a long enough two"), "wrong_credentials");
}

// Neither the words nor the code tell who is a customer, has a password, or has left.
TEST_F(SignIn, says_the_same_for_every_reason) {
  const CustomerId gone = place.customer("Gone", "gone@example.net");
  place.give_password(gone);
  place.database->write([&](db::Tx &tx) { subscribers::set_status(tx, gone, subscribers::CustomerStatus::left); });
  place.customer("Without", "without@example.net");
  place.give_password(ada);
  int n = 0;
  for (const char *account :
       {"ada@example.net", "without@example.net", "gone@example.net", "nobody@example.net", "C-999999", ""}) {
    const auto refused =
        place.sign_in.open_by_password(account, Secret("guess guess"),
                                       testing::asked_from(fmt::format("192.0.2.{}", ++n)), place.office.clock().now());
    ASSERT_FALSE(refused) << account;
    EXPECT_EQ(refused.error().code, "wrong_credentials") << account;
    EXPECT_EQ(refused.error().detail, "The e-mail address, the customer number or the password is wrong.") << account;
  }
  EXPECT_EQ(place.enter("gone@example.net", right_password), "wrong_credentials");
}

TEST_F(SignIn, closes_after_five_failures_for_one_account_whether_it_exists_or_not) {
  place.give_password(ada);
  for (const std::string account : {"ada@example.net", "nobody@example.net"}) {
    for (int n = 0; n < 5; ++n)
      EXPECT_EQ(place.enter(account, "guess guess"), "wrong_credentials") << n;
    EXPECT_EQ(place.enter(account, right_password), "too_many_attempts") << "the right one too";
    EXPECT_EQ(place.enter(http::lower_ascii(" " + account), right_password), "too_many_attempts");
  }
  EXPECT_EQ(place.enter("ada@example.net", right_password, "192.0.2.9"), "Ada") << "from another address it is open";
}

TEST_F(SignIn, counts_anew_after_the_right_password) {
  place.give_password(ada);
  for (int round = 0; round < 3; ++round) {
    for (int n = 0; n < 4; ++n)
      EXPECT_EQ(place.enter("ada@example.net", "guess guess"), "wrong_credentials");
    EXPECT_EQ(place.enter("ada@example.net", right_password), "Ada");
  }
}

TEST_F(SignIn, closes_for_an_address_that_tries_many_accounts) {
  place.give_password(ada);
  for (int n = 0; n < 50; ++n)
    EXPECT_EQ(place.enter(fmt::format("C-9{:05}", n), "guess guess"), "wrong_credentials");
  EXPECT_EQ(place.enter("ada@example.net", right_password), "too_many_attempts");
  EXPECT_EQ(place.enter_by(place.link_for(ada)), "too_many_attempts") << "links too";
  EXPECT_EQ(place.enter("ada@example.net", right_password, "192.0.2.9"), "Ada");
}

TEST_F(SignIn, is_the_first_of_those_who_share_an_address_whose_password_fits) {
  const CustomerId first = place.customer("First", "both@example.net"),
                   second = place.customer("Second", "both@example.net");
  EXPECT_EQ(place.enter("both@example.net", right_password), "wrong_credentials");
  place.give_password(second);
  EXPECT_EQ(place.enter("both@example.net", right_password), "Second");
  place.give_password(first, "another long one");
  EXPECT_EQ(place.enter("both@example.net", "another long one"), "First");
  EXPECT_EQ(place.enter("both@example.net", right_password), "Second");
  EXPECT_EQ(place.enter(place.number_of(first), right_password), "wrong_credentials") << "a number names one";
}

TEST_F(SignIn, by_a_link_works_once_for_half_an_hour_and_for_its_customer_alone) {
  const CustomerId bea = place.customer("Bea", "bea@example.net");
  const std::string of_ada = place.link_for(ada), of_bea = place.link_for(bea);
  EXPECT_EQ(place.enter_by(of_ada), "Ada");
  EXPECT_EQ(place.enter_by(of_ada), "link_used_or_old");
  EXPECT_EQ(place.enter_by(of_bea), "Bea");
  EXPECT_EQ(place.enter_by("made up"), "link_used_or_old");
  EXPECT_EQ(place.enter_by(""), "link_used_or_old");
  const std::string lasts = place.link_for(ada), late = place.link_for(ada);
  place.machine.set(place.machine.now().plus_seconds(link_life_s - 1));
  EXPECT_EQ(place.enter_by(lasts), "Ada");
  place.machine.set(place.machine.now().plus_seconds(1));
  EXPECT_EQ(place.enter_by(late), "link_used_or_old");
  const std::string left = place.link_for(bea);
  place.database->write([&](db::Tx &tx) { subscribers::set_status(tx, bea, subscribers::CustomerStatus::left); });
  EXPECT_EQ(place.enter_by(left), "link_used_or_old");
}

TEST_F(SignIn, lets_links_be_guessed_fifty_times) {
  for (int n = 0; n < 50; ++n)
    EXPECT_EQ(place.enter_by(fmt::format("guess {}", n)), "link_used_or_old");
  const std::string link = place.link_for(ada);
  EXPECT_EQ(place.enter_by(link), "too_many_attempts");
  EXPECT_EQ(place.enter_by(link, "192.0.2.9"), "Ada");
}

TEST_F(SignIn, answers_a_question_for_a_link_the_same_way_and_three_times_an_hour) {
  for (const std::string account : {"ada@example.net", "nobody@example.net"}) {
    for (int n = 0; n < 3; ++n)
      EXPECT_EQ(code_of(ask_link(account)), "") << account;
    EXPECT_EQ(code_of(ask_link(account)), "too_many_attempts") << account;
    EXPECT_EQ(code_of(ask_link(" " + account, "192.0.2.9")), "too_many_attempts") << "for the account, from anywhere";
  }
  // What follows in the same transaction is the same too: one question in the outbox, nothing looked up.
  EXPECT_EQ(place.office.count("select count(*) from outbox"), 6);
  EXPECT_EQ(place.office.count("select count(*) from message"), 0);
  for (int n = 0; n < 10; ++n)
    EXPECT_EQ(code_of(ask_link(fmt::format("{}@example.net", n), "192.0.2.7")), "");
  EXPECT_EQ(code_of(ask_link("one more@example.net", "192.0.2.7")), "too_many_attempts") << "of one address ten";
}

TEST_F(SignIn, mails_each_customer_of_an_address_three_links_an_hour_at_most) {
  const CustomerId bea = place.customer("Bea", "ada@example.net");
  const auto handle = [&](const std::string &account) {
    const jobs::OutboxItem item{.payload = fmt::format("{{\"account\":\"{}\"}}", account)};
    return handle_link_asked(*place.database, item, place.office.clock().now());
  };
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(handle("ada@example.net").kind, jobs::Handled::Kind::done);
  EXPECT_EQ(handle("nobody@example.net").kind, jobs::Handled::Kind::done);
  EXPECT_EQ(place.office.count(fmt::format("select count(*) from message where customer_id = {}", ada.value())), 3);
  EXPECT_EQ(place.office.count(fmt::format("select count(*) from message where customer_id = {}", bea.value())), 3);
  EXPECT_EQ(place.office.count("select count(*) from message where body not like '%{link}%'"), 0)
      << "what is stored has a place for the link, not the link";
  place.office.clock().set(place.office.clock().now().plus_seconds(3601));
  handle("ada@example.net");
  EXPECT_EQ(place.office.count("select count(*) from message"), 8);
}

TEST_F(SignIn, ends_when_it_is_idle_or_a_week_old) {
  place.give_password(ada);
  ASSERT_EQ(place.enter("ada@example.net", right_password), "Ada");
  const std::string token = place.token;
  EXPECT_TRUE(is_in(token));
  EXPECT_FALSE(is_in(token + "x"));
  for (int hours = 0; hours < 7 * 24 - 11; hours += 11) {
    place.machine.set(place.machine.now().plus_seconds(11 * 3600));
    EXPECT_TRUE(is_in(token)) << hours; // each look makes it last
  }
  place.machine.set(place.machine.now().plus_seconds(11 * 3600));
  EXPECT_FALSE(is_in(token)) << "but not for more than seven days";
  ASSERT_EQ(place.enter("ada@example.net", right_password), "Ada");
  place.machine.set(place.machine.now().plus_seconds(12 * 3600));
  EXPECT_FALSE(is_in(place.token)) << "twelve hours unused";
}

TEST_F(SignIn, asks_for_the_present_password_but_after_a_link) {
  ASSERT_EQ(place.enter_by(place.link_for(ada)), "Ada");
  const std::string here = place.token;
  EXPECT_EQ(code_of(set_password(ada, here, std::nullopt, "short")), "password_too_short");
  EXPECT_EQ(code_of(set_password(ada, here, std::nullopt, right_password)), "");
  EXPECT_EQ(code_of(set_password(ada, here, std::nullopt, "another long one")), "current_password_missing");
  EXPECT_EQ(code_of(set_password(ada, here, "guess guess", "another long one")), "current_password_wrong");
  ASSERT_EQ(place.enter("ada@example.net", right_password), "Ada");
  const std::string there = place.token, link = place.link_for(ada);
  EXPECT_EQ(code_of(set_password(ada, here, right_password, "another long one")), "");
  EXPECT_TRUE(is_in(here));
  EXPECT_FALSE(is_in(there)) << "the others end";
  EXPECT_EQ(place.enter_by(link), "link_used_or_old") << "and the links that wait";
  for (int n = 0; n < 4; ++n) // and the one above
    EXPECT_EQ(code_of(set_password(ada, here, "guess guess", "another long two")), "current_password_wrong");
  EXPECT_EQ(code_of(set_password(ada, here, "another long one", "another long two")), "too_many_attempts");
}

} // namespace
} // namespace demarc::portal
