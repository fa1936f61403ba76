#include "billing/document.h"

#include "base/ensure.h"
#include "billing/bundle_split.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::billing {

namespace {

// "Fiber 100 (alice)", "Set-up of Fiber 100 (alice)", "Trial of Fiber 100 (alice)", "Router, instalment 2 of 6
// (alice)".
std::string describe(const PlanPrice &plan, ServiceId service, ServiceItemId item, const UserNames &names,
                     const std::string &which = {}) {
  const auto name = names.find(service);
  ENSURE(name != names.end(), "a line is for a service of the account");
  std::string what = item == setup_item         ? fmt::format("Set-up of {}", plan.name)
                     : item == termination_item ? fmt::format("Early end of {}", plan.name)
                     : item == trial_item       ? fmt::format("Trial of {}", plan.name)
                                                : plan.name;
  return fmt::format("{}{} ({})", what, which, name->second);
}

std::string which_instalments(const NewCharge &charge) {
  if (charge.instalments == 0)
    return {};
  if (charge.instalment == charge.last_instalment)
    return fmt::format(", instalment {} of {}", charge.instalment, charge.instalments);
  return fmt::format(", instalments {} to {} of {}", charge.instalment, charge.last_instalment, charge.instalments);
}

std::string in_days(std::int32_t days, Period full, const std::string &price) {
  if (days == full.days())
    return fmt::format("the full period of {} days, {}", days, price);
  const bool has_steps = price.find(" less ") != std::string::npos || price.find(" × ") != std::string::npos;
  return fmt::format("{} of {} days × {}, rounded half up", days, full.days(),
                     has_steps ? fmt::format("({})", price) : price);
}

std::string explain_amount(const NewCharge &charge) {
  if (charge.kind == termination_kind)
    return charge.price_in_words;
  if (charge.kind == trial_kind)
    return fmt::format("{} for the trial of {} days", charge.price_in_words, charge.full.days());
  if (charge.kind != recurring_kind) {
    if (charge.instalments > 0)
      return fmt::format("{} in {} instalments", charge.price_in_words, charge.instalments);
    return fmt::format("once, {}", charge.price_in_words);
  }
  if (!charge.joined)
    return in_days(charge.period.days(), charge.full, charge.price_in_words);
  return fmt::format("{}, less {} billed before", in_days(charge.joined->days(), charge.full, charge.price_in_words),
                     to_string(*charge.billed_before));
}

std::string explain(const NewCharge &charge) {
  std::string text = explain_amount(charge);
  if (!charge.tax_place.empty())
    text += fmt::format(", taxed in {}", charge.tax_place.substr(charge.tax_place.rfind('/') + 1));
  if (!charge.discounts.empty())
    text += fmt::format("; {} less {}", to_string(charge.net), in_words(charge.discounts, charge.net.currency()));
  return text;
}

std::string explain(const NewCredit &credit, const std::string &number) {
  std::string text;
  const std::int32_t returned_days = credit.billed_days - credit.kept_days;
  if (credit.period.days() != returned_days) // the days given back are apart, or go onto several lines
    text = fmt::format("{} of the {} days given back; ", credit.period.days(), returned_days);
  text += fmt::format("{} billed with {}", to_string(credit.billed), number);
  if (credit.full.days() > 1) // what is charged once has no days
    text += fmt::format(" for {} days", credit.billed_days);
  if (credit.kept_days > 0)
    text += fmt::format(", less {} for the {} of {} days used", to_string(credit.kept), credit.kept_days,
                        credit.full.days());
  return text;
}

const TaxSum *find_sum(const std::vector<TaxSum> &sums, TaxId tax, Percent percent) {
  const auto found = std::find_if(sums.begin(), sums.end(),
                                  [&](const TaxSum &sum) { return sum.tax_id == tax && sum.percent == percent; });
  return found == sums.end() ? nullptr : &*found;
}

// Adds to the sum of its tax and rate, in the order of first appearance.
void add_amount(std::vector<TaxSum> &sums, const LineTax &tax, Money amount) {
  for (TaxSum &sum : sums) {
    if (sum.tax_id == tax.tax_id && sum.percent == tax.percent) {
      sum.amount_minor += amount.minor_units();
      return;
    }
  }
  const Money zero = Money::zero(amount.currency());
  TaxSum &sum = sums.emplace_back(TaxSum{tax.tax_id, tax.name, tax.percent, zero, zero, {}, {}, {}, 0, false, true});
  sum.amount_minor = amount.minor_units();
}

bool bears(const std::vector<LineTax> &taxes, const TaxSum &sum) {
  return std::any_of(taxes.begin(), taxes.end(),
                     [&](const LineTax &tax) { return tax.tax_id == sum.tax_id && tax.percent == sum.percent; });
}

// The tax of a sum that was in the price comes out of the lines that bear it, and of the parts of bundles that do, in
// proportion to their prices.
void take_out_of_lines(Document &document, const TaxSum &sum) {
  if (sum.tax.is_zero())
    return; // of lines that a discount left nothing of
  struct Bearer {
    Line *line;
    LinePart *part; // of a bundle
  };
  std::vector<Bearer> bearers;
  std::vector<std::int64_t> weights;
  const auto add = [&](const Bearer &bearer, Money net, std::int64_t included_minor) {
    bearers.push_back(bearer);
    weights.push_back(std::max<std::int64_t>(net.minor_units() + included_minor, 0));
  };
  for (Line &line : document.lines) {
    for (LinePart &part : line.parts) {
      if (bears(part.taxes, sum))
        add({&line, &part}, part.net, part.included_tax_minor);
    }
    if (line.parts.empty() && bears(line.taxes, sum))
      add({&line, nullptr}, line.net, line.included_tax_minor);
  }
  // What is left of an equal rest stays with the earlier one, as its net took it when it was charged
  // (tax/assessment.h).
  std::reverse(bearers.begin(), bearers.end());
  std::reverse(weights.begin(), weights.end());
  // A minor unit that rounding took from one part and gave to another leaves nothing to weigh by.
  if (std::all_of(weights.begin(), weights.end(), [](std::int64_t weight) { return weight == 0; }))
    weights.front() = 1;
  const std::vector<Money> taxes = allocate(sum.tax, weights);
  for (std::size_t i = 0; i < bearers.size(); ++i) {
    const auto [line, part] = bearers[i];
    line->net -= taxes[i];
    line->included_tax_minor += taxes[i].minor_units();
    if (part != nullptr) {
      part->net -= taxes[i];
      part->included_tax_minor += taxes[i].minor_units();
    }
  }
}

// Each once, in the order of the parts.
std::vector<LineTax> taxes_of(const std::vector<LinePart> &parts) {
  std::vector<LineTax> taxes;
  for (const LinePart &part : parts) {
    for (const LineTax &tax : part.taxes) {
      if (std::none_of(taxes.begin(), taxes.end(), [&](const LineTax &known) {
            return known.tax_id == tax.tax_id && known.percent == tax.percent;
          }))
        taxes.push_back(tax);
    }
  }
  return taxes;
}

// Cash rounding goes back in proportion, what remains rounded: notes for the whole invoice take back all of it.
std::int64_t rounding_taken_back(const Corrected &corrected, std::int64_t total_minor) {
  if (corrected.rounding_minor == 0 || corrected.total_minor <= 0)
    return 0;
  const std::int64_t left = corrected.total_minor - corrected.credited_total_minor - total_minor;
  return corrected.rounding_minor - corrected.credited_rounding_minor -
         divide_rounded(static_cast<__int128>(corrected.rounding_minor) * left, corrected.total_minor,
                        Rounding::half_up);
}

void total(Document &document) {
  for (const Line &line : document.lines)
    document.net += line.net;
  for (const TaxSum &sum : document.taxes)
    document.tax += sum.tax;
}

Document blank(DocumentKind kind, Date on, Currency currency) {
  return {kind, std::nullopt, on, {}, {}, Money::zero(currency), Money::zero(currency), 0};
}

TaxSum tax_sum(const tax::Sum &sum) {
  const tax::Levy &levy = *sum.levy;
  return {levy.tax->id,    levy.tax->name, levy.percent,
          sum.base,        sum.tax,        levy.rate != nullptr ? std::optional(levy.rate->id) : std::nullopt,
          levy.category,   levy.reason,    sum.amount.minor_units(),
          sum.is_included, sum.is_plain};
}

std::vector<std::string> codes_of(const std::vector<JurisdictionId> &chain, const tax::Table &table) {
  std::vector<std::string> codes;
  for (const JurisdictionId id : chain)
    codes.push_back(table.jurisdictions.at(id).code);
  return codes;
}

TaxBasis basis_of(const tax::Liability &liability, const tax::Sale &sale, bool installed_elsewhere,
                  const TaxView &view) {
  const TaxProfile &customer = *view.customer;
  TaxBasis basis;
  basis.rule = liability.rule;
  basis.product = sale.product;
  basis.seller_country = view.seller().country;
  basis.seller_region = view.seller().region;
  basis.country = sale.address.country;
  basis.region = sale.address.region;
  basis.postal_code = sale.address.postal_code;
  if (sale.address.point) {
    basis.longitude_udeg = sale.address.point->longitude_udeg;
    basis.latitude_udeg = sale.address.point->latitude_udeg;
  }
  basis.jurisdictions = codes_of(liability.chain, view.taxes.table);
  basis.found_by = liability.chain.empty() ? "" : view.places->find(sale.address).found_by;
  basis.business = customer.buyer.is_business;
  basis.vat_number = customer.buyer.vat_number;
  basis.vat_check_id = customer.vat_check_id;
  const std::string_view law =
      tax::is_eu_state(view.seller().country, sale.tax_point) ? " (Reg. 282/2011 art. 24b)" : "";
  basis.evidence.push_back(fmt::format("installation address in {}{}", sale.address.country, law));
  if (installed_elsewhere)
    basis.evidence.push_back(fmt::format("billing address in {}", customer.address.country));
  basis.cross_border_consumer = liability.cross_border_consumer;
  return basis;
}

// What is taxed: a line, or a part of a bundle's.
struct Taxable {
  const std::optional<TaxId> &tax_id;
  const std::string &tax_category;
  std::optional<TaxBasis> &basis; // what its taxes rest on
};

// The taxes of what stands on a line.
Result<tax::Liability, Inconsistency> liability_of(Date on, const Line &line, const Taxable &plan,
                                                   const TaxView &view) {
  static const tax::Buyer nobody;
  const tax::Buyer &buyer = view.customer != nullptr ? view.customer->buyer : nobody;
  tax::Sale sale{plan.tax_category, {}, on};
  bool installed_elsewhere = false;
  if (view.customer != nullptr) {
    const TaxProfile::Location *location = view.customer->location_of(line.service_id, line.period.start, on);
    installed_elsewhere = location != nullptr;
    sale.address = installed_elsewhere ? location->address : view.customer->address;
  }
  if (plan.tax_id) {
    const auto tax = view.taxes.table.taxes.find(*plan.tax_id);
    ENSURE(tax != view.taxes.table.taxes.end(), "a plan's tax exists");
    if (tax::rate_on(tax->second, on) == nullptr)
      return tl::make_unexpected(Inconsistency{
          fmt::format("{} has no rate on {}; add one with an earlier first day", tax->second.name, to_string(on))});
    tax::Liability liability = tax::liability_of(tax->second, view.taxes.table, view.seller(), buyer, sale);
    if (!liability.levies.front().reason.empty())
      plan.basis = basis_of(liability, sale, installed_elsewhere, view);
    return liability;
  }
  if (plan.tax_category.empty())
    return tax::Liability{};
  ENSURE(view.customer != nullptr, "a plan taxed by place is billed with its customer's place");
  auto liability = tax::find_liability(view.taxes.table, *view.places, view.seller(), buyer, sale);
  if (!liability)
    return tl::make_unexpected(Inconsistency{liability.error().detail});
  plan.basis = basis_of(*liability, sale, installed_elsewhere, view);
  return std::move(*liability);
}

// A document's lines as the arithmetic of taxes sees them: one item each, a bundle's line one for each part.
class TaxedLines {
public:
  TaxedLines(Date on, const TaxView &view) : on_(on), view_(view) {}

