#include "catalog/plan.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "subscribers/customer_store.h"
#include "subscribers/service_operations.h"
#include "subscribers/timeline.h"
#include "tests/support/test_database.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace demarc::subscribers {
namespace {

const Instant now = *parse_instant("2026-01-31T09:00:00Z");
const Date today = Date::of(2026, 1, 31);

class Subscribers : public ::testing::Test {
protected:
  void SetUp() override {
    database_->write([&](db::Tx &tx) {
      ASSERT_TRUE(catalog::save_provider(tx, catalog::default_provider()));
      tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
              " values (1, 'Standard', 1, 0, 'reject')");
      const auto plan =
          catalog::create_plan(tx, *database_, {.code = "fiber", .name = "Fiber", .price_minor = 2900}, now);
      ASSERT_TRUE(plan);
      plan_ = plan->id;
    });
  }

  CustomerId customer(std::string name, std::optional<int> billing_day = {}) {
    return database_->write([&](db::Tx &tx) {
      return create_customer(tx, *database_,
                             {.name = std::move(name),
                              .street = "Main 1",
                              .city = "Town",
                              .postal_code = "1",
                              .billing_day = billing_day},
                             now, "Ann")
          ->id;
    });
  }
  Outcome<Sold> sell(CustomerId to, std::string username, std::optional<std::string> address = {}) {
    return database_->write([&](db::Tx &tx) {
      return sell_service(tx, *database_, sealer_, to,
                          {.plan_id = plan_, .username = std::move(username), .static_address = std::move(address)},
                          {now, today, "Ann"});
    });
  }

  testing::TestDatabase file_{db::Engine::sqlite};
  std::unique_ptr<db::Database> database_ = file_.open_migrated();
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
  PlanId plan_;
};

TEST_F(Subscribers, bill_from_the_day_they_joined_or_the_day_they_chose) {
  const std::pair<std::optional<int>, Date> rows[] = {{std::nullopt, Date::of(2026, 1, 31)},
                                                      {31, Date::of(2026, 1, 31)},
                                                      {30, Date::of(2026, 1, 30)},
                                                      {1, Date::of(2026, 1, 1)},
                                                      {15, Date::of(2026, 1, 15)}};
  for (const auto &[day, anchor] : rows) {
    const CustomerId id = customer("Somebody", day);
    database_->read([&](db::Tx &tx) { EXPECT_EQ(find_customer(tx, id)->billing_anchor, anchor) << day.value_or(0); });
  }
}

TEST_F(Subscribers, keep_the_full_billing_day_when_they_join_in_a_short_month) {
  const Instant february = *parse_instant("2026-02-28T09:00:00Z");
  database_->write([&](db::Tx &tx) {
    const auto c = create_customer(tx, *database_, {.name = "A", .billing_day = 31}, february, "Ann");
    ASSERT_TRUE(c);
    EXPECT_EQ(c->billing_anchor, Date::of(2026, 1, 31));
  });
}

TEST_F(Subscribers, are_found_by_any_words_in_any_order_with_wildcards_taken_literally) {
  customer("Anna Petersen");
  customer("Petra Annasdotter");
  customer("100% Wool");
  const auto found = [&](std::string words) {
    return database_->read([&](db::Tx &tx) {
      CustomerFilter filter;
      filter.words = std::move(words);
      std::vector<std::string> names;
      for (const CustomerRow &row : list_customers(tx, filter, today))
        names.push_back(row.name);
      EXPECT_EQ(count_customers(tx, filter, today), static_cast<std::int64_t>(names.size()));
      return names;
    });
  };
  EXPECT_EQ(found("petersen ANNA"), std::vector<std::string>{"Anna Petersen"});
  EXPECT_EQ(found("anna").size(), 2U);
  EXPECT_EQ(found("100%"), std::vector<std::string>{"100% Wool"});
  EXPECT_EQ(found("%").size(), 1U);
  EXPECT_EQ(found("' or 1=1 --").size(), 0U);
}

