#include "billing/document.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
Money cents(std::int64_t minor) { return Money::minor(minor, eur); }
Date date(std::string_view text) { return *Date::parse(text); }

PlanPrice in_arrears(PlanPrice price) {
  price.in_arrears = true;
  return price;
}

PlanPrice joining(PlanPrice price) {
  price.joins_stub = true;
  return price;
}

// Versions of the price list: 1 = 29.00, 2 = 49.00, 3 = 9.99, 4 = free, 5 = one cent, 6 = 89.00 a quarter, 7 = 290.00 a
// year, 8 = 6.99 a week, 9 = 10.01 every ten days; in arrears 10 = 29.00 a month, 11 = 89.00 a quarter, 12 = 6.99 a
// week; taxed by place 13 = 29.00 a month, 14 = 6.99 a week, 15 = 31.00 a month in arrears, 16 = one
// cent; 17 = 89.00 a quarter whose stub waits.
const Prices prices{{PlanVersionId(1), {"Fiber 100", cents(2900), 1, TaxId(1)}},
                    {PlanVersionId(2), {"Fiber 500", cents(4900), 1, TaxId(1)}},
                    {PlanVersionId(3), {"Basic", cents(999), 1, TaxId(1)}},
                    {PlanVersionId(4), {"Free", cents(0), 1, TaxId(1)}},
                    {PlanVersionId(5), {"Token", cents(1), 1, TaxId(1)}},
                    {PlanVersionId(6), {"Quarterly", cents(8900), 3, TaxId(1)}},
                    {PlanVersionId(7), {"Yearly", cents(29'000), 12, TaxId(1)}},
                    {PlanVersionId(8), {"Weekly", cents(699), Interval::of_days(7), TaxId(1)}},
                    {PlanVersionId(9), {"Ten days", cents(1001), Interval::of_days(10), TaxId(1)}},
                    {PlanVersionId(10), in_arrears({"Later", cents(2900), 1, TaxId(1)})},
                    {PlanVersionId(11), in_arrears({"Quarter later", cents(8900), 3, TaxId(1)})},
                    {PlanVersionId(12), in_arrears({"Week later", cents(699), Interval::of_days(7), TaxId(1)})},
                    {PlanVersionId(13), {"There", cents(2900), 1, std::nullopt, "internet"}},
                    {PlanVersionId(14), {"Week there", cents(699), Interval::of_days(7), std::nullopt, "internet"}},
                    {PlanVersionId(15), in_arrears({"Later there", cents(3100), 1, std::nullopt, "internet"})},
                    {PlanVersionId(16), {"Token there", cents(1), 1, std::nullopt, "internet"}},
                    {PlanVersionId(17), joining({"Quarter with stub", cents(8900), 3, TaxId(1)})}};
// The same for documents of these tests, which know one tax and no places.
const Prices taxed_prices = [] {
  Prices named = prices;
  for (auto &[version, price] : named)
    price.tax_id = TaxId(1);
  return named;
}();
const Taxes taxes =
    one_tax(TaxId(1), "VAT", {{Date::of(2020, 1, 1), Percent{190'000}}, {Date::of(2026, 7, 1), Percent{75'000}}});

// One customer's books in memory: what the stores do, without one.
class Books {
public:
  Books(Date anchor, Date joined_on) {
    account_.id = CustomerId(1);
    account_.currency = eur;
    account_.anchors = anchor;
    account_.joined_on = joined_on;
    account_.services.reserve(8); // sell() hands out references
  }

  ServiceLife &sell(Date from, std::int64_t version) {
    const auto id = ServiceId(static_cast<std::int64_t>(account_.services.size()) + 1);
    account_.services.push_back(
        {{id, "user" + std::to_string(id.value()), from, std::nullopt, {{from, PlanVersionId(version)}}}, {}});
    return account_.services.back().life;
  }
  // As subscribers::change_plan: later changes are dropped.
  static void change(ServiceLife &life, Date from, std::int64_t version) {
    std::erase_if(life.plans, [&](const PlanFrom &plan) { return plan.from >= from && plan.from > life.starts_on; });
    if (life.plans.back().from == from)
      life.plans.back().plan_version_id = PlanVersionId(version);
    else
      life.plans.push_back({from, PlanVersionId(version)});
  }
  ServiceLife &service(std::size_t n) { return account_.services[n].life; }
  [[nodiscard]] const Account &account() const { return account_; }
  Account &account() { return account_; }

  // Runs billing and answers each document: "2026-02-01 invoice 34.51: 2026-02-01..2026-03-01 29.00".
  std::vector<std::string> run(Date until) {
    auto bills = bills_due(account_, prices, until);
    EXPECT_TRUE(bills) << (bills ? "" : bills.error().reason);
    std::vector<std::string> said;
    for (const Bill &bill : bills->bills)
      store(bill, said);
    account_.billed_until = bills->billed_until;
    next_on_ = bills->next_on;
    in_step_ = bills->in_step;
    return said;
  }
  [[nodiscard]] Date next_on() const { return next_on_; }
  [[nodiscard]] bool in_step() const { return in_step_; }
  [[nodiscard]] const std::map<InvoiceId, std::pair<Document, Money>> &invoices() const { return invoices_; }

private:
  void store(const Bill &bill, std::vector<std::string> &said) {
    UserNames names;
    for (const ServiceAccount &service : account_.services)
      names.emplace(service.life.id, service.life.username);
    std::map<InvoiceId, std::vector<NewCredit>> by_invoice;
    for (const NewCredit &credit : bill.credits)
      by_invoice[credit.corrects].push_back(credit);
    for (const auto &[id, credits] : by_invoice) {
      ASSERT_TRUE(invoices_.contains(id)) << "a credit corrects an invoice that was stored";
      auto &[original, credited] = invoices_.at(id);
      Corrected &corrected = corrected_.at(id);
      const Document note = make_credit_note(bill.on, credits, corrected, names, prices);
      take_as_credited(corrected, note);
      credited += note.gross();
      ASSERT_LE(credited, original.gross()) << "credit notes stay within their invoice";
      for (const NewCredit &credit : credits)
        book(credit.service_id, credit_kind, credit.revision,
             {ChargeId(++last_charge_), credit.plan_version_id, credit.full, credit.period, -credit.net.minor_units(),
              credit.reverses, credit.corrects, credit.corrects_line, plan_item, 1, std::nullopt, credit.tax_place});
      said.push_back(in_words(note));
    }
    if (bill.charges.empty())
      return;
    const auto invoice = make_invoice(bill.on, bill.charges, names, taxed_prices, taxes);
    ASSERT_TRUE(invoice);
    const InvoiceId id(static_cast<std::int64_t>(invoices_.size()) + 1);
    const Corrected corrected = corrected_by(id, std::to_string(id.value()), *invoice);
    std::int64_t line = 0;
    for (const NewCharge &charge : bill.charges) {
      ++line;
      book(charge.service_id, recurring_kind, charge.revision,
           {ChargeId(++last_charge_), charge.plan_version_id, charge.full, charge.period, charge.net.minor_units(),
            std::nullopt, id, line, plan_item, 1, std::nullopt, charge.tax_place});
    }
    corrected_.emplace(id, corrected);
    said.push_back(in_words(*invoice));
    invoices_.emplace(id, std::pair(*invoice, cents(0)));
  }

  void book(ServiceId service, std::string_view kind, std::int64_t revision, Charged row) {
    // The unique index charge_once.
    ASSERT_TRUE(keys_.insert({service, std::string(kind), row.period.start, revision}).second)
        << "charged twice: " << to_string(row.period);
    account_.services[static_cast<std::size_t>(service.value()) - 1].charged.push_back(row);
  }

  static std::string in_words(const Document &document) {
    std::string text = to_string(document.issued_on) +
                       (document.kind == DocumentKind::invoice ? " invoice " : " credit note ") +
                       to_decimal(document.gross());
    for (const Line &line : document.lines)
      text += "; " + to_string(line.period) + " " + to_decimal(line.net);
    return text;
  }

  Account account_;
  std::map<InvoiceId, std::pair<Document, Money>> invoices_; // and what was credited of each
  std::map<InvoiceId, Corrected> corrected_;
  std::set<std::tuple<ServiceId, std::string, Date, std::int64_t>> keys_;
  std::int64_t last_charge_ = 0;
  Date next_on_;
  bool in_step_ = true;
};

using Said = std::vector<std::string>;

TEST(Bills, are_made_on_the_boundaries_with_the_stub_on_the_first) {
  Books books(date("2026-01-01"), date("2026-01-20"));
  books.sell(date("2026-01-20"), 1);
  EXPECT_EQ(books.run(date("2026-01-31")), Said{});
  EXPECT_EQ(books.next_on(), date("2026-02-01"));
  EXPECT_EQ(books.run(date("2026-02-01")),
            Said{"2026-02-01 invoice 47.87; 2026-01-20..2026-02-01 11.23; 2026-02-01..2026-03-01 29.00"});
  EXPECT_EQ(books.run(date("2026-02-01")), Said{});
  EXPECT_EQ(books.next_on(), date("2026-03-01"));
}

TEST(Bills, of_missed_days_have_their_own_dates) {
  Books books(date("2026-01-31"), date("2026-01-31"));
  books.sell(date("2026-01-31"), 1);
  EXPECT_EQ(books.run(date("2026-04-15")), (Said{"2026-01-31 invoice 34.51; 2026-01-31..2026-02-28 29.00",
                                                 "2026-02-28 invoice 34.51; 2026-02-28..2026-03-31 29.00",
                                                 "2026-03-31 invoice 34.51; 2026-03-31..2026-04-30 29.00"}));
}

// stg's fee was skipped when the daemon slept over midnight (field-notes 3, row 20).
TEST(Bills, are_the_same_however_long_the_clock_jumped) {
  const auto total = [](int step_days) {
    Books books(date("2026-01-31"), date("2026-01-15"));
    books.sell(date("2026-01-15"), 1);
    Said all;
    for (Date day = date("2026-01-15"); day < date("2026-12-31"); day = day.plus_days(step_days)) {
      for (const std::string &document : books.run(day))
        all.push_back(document);
    }
    for (const std::string &document : books.run(date("2026-12-31")))
      all.push_back(document);
    return all;
  };
  const Said daily = total(1);
  EXPECT_EQ(daily.size(), 12U);
  for (int step_days = 2; step_days <= 40; ++step_days)
    EXPECT_EQ(total(step_days), daily) << step_days;
}

TEST(Bills, credit_the_old_plan_and_charge_the_new_at_the_next_boundary) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  books.run(date("2026-01-01"));
  Books::change(life, date("2026-01-11"), 2);
  EXPECT_EQ(books.run(date("2026-01-12")), Said{});
  EXPECT_FALSE(books.in_step());
  // Used 10/31 of 29.00 = 9.35, so 19.65 come back; 21/31 of 49.00 = 33.19.
  EXPECT_EQ(books.run(date("2026-02-01")),
            (Said{"2026-02-01 credit note 23.38; 2026-01-11..2026-02-01 19.65",
                  "2026-02-01 invoice 97.81; 2026-01-11..2026-02-01 33.19; 2026-02-01..2026-03-01 49.00"}));
  EXPECT_TRUE(books.in_step());
}

TEST(Bills, end_with_the_service_and_do_not_wait) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  books.run(date("2026-01-01"));
  life.ends_on = date("2026-01-15");
  EXPECT_EQ(books.run(date("2026-01-14")), Said{});
  EXPECT_EQ(books.next_on(), date("2026-01-15"));
  EXPECT_EQ(books.run(date("2026-01-15")), Said{"2026-01-15 credit note 18.92; 2026-01-15..2026-02-01 15.90"});
  EXPECT_EQ(books.run(date("2027-01-01")), Said{});
}

TEST(Bills, wait_for_the_boundary_while_another_service_goes_on) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-01"), 1);
  books.sell(date("2026-01-01"), 3);
  books.run(date("2026-01-01"));
  books.service(0).ends_on = date("2026-01-15");
  EXPECT_EQ(books.run(date("2026-01-15")), Said{});
  EXPECT_EQ(books.run(date("2026-02-01")), (Said{"2026-02-01 credit note 18.92; 2026-01-15..2026-02-01 15.90",
                                                 "2026-02-01 invoice 11.89; 2026-02-01..2026-03-01 9.99"}));
}