  // `line` stays where it is.
  Result<Done, Inconsistency> add(Line &line, Money amount, const PlanPrice &plan) {
    if (plan.parts.empty()) {
      TRY(liability, liability_of(on_, line, {plan.tax_id, plan.tax_category, line.basis}, view_));
      take(line.taxes, line.tax_category, liability);
      rows_.push_back({&line, 0, amount, plan.price_includes_tax, std::move(liability)});
      return Done{};
    }
    const std::vector<Money> shares = split_over_parts(amount, plan.parts);
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
      const PlanPart &sold = plan.parts[i];
      LinePart part{sold.plan_version_id, sold.name, shares[i], {}, 0, {}, {}};
      TRY(liability, liability_of(on_, line, {sold.tax_id, sold.tax_category, part.basis}, view_));
      if (sold.weight == 0 && std::none_of(liability.levies.begin(), liability.levies.end(),
                                           [](const tax::Levy &levy) { return levy.per_unit_minor != 0; }))
        liability.levies.clear(); // a part that is free bears no tax
      take(part.taxes, part.tax_category, liability);
      line.parts.push_back(std::move(part));
      rows_.push_back({&line, i + 1, shares[i], plan.price_includes_tax, std::move(liability)});
    }
    line.taxes = taxes_of(line.parts);
    line.tax_category = line.parts.front().tax_category;
    return Done{};
  }