TEST_F(Subscribers, are_found_without_accents_also_those_an_older_program_stored) {
  const CustomerId mueller = customer("Jürgen MÜLLER"), lodz = customer("Łukasz Ćwik");
  const auto found = [&](std::string words) {
    return database_->read([&](db::Tx &tx) {
      std::vector<CustomerId> ids;
      for (const CustomerRow &row : list_customers(tx, {.words = std::move(words)}, today))
        ids.push_back(row.id);
      return ids;
    });
  };
  for (const char *words : {"muller", "Müller", "mÜLLER jurgen", "JURGEN"})
    EXPECT_EQ(found(words), std::vector{mueller}) << words;
  EXPECT_EQ(found("lukasz cwik"), std::vector{lodz});
  // As the first releases stored it.
  database_->write(
      [&](db::Tx &tx) { tx.exec("update customer set search_text = 'jürgen mÜller', search_folding = 0"); });
  EXPECT_EQ(found("muller"), std::vector<CustomerId>());
  EXPECT_EQ(database_->write([](db::Tx &tx) { return renew_search_texts(tx, 1); }), 1);
  EXPECT_EQ(database_->write([](db::Tx &tx) { return renew_search_texts(tx, 100); }), 1);
  EXPECT_EQ(database_->write([](db::Tx &tx) { return renew_search_texts(tx, 100); }), 0);
  EXPECT_EQ(found("muller"), std::vector{mueller});
}

TEST_F(Subscribers, are_paged_without_gap_or_repeat) {
  for (int i = 0; i < 23; ++i)
    customer(fmt::format("Name {}", i % 5)); // equal names: the id breaks the tie
  std::set<std::int64_t> seen;
  CustomerFilter filter;
  filter.limit = 4;
  while (true) {
    const auto rows = database_->read([&](db::Tx &tx) { return list_customers(tx, filter, today); });
    for (const CustomerRow &row : rows)
      EXPECT_TRUE(seen.insert(row.id.value()).second);
    if (rows.size() < 4)
      break;
    filter.after = {rows.back().name, rows.back().id.value()};
  }
  EXPECT_EQ(seen.size(), 23U);
}

TEST_F(Subscribers, never_share_a_user_name_or_a_static_address) {
  const CustomerId a = customer("A"), b = customer("B");
  ASSERT_TRUE(sell(a, "alice@isp", "192.0.2.7"));
  EXPECT_EQ(sell(b, "alice@isp").error().code, "username_taken");
  EXPECT_EQ(sell(b, "bob@isp", "192.0.2.7").error().code, "address_taken");
  for (const char *bad : {"192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1.", "a.b.c.d", ""})
    EXPECT_EQ(sell(b, "bob@isp", bad).error().code, "address_malformed") << bad;
  EXPECT_TRUE(sell(b, "bob@isp", "192.0.2.8"));
}

TEST_F(Subscribers, have_passwords_sealed_and_told_once) {
  const auto sold = sell(customer("A"), "alice@isp");
  ASSERT_TRUE(sold);
  EXPECT_GE(sold->password.reveal().size(), 12U);
  database_->read([&](db::Tx &tx) {
    const auto service = find_service(tx, sold->service.id);
    EXPECT_EQ(service->password_sealed.find(sold->password.reveal()), std::string::npos);
    EXPECT_EQ(sealer_.open(service->password_sealed, password_purpose)->reveal(), sold->password.reveal());
  });
}

TEST_F(Subscribers, change_plans_with_the_last_change_of_a_day_winning) {
  const auto sold = sell(customer("A"), "alice@isp");
  const auto plan = [&](std::string code) {
    return database_->write([&](db::Tx &tx) {
      return catalog::create_plan(tx, *database_, {.code = code, .name = code, .price_minor = 100}, now)->id;
    });
  };
  const PlanId middle = plan("middle"), last = plan("last");
  const auto change = [&](PlanId to, Date on) {
    return database_->write([&](db::Tx &tx) {
      return change_plan(tx, *database_, sold->service.id, {.plan_id = to, .on = on}, {now, today, "Ann"});
    });
  };
  ASSERT_TRUE(change(middle, Date::of(2026, 2, 10)));
  ASSERT_TRUE(change(last, Date::of(2026, 2, 10)));
  EXPECT_EQ(change(last, Date::of(2026, 2, 10)).error().code, "plan_unchanged");
  EXPECT_EQ(change(last, Date::of(2026, 1, 1)).error().code, "before_start");
  database_->read([&](db::Tx &tx) {
    const auto plans = plans_of(tx, sold->service.id);
    ASSERT_EQ(plans.size(), 2U);
    EXPECT_EQ(plan_on(plans, Date::of(2026, 2, 9)), catalog::newest_version(tx, plan_)->id);
    EXPECT_EQ(plan_on(plans, Date::of(2026, 2, 10)), catalog::newest_version(tx, last)->id);
  });
}