TEST(Bills, charge_a_service_that_ends_within_the_period_for_its_days_only) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-01"), 1).ends_on = date("2026-01-15");
  EXPECT_EQ(books.run(date("2026-01-01")), Said{"2026-01-01 invoice 15.59; 2026-01-01..2026-01-15 13.10"});
}

TEST(Bills, give_everything_back_when_the_sale_is_undone) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  books.run(date("2026-01-01"));
  life.ends_on = life.starts_on;
  EXPECT_EQ(books.run(date("2026-01-02")), Said{"2026-01-02 credit note 34.51; 2026-01-01..2026-02-01 29.00"});
}

TEST(Bills, let_the_last_of_two_changes_on_a_day_win) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  Books::change(life, date("2026-01-11"), 2);
  Books::change(life, date("2026-01-11"), 3);
  EXPECT_EQ(books.run(date("2026-01-01")),
            Said{"2026-01-01 invoice 19.18; 2026-01-01..2026-01-11 9.35; 2026-01-11..2026-02-01 6.77"});
}

// field-notes 3, row 35 (lago #1776): the credit of the second change is counted from what the first one left.
TEST(Bills, credit_what_was_billed_when_a_plan_changes_twice_in_a_period) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 3);
  books.run(date("2026-01-01"));
  Books::change(life, date("2026-01-11"), 1);
  Books::change(life, date("2026-01-21"), 2);
  const Said said = books.run(date("2026-02-01"));
  EXPECT_EQ(said, (Said{"2026-02-01 credit note 8.06; 2026-01-11..2026-02-01 6.77",
                        "2026-02-01 invoice 90.13; 2026-01-11..2026-01-21 9.35; 2026-01-21..2026-02-01 17.39; "
                        "2026-02-01..2026-03-01 49.00"}));
}