  Outcome<tax::Assessment> assess() {
    std::vector<tax::Item> items;
    items.reserve(rows_.size());
    for (const Row &row : rows_)
      items.push_back({row.amount, row.includes_tax, row.line->quantity, row.liability.levies});
    TRY(assessed, tax::assess(items, view_.taxes.method));
    for (const Row &row : rows_) {
      if (row.part > 0) // set to the sum of its parts
        row.line->net = Money::zero(row.amount.currency());
    }
    for (std::size_t i = 0; i < rows_.size(); ++i)
      put_net(rows_[i], assessed.nets[i]);
    return assessed;
  }

private:
  struct Row {
    Line *line;
    std::size_t part; // 1, 2, …; 0: the line
    Money amount;
    bool includes_tax;
    tax::Liability liability;
  };

  static void take(std::vector<LineTax> &taxes, std::string &category, const tax::Liability &liability) {
    for (const tax::Levy &levy : liability.levies)
      taxes.push_back({levy.tax->id, levy.tax->name, levy.percent});
    category = liability.levies.empty() ? liability.category : liability.levies.front().category;
  }

  static void put_net(const Row &row, Money net) {
    const std::int64_t included_minor = (row.amount - net).minor_units();
    if (row.part == 0) {
      row.line->net = net;
      row.line->included_tax_minor = included_minor;
      return;
    }
    LinePart &part = row.line->parts[row.part - 1];
    part.net = net;
    part.included_tax_minor = included_minor;
    row.line->net += net;
    row.line->included_tax_minor += included_minor;
  }