TEST_F(Subscribers, keep_the_version_they_bought_when_the_plan_is_edited) {
  const auto sold = sell(customer("A"), "alice@isp");
  database_->write([&](db::Tx &tx) {
    const PlanVersionId bought = *plan_on(plans_of(tx, sold->service.id), today);
    ASSERT_TRUE(catalog::edit_plan(tx, *database_, plan_, {.price_minor = 3900}, now));
    EXPECT_EQ(plan_on(plans_of(tx, sold->service.id), today), bought);
    EXPECT_EQ(catalog::find_plan_version(tx, bought)->price_minor, 2900);
    EXPECT_EQ(catalog::newest_version(tx, plan_)->price_minor, 3900);
  });
}

TEST_F(Subscribers, need_no_login_for_what_has_none) {
  const CustomerId ann = customer("A");
  const PlanId television = database_->write([&](db::Tx &tx) {
    const auto made = catalog::create_plan(tx, *database_,
                                           {.code = "tv",
                                            .name = "TV",
                                            .price_minor = 900,
                                            .kind = catalog::PlanKind::television,
                                            .attributes = std::vector<catalog::PlanAttribute>{{"channels", "Sports"}}},
                                           now);
    EXPECT_TRUE(made) << (made ? "" : made.error().detail);
    return made->id;
  });
  const auto sell_without_login = [&](PlanId plan) {
    return database_->write([&](db::Tx &tx) {
      return sell_service(tx, *database_, sealer_, ann, {.plan_id = plan}, {now, today, "Ann"});
    });
  };
  const auto sold = sell_without_login(television);
  ASSERT_TRUE(sold);
  EXPECT_FALSE(sold->has_login);
  EXPECT_EQ(sold->service.username, "television-" + std::to_string(sold->service.id.value()));
  EXPECT_EQ(sell_without_login(plan_).error().code, "username_missing");
  const auto changed = database_->write([&](db::Tx &tx) {
    return change_plan(tx, *database_, sold->service.id,
                       {.plan_id = plan_, .on = std::nullopt, .quantity = std::nullopt}, {now, today, "Ann"});
  });
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, "kind_differs");
}

TEST_F(Subscribers, leave_no_trace_of_what_was_refused) {
  const CustomerId a = customer("A");
  ASSERT_FALSE(sell(a, "has space"));
  database_->read([&](db::Tx &tx) {
    EXPECT_TRUE(services_of(tx, a).empty());
    EXPECT_EQ(timeline_of(tx, a, std::nullopt, 10).size(), 1U); // "Customer created" alone
  });
}

TEST_F(Subscribers, see_tax_rates_change_on_their_day_and_never_behind_an_invoice) {
  database_->write([&](db::Tx &tx) {
    const auto tax = catalog::create_tax(tx, *database_, {"VAT", "VAT", Percent{190'000}, Date::of(2020, 1, 1)}, today);
    ASSERT_TRUE(tax);
    ASSERT_TRUE(catalog::add_tax_rate(tx, *database_, tax->id, {Percent{160'000}, Date::of(2026, 7, 1)}, today));
    EXPECT_EQ(catalog::add_tax_rate(tx, *database_, tax->id, {Percent{0}, Date::of(2026, 7, 1)}, today).error().code,
              "rate_exists");
    const auto dated = catalog::find_tax(tx, tax->id, today);
    EXPECT_EQ(catalog::rate_on(*dated, Date::of(2019, 12, 31)), std::nullopt);
    EXPECT_EQ(catalog::rate_on(*dated, Date::of(2026, 6, 30)), Percent{190'000});
    EXPECT_EQ(catalog::rate_on(*dated, Date::of(2026, 7, 1)), Percent{160'000});
    EXPECT_EQ(dated->rates.front().valid_to, Date::of(2026, 7, 1));
  });
}

} // namespace
} // namespace demarc::subscribers
