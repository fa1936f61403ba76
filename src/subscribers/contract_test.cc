#include "subscribers/contract.h"

#include <gtest/gtest.h>

namespace demarc::subscribers {
namespace {

using catalog::ContractTerms;
using catalog::TerminationFee;

Date day(std::string_view text) { return *Date::parse(text); }
Money eur(std::int64_t cents) { return Money::minor(cents, Currency::of("EUR")); }

const RecurringPrice price{eur(2900), 1, 1};

// A year from 15 January 2026, notice 30 days ahead.
Contract a_year(TerminationFee kind, std::int64_t fee_minor, std::int64_t fee_ppm, int renewal_months = 0) {
  return {day("2026-01-15"), {12, renewal_months, 30, kind, fee_minor, fee_ppm}};
}

std::string said(const Contract &contract, std::string_view noticed_on, std::string_view ends_on,
                 const RecurringPrice &recurring = price) {
  const Termination end = terminate(contract, day(noticed_on), day(ends_on), recurring);
  return to_string(end.earliest_end) + (end.is_early ? ", early, " : ", free, ") + to_string(end.fee) +
         (end.words.empty() ? "" : ", " + end.words);
}

TEST(Contract, has_months_counted_from_its_first_day_and_clamped) {
  const Contract contract{day("2027-08-31"), {6, 1, 0}};
  EXPECT_EQ(contract.minimum_until(), day("2028-02-29"));
  EXPECT_EQ(term_end(contract, day("2028-02-28")), day("2028-02-29"));
  EXPECT_EQ(term_end(contract, day("2028-02-29")), day("2028-03-31")); // not the 29th
}

TEST(Contract, ends_free_at_the_end_of_its_term_when_notice_is_in_time) {
  const Contract contract = a_year(TerminationFee::flat, 10'000, 0);
  EXPECT_EQ(earliest_end(contract, day("2026-02-01")), day("2027-01-15"));
  EXPECT_EQ(earliest_end(contract, day("2026-12-16")), day("2027-01-15")); // the last day in time
  EXPECT_EQ(earliest_end(contract, day("2026-12-17")), day("2027-01-16")); // runs on until the notice is up
  EXPECT_EQ(earliest_end(contract, day("2028-05-01")), day("2028-05-31"));
}

TEST(Contract, renews_when_notice_is_late) {
  const Contract contract = a_year(TerminationFee::flat, 10'000, 0, 12);
  EXPECT_EQ(earliest_end(contract, day("2026-12-16")), day("2027-01-15"));
  EXPECT_EQ(earliest_end(contract, day("2026-12-17")), day("2028-01-15"));
  EXPECT_EQ(earliest_end(contract, day("2028-03-01")), day("2029-01-15"));
}

TEST(Contract, of_notice_alone_ends_when_the_notice_is_up) {
  const Contract contract{day("2026-01-15"), {0, 0, 14}};
  EXPECT_EQ(earliest_end(contract, day("2026-03-01")), day("2026-03-15"));
  EXPECT_EQ(said(contract, "2026-03-01", "2026-03-05"), "2026-03-15, early, 0.00 EUR, 10 of 28 days remain until "
                                                        "2026-03-15: no fee");
}

TEST(Contract, costs_nothing_to_leave_at_its_end_or_after_it) {
  const Contract contract = a_year(TerminationFee::percent, 0, 500'000, 12);
  EXPECT_EQ(said(contract, "2026-06-01", "2027-01-15"), "2027-01-15, free, 0.00 EUR");
  EXPECT_EQ(said(contract, "2026-06-01", "2027-03-20"), "2027-01-15, free, 0.00 EUR"); // notice stopped the renewal
}

TEST(Contract, costs_a_flat_fee_whatever_is_left_of_a_term) {
  const Contract contract = a_year(TerminationFee::flat, 10'000, 0);
  EXPECT_EQ(said(contract, "2026-02-01", "2026-02-02"),
            "2027-01-15, early, 100.00 EUR, 11 months and 13 of 31 days remain until 2027-01-15: 100.00 EUR flat");
  EXPECT_EQ(said(contract, "2026-09-01", "2026-09-15"),
            "2027-01-15, early, 100.00 EUR, 4 of 12 months remain: 100.00 EUR flat");
  // The term is over; only the notice is short.
  EXPECT_EQ(said(contract, "2027-06-01", "2027-06-10"),
            "2027-07-01, early, 0.00 EUR, 5 of 31 days and 16 of 30 days remain until 2027-07-01: no fee");
}

TEST(Contract, costs_a_flat_fee_in_a_renewed_term_too) {
  EXPECT_EQ(said(a_year(TerminationFee::flat, 10'000, 0, 12), "2027-03-01", "2027-04-15"),
            "2028-01-15, early, 100.00 EUR, 9 of 12 months remain: 100.00 EUR flat");
}

TEST(Contract, costs_a_percentage_of_the_price_that_remains) {
  const Contract half = a_year(TerminationFee::percent, 0, 500'000);
  EXPECT_EQ(said(half, "2026-09-01", "2026-09-15"),
            "2027-01-15, early, 58.00 EUR, 4 of 12 months remain: 4 × 29.00 EUR × 50 % = 58.00 EUR");
  // 15 Sep to 15 Oct has 30 days, of which 25 are left on the 20th: (3 + 25/30) × 14.50 = 55.583…
  EXPECT_EQ(said(half, "2026-09-01", "2026-09-20"),
            "2027-01-15, early, 55.58 EUR, 3 months and 25 of 30 days remain until 2027-01-15: "
            "(3 + 25/30) × 29.00 EUR × 50 % = 55.58 EUR");
  EXPECT_EQ(said(half, "2026-09-01", "2027-01-14"),
            "2027-01-15, early, 0.47 EUR, 1 of 31 days remains until 2027-01-15: 1/31 × 29.00 EUR × 50 % = 0.47 EUR");
}

TEST(Contract, counts_quantity_and_interval_in_the_price_that_remains) {
  const Contract all = a_year(TerminationFee::percent, 0, 1'000'000);
  EXPECT_EQ(said(all, "2026-09-01", "2026-09-15", {eur(2900), 3, 1}),
            "2027-01-15, early, 348.00 EUR, 4 of 12 months remain: 4 × 3 × 29.00 EUR = 348.00 EUR");
  EXPECT_EQ(said(all, "2026-09-01", "2026-09-15", {eur(10'000), 1, 3}),
            "2027-01-15, early, 133.33 EUR, 4 of 12 months remain: 4 × 100.00 EUR ÷ 3 = 133.33 EUR");
}

TEST(Contract, rounds_half_up_once) {
  const Contract contract{day("2026-01-01"), {2, 0, 0, TerminationFee::percent, 0, 500'000}};
  EXPECT_EQ(terminate(contract, day("2026-01-20"), day("2026-02-01"), {eur(1), 1, 1}).fee, eur(1)); // 0.5 cents
  // Rounding the day's price first would give 14 × 0.04 = 0.56.
  EXPECT_EQ(terminate(contract, day("2026-01-20"), day("2026-02-15"), {eur(100), 1, 1}).fee, eur(25));
}

TEST(Contract, counts_late_notice_to_the_end_of_the_renewed_term) {
  const Contract all = a_year(TerminationFee::percent, 0, 1'000'000, 12);
  EXPECT_EQ(said(all, "2027-01-01", "2027-01-15"),
            "2028-01-15, early, 348.00 EUR, 12 of 12 months remain: 12 × 29.00 EUR = 348.00 EUR");
  EXPECT_EQ(said(all, "2027-01-01", "2027-01-05"),
            "2028-01-15, early, 357.35 EUR, 12 months and 10 of 31 days remain until 2028-01-15: "
            "(12 + 10/31) × 29.00 EUR = 357.35 EUR");
}

TEST(Contract, counts_notice_that_is_short_by_the_day_once_it_runs_on) {
  const Contract all = a_year(TerminationFee::percent, 0, 1'000'000);
  // Notice on 1 Jan is up on the 31st, 16 days into the month of 15 January; the end lies 10 days before the term's.
  EXPECT_EQ(said(all, "2027-01-01", "2027-01-05"),
            "2027-01-31, early, 24.32 EUR, 10 of 31 days and 16 of 31 days remain until 2027-01-31: "
            "(10/31 + 16/31) × 29.00 EUR = 24.32 EUR");
}

TEST(Contract, declines_with_each_full_month_that_was_served) {
  const Contract contract = a_year(TerminationFee::declining, 12'000, 0, 12);
  const std::pair<std::string_view, std::int64_t> rows[] = {
      {"2026-02-14", 12'000}, // 30 of the 31 days of the first month
      {"2026-02-15", 11'000}, // one month served
      {"2026-09-15", 4'000},  {"2026-09-20", 4'000}, {"2027-01-14", 1'000},
  };
  for (const auto &[end, fee] : rows)
    EXPECT_EQ(terminate(contract, day("2026-02-01"), day(end), price).fee, eur(fee)) << end;
  EXPECT_EQ(said(contract, "2026-09-01", "2026-09-15"),
            "2027-01-15, early, 40.00 EUR, 8 of 12 months served in full: 120.00 EUR × 4 ÷ 12 = 40.00 EUR");
  EXPECT_EQ(said(contract, "2027-03-01", "2027-04-15"), "2028-01-15, early, 0.00 EUR, 9 of 12 months remain: no fee");
}

TEST(Contract, that_ends_later_is_kept_over_a_new_one) {
  const Contract running{day("2026-01-15"), {24, 0, 30, TerminationFee::flat, 10'000, 0}};
  const ContractTerms year{12, 0, 30}, two_years{24, 0, 30}, none{};
  EXPECT_FALSE(contract_begun(&running, year, day("2026-06-01")));                            // 2028-01 is later
  EXPECT_EQ(contract_begun(&running, two_years, day("2026-06-01"))->from, day("2026-06-01")); // 2028-06 is later
  EXPECT_EQ(contract_begun(&running, year, day("2027-01-15"))->from, day("2027-01-15"));      // the same day: the new
  EXPECT_EQ(contract_begun(&running, year, day("2028-03-01"))->from, day("2028-03-01"));      // it had run out
  EXPECT_EQ(contract_begun(nullptr, year, day("2026-06-01"))->minimum_until(), day("2027-06-01"));
  EXPECT_FALSE(contract_begun(&running, none, day("2026-06-01")));
  EXPECT_FALSE(contract_begun(&running, {0, 0, 14}, day("2026-06-01"))); // notice alone ends no term
}

TEST(Contract, is_the_one_that_began_last) {
  const std::vector<Contract> contracts{{day("2026-01-15"), {12}}, {day("2026-06-01"), {24}}};
  EXPECT_EQ(contract_on(contracts, day("2026-01-14")), nullptr);
  EXPECT_EQ(contract_on(contracts, day("2026-05-31")), &contracts[0]);
  EXPECT_EQ(contract_on(contracts, day("2026-06-01")), &contracts[1]);
}

} // namespace
} // namespace demarc::subscribers