  Date on_;
  const TaxView &view_;
  std::vector<Row> rows_;
};

// Where a line of a credit note stands, with the parts of a bundle: what each held of the charge before, less after.
class CreditedParts {
public:
  explicit CreditedParts(std::span<const NewCredit> credits) {
    for (const NewCredit &credit : credits) {
      const auto [left, is_new] = left_.try_emplace(credit.reverses, credit.billed);
      left->second = std::max(left->second, credit.billed); // one charge may be given back on several lines
    }
  }

  void add(Line &line, const NewCredit &credit, const PlanPrice &plan, const Corrected::Line &original) {
    if (original.parts.empty())
      return;
    ENSURE(original.parts.size() == plan.parts.size(), "a line has the parts of its bundle");
    Money &left = left_.at(credit.reverses);
    const std::vector<Money> shares = split_taken_back(left, credit.lowered(), plan.parts);
    left -= credit.lowered();
    for (std::size_t i = 0; i < shares.size(); ++i)
      line.parts.push_back({plan.parts[i].plan_version_id,
                            plan.parts[i].name,
                            shares[i],
                            original.parts[i].taxes,
                            0,
                            original.parts[i].tax_category,
                            {}});
  }

private:
  std::map<ChargeId, Money> left_;
};

} // namespace

Corrected corrected_by(InvoiceId id, std::string number, const Document &invoice) {
  Corrected corrected{id,
                      std::move(number),
                      {},
                      invoice.taxes,
                      {},
                      (invoice.net + invoice.tax).minor_units(),
                      invoice.rounding_minor,
                      0,
                      0};
  for (const Line &line : invoice.lines) {
    auto &kept = corrected.lines.emplace_back(
        Corrected::Line{static_cast<std::int64_t>(corrected.lines.size()) + 1, line.taxes, line.tax_category, {}});
    for (const LinePart &part : line.parts)
      kept.parts.push_back({part.taxes, part.tax_category});
  }
  return corrected;
}

void take_as_credited(Corrected &corrected, const Document &note) {
  for (const TaxSum &sum : note.taxes) {
    const auto found = std::find_if(corrected.credited.begin(), corrected.credited.end(), [&](const TaxSum &before) {
      return before.tax_id == sum.tax_id && before.percent == sum.percent;
    });
    if (found == corrected.credited.end()) {
      corrected.credited.push_back(sum);
    } else {
      found->base += sum.base;
      found->tax += sum.tax;
      found->amount_minor += sum.amount_minor;
    }
  }
  corrected.credited_total_minor += (note.net + note.tax).minor_units();
  corrected.credited_rounding_minor += note.rounding_minor;
}