TEST(Bills, correct_closed_invoices_when_a_change_is_back_dated) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  books.run(date("2026-03-01"));
  Books::change(life, date("2026-02-15"), 3);
  EXPECT_EQ(books.run(date("2026-04-01")),
            (Said{"2026-04-01 credit note 17.25; 2026-02-15..2026-03-01 14.50",
                  "2026-04-01 credit note 34.51; 2026-03-01..2026-04-01 29.00",
                  "2026-04-01 invoice 29.73; 2026-02-15..2026-03-01 5.00; 2026-03-01..2026-04-01 9.99; "
                  "2026-04-01..2026-05-01 9.99"}));
}

TEST(Bills, join_days_to_what_was_billed_so_that_the_whole_period_costs_its_price) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  ServiceLife &life = books.sell(date("2026-01-01"), 1);
  books.sell(date("2026-01-01"), 4);
  life.ends_on = date("2026-01-08");
  EXPECT_EQ(books.run(date("2026-01-01")), Said{"2026-01-01 invoice 7.79; 2026-01-01..2026-01-08 6.55"});
  life.ends_on.reset(); // they stay after all
  EXPECT_EQ(books.run(date("2026-02-01")),
            Said{"2026-02-01 invoice 61.23; 2026-01-08..2026-02-01 22.45; 2026-02-01..2026-03-01 29.00"});
}

