#include "documents/sample.h"

#include <fmt/format.h>

namespace demarc::documents {

namespace {

std::string sample_address(std::string_view language) {
  static const std::map<std::string_view, std::string_view> addresses{
      {"de", "Käthe Größmann\nHafenstraße 7b\n25813 Husum\nDE"},
      {"fr", "Éloïse Lefèvre\n12, rue de l’Église\n35400 Saint-Malo\nFR"},
      {"es", "Íñigo Núñez Peña\nCalle del Olmo 4, 2.º\n28012 Madrid\nES"},
      {"uk", "Ганна Шевченко\nвул. Соборна, 15\n21050 Вінниця\nUA"},
      {"ru", "Юлия Щербакова\nул. Абая, 10\n050000 Алматы\nKZ"},
      {"el", "Ελένη Παπαδοπούλου\nΟδός Ερμού 21\n105 63 Αθήνα\nGR"},
      {"ar", "ليلى بنت خالد الهاشمي\nشارع المتنبي 12\nالكويت 13001\nKW"},
      {"zh", "王小明\n中山路88号\n200001 上海市\nCN"}};
  const auto found = addresses.find(language);
  return std::string(found != addresses.end() ? found->second : "Alice Archer\n21 Harbour Lane\nBS1 4RW Bristol\nGB");
}

// In steps that look like prices of any currency: 29.00 EUR, 2900 JPY, 29.000 KWD.
Money price(std::int64_t whole, Currency currency) {
  std::int64_t unit = currency.exponent() == 0 ? 100 : 1;
  for (int i = 0; i < currency.exponent(); ++i)
    unit *= 10;
  return Money::minor(whole * unit, currency);
}

BillFacts sample_bill(const SampleWish &wish) {
  static constexpr std::array<std::pair<std::string_view, int>, 5> plans{
      std::pair{"Fiber 250", 37}, {"Static IPv4", 5}, {"Router rental", 4}, {"TV Basic", 12}, {"Voice flat", 9}};
  const Date first = Date::of(2026, 3, 1);
  BillFacts bill{.kind = wish.kind,
                 .number = wish.kind == PaperKind::proforma      ? ""
                           : wish.kind == PaperKind::credit_note ? "CN2026-000042"
                                                                 : "2026-004711",
                 .language = wish.language,
                 .customer_number = "C-001042",
                 .bill_to = sample_address(Language::find(wish.language).code()),
                 .issued_on = first,
                 .due_on = first.plus_days(14),
                 .corrects_number = wish.kind == PaperKind::credit_note ? "2026-004498" : "",
                 .net = Money::zero(wish.currency),
                 .tax = Money::zero(wish.currency),
                 .used = Money::zero(wish.currency)};
  for (int n = 0; n < wish.lines; ++n) {
    const auto &[name, whole] = plans[static_cast<std::size_t>(n) % plans.size()];
    const Period full{first.plus_months_clamped(-(n / 5)), first.plus_months_clamped(1 - n / 5)};
    const bool is_part = n % 5 == 1;
    const Period period{is_part ? full.start.plus_days(13) : full.start, full.end};
    const Money unit = price(whole, wish.currency);
    const Money net = prorate(unit, period.days(), full.days(), Rounding::half_up);
    bill.lines.push_back({.description = fmt::format("{} (alice@example)", name),
                          .period = period,
                          .unit_price = unit,
                          .net = net,
                          .tax_name = "VAT",
                          .tax_percent = Percent{190'000},
                          .full = is_part ? std::optional(full) : std::nullopt});
    bill.net += net;
  }
  bill.tax = percent_of(bill.net, Percent{190'000}, Rounding::half_up);
  bill.taxes = {{"VAT", Percent{190'000}, bill.net, bill.tax}};
  return bill;
}

} // namespace

Paper sample_paper(const SampleWish &wish, const Style &style) {
  const Date first = Date::of(2026, 3, 1);
  const std::string address = sample_address(Language::find(wish.language).code());
  if (wish.kind == PaperKind::statement) {
    StatementFacts facts{.language = wish.language,
                         .customer_number = "C-001042",
                         .bill_to = address,
                         .from = first,
                         .to = first.plus_months_clamped(wish.lines).plus_days(-1),
                         .opening = price(12, wish.currency)};
    for (int n = 0; n < wish.lines; ++n) {
      const bool is_payment = n % 2 == 1;
      const Money amount = price(44, wish.currency);
      facts.entries.push_back({first.plus_days(n * 14), is_payment ? "payment" : "invoice",
                               is_payment ? "" : fmt::format("2026-{:06}", 4711 + n), is_payment ? -amount : amount});
    }
    return compose_statement(facts, style);
  }
  if (wish.kind == PaperKind::receipt)
    return compose_receipt({.number = "R2026-000815",
                            .language = wish.language,
                            .customer_number = "C-001042",
                            .bill_to = address,
                            .received_on = first.plus_days(9),
                            .method = "bank",
                            .reference = "2026-004711",
                            .amount = price(50, wish.currency),
                            .kept = price(6, wish.currency),
                            .parts = {{"2026-004711", first, price(44, wish.currency)}}},
                           style);
  return compose_bill(sample_bill(wish), style);
}

} // namespace demarc::documents
