#include "billing/bill.h"

#include <gtest/gtest.h>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
const Date day = Date::of(2026, 1, 1);

std::vector<DiscountShare> shares(std::initializer_list<std::int64_t> minors) {
  std::vector<DiscountShare> all;
  for (const std::int64_t minor : minors)
    all.push_back({CustomerDiscountId(static_cast<std::int64_t>(all.size()) + 1), day, minor, "x"});
  return all;
}

NewCharge charge(ServiceId service, std::int64_t net_minor, std::string_view kind = recurring_kind) {
  const Period month{day, Date::of(2026, 2, 1)};
  return {.service_id = service,
          .plan_version_id = PlanVersionId(1),
          .full = month,
          .period = month,
          .net = Money::minor(net_minor, eur),
          .kind = kind};
}

Account account_with(std::vector<InvoiceDiscount> discounts) {
  Account account{.id = CustomerId(1), .currency = eur, .joined_on = day, .discounts = std::move(discounts)};
  for (const int id : {1, 2, 3})
    account.services.push_back({{.id = ServiceId(id), .username = "s", .starts_on = day}, {}});
  account.services.back().of = OtherAccount{CustomerId(2), "other", {}};
  return account;
}

std::vector<std::int64_t> offs(const Account &account, std::vector<NewCharge> charges, Date on = day) {
  Difference billed{std::move(charges), {}};
  lower(account, billed, on);
  std::vector<std::int64_t> all;
  for (const NewCharge &one : billed.charges)
    all.push_back(sum_of(one.discounts));
  return all;
}

using Minors = std::vector<std::int64_t>;

TEST(InvoiceDiscount, is_divided_by_largest_remainder) {
  const Account account = account_with({{CustomerDiscountId(1), "Welcome", day, {}, 0, 100}});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1000), charge(ServiceId(1), 1000), charge(ServiceId(2), 1000)}),
            (Minors{34, 33, 33}));
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 60), charge(ServiceId(2), 30)}), (Minors{60, 30}))
      << "never below zero";
}

TEST(InvoiceDiscount, lowers_what_recurs_for_the_account_itself) {
  const Account account = account_with({{CustomerDiscountId(1), "Half", day, {}, 500'000, 0}});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1001), charge(ServiceId(1), 1000, once_kind),
                           charge(ServiceId(1), 1000, setup_kind), charge(ServiceId(1), 1000, trial_kind),
                           charge(ServiceId(1), 1000, termination_kind), charge(ServiceId(3), 1000)}),
            (Minors{501, 0, 0, 0, 0, 0}));
}

TEST(InvoiceDiscount, takes_percentages_before_amounts) {
  const Account account = account_with({{CustomerDiscountId(1), "Five", day, {}, 0, 500},
                                        {CustomerDiscountId(2), "Half", day, {}, 500'000, 0},
                                        {CustomerDiscountId(3), "Half again", day, {}, 500'000, 0}});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 2999)}), (Minors{2999})) << "together 100 percent, no more";
  const Account one = account_with(
      {{CustomerDiscountId(1), "Five", day, {}, 0, 500}, {CustomerDiscountId(2), "Half", day, {}, 500'000, 0}});
  EXPECT_EQ(offs(one, {charge(ServiceId(1), 800), charge(ServiceId(2), 400)}), (Minors{733, 367}));
}

TEST(InvoiceDiscount, is_on_from_its_first_day_until_its_end) {
  const Account account = account_with({{CustomerDiscountId(1), "x", day.plus_days(1), day.plus_days(3), 0, 100}});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1000)}, day), Minors{0});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1000)}, day.plus_days(1)), Minors{100});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1000)}, day.plus_days(2)), Minors{100});
  EXPECT_EQ(offs(account, {charge(ServiceId(1), 1000)}, day.plus_days(3)), Minors{0});
}

TEST(InvoiceDiscount, is_given_back_whole_however_often_it_is_cut) {
  for (std::int64_t step = 1; step <= 97; step += 3) {
    auto left = shares({333, 1, 77});
    std::int64_t net = 999, back = 0;
    while (net > 0) { // ends: each step credits something
      const std::int64_t credited = std::min(step, net);
      const std::int64_t part = sum_of(take_back(left, net, credited));
      EXPECT_LE(part, credited) << "a credit is never below zero";
      for (const DiscountShare &share : left)
        EXPECT_GE(share.minor, 0);
      net -= credited;
      back += part;
      EXPECT_LE(sum_of(left), net);
    }
    EXPECT_EQ(back, 411);
  }
}

TEST(InvoiceDiscount, says_each_by_its_name) {
  auto all = shares({250, 100});
  all[1].name = "Loyal";
  EXPECT_EQ(in_words(all, eur), "2.50 EUR (x) and 1.00 EUR (Loyal)");
  all[1].name = "x";
  EXPECT_EQ(in_words(all, eur), "3.50 EUR (x)") << "kept and given are one to who reads it";
}

} // namespace
} // namespace demarc::billing
