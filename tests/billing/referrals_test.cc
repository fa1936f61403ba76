// Referrals: named within their days, without circles; rewarded once with the first invoice that money paid. On both
// engines.
#include "billing/settlement_store.h"
#include "ledger/verify_ledger.h"
#include "payments/payment_store.h"
#include "payments/referral_reward.h"
#include "payments/take_payment.h"
#include "payments/voucher.h"
#include "subscribers/referral.h"
#include "subscribers/timeline.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <thread>

namespace demarc::testing {
namespace {

using payments::ReferralReward, payments::ReferralRole;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Referred : public Contract {
protected:
  Referred() {
    office.go_to(Date::of(2026, 1, 1));
    fiber = office.plan("fiber", 3000, std::nullopt);
    settings({.is_on = true, .referrer_minor = 1000, .referred_minor = 500});
  }

  void settings(const subscribers::ReferralSettings &in) {
    database->write([&](db::Tx &tx) {
      const auto saved = subscribers::save_referral_settings(tx, in);
      EXPECT_TRUE(saved) << (saved ? "" : saved.error().detail);
    });
  }
  // Empty: it was named.
  std::string name(CustomerId customer, std::optional<CustomerId> referrer) {
    std::string refused;
    database->write([&](db::Tx &tx) {
      const auto named = subscribers::name_referrer(tx, *database, customer, {referrer},
                                                    {office.clock().now(), office.today(), "Ann"});
      refused = named ? "" : named.error().code;
    });
    return refused;
  }
  // A customer with a service and an invoice of 30.00, brought by `referrer`.
  CustomerId comes(const std::string &who, std::optional<CustomerId> referrer) {
    const CustomerId id = office.customer(who, office.today().day());
    office.sell(id, who, fiber);
    if (referrer) {
      EXPECT_EQ(name(id, referrer), "");
    }
    office.run();
    return id;
  }
  void pay(CustomerId customer, std::int64_t minor) {
    database->write([&](db::Tx &tx) {
      const auto paid = payments::take_payment(tx, *database, {.customer_id = customer, .amount_minor = minor},
                                               office.clock().now(), "Ann");
      EXPECT_TRUE(paid) << (paid ? "" : paid.error().detail);
    });
  }
  // What the outbox does with its orders.
  bool work(CustomerId referred) { return payments::book_rewards(*database, referred, office.clock().now()); }
  std::int64_t orders() { return office.count("select count(*) from outbox where topic = 'payments.referral'"); }
  std::vector<ReferralReward> rewards(CustomerId referred) {
    return database->read([&](db::Tx &tx) { return payments::rewards_for(tx, referred); });
  }
  billing::AccountBalance balance(CustomerId customer) {
    return database->read([&](db::Tx &tx) { return billing::account_balance(tx, customer, office.today()); });
  }
  std::int64_t booked(std::string_view account) {
    return database->read(
        [&](db::Tx &tx) { return ledger::balance_of(tx, account, Currency::of("EUR")).minor_units(); });
  }
  std::vector<std::string> told(CustomerId customer, std::string_view kind) {
    return database->read([&](db::Tx &tx) {
      std::vector<std::string> said;
      for (const auto &event : subscribers::timeline_of(tx, customer, std::nullopt, 100)) {
        if (event.kind == kind)
          said.push_back(event.title + (event.detail.empty() ? "" : ": " + event.detail));
      }
      return said;
    });
  }
  std::vector<std::string> problems() {
    auto all = office.problems();
    database->read([&](db::Tx &tx) {
      for (const auto &found : {ledger::verify_ledger(tx), payments::verify_payments(tx), payments::verify_rewards(tx)})
        all.insert(all.end(), found.begin(), found.end());
    });
    return all;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  PlanId fiber;
};
RUN_ON_BOTH_ENGINES(Referred);

TEST_P(Referred, are_rewarded_once_with_their_first_paid_invoice) {
  const CustomerId ann = comes("ann", std::nullopt), bob = comes("bob", ann);
  EXPECT_FALSE(work(bob)) << "nothing is paid yet";
  pay(bob, 2999);
  EXPECT_EQ(orders(), 1);
  EXPECT_FALSE(work(bob)) << "not in full";
  pay(bob, 1);
  EXPECT_TRUE(work(bob));
  const auto given = rewards(bob);
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].role, ReferralRole::referrer);
  EXPECT_EQ(given[0].customer_id, ann);
  EXPECT_EQ(given[0].amount_minor, 1000);
  EXPECT_EQ(given[1].customer_id, bob);
  EXPECT_EQ(given[1].amount_minor, 500);
  // Ann's pays her open invoice, Bob's stays with him; account 4900 bears both.
  EXPECT_EQ(balance(ann).open_minor, 2000);
  EXPECT_EQ(balance(ann).credit_minor, 0);
  EXPECT_EQ(balance(bob).credit_minor, 500);
  EXPECT_EQ(booked("4900"), 1500);
  EXPECT_EQ(booked("2300"), -500);
  EXPECT_EQ(booked("1000") + booked("1020"), 3000);
  EXPECT_EQ(office.count("select count(*) from journal_entry where kind = 'referral_reward'"), 2);
  EXPECT_THAT(told(ann, "referral.rewarded"),
              Contains("Reward of 10.00 EUR for referring bob: bob paid invoice 2026-000002"));
  EXPECT_THAT(told(bob, "referral.rewarded"),
              Contains("Reward of 5.00 EUR for coming through ann: bob paid invoice 2026-000002"));
  EXPECT_FALSE(work(bob)) << "once";
  EXPECT_EQ(payments::book_due_rewards(*database, office.clock().now()), 0);
  pay(bob, 3000);
  EXPECT_EQ(orders(), 2) << "nothing is looked for any more";
  EXPECT_EQ(rewards(bob).size(), 2U);
  EXPECT_THAT(problems(), IsEmpty());
  // The credit pays the next invoice as any does.
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  EXPECT_EQ(balance(bob).open_minor, 0);
  EXPECT_EQ(balance(bob).credit_minor, 500);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Referred, are_rewarded_once_by_two_nodes) {
  const CustomerId ann = comes("ann", std::nullopt);
  std::vector<CustomerId> brought;
  for (int i = 0; i < 6; ++i) {
    brought.push_back(comes(fmt::format("c{}", i), ann));
    pay(brought.back(), 3000);
  }
  const auto second_node = place.open();
  const auto work_all = [&](db::Database &node) {
    for (int attempt = 0; attempt < 50; ++attempt) {
      try {
        for (const CustomerId id : brought)
          payments::book_rewards(node, id, office.clock().now());
        return;
      } catch (const db::Error &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    }
  };
  std::thread other([&] { work_all(*second_node); });
  work_all(*database);
  other.join();
  EXPECT_EQ(office.count("select count(*) from referral_reward"), 12);
  EXPECT_EQ(booked("4900"), 6 * 1500);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Referred, have_one_referrer_in_a_window_and_no_circles) {
  settings({.is_on = true, .referrer_minor = 1000, .window_days = 10});
  const CustomerId ann = office.customer("Ann"), bob = office.customer("Bob"), eve = office.customer("Eve");
  EXPECT_EQ(name(ann, ann), "refers_themselves");
  EXPECT_EQ(name(ann, CustomerId(999)), "customer_unknown");
  EXPECT_EQ(name(bob, ann), "");
  EXPECT_EQ(name(bob, ann), "") << "said again, nothing happens";
  EXPECT_EQ(name(eve, bob), "");
  EXPECT_EQ(name(ann, bob), "referral_circle");
  EXPECT_EQ(name(ann, eve), "referral_circle");
  EXPECT_EQ(name(eve, ann), "") << "another one";
  EXPECT_EQ(name(eve, std::nullopt), "");
  EXPECT_EQ(name(ann, eve), "") << "now there is none";
  EXPECT_THAT(told(bob, "customer.referral"), Contains("Referred by Ann"));
  EXPECT_THAT(told(ann, "customer.referral"), Contains("Referred Bob"));
  EXPECT_THAT(told(ann, "customer.referral"), Contains("Did not refer Eve"));
  office.go_to(Date::of(2026, 1, 12));
  EXPECT_EQ(name(eve, bob), "referral_too_late");
  EXPECT_EQ(name(bob, std::nullopt), "referral_too_late");
  // With the sign-up, and refused with it.
  database->write([&](db::Tx &tx) {
    const auto made = subscribers::create_customer(
        tx, *database, {.name = "Pat", .street = "1 Road", .city = "Town", .referred_by = ann}, office.clock().now(),
        "Ann");
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(subscribers::referral_of(tx, made->id)->referrer_id, ann);
    const auto not_made = subscribers::create_customer(
        tx, *database, {.name = "Tom", .street = "1 Road", .city = "Town", .referred_by = CustomerId(999)},
        office.clock().now(), "Ann");
    ASSERT_FALSE(not_made);
    EXPECT_EQ(not_made.error().field, "referred_by");
  });
}

TEST_P(Referred, stop_at_the_most_of_a_year) {
  settings({.is_on = true, .referrer_minor = 1000, .referred_minor = 500, .most_per_year = 2});
  const CustomerId ann = comes("ann", std::nullopt);
  for (const std::string who : {"b", "c", "d"}) {
    const CustomerId id = comes(who, ann);
    pay(id, 3000);
    EXPECT_TRUE(work(id));
  }
  const auto third = rewards(CustomerId(ann.value() + 3));
  ASSERT_EQ(third.size(), 2U);
  EXPECT_EQ(third[0].amount_minor, 0);
  EXPECT_EQ(third[0].reason, "has had 2 this year, the most");
  EXPECT_EQ(third[1].amount_minor, 500) << "who came is rewarded all the same";
  EXPECT_THAT(told(ann, "referral.rewarded"), Contains("No reward for referring d: has had 2 this year, the most"));
  office.go_to(Date::of(2027, 1, 2));
  const CustomerId next = comes("e", ann);
  pay(next, 3000);
  EXPECT_TRUE(work(next));
  EXPECT_EQ(rewards(next)[0].amount_minor, 1000);
  EXPECT_EQ(booked("4900"), 3 * 1000 + 4 * 500);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Referred, earn_nothing_by_credit_notes_small_sums_or_while_it_is_off) {
  settings({.is_on = true, .referrer_minor = 1000, .minimum_paid_minor = 2000});
  const CustomerId ann = comes("ann", std::nullopt), bob = office.customer("bob", 1);
  const ServiceId service = office.sell(bob, "bob", fiber);
  EXPECT_EQ(name(bob, ann), "");
  office.run();
  office.go_to(Date::of(2026, 1, 11));
  office.end(service, Date::of(2026, 1, 11));
  office.run(); // 20.32 of 30.00 are credited
  pay(bob, 968);
  EXPECT_EQ(balance(bob).open_minor, 0);
  EXPECT_FALSE(work(bob)) << "9.68 is below the minimum";
  settings({.is_on = false, .referrer_minor = 1000, .minimum_paid_minor = 900});
  EXPECT_FALSE(work(bob)) << "off";
  settings({.is_on = true, .referrer_minor = 1000, .minimum_paid_minor = 900});
  EXPECT_EQ(payments::book_due_rewards(*database, office.clock().now()), 1) << "what was named waits";
  EXPECT_EQ(rewards(bob)[1].reason, "nothing is given to who is referred");
  EXPECT_EQ(name(bob, std::nullopt), "referral_rewarded");
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Referred, are_found_at_night_when_their_credit_paid) {
  const CustomerId ann = comes("ann", std::nullopt), bob = office.customer("bob", 1);
  EXPECT_EQ(name(bob, ann), "");
  pay(bob, 5000); // before there is an invoice
  office.sell(bob, "bob", fiber);
  office.run();
  EXPECT_EQ(balance(bob).credit_minor, 2000);
  EXPECT_EQ(payments::book_due_rewards(*database, office.clock().now()), 1);
  EXPECT_EQ(balance(bob).credit_minor, 2500);
  EXPECT_EQ(payments::book_due_rewards(*database, office.clock().now()), 0);
  EXPECT_THAT(problems(), IsEmpty());
}

// A payment is not taken back in this program, and a paid invoice is not voided: what can follow is a credit note.
TEST_P(Referred, keep_their_reward_when_the_invoice_is_credited_later) {
  const CustomerId ann = comes("ann", std::nullopt), bob = office.customer("bob", 1);
  const ServiceId service = office.sell(bob, "bob", fiber);
  EXPECT_EQ(name(bob, ann), "");
  office.run();
  pay(bob, 3000);
  EXPECT_TRUE(work(bob));
  office.go_to(Date::of(2026, 1, 2));
  office.end(service, Date::of(2026, 1, 1)); // undone, all of it
  office.run();
  EXPECT_EQ(balance(bob).credit_minor, 3500);
  EXPECT_EQ(rewards(bob).size(), 2U);
  // Sold, billed and paid again: nothing is earned twice.
  office.sell(bob, "bob2", fiber);
  office.run();
  pay(bob, 3000);
  EXPECT_FALSE(work(bob));
  EXPECT_EQ(booked("4900"), 1500);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Referred, that_were_changed_behind_the_back_are_found) {
  const CustomerId ann = comes("ann", std::nullopt), bob = comes("bob", ann);
  pay(bob, 3000);
  EXPECT_TRUE(work(bob));
  EXPECT_THAT(problems(), IsEmpty());
  database->write(
      [](db::Tx &tx) { tx.exec("update referral_reward set amount_minor = 1001 where role = 'referrer'"); });
  EXPECT_THAT(problems(), Contains(HasSubstr("the credit left and the journal are not its amount")));
  database->write([](db::Tx &tx) {
    tx.exec("update referral_reward set amount_minor = 1000 where role = 'referrer'");
    tx.exec("update customer_referral set decided_on = null");
  });
  EXPECT_THAT(problems(), Contains(HasSubstr("rewarded without that")));
}

TEST_P(Referred, have_settings_that_make_sense) {
  const auto refused = [&](const subscribers::ReferralSettings &in) {
    return database->write([&](db::Tx &tx) {
      const auto saved = subscribers::save_referral_settings(tx, in);
      return saved ? std::string() : saved.error().code;
    });
  };
  EXPECT_EQ(refused({.is_on = true}), "nothing_to_give");
  EXPECT_EQ(refused({.referrer_minor = -1}), "amount_out_of_range");
  EXPECT_EQ(refused({.most_per_year = 0}), "limit_out_of_range");
  EXPECT_EQ(refused({.window_days = 367}), "window_out_of_range");
  EXPECT_EQ(refused({}), "");
}

} // namespace
} // namespace demarc::testing