TEST(Bills, keep_to_the_boundaries_of_longer_plans) {
  Books books(date("2026-01-31"), date("2026-01-31"));
  books.sell(date("2026-02-28"), 6); // a boundary of the month, but not of the quarter that began on 31 Jan
  // 61 of the 89 days from 31 Jan to 30 Apr.
  EXPECT_EQ(books.run(date("2026-02-28")), Said{"2026-02-28 invoice 72.59; 2026-02-28..2026-04-30 61.00"});
  EXPECT_EQ(books.run(date("2026-04-29")), Said{});
  EXPECT_EQ(books.run(date("2026-04-30")), Said{"2026-04-30 invoice 105.91; 2026-04-30..2026-07-31 89.00"});
}

TEST(Bills, make_nothing_of_a_free_plan) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-01"), 4);
  EXPECT_EQ(books.run(date("2026-06-01")), Said{});
}

TEST(Bills, do_not_charge_before_the_service_begins) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-20"), 1);
  EXPECT_EQ(books.run(date("2026-01-01")), Said{});
  EXPECT_EQ(books.run(date("2026-02-01")).size(), 1U);
}

TEST(Bills, park_what_cannot_be_billed) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-01"), 1).plans.clear();
  const auto no_plan = bills_due(books.account(), prices, date("2026-01-01"));
  ASSERT_FALSE(no_plan);
  EXPECT_EQ(no_plan.error().reason, "service 1 (user1) has no plan on its first day, 2026-01-01");
  Books other(date("2026-01-01"), date("2026-01-01"));
  other.sell(date("2026-01-01"), 1);
  other.account().currency = Currency::of("USD");
  const auto other_currency = bills_due(other.account(), prices, date("2026-01-01"));
  ASSERT_FALSE(other_currency);
  EXPECT_EQ(other_currency.error().reason,
            "\"Fiber 100\" of service 1 (user1) is priced in EUR, but the customer is billed in USD");
}

