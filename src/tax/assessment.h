// What the taxes on a document's lines amount to (money-rules 2.1, 2.2): exact rationals between, each amount rounded
// once. A rule; it knows nothing of places and laws, which chose the levies (liability.h).
//
//   exclusive   tax = round(base × share × percent); the base is the net of the lines that bear the tax, and the
//   amounts
//               of the taxes it is `on`
//   inclusive   net = round(gross ÷ Σ factors); each tax is rounded, the last takes the rest: net + taxes = gross
//   inside      gross = net ÷ (1 − Σ percents), each tax a percentage of that gross
//   per unit    a fixed amount × units
// The lines' order never matters to a sum.
#pragma once

#include "tax/liability.h"

#include <span>

namespace demarc::tax {

// What is rounded together.
enum class SumBy {
  category,    // each tax at its rate, over all lines that bear it (EN 16931 BR-CO-17)
  line,        // each tax of each line
  jurisdiction // all taxes of one jurisdiction, then shared out among them
};
BOOST_DESCRIBE_ENUM(SumBy, category, line, jurisdiction)
struct Method {
  SumBy sum_by = SumBy::category;
  Rounding rounding = Rounding::half_up;
  std::int64_t cash_step_minor = 0; // the total is a multiple of it: 5 where five centimes is the smallest coin
};

struct Item {
  Money amount; // before tax, or with its taxes in it
  bool includes_tax = false;
  std::int64_t units = 1; // what a fixed amount is counted by
  std::span<const Levy> levies;
};

// One tax at one rate on the document.
struct Sum {
  const Levy *levy = nullptr; // of the first item that bears it
  Money amount;               // of the items that bear it, as they are priced
  Money base;                 // taxable: after the share, with the taxes it is on
  Money tax;
  bool is_included = false; // in the amount
  bool is_plain = false;    // tax is round(base × percent), and base is amount
};
struct Assessment {
  std::vector<Sum> sums;   // in the order of first appearance
  std::vector<Money> nets; // of each item; its amount less this is the tax in it
  Money net;
  Money tax;
  Money rounding; // of cash, to be added to net and tax; a line of its own
};

// Of one currency, at least one item. Refused when taxes inside the price reach 100 percent, or when amounts are too
// large to be split exactly.
Outcome<Assessment> assess(std::span<const Item> items, const Method &method);

// A credit note takes back what its invoice charged: of one sum, for `amount` of the lines that bear it, when
// `credited_*` was taken back before. Any number of them sums to what was charged, exactly, and never exceeds it.
struct TakenBack {
  Money base;
  Money tax;
};
struct ChargedSum {
  Money amount, base, tax;
  Percent percent;
};
TakenBack take_back(const ChargedSum &charged, const ChargedSum &credited, Money amount);

} // namespace demarc::tax
