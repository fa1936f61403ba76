#include "billing/document.h"

#include "billing/settlement.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
Money cents(std::int64_t minor) { return Money::minor(minor, eur); }
const Date new_year = Date::of(2026, 1, 1);
const Period january{new_year, Date::of(2026, 2, 1)};
const TaxId vat{1};

// Every plan version n costs what `prices` says at position n, and the taxes are one VAT of 20 %.
Prices price_list(std::vector<std::int64_t> prices, std::optional<TaxId> tax = vat) {
  Prices list;
  for (std::size_t n = 0; n < prices.size(); ++n)
    list.emplace(PlanVersionId(static_cast<std::int64_t>(n)), PlanPrice{"Plan", cents(prices[n]), 1, tax});
  return list;
}
Taxes vat_of(const std::vector<std::pair<Date, Percent>> &rates) { return one_tax(vat, "VAT", rates); }
NewCharge charge_at(Money list_price, Period period, Money net) {
  NewCharge charge{ServiceId(1), PlanVersionId(0), january, period, net};
  charge.list_price = list_price;
  charge.price_in_words = to_string(list_price);
  return charge;
}
NewCharge full_charge(std::int64_t version, std::int64_t net) {
  NewCharge charge = charge_at(cents(net), january, cents(net));
  charge.plan_version_id = PlanVersionId(version);
  return charge;
}
const UserNames names{{ServiceId(1), "alice@isp"}};

Document invoice(std::vector<std::int64_t> nets, std::int64_t ppm) {
  std::vector<NewCharge> charges;
  for (std::size_t n = 0; n < nets.size(); ++n)
    charges.push_back(full_charge(static_cast<std::int64_t>(n), nets[n]));
  return *make_invoice(new_year, charges, names, price_list(nets), vat_of({{new_year, Percent{ppm}}}));
}
Corrected stored(const Document &document) { return corrected_by(InvoiceId(7), "2026-000007", document); }
NewCredit credit_of(const Document &document, std::size_t line, std::int64_t net) {
  const Line &original = document.lines[line];
  return {ServiceId(1),
          original.plan_version_id,
          january,
          january,
          cents(net),
          0,
          ChargeId(1),
          InvoiceId(7),
          static_cast<std::int64_t>(line) + 1,
          original.net,
          31,
          original.net - cents(net),
          0};
}
void take(Corrected &corrected, const Document &note) { take_as_credited(corrected, note); }

