#include "billing/document.h"

#include "base/ensure.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

std::string describe(const PlanPrice &plan, ServiceId service, const UserNames &names) {
  const auto name = names.find(service);
  ENSURE(name != names.end(), "a line is for a service of the account");
  return fmt::format("{} ({})", plan.name, name->second);
}

std::string in_days(std::int32_t days, Period full, Money price) {
  if (days == full.days())
    return fmt::format("the full period of {} days, {}", days, to_string(price));
  return fmt::format("{} of {} days × {}, rounded half up", days, full.days(), to_string(price));
}

std::string explain(const NewCharge &charge, Money price) {
  if (!charge.joined)
    return in_days(charge.period.days(), charge.full, price);
  return fmt::format("{}, less {} billed before", in_days(charge.joined->days(), charge.full, price),
                     to_string(*charge.billed_before));
}

std::string explain(const NewCredit &credit, const std::string &number) {
  std::string text;
  const std::int32_t returned_days = credit.billed_days - credit.kept_days;
  if (credit.period.days() != returned_days) // the days given back are apart, or go onto several lines
    text = fmt::format("{} of the {} days given back; ", credit.period.days(), returned_days);
  text += fmt::format("{} billed with {} for {} days", to_string(credit.billed), number, credit.billed_days);
  if (credit.kept_days > 0)
    text += fmt::format(", less {} for the {} of {} days used", to_string(credit.kept), credit.kept_days,
                        credit.full.days());
  return text;
}

// Adds `net` to the sum of its tax and rate, in the order of first appearance.
void add_base(std::vector<TaxSum> &sums, TaxId tax, const std::string &name, Percent percent, Money net) {
  const auto same = [&](const TaxSum &sum) { return sum.tax_id == tax && sum.percent == percent; };
  const auto found = std::find_if(sums.begin(), sums.end(), same);
  if (found != sums.end())
    found->base += net;
  else
    sums.push_back({tax, name, percent, net, Money::zero(net.currency())});
}

void total(Document &document) {
  for (const Line &line : document.lines)
    document.net += line.net;
  for (const TaxSum &sum : document.taxes)
    document.tax += sum.tax;
}

Document blank(DocumentKind kind, Date on, Currency currency) {
  return {kind, std::nullopt, on, {}, {}, Money::zero(currency), Money::zero(currency)};
}

} // namespace

Result<Document, Inconsistency> make_invoice(Date on, std::span<const NewCharge> charges, const UserNames &names,
                                             const Prices &prices, const Taxes &taxes) {
  ENSURE(!charges.empty(), "an invoice has a line");
  Document document = blank(DocumentKind::invoice, on, charges.front().net.currency());
  for (const NewCharge &charge : charges) {
    const PlanPrice &plan = prices.at(charge.plan_version_id);
    Line line{.service_id = charge.service_id,
              .plan_version_id = charge.plan_version_id,
              .description = describe(plan, charge.service_id, names),
              .period = charge.period,
              .unit_price = plan.price,
              .net = charge.net,
              .tax_id = plan.tax_id,
              .tax_name = {},
              .tax_percent = {},
              .explanation = explain(charge, plan.price)};
    if (plan.tax_id) {
      const auto tax = taxes.find(*plan.tax_id);
      ENSURE(tax != taxes.end(), "a plan's tax exists");
      const auto percent = rate_on(tax->second, on);
      if (!percent)
        return tl::make_unexpected(Inconsistency{
            fmt::format("{} has no rate on {}; add one with an earlier first day", tax->second.name, to_string(on))});
      line.tax_name = tax->second.name;
      line.tax_percent = *percent;
      add_base(document.taxes, *plan.tax_id, tax->second.name, *percent, charge.net);
    }
    document.lines.push_back(std::move(line));
  }
  for (TaxSum &sum : document.taxes)
    sum.tax = tax_on(sum.base, sum.percent);
  total(document);
  return document;
}

Document make_credit_note(Date on, std::span<const NewCredit> credits, const Corrected &corrected,
                          const UserNames &names, const Prices &prices) {
  ENSURE(!credits.empty(), "a credit note has a line");
  const Currency currency = credits.front().net.currency();
  Document document = blank(DocumentKind::credit_note, on, currency);
  document.corrects = corrected.id;
  for (const NewCredit &credit : credits) {
    ENSURE(credit.corrects == corrected.id, "a credit note corrects one invoice");
    const PlanPrice &plan = prices.at(credit.plan_version_id);
    const auto original = std::find_if(corrected.lines.begin(), corrected.lines.end(),
                                       [&](const Corrected::Line &line) { return line.line == credit.corrects_line; });
    ENSURE(original != corrected.lines.end(), "a credit corrects a line of its invoice");
    document.lines.push_back({.service_id = credit.service_id,
                              .plan_version_id = credit.plan_version_id,
                              .description = fmt::format("Credit: {}", describe(plan, credit.service_id, names)),
                              .period = credit.period,
                              .unit_price = plan.price,
                              .net = credit.net,
                              .tax_id = original->tax_id,
                              .tax_name = original->tax_name,
                              .tax_percent = original->tax_percent,
                              .explanation = explain(credit, corrected.number)});
    if (original->tax_id)
      add_base(document.taxes, *original->tax_id, original->tax_name, original->tax_percent, credit.net);
  }
  for (TaxSum &sum : document.taxes) {
    const auto of_same = [&](const TaxSum &other) {
      return other.tax_id == sum.tax_id && other.percent == sum.percent;
    };
    const auto charged = std::find_if(corrected.taxes.begin(), corrected.taxes.end(), of_same);
    ENSURE(charged != corrected.taxes.end(), "a credit takes back tax that was charged");
    const auto before = std::find_if(corrected.credited.begin(), corrected.credited.end(), of_same);
    const bool is_first = before == corrected.credited.end();
    sum.tax = tax_taken_back(*charged, is_first ? Money::zero(currency) : before->base,
                             is_first ? Money::zero(currency) : before->tax, sum.base);
  }
  total(document);
  return document;
}

} // namespace demarc::billing
