// A bundle on documents: taxes by part, and credits in any number and order that take back just what was charged.
#include "billing/bundle_split.h"
#include "billing/document.h"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

namespace demarc::billing {
namespace {

const Currency eur = Currency::of("EUR");
const Date new_year = Date::of(2026, 1, 1);
const Period january{new_year, Date::of(2026, 2, 1)};
const UserNames names{{ServiceId(1), "alice@isp"}};

Taxes two_taxes() {
  Taxes taxes = one_tax(TaxId(1), "VAT", {{new_year, Percent{190'000}}});
  for (auto &[id, tax] : one_tax(TaxId(2), "LOW", {{new_year, Percent{70'000}}}).table.taxes)
    taxes.table.taxes.emplace(id, tax);
  return taxes;
}

// Version 0: a plan of VAT; version 1: a bundle of parts with VAT, the low tax or none.
Prices any_prices(bool includes_tax) {
  Prices prices;
  PlanPrice plain{"Plan", Money::minor(1000, eur), 1, TaxId(1)};
  PlanPrice bundle{"Bundle", Money::minor(1000, eur)};
  plain.price_includes_tax = bundle.price_includes_tax = includes_tax;
  const auto count = *rc::gen::inRange<std::int64_t>(2, 6);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto tax = *rc::gen::inRange<std::int64_t>(0, 3);
    bundle.parts.push_back({PlanVersionId(10 + i), "Part", *rc::gen::inRange<std::int64_t>(i == 0 ? 1 : 0, 1000),
                            tax == 0 ? std::nullopt : std::optional(TaxId(tax))});
  }
  prices.emplace(PlanVersionId(0), plain);
  prices.emplace(PlanVersionId(1), bundle);
  return prices;
}

NewCharge charge(std::int64_t version, std::int64_t minor) {
  const Money net = Money::minor(minor, eur);
  NewCharge charge{ServiceId(1), PlanVersionId(version), january, january, net};
  charge.list_price = net;
  return charge;
}

void check_parts(const Document &document) {
  for (const Line &line : document.lines) {
    if (line.parts.empty())
      continue;
    Money net = Money::zero(eur);
    std::int64_t included_minor = 0;
    for (const LinePart &part : line.parts) {
      net += part.net;
      included_minor += part.included_tax_minor;
    }
    RC_ASSERT(net == line.net);
    RC_ASSERT(included_minor == line.included_tax_minor);
  }
}

struct Held {
  std::int64_t price = 0, net = 0;
};

void credits_take_back_all(bool includes_tax) {
  const Prices prices = any_prices(includes_tax);
  const Taxes taxes = two_taxes();
  const std::vector<NewCharge> charges{charge(1, *rc::gen::inRange<std::int64_t>(1, 20'000)),
                                       charge(0, *rc::gen::inRange<std::int64_t>(1, 20'000)),
                                       charge(1, *rc::gen::inRange<std::int64_t>(1, 300))};
  const Document invoice = make_invoice(new_year, charges, names, prices, taxes).value();
  check_parts(invoice);
  std::map<std::pair<std::size_t, std::size_t>, Held> held;
  for (std::size_t l = 0; l < invoice.lines.size(); ++l) {
    for (std::size_t p = 0; p < invoice.lines[l].parts.size(); ++p) {
      const LinePart &part = invoice.lines[l].parts[p];
      held[{l, p}] = {part.net.minor_units() + part.included_tax_minor, part.net.minor_units()};
    }
  }
  Corrected corrected = corrected_by(InvoiceId(7), "2026-000007", invoice);
  std::vector<Money> left;
  for (const NewCharge &one : charges)
    left.push_back(one.net);
  Money net = invoice.net, tax = invoice.tax;
  while (
      std::any_of(left.begin(), left.end(), [](Money money) { return money.is_positive(); })) { // each note takes some
    std::vector<NewCredit> credits;
    for (std::size_t l = 0; l < left.size(); ++l) {
      const Money before = left[l];
      for (auto lines = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 3)); lines > 0 && left[l].is_positive();
           --lines) {
        const Money amount = Money::minor(*rc::gen::inRange<std::int64_t>(1, left[l].minor_units() + 1), eur);
        left[l] -= amount;
        NewCredit credit{ServiceId(1),
                         charges[l].plan_version_id,
                         january,
                         january,
                         amount,
                         0,
                         ChargeId(static_cast<std::int64_t>(l) + 1),
                         InvoiceId(7),
                         static_cast<std::int64_t>(l) + 1,
                         before,
                         31,
                         Money::zero(eur),
                         0};
        credits.push_back(std::move(credit));
      }
    }
    if (credits.empty())
      continue;
    const Document note = make_credit_note(new_year, credits, corrected, names, prices);
    check_parts(note);
    take_as_credited(corrected, note);
    net -= note.net;
    tax -= note.tax;
    for (std::size_t i = 0; i < note.lines.size(); ++i) {
      for (std::size_t p = 0; p < note.lines[i].parts.size(); ++p) {
        const LinePart &part = note.lines[i].parts[p];
        Held &of_charge = held.at({static_cast<std::size_t>(credits[i].corrects_line) - 1, p});
        of_charge.price -= part.net.minor_units() + part.included_tax_minor;
        of_charge.net -= part.net.minor_units();
      }
    }
  }
  RC_ASSERT(net.is_zero());
  RC_ASSERT(tax.is_zero());
  for (const auto &[where, rest] : held) {
    RC_ASSERT(rest.price == 0);
    if (!includes_tax)
      RC_ASSERT(rest.net == 0);
  }
}

RC_GTEST_PROP(BundleDocument, credits_of_any_number_take_back_each_part_and_its_tax, ()) {
  credits_take_back_all(false);
}
RC_GTEST_PROP(BundleDocument, credits_take_back_each_part_of_a_price_with_its_taxes, ()) {
  credits_take_back_all(true);
}

} // namespace
} // namespace demarc::billing