// field-notes 3, row 33: lago #2643 got 334.99 from the sum and 335.00 from the lines.
TEST(Invoice, taxes_the_sum_of_a_rate_not_each_line) {
  const Document document = invoice({6833, 6833, 5750, 8500}, 200'000);
  EXPECT_EQ(document.net, cents(27916));
  EXPECT_EQ(document.tax, cents(5583));
  EXPECT_EQ(document.gross(), cents(33499));
}

// money-rules 1.1: 5 % of 0.10 and of 0.50 are both half a cent over.
TEST(Invoice, rounds_half_a_cent_of_tax_up) {
  EXPECT_EQ(invoice({10}, 50'000).tax, cents(1));
  EXPECT_EQ(invoice({50}, 50'000).tax, cents(3));
}

// lago #4313: credit notes for the lines of one invoice came to 241.67 for 241.66.
TEST(CreditNotes, for_each_line_sum_to_the_invoice) {
  const Document document = invoice({6833, 6833, 5750, 8500}, 200'000);
  Corrected corrected = stored(document);
  Money gross = cents(0);
  for (std::size_t line = 0; line < 4; ++line) {
    const NewCredit credit = credit_of(document, line, document.lines[line].net.minor_units());
    const Document note =
        make_credit_note(new_year, std::span(&credit, 1), corrected, names, price_list({6833, 6833, 5750, 8500}));
    gross += note.gross();
    take(corrected, note);
  }
  EXPECT_EQ(gross, document.gross());
}

RC_GTEST_PROP(CreditNotes, of_any_size_stay_within_the_invoice_and_sum_to_it, ()) {
  // A dozen lines are plenty: what may go wrong is in the cents left over, and each line is given back in parts.
  const auto nets = *rc::gen::resize(
      12, rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 9'000))));
  const Document document = invoice(nets, *rc::gen::inRange<std::int64_t>(0, 300'000));
  Corrected corrected = stored(document);
  Money gross = cents(0);
  for (std::size_t line = 0; line < nets.size(); ++line) {
    for (std::int64_t left = nets[line]; left > 0;) { // ends: each part is at least one minor unit
      const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
      left -= part;
      const NewCredit credit = credit_of(document, line, part);
      const Document note = make_credit_note(new_year, std::span(&credit, 1), corrected, names, price_list(nets));
      RC_ASSERT(!note.tax.is_negative());
      gross += note.gross();
      take(corrected, note);
      RC_ASSERT(gross <= document.gross());
    }
  }
  RC_ASSERT(gross == document.gross());
}

TEST(Invoice, uses_the_rate_of_its_day_of_issue) {
  const Taxes taxes = vat_of({{Date::of(2020, 1, 1), Percent{190'000}}, {Date::of(2026, 7, 1), Percent{160'000}}});
  const std::vector charges{full_charge(0, 10'000)};
  const auto tax_on_day = [&](Date day) { return make_invoice(day, charges, names, price_list({10'000}), taxes)->tax; };
  EXPECT_EQ(tax_on_day(Date::of(2026, 6, 30)), cents(1900));
  EXPECT_EQ(tax_on_day(Date::of(2026, 7, 1)), cents(1600));
  const auto too_early = make_invoice(Date::of(2019, 12, 31), charges, names, price_list({10'000}), taxes);
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().reason, "VAT has no rate on 2019-12-31; add one with an earlier first day");
}

TEST(Invoice, without_a_tax_has_none) {
  const std::vector charges{full_charge(0, 10'000)};
  const auto document = make_invoice(new_year, charges, names, price_list({10'000}, std::nullopt), Taxes{});
  EXPECT_EQ(document->gross(), cents(10'000));
  EXPECT_TRUE(document->taxes.empty());
}

TEST(CreditNote, takes_back_the_rate_that_was_charged) {
  const Document document = invoice({10'000}, 190'000);
  const NewCredit credit = credit_of(document, 0, 5'000);
  const Document note =
      make_credit_note(Date::of(2027, 1, 1), std::span(&credit, 1), stored(document), names, price_list({10'000}));
  EXPECT_EQ(note.tax, cents(950));
  EXPECT_EQ(note.corrects, InvoiceId(7));
  EXPECT_EQ(note.taxes.front().percent, Percent{190'000});
}

TEST(Lines, say_in_words_how_they_came_to_their_amount) {
  const Period part{Date::of(2026, 1, 15), january.end};
  std::vector<NewCharge> charges{full_charge(0, 2900), charge_at(cents(2900), part, cents(1590)),
                                 charge_at(cents(2900), part, cents(1310))};
  charges[2].joined = january;
  charges[2].billed_before = cents(1590);
  const auto document = make_invoice(new_year, charges, names, price_list({2900}), vat_of({{new_year, Percent{0}}}));
  EXPECT_EQ(document->lines[0].description, "Plan (alice@isp)");
  EXPECT_EQ(document->lines[0].explanation, "the full period of 31 days, 29.00 EUR");
  EXPECT_EQ(document->lines[1].explanation, "17 of 31 days × 29.00 EUR, rounded half up");
  EXPECT_EQ(document->lines[2].explanation, "the full period of 31 days, 29.00 EUR, less 15.90 EUR billed before");
  NewCredit credit = credit_of(*document, 0, 1590);
  credit.kept_days = 14;
  credit.period = part;
  const auto note = [&] {
    return make_credit_note(new_year, std::span(&credit, 1), stored(*document), names, price_list({2900})).lines[0];
  };
  EXPECT_EQ(note().description, "Credit: Plan (alice@isp)");
  EXPECT_EQ(note().explanation,
            "29.00 EUR billed with 2026-000007 for 31 days, less 13.10 EUR for the 14 of 31 days used");
  credit.period.end = part.start.plus_days(7);
  EXPECT_EQ(note().explanation,
            "7 of the 17 days given back; 29.00 EUR billed with 2026-000007 for 31 days, less 13.10 "
            "EUR for the 14 of 31 days used");
}

// field-notes 3, row 34: no digits after the point, and three.
TEST(Invoice, keeps_to_the_minor_unit_of_its_currency) {
  struct Row {
    std::string_view currency;
    std::int64_t price, net, tax;
    std::string_view words;
  };
  for (const Row &row : {Row{"JPY", 3980, 2183, 218, "17 of 31 days × 3980 JPY, rounded half up"},
                         {"CLP", 19'990, 10'962, 1096, "17 of 31 days × 19990 CLP, rounded half up"},
                         {"KWD", 12'345, 6'770, 677, "17 of 31 days × 12.345 KWD, rounded half up"},
                         {"BHD", 9'900, 5'429, 543, "17 of 31 days × 9.900 BHD, rounded half up"}}) {
    const Currency currency = Currency::of(row.currency);
    const Money price = Money::minor(row.price, currency);
    const std::vector<NewCharge> charges{
        charge_at(price, {Date::of(2026, 1, 15), january.end}, share_of(price, 17, 31))};
    const auto document = make_invoice(new_year, charges, names, {{PlanVersionId(0), {"Plan", price, 1, vat}}},
                                       vat_of({{new_year, Percent{100'000}}}));
    EXPECT_EQ(document->net, Money::minor(row.net, currency));
    EXPECT_EQ(document->tax, Money::minor(row.tax, currency));
    EXPECT_EQ(document->lines[0].explanation, row.words);
  }
}

OpenItem item(std::int64_t id, std::string_view due, std::int64_t open) {
  return {InvoiceId(id), CustomerId(1), std::to_string(id), *Date::parse(due), *Date::parse(due), eur, open, open};
}

TEST(Spread, pays_the_oldest_due_date_first) {
  std::vector<OpenItem> items{item(3, "2026-03-01", 300), item(1, "2026-04-01", 100), item(2, "2026-03-01", 200)};
  sort_oldest_first(items);
  const auto allocations = spread(cents(450), items);
  ASSERT_EQ(allocations.size(), 2U);
  EXPECT_EQ(allocations[0].invoice_id, InvoiceId(2));
  EXPECT_EQ(allocations[0].amount_minor, 200);
  EXPECT_EQ(allocations[1].invoice_id, InvoiceId(3));
  EXPECT_EQ(allocations[1].amount_minor, 250);
  EXPECT_EQ(items[1].open_minor, 50);
}

TEST(Spread, leaves_other_currencies_alone) {
  std::vector<OpenItem> items{item(1, "2026-03-01", 300)};
  EXPECT_TRUE(spread(Money::minor(100, Currency::of("USD")), items).empty());
  EXPECT_EQ(items[0].open_minor, 300);
}

RC_GTEST_PROP(Spread, exceeds_neither_the_amount_nor_an_item, ()) {
  const auto opens = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1000));
  const auto amount = *rc::gen::inRange<std::int64_t>(0, 5000);
  std::vector<OpenItem> items;
  std::int64_t open = 0;
  for (std::size_t i = 0; i < opens.size(); ++i) {
    items.push_back(item(static_cast<std::int64_t>(i) + 1, "2026-03-01", opens[i]));
    open += opens[i];
  }
  const auto allocations = spread(cents(amount), items);
  RC_ASSERT(sum_of(allocations) == std::min(amount, open));
  std::int64_t left = 0;
  for (const OpenItem &after : items) {
    RC_ASSERT(after.open_minor >= 0);
    left += after.open_minor;
  }
  RC_ASSERT(left == open - sum_of(allocations));
  for (const Allocation &allocation : allocations)
    RC_ASSERT(allocation.amount_minor > 0);
}

} // namespace
} // namespace demarc::billing