TEST(Bills, park_charges_that_do_not_add_up) {
  Books books(date("2026-01-01"), date("2026-01-01"));
  books.sell(date("2026-01-01"), 1);
  books.run(date("2026-01-01"));
  books.account().services[0].charged[0].net_minor -= 1;
  const auto bills = bills_due(books.account(), prices, date("2026-02-01"));
  ASSERT_FALSE(bills);
  EXPECT_EQ(bills.error().reason,
            "what service 1 (user1) was billed for \"Fiber 100\" from 2026-01-01 to 2026-02-01 is "
            "not the price of its days");
}

// killbill #1505: credited in full, then ended: on every day of the period, both ways, nothing breaks and nothing is
// left.
TEST(Bills, survive_change_and_cancel_on_every_day_of_a_period) {
  for (int change_day = 0; change_day < 31; ++change_day) {
    for (int end_day = 0; end_day <= 31; ++end_day) {
      Books books(date("2026-01-01"), date("2026-01-01"));
      ServiceLife &life = books.sell(date("2026-01-01"), 1);
      books.run(date("2026-01-01"));
      Books::change(life, life.starts_on.plus_days(change_day), 2);
      books.run(date("2026-02-01"));
      life.ends_on = life.starts_on.plus_days(end_day);
      books.run(date("2026-02-02"));
      std::int64_t net = 0;
      for (const Charged &charge : books.account().services[0].charged)
        net += charge.net_minor;
      const int on_first = std::min(change_day, end_day), on_second = std::max(0, end_day - change_day);
      EXPECT_EQ(net,
                share_of(cents(2900), on_first, 31).minor_units() + share_of(cents(4900), on_second, 31).minor_units())
          << change_day << " " << end_day;
    }
  }
}

// --- The reference: every service day by day, with its own calendar arithmetic.
// ------------------------------------------

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int last_day(int year, int month) {
  const int days[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1];
}
// The full period around `day`, found by walking from one to the next.
Period full_around(Date anchor, Interval interval, Date day) {
  const auto boundary = [&](int k) {
    if (interval.is_in_days())
      return Date::from_days(anchor.days() + k * interval.days());
    const int month0 = anchor.year() * 12 + anchor.month() - 1 + k * interval.months();
    const int year = month0 / 12, month = month0 % 12 + 1;
    return Date::of(year, month, std::min(anchor.day(), last_day(year, month)));
  };
  int k = 0;
  while (boundary(k) > day)
    --k;
  while (boundary(k + 1) <= day)
    ++k;
  return {boundary(k), boundary(k + 1)};
}
// The anchors of a customer by the day from which each holds.
using AnchorsByDay = std::map<Date, Date>;

