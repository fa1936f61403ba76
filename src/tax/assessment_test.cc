// What always holds of the arithmetic; its cases, to the cent, are in tests/cases/tax.
#include "tax/assessment.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <list>
#include <rapidcheck/gtest.h>

namespace demarc::tax {
namespace {

const Currency eur = Currency::of("EUR");
Money cents(std::int64_t minor) { return Money::minor(minor, eur); }

// A few taxes of every kind, and lines that bear some of them.
struct World {
  std::list<Tax> taxes;
  std::list<std::vector<Levy>> levies;
  std::vector<Item> items;
};

World some_world(bool inclusive, bool with_fixed) {
  World world;
  const auto count = *rc::gen::inRange<std::int64_t>(1, 5);
  for (std::int64_t i = 1; i <= count; ++i) {
    Tax &tax = world.taxes.emplace_back();
    tax.id = TaxId(i);
    tax.code = "T" + std::to_string(i);
    tax.jurisdiction = JurisdictionId(*rc::gen::inRange<std::int64_t>(1, 3));
    Rate &rate = tax.rates.emplace_back();
    rate.percent = Percent{*rc::gen::inRange<std::int64_t>(1, 2'600) * 100};
    if (with_fixed && *rc::gen::inRange(0, 4) == 0)
      rate.per_unit_minor = *rc::gen::inRange<std::int64_t>(1, 200);
    if (*rc::gen::inRange(0, 4) == 0)
      rate.share = Percent{*rc::gen::inRange<std::int64_t>(1, 1'000'001)};
    tax.inside = *rc::gen::inRange(0, 6) == 0 && rate.per_unit_minor == 0;
    if (i > 1 && !tax.inside && *rc::gen::inRange(0, 3) == 0 && world.taxes.front().on.empty())
      tax.on.push_back(TaxId(1));
  }
  const auto lines = *rc::gen::inRange<std::size_t>(1, 7);
  for (std::size_t n = 0; n < lines; ++n) {
    auto &levies = world.levies.emplace_back();
    for (const Tax &tax : world.taxes) {
      if (*rc::gen::inRange(0, 4) != 0)
        levies.push_back(
            {&tax, &tax.rates.front(), "S", tax.rates.front().percent, tax.rates.front().per_unit_minor, {}});
    }
    world.items.push_back({cents(*rc::gen::inRange<std::int64_t>(with_fixed ? 5'000 : 100, 500'000)), inclusive,
                           *rc::gen::inRange<std::int64_t>(1, 4), levies});
  }
  return world;
}

Method some_method() {
  return {*rc::gen::element(SumBy::category, SumBy::line, SumBy::jurisdiction), Rounding::half_up,
          *rc::gen::element<std::int64_t>(0, 5, 100)};
}

RC_GTEST_PROP(Assessment, of_inclusive_prices_gives_net_and_taxes_that_are_the_price, ()) {
  const World world = some_world(true, *rc::gen::arbitrary<bool>());
  const Method method = some_method();
  const auto assessed = assess(world.items, method);
  if (!assessed) // four taxes of up to 26 percent inside can reach 100
    RC_DISCARD();
  Money gross = cents(0), nets = cents(0), taxes = cents(0);
  for (const Item &item : world.items)
    gross += item.amount;
  for (const Money net : assessed->nets)
    nets += net;
  for (const Sum &sum : assessed->sums) {
    taxes += sum.tax;
    RC_ASSERT(!sum.tax.is_negative());
  }
  RC_ASSERT(assessed->net + assessed->tax == gross);
  RC_ASSERT(assessed->net == nets);
  RC_ASSERT(assessed->tax == taxes);
}

RC_GTEST_PROP(Assessment, of_net_prices_leaves_them_alone, ()) {
  const World world = some_world(false, true);
  const auto assessed = assess(world.items, some_method());
  if (!assessed)
    RC_DISCARD();
  Money net = cents(0);
  for (std::size_t i = 0; i < world.items.size(); ++i) {
    RC_ASSERT(assessed->nets[i] == world.items[i].amount);
    net += world.items[i].amount;
  }
  RC_ASSERT(assessed->net == net);
}

RC_GTEST_PROP(Assessment, does_not_depend_on_the_order_of_lines, ()) {
  const World world = some_world(*rc::gen::arbitrary<bool>(), true);
  const Method method = some_method();
  const auto assessed = assess(world.items, method);
  if (!assessed)
    RC_DISCARD();
  std::vector<Item> turned = world.items;
  const auto steps = *rc::gen::inRange<std::size_t>(0, 20);
  for (std::size_t i = 0; i < steps; ++i)
    std::next_permutation(turned.begin(), turned.end(), [](const Item &a, const Item &b) {
      return std::pair(a.amount, a.levies.data()) < std::pair(b.amount, b.levies.data());
    });
  const auto again = assess(turned, method);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->net == assessed->net);
  RC_ASSERT(again->tax == assessed->tax);
  RC_ASSERT(again->rounding == assessed->rounding);
  for (const Sum &sum : assessed->sums) {
    const auto same = std::find_if(again->sums.begin(), again->sums.end(),
                                   [&](const Sum &other) { return other.levy->tax->id == sum.levy->tax->id; });
    RC_ASSERT(same != again->sums.end());
    RC_ASSERT(same->tax == sum.tax);
    RC_ASSERT(same->base == sum.base);
  }
}

RC_GTEST_PROP(TakingBack, in_parts_of_any_size_sums_to_what_was_charged, ()) {
  const World world = some_world(*rc::gen::arbitrary<bool>(), true);
  const auto assessed = assess(world.items, some_method());
  if (!assessed)
    RC_DISCARD();
  for (const Sum &sum : assessed->sums) {
    const ChargedSum charged{sum.amount, sum.base, sum.tax, sum.levy->percent};
    ChargedSum credited{cents(0), cents(0), cents(0), sum.levy->percent};
    while (credited.amount < charged.amount) { // ends: each part is at least one minor unit
      const std::int64_t left = (charged.amount - credited.amount).minor_units();
      const Money part = cents(left < 50 ? left : *rc::gen::inRange<std::int64_t>(1, left + 1));
      const TakenBack back = take_back(charged, credited, part);
      RC_ASSERT(!back.tax.is_negative());
      credited.amount += part;
      credited.base += back.base;
      credited.tax += back.tax;
      RC_ASSERT(credited.tax <= charged.tax);
    }
    RC_ASSERT(credited.tax == charged.tax);
    RC_ASSERT(credited.base == charged.base);
  }
}

} // namespace
} // namespace demarc::tax
