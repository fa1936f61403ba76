// Price changes on both engines: everybody is told once and moved on their own boundary, whoever interrupts the work.
#include "billing/explanation_store.h"
#include "notify/message.h"
#include "pricing/preview_price_change.h"
#include "subscribers/timeline.h"
#include "tests/contract/contract.h"
#include "tests/pricing/announce.h"

#include <stdexcept>

namespace demarc::testing {
namespace {

// The machine that dies: every now() after the first few throws, as the work begins its next transaction.
class DyingClock : public Clock {
public:
  DyingClock(const Clock &clock, int lives) : clock_(clock), lives_(lives) {}
  [[nodiscard]] Instant now() const override {
    if (lives_-- <= 0)
      throw std::runtime_error("the machine died");
    return clock_.now();
  }

private:
  const Clock &clock_;
  mutable int lives_;
};

class PriceChanges : public Contract {
protected:
  PriceChanges() {
    office.go_to(Date::of(2026, 1, 1));
    fiber = office.plan("fiber", 2900, office.tax("VAT", 190'000));
    other = office.plan("other", 900, std::nullopt);
  }
  Date day(const char *text) { return *Date::parse(text); }
  std::vector<std::string> plans_of(ServiceId service) {
    return database->read([&](db::Tx &tx) {
      std::vector<std::string> said;
      for (const auto &row : subscribers::plans_of(tx, service))
        said.push_back(to_string(row.from_date) + " " +
                       std::to_string(catalog::find_plan_version(tx, row.plan_version_id)->price_minor));
      return said;
    });
  }
  std::vector<notify::Message> messages_of(CustomerId customer) {
    return database->read([&](db::Tx &tx) { return notify::messages_of(tx, customer, 10); });
  }
  std::string refusal(const pricing::NewPriceChange &change) {
    const auto made = try_announce(office, fiber, change);
    return made ? "made" : made.error().code;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  PlanId fiber, other;
};
RUN_ON_BOTH_ENGINES(PriceChanges);
using Said = std::vector<std::string>;

// Money-rules 6.3: what recurs, after discounts, in its quantity. From 29.00 to 31.00: 3 × 2.00 less 10 % is 5.40; less
// 100 % nothing; an amount off both prices changes nothing of the difference, unless it takes all of one; a discount
// that is over by then does not count.
TEST_P(PriceChanges, differ_per_month_by_quantity_and_discounts) {
  const auto sell = [&](const std::string &name, std::int64_t quantity, std::optional<subscribers::NewDiscount> off) {
    const ServiceId id = office.sell(office.customer(name, 1), name, fiber, std::nullopt, quantity);
    if (off) {
      off->name = "off";
      office.discount(id, *off);
    }
  };
  sell("ten", 3, subscribers::NewDiscount{.percent_ppm = Percent{100'000}});
  const auto differs = [&] {
    return database
        ->read([&](db::Tx &tx) {
          return pricing::preview_price_change(tx, fiber, {.price_minor = 3100, .on = day("2026-03-01")}, 1,
                                               std::nullopt, office.today());
        })
        ->monthly_difference_minor;
  };
  EXPECT_EQ(differs(), 540);
  sell("free", 5, subscribers::NewDiscount{.percent_ppm = Percent{1'000'000}});
  EXPECT_EQ(differs(), 540);
  sell("amount", 2, subscribers::NewDiscount{.amount_minor = 500});
  EXPECT_EQ(differs(), 540 + 400);
  sell("most", 1, subscribers::NewDiscount{.amount_minor = 3000}); // 29.00 is nothing, 31.00 is 1.00
  EXPECT_EQ(differs(), 540 + 400 + 100);
  sell("over", 1, subscribers::NewDiscount{.percent_ppm = Percent{500'000}, .periods = 1});
  EXPECT_EQ(differs(), 540 + 400 + 100 + 200);
  const auto change = price_change(office, announce(office, fiber, {.price_minor = 3100, .on = day("2026-03-01")}));
  EXPECT_EQ(change.monthly_difference_minor, 1240) << "as it was shown before";
  EXPECT_EQ(change.services, 5);
}

TEST_P(PriceChanges, tell_each_customer_once_with_all_their_services) {
  const CustomerId ann = office.customer("Ann", 15), bob = office.customer("Bob", 31),
                   cleo = office.customer("Cleo", 1);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber), ann2 = office.sell(ann, "ann2", fiber);
  const ServiceId bob1 = office.sell(bob, "bob1", fiber);
  office.sell(cleo, "cleo1", other);
  const auto preview = database->read([&](db::Tx &tx) {
    return pricing::preview_price_change(tx, fiber, {.price_minor = 3100, .on = day("2026-03-01")}, 1, std::nullopt,
                                         office.today())
        .value();
  });
  EXPECT_EQ(preview.services, 3);
  EXPECT_EQ(preview.customers, 2);
  EXPECT_EQ(preview.monthly_difference_minor, 600);
  EXPECT_EQ(preview.first_date, day("2026-03-15"));
  EXPECT_EQ(preview.last_date, day("2026-03-31"));
  EXPECT_TRUE(preview.next_cursor);
  EXPECT_EQ(office.count("select count(*) from plan_version"), 2) << "a preview writes nothing";

  const auto id =
      announce(office, fiber, {.price_minor = 3100, .on = day("2026-03-01"), .text = "Energy has become dearer."});
  const auto change = price_change(office, id);
  EXPECT_EQ(change.state, pricing::PriceChangeState::announced);
  EXPECT_EQ(change.services, preview.services);
  EXPECT_EQ(change.customers, preview.customers);
  EXPECT_EQ(change.monthly_difference_minor, preview.monthly_difference_minor);
  EXPECT_EQ(change.first_date, preview.first_date);
  EXPECT_EQ(change.last_date, preview.last_date);
  EXPECT_EQ(plans_of(ann1), (Said{"2026-01-01 2900", "2026-03-15 3100"}));
  EXPECT_EQ(plans_of(ann2), (Said{"2026-01-01 2900", "2026-03-15 3100"}));
  EXPECT_EQ(plans_of(bob1), (Said{"2026-01-01 2900", "2026-03-31 3100"}));
  ASSERT_EQ(messages_of(ann).size(), 1U) << "one letter for both services";
  EXPECT_NE(messages_of(ann)[0].body.find("(ann2): 29.00 EUR per month until now, 31.00 EUR per month from 2026-03-15"),
            std::string::npos);
  EXPECT_EQ(messages_of(bob).size(), 1U);
  EXPECT_TRUE(messages_of(cleo).empty());
}

TEST_P(PriceChanges, are_carried_on_after_any_interruption) {
  std::vector<ServiceId> services;
  for (int i = 0; i < 23; ++i)
    services.push_back(office.sell(office.customer("C" + std::to_string(i), 1 + i), "c" + std::to_string(i), fiber));
  const auto id = database->write([&](db::Tx &tx) {
    return pricing::create_price_change(tx, *database, fiber, {.price_minor = 3100, .on = day("2026-03-01")}, "test",
                                        office.clock().now())
        .value()
        .id;
  });
  int deaths = 0;
  for (bool done = false; !done;) {
    const DyingClock clock(office.clock(), 2); // two transactions, and dead in the third
    try {
      pricing::continue_price_change({*database, clock, 3}, id);
      done = true;
    } catch (const std::runtime_error &) {
      ++deaths;
    }
  }
  EXPECT_EQ(deaths, 3) << "23 customers, 3 in a transaction, 2 transactions a life";
  EXPECT_EQ(price_change(office, id).services, 23);
  EXPECT_EQ(office.count("select count(*) from message"), 23);
  EXPECT_EQ(office.count("select count(*) from timeline where kind = 'service.price_change'"), 23);
  pricing::continue_price_change({*database, office.clock()}, id);
  EXPECT_EQ(office.count("select count(*) from message"), 23) << "once more tells nobody again";
  for (const ServiceId service : services)
    EXPECT_EQ(plans_of(service).size(), 2U);
}

TEST_P(PriceChanges, are_taken_back_where_they_have_not_begun) {
  const CustomerId ann = office.customer("Ann", 5), bob = office.customer("Bob", 25);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber), bob1 = office.sell(bob, "bob1", fiber);
  const auto id = announce(office, fiber, {.price_minor = 3100, .on = day("2026-03-01")});
  const ServiceId sold_since = office.sell(bob, "bob2", fiber);
  EXPECT_EQ(plans_of(sold_since), (Said{"2026-01-01 2900", "2026-03-25 3100"}));
  office.go_to(day("2026-03-10"));
  take_back(office, id);
  EXPECT_EQ(price_change(office, id).state, pricing::PriceChangeState::cancelled);
  EXPECT_EQ(plans_of(ann1), (Said{"2026-01-01 2900", "2026-03-05 3100"})) << "has begun";
  EXPECT_EQ(plans_of(bob1), (Said{"2026-01-01 2900"}));
  EXPECT_EQ(messages_of(ann).size(), 1U);
  ASSERT_EQ(messages_of(bob).size(), 2U);
  EXPECT_EQ(messages_of(bob)[0].subject, "Your price stays as it is");
}

TEST_P(PriceChanges, taken_back_before_their_day_were_never_sold) {
  const CustomerId ann = office.customer("Ann", 5);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber);
  const auto id = announce(office, fiber, {.price_minor = 3100, .on = day("2026-03-01")});
  const ServiceId since = office.sell(ann, "ann2", fiber), later = office.sell(ann, "ann3", fiber, day("2026-04-01"));
  EXPECT_EQ(plans_of(later), Said{"2026-04-01 3100"});
  take_back(office, id);
  EXPECT_EQ(plans_of(ann1), Said{"2026-01-01 2900"});
  EXPECT_EQ(plans_of(since), Said{"2026-01-01 2900"});
  EXPECT_EQ(plans_of(later), Said{"2026-04-01 2900"});
  EXPECT_EQ(plans_of(office.sell(ann, "ann4", fiber, day("2026-05-01"))), Said{"2026-05-01 2900"});
  const auto again = announce(office, fiber, {.price_minor = 3300, .on = day("2026-03-01")});
  EXPECT_EQ(price_change(office, again).version, 3) << "numbers are not used twice";
}

TEST_P(PriceChanges, leave_alone_whom_they_are_told_to_and_who_has_gone) {
  const CustomerId ann = office.customer("Ann", 5), bob = office.customer("Bob", 5), cleo = office.customer("Cleo", 5);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber), bob1 = office.sell(bob, "bob1", fiber);
  const ServiceId cleo1 = office.sell(cleo, "cleo1", fiber);
  office.end(bob1, day("2026-03-05"));
  office.change(cleo1, other, day("2026-03-05"));
  const auto id = announce(
      office, fiber, {.price_minor = 3100, .on = day("2026-03-01"), .except_customers = std::vector<CustomerId>{ann}});
  EXPECT_EQ(price_change(office, id).services, 0);
  EXPECT_EQ(plans_of(ann1), Said{"2026-01-01 2900"});
  EXPECT_EQ(office.count("select count(*) from message"), 0);
}

TEST_P(PriceChanges, move_older_versions_to_one_that_is_sold_already) {
  const CustomerId ann = office.customer("Ann", 5);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber);
  database->write([&](db::Tx &tx) {
    EXPECT_TRUE(catalog::edit_plan(tx, *database, fiber, {.price_minor = 3500}, office.clock().now()));
  });
  const ServiceId ann2 = office.sell(ann, "ann2", fiber);
  const auto id = announce(office, fiber, {.to_version = 2, .on = day("2026-03-01")});
  EXPECT_EQ(plans_of(ann1), (Said{"2026-01-01 2900", "2026-03-05 3500"}));
  EXPECT_EQ(plans_of(ann2), Said{"2026-01-01 3500"});
  take_back(office, id);
  EXPECT_EQ(plans_of(ann1), Said{"2026-01-01 2900"});
}

TEST_P(PriceChanges, refuse_what_cannot_be) {
  office.sell(office.customer("Ann", 5), "ann1", fiber);
  EXPECT_EQ(refusal({.price_minor = 3100, .on = day("2026-01-30")}), "notice_too_short");
  EXPECT_EQ(refusal({.on = day("2026-03-01")}), "price_or_version");
  EXPECT_EQ(refusal({.price_minor = 2900, .on = day("2026-03-01")}), "price_unchanged");
  EXPECT_EQ(refusal({.price_minor = 3100, .on = day("2026-03-01"), .from_versions = std::vector<int>{7}}),
            "version_unknown");
  EXPECT_EQ(refusal({.to_version = 1, .on = day("2026-03-01")}), "nothing_to_move");
  EXPECT_EQ(refusal({.price_minor = 3100, .on = day("2026-01-31")}), "made");
  EXPECT_EQ(refusal({.price_minor = 3300, .on = day("2026-03-01")}), "price_change_waits");
  const auto edited = database->write(
      [&](db::Tx &tx) { return catalog::edit_plan(tx, *database, fiber, {.price_minor = 1}, office.clock().now()); });
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().code, "price_change_waits");
}

TEST_P(PriceChanges, give_the_days_of_notice_however_late_the_work_is_done) {
  const CustomerId ann = office.customer("Ann", 5);
  const ServiceId ann1 = office.sell(ann, "ann1", fiber);
  const auto id = database->write([&](db::Tx &tx) {
    return pricing::create_price_change(tx, *database, fiber, {.price_minor = 3100, .on = day("2026-02-01")}, "test",
                                        office.clock().now())
        .value()
        .id;
  });
  office.go_to(day("2026-01-10")); // the machine was off
  pricing::continue_price_change({*database, office.clock()}, id);
  EXPECT_EQ(plans_of(ann1), (Said{"2026-01-01 2900", "2026-03-05 3100"})) << "2026-02-05 is less than 30 days away";
}

TEST_P(PriceChanges, are_the_cause_that_a_line_names) {
  const CustomerId ann = office.customer("Ann", 1);
  office.sell(ann, "ann1", fiber);
  office.run();
  announce(office, fiber, {.price_minor = 3100, .on = day("2026-02-01")});
  office.go_to(day("2026-02-01"));
  office.run();
  const auto explained = database->read([&](db::Tx &tx) {
    return billing::find_line_explanation(tx, tx.one<InvoiceId>("select max(id) from invoice"), 1).value();
  });
  EXPECT_EQ(explained.net_minor, 3100);
  EXPECT_EQ(explained.begins.cause, billing::Cause::price_change);
  EXPECT_NE(explained.begins.words.find("announced on 2026-01-01"), std::string::npos) << explained.begins.words;
  ASSERT_TRUE(explained.begins.event);
  EXPECT_NE(explained.begins.event->detail.find("29.00 EUR → 31.00 EUR per month from 2026-02-01"), std::string::npos)
      << explained.begins.event->detail;
}

TEST_P(PriceChanges, bill_the_new_price_from_the_boundary_and_correct_nothing) {
  const CustomerId ann = office.customer("Ann", 15);
  office.sell(ann, "ann1", fiber);
  announce(office, fiber, {.price_minor = 3100, .on = day("2026-03-01")});
  for (const char *text : {"2026-01-15", "2026-02-15", "2026-03-01", "2026-03-15", "2026-04-15"}) {
    office.go_to(day(text));
    office.run();
  }
  EXPECT_EQ(office.count("select count(*) from invoice where kind = 'credit_note'"), 0);
  EXPECT_EQ(office.count("select sum(net_minor) from invoice where issued_on >= '2026-02-15'"), 2900 + 3100 + 3100);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

} // namespace
} // namespace demarc::testing