// What the days of a service that are owed until `until` cost, by the place that taxes them: runs of days on one plan
// in one full period, each its share, rounded once.
std::map<std::string, std::int64_t> reference_nets(const ServiceLife &life, const AnchorsByDay &anchors, Date until) {
  std::map<std::string, std::int64_t> net;
  std::optional<PlanVersionId> run_version;
  Period run_full;
  std::string run_place;
  int run_days = 0;
  const auto close = [&] {
    if (run_version && run_days > 0 && prices.at(*run_version).price.minor_units() >= 2 * std::int64_t{run_full.days()})
      net[run_place] += share_of(prices.at(*run_version).price, run_days, run_full.days()).minor_units();
    run_days = 0;
  };
  // Days of each plan in each full period: what prices without a day price are rounded by.
  std::map<std::tuple<Date, PlanVersionId, std::string>, std::pair<int, int>> tiny;
  for (Date day = life.starts_on; day < until.plus_days(800); day = day.plus_days(1)) {
    if (life.starts_on > until || (life.ends_on && day >= *life.ends_on))
      break;
    if (std::any_of(life.pauses.begin(), life.pauses.end(),
                    [&](const Pause &pause) { return pause.from <= day && (!pause.until || day < *pause.until); })) {
      close();
      run_version.reset();
      continue;
    }
    PlanVersionId version;
    for (const PlanFrom &plan : life.plans) {
      if (plan.from <= day)
        version = plan.plan_version_id;
    }
    const auto next = anchors.upper_bound(day), held = std::prev(next);
    if (held != anchors.begin() && held->first > until)
      break; // the new billing day has not come
    const Period full = full_around(held->second, prices.at(version).interval, day);
    std::string place;
    for (const PlaceFrom &moved : life.places) {
      if (moved.from <= day && prices.at(version).is_taxed_by_place())
        place = moved.tax_place;
    }
    if (version != run_version || full != run_full || place != run_place)
      close();
    run_place = place;
    run_version = version;
    run_full = full;
    const bool is_cut = next != anchors.end() && next->first <= until && next->first < full.end;
    const bool is_over = full.end <= until || is_cut || (life.ends_on && *life.ends_on <= until);
    const Date held_from = held == anchors.begin() ? life.starts_on : std::max(held->first, life.starts_on);
    const bool is_stub = full.start < held_from;
    const PlanPrice &plan = prices.at(version);
    if (full.start > until || ((plan.in_arrears || (plan.joins_stub && is_stub)) && !is_over))
      continue;
    ++run_days;
    auto &[days, of] = tiny[{full.start, version, place}];
    ++days;
    of = full.days();
  }
  close();
  for (const auto &[key, days] : tiny) {
    const Money price = prices.at(std::get<1>(key)).price;
    if (price.minor_units() < 2 * std::int64_t{days.second})
      net[std::get<2>(key)] += share_of(price, days.first, days.second).minor_units();
  }
  std::erase_if(net, [](const auto &of_place) { return of_place.second == 0; });
  return net;
}