Result<Document, Inconsistency> make_invoice(Date on, std::span<const NewCharge> charges, const UserNames &names,
                                             const Prices &prices, const TaxView &taxes) {
  ENSURE(!charges.empty(), "an invoice has a line");
  Document document = blank(DocumentKind::invoice, on, charges.front().net.currency());
  document.lines.reserve(charges.size());
  TaxedLines taxed(on, taxes);
  for (const NewCharge &charge : charges) {
    const PlanPrice &plan = prices.at(charge.plan_version_id);
    document.lines.push_back(
        Line{.service_id = charge.service_id,
             .plan_version_id = charge.plan_version_id,
             .description = describe(plan, charge.service_id, charge.item, names, which_instalments(charge)),
             .period = charge.period,
             .quantity = charge.quantity,
             .unit_price = charge.list_price,
             .net = charge.lowered(),
             .taxes = {},
             .tax_category = {},
             .basis = {},
             .explanation = explain(charge),
             .discounts = charge.discounts,
             .item = charge.item});
    TRY(added, taxed.add(document.lines.back(), charge.lowered(), plan));
    (void)added;
  }
  const auto assessed = taxed.assess();
  if (!assessed)
    return tl::make_unexpected(Inconsistency{assessed.error().detail});
  for (const tax::Sum &sum : assessed->sums)
    document.taxes.push_back(tax_sum(sum));
  document.rounding_minor = assessed->rounding.minor_units();
  total(document);
  return document;
}

Document make_credit_note(Date on, std::span<const NewCredit> credits, const Corrected &corrected,
                          const UserNames &names, const Prices &prices) {
  ENSURE(!credits.empty(), "a credit note has a line");
  const Currency currency = credits.front().net.currency();
  Document document = blank(DocumentKind::credit_note, on, currency);
  document.corrects = corrected.id;
  CreditedParts parts(credits);
  for (const NewCredit &credit : credits) {
    ENSURE(credit.corrects == corrected.id, "a credit note corrects one invoice");
    const PlanPrice &plan = prices.at(credit.plan_version_id);
    const auto original = std::find_if(corrected.lines.begin(), corrected.lines.end(),
                                       [&](const Corrected::Line &line) { return line.line == credit.corrects_line; });
    ENSURE(original != corrected.lines.end(), "a credit corrects a line of its invoice");
    document.lines.push_back(
        {.service_id = credit.service_id,
         .plan_version_id = credit.plan_version_id,
         .description = fmt::format("Credit: {}", describe(plan, credit.service_id, credit.item, names)),
         .period = credit.period,
         .quantity = credit.quantity,
         .unit_price = credit.list_price,
         .net = credit.lowered(),
         .taxes = original->taxes,
         .tax_category = original->tax_category,
         .basis = {},
         .explanation = explain(credit, corrected.number),
         .discounts = credit.discounts,
         .item = credit.item});
    Line &line = document.lines.back();
    parts.add(line, credit, plan, *original);
    for (const LinePart &part : line.parts) {
      for (const LineTax &tax : part.taxes)
        add_amount(document.taxes, tax, part.net);
    }
    if (line.parts.empty()) {
      for (const LineTax &tax : original->taxes)
        add_amount(document.taxes, tax, credit.lowered());
    }
  }
  for (TaxSum &sum : document.taxes) {
    const TaxSum *charged = find_sum(corrected.taxes, sum.tax_id, sum.percent);
    ENSURE(charged != nullptr, "a credit takes back tax that was charged");
    const auto back = tax_taken_back(*charged, find_sum(corrected.credited, sum.tax_id, sum.percent),
                                     Money::minor(sum.amount_minor, currency));
    sum.base = back.base;
    sum.tax = back.tax;
    sum.rate_id = charged->rate_id;
    sum.category = charged->category;
    sum.reason = charged->reason;
    sum.is_included = charged->is_included;
    sum.is_plain = charged->is_plain;
    if (sum.is_included)
      take_out_of_lines(document, sum);
  }
  total(document);
  document.rounding_minor = rounding_taken_back(corrected, (document.net + document.tax).minor_units());
  return document;
}

} // namespace demarc::billing
