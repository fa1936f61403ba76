#include "catalog/tax.h"

#include "catalog/tax_store.h"

#include <fmt/format.h>

namespace demarc::catalog {

std::optional<Percent> rate_on(const Tax &tax, Date day) {
  std::optional<Percent> rate;
  for (const TaxRate &candidate : tax.rates) {
    if (candidate.valid_from <= day)
      rate = candidate.percent_ppm;
  }
  return rate;
}

namespace {
Outcome<Done> check_percent(Percent percent) {
  if (percent.ppm < 0 || percent.ppm > 1'000'000)
    return refuse("percent_out_of_range", "A tax rate is 0 to 100 percent: 0 to 1000000 parts per million.",
                  "percent_ppm");
  return Done{};
}
} // namespace

Outcome<Tax> create_tax(db::Tx &tx, db::Database &ids, const NewTax &in, Date today) {
  if (in.code.empty() || in.name.empty())
    return refuse("name_missing", "A tax has a short code (\"VAT\") and the name that invoices print.",
                  in.code.empty() ? "code" : "name");
  TRY(checked, check_percent(in.percent_ppm));
  (void)checked;
  if (tax_code_is_taken(tx, in.code))
    return refuse(Refusal::Kind::conflict, "code_taken",
                  fmt::format("There is a tax \"{}\" already; add a rate to it, or choose another code.", in.code),
                  "code");
  const auto id = ids.next<TaxId>("tax");
  insert_tax(tx, id, in.code, in.name);
  insert_tax_rate(tx, ids.next<TaxRateId>("tax_rate"), id, {in.percent_ppm, in.valid_from});
  return find_tax(tx, id, today);
}

Outcome<Tax> add_tax_rate(db::Tx &tx, db::Database &ids, TaxId id, const NewTaxRate &in, Date today) {
  TRY(tax, find_tax(tx, id, today));
  TRY(checked, check_percent(in.percent_ppm));
  (void)checked;
  for (const TaxRate &rate : tax.rates) {
    if (rate.valid_from == in.valid_from)
      return refuse(Refusal::Kind::conflict, "rate_exists",
                    fmt::format("{} has a rate from {} already. Rates are never overwritten; choose another first day.",
                                tax.code, to_string(in.valid_from)),
                    "valid_from");
  }
  if (const auto used = last_use_of_tax(tx, id); used && *used >= in.valid_from)
    return refuse(Refusal::Kind::conflict, "rate_in_use",
                  fmt::format("Invoices up to {} were issued with {}; a new rate begins after that day.",
                              to_string(*used), tax.code),
                  "valid_from");
  insert_tax_rate(tx, ids.next<TaxRateId>("tax_rate"), id, in);
  return find_tax(tx, id, today);
}

} // namespace demarc::catalog