// Random years of one customer: joins, changes and moves now, later and back-dated, pauses set and taken back, ends and
// un-ends, runs at odd times, runs twice. After every run up to a billing day the books equal the reference, and a
// second run finds nothing.
RC_GTEST_PROP(Bills, equal_the_reference_after_any_history, ()) {
  const Date joined = Date::from_days(*rc::gen::inRange(date("2023-11-01").days(), date("2024-04-01").days()));
  const int billing_day = *rc::gen::inRange(1, 32);
  Date anchor = joined;
  while (anchor.day() != billing_day)
    anchor = anchor.plus_days(-1);
  Books books(anchor, joined);
  AnchorsByDay anchors{{Date::of(1, 1, 1), anchor}};
  Date today = joined;
  const int steps = *rc::gen::inRange(1, 40);
  for (int step = 0; step < steps; ++step) {
    today = today.plus_days(*rc::gen::inRange(0, 25));
    const auto near = [&] { return today.plus_days(*rc::gen::inRange(-40, 40)); };
    const int version = *rc::gen::inRange(1, 18);
    auto &services = books.account().services;
    switch (*rc::gen::inRange(0, 12)) {
    case 10:
    case 11:
      if (!services.empty()) {
        ServiceLife &life = services[*rc::gen::inRange<std::size_t>(0, services.size())].life;
        const Date on = std::max(life.starts_on, near());
        std::erase_if(life.places, [&](const PlaceFrom &moved) { return moved.from >= on; });
        life.places.push_back({on, *rc::gen::element<std::string>("", "A", "B", "C")});
      }
      break;
    case 9: {
      const Date on = std::max(joined, near());
      Date from = on;
      for (const int day = *rc::gen::inRange(1, 32); from.day() != day;)
        from = from.plus_days(-1);
      anchors.erase(anchors.lower_bound(on), anchors.end());
      anchors[on] = from;
      books.account().anchors.change(on, from);
      break;
    }
    case 0:
      if (services.size() < 3)
        books.sell(std::max(joined, near()), version);
      break;
    case 1:
    case 2:
      if (!services.empty()) {
        ServiceLife &life = services[*rc::gen::inRange<std::size_t>(0, services.size())].life;
        Books::change(life, std::max(life.starts_on, near()), version);
      }
      break;
    case 3:
      if (!services.empty()) {
        ServiceLife &life = services[*rc::gen::inRange<std::size_t>(0, services.size())].life;
        if (*rc::gen::inRange(0, 3) == 0)
          life.ends_on.reset();
        else
          life.ends_on = std::max(life.starts_on, near());
      }
      break;
    case 4:
      if (!services.empty()) {
        ServiceLife &life = services[*rc::gen::inRange<std::size_t>(0, services.size())].life;
        const Date from = near();
        const int days = *rc::gen::inRange(0, 50);
        if (days == 0)
          life.pauses.clear();
        else
          life.pauses.push_back({from, days > 45 ? std::nullopt : std::optional(from.plus_days(days))});
      }
      break;
    default:
      books.run(today);
      RC_ASSERT(!::testing::Test::HasFailure());
      RC_ASSERT(books.run(today).empty());
      RC_ASSERT(books.next_on() > today);
    }
  }
  // Until the next billing day, so that nothing waits: not even what changed after the run of this one.
  do
    today = today.plus_days(1);
  while (full_around(std::prev(anchors.upper_bound(today))->second, 1, today).start != today);
  books.run(today);
  RC_ASSERT(!::testing::Test::HasFailure());
  RC_ASSERT(books.in_step());
  RC_ASSERT(books.account().billed_until == today);
  RC_ASSERT(books.run(today).empty());
  for (const ServiceAccount &service : books.account().services) {
    std::map<std::string, std::int64_t> net;
    for (const Charged &charge : service.charged)
      net[charge.tax_place] += charge.net_minor;
    std::erase_if(net, [](const auto &of_place) { return of_place.second == 0; });
    RC_ASSERT(net == reference_nets(service.life, anchors, today));
  }
}

// The order of runs does not matter: one run at the end makes the same sums as a run every day.
RC_GTEST_PROP(Bills, come_to_the_same_sum_in_any_order_of_runs, ()) {
  const Date joined = Date::from_days(*rc::gen::inRange(date("2024-01-01").days(), date("2024-03-31").days()));
  const Date change_on = joined.plus_days(*rc::gen::inRange(0, 100)),
             end_on = change_on.plus_days(*rc::gen::inRange(0, 100));
  const auto sum = [&](bool daily) {
    Books books(joined, joined);
    ServiceLife &life = books.sell(joined, 1);
    if (!daily) {
      Books::change(life, change_on, 2);
      life.ends_on = end_on;
    }
    for (Date day = joined; day <= end_on.plus_days(40); day = day.plus_days(1)) {
      if (daily && day == change_on)
        Books::change(life, change_on, 2);
      if (daily && day == end_on)
        life.ends_on = end_on;
      if (daily || day == end_on.plus_days(40))
        books.run(day);
    }
    std::int64_t net = 0;
    for (const Charged &charge : books.account().services[0].charged)
      net += charge.net_minor;
    return net;
  };
  RC_ASSERT(sum(true) == sum(false));
}

} // namespace
} // namespace demarc::billing
