#include "catalog/tax.h"

#include "catalog/jurisdiction_store.h"
#include "catalog/tax_store.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace demarc::catalog {

std::optional<Percent> rate_on(const Tax &tax, Date day) {
  std::optional<Percent> rate;
  for (const TaxRate &candidate : tax.rates) {
    if (candidate.valid_from <= day)
      rate = candidate.valid_to && *candidate.valid_to <= day ? std::nullopt : std::optional(candidate.percent_ppm);
  }
  return rate;
}

namespace {

constexpr std::array<std::string_view, 7> categories{"S", "Z", "E", "AE", "O", "K", "G"};
constexpr std::int64_t highest_per_unit_minor = 1'000'000'000;

Outcome<Done> check_rate(Percent percent, const std::optional<Percent> &share,
                         const std::optional<std::int64_t> &per_unit_minor) {
  if (percent.ppm < 0 || percent.ppm > 1'000'000)
    return refuse("percent_out_of_range", "A tax rate is 0 to 100 percent: 0 to 1000000 parts per million.",
                  "percent_ppm");
  if (share && (share->ppm < 0 || share->ppm > 1'000'000))
    return refuse("share_out_of_range", "The taxable share is 0 to 100 percent: 0 to 1000000 parts per million.",
                  "share_ppm");
  if (per_unit_minor && (*per_unit_minor < 0 || *per_unit_minor > highest_per_unit_minor))
    return refuse("per_unit_out_of_range", "A fixed tax is zero or more for each unit, in minor units.",
                  "per_unit_minor");
  return Done{};
}

NewTaxRate rate_of(const NewTax &in) {
  return {in.percent_ppm, in.valid_from, in.per_unit_minor, in.share_ppm, in.source};
}

Outcome<TaxId> tax_named(const std::vector<Tax> &all, const std::string &code, std::string_view field) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Tax &tax) { return tax.code == code; });
  if (found == all.end())
    return refuse("tax_unknown", fmt::format("There is no tax \"{}\"; create it first.", code), std::string(field));
  return found->id;
}

Outcome<Done> check_product(const std::string &product) {
  const bool fits = !product.empty() && product.size() <= 40 && std::all_of(product.begin(), product.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!fits)
    return refuse("product_malformed",
                  "A tax category of plans is a word in small letters: internet, voice, equipment.", "products");
  return Done{};
}

} // namespace

Outcome<Tax> create_tax(db::Tx &tx, db::Database &ids, const NewTax &in, Date today) {
  if (in.code.empty() || in.name.empty())
    return refuse("name_missing", "A tax has a short code (\"VAT\") and the name that invoices print.",
                  in.code.empty() ? "code" : "name");
  TRY(checked, check_rate(in.percent_ppm, in.share_ppm, in.per_unit_minor));
  if (tax_code_is_taken(tx, in.code))
    return refuse(Refusal::Kind::conflict, "code_taken",
                  fmt::format("There is a tax \"{}\" already; add a rate to it, or choose another code.", in.code),
                  "code");
  TaxRow row{.code = in.code, .name = in.name};
  row.category = in.category.value_or("S");
  if (std::find(categories.begin(), categories.end(), row.category) == categories.end())
    return refuse("category_unknown", "The category is one of EN 16931: S, Z, E, AE, O, K, G.", "category");
  row.applies = in.applies.value_or(tax::Applies::always);
  row.inside = in.inside.value_or(false);
  if (in.jurisdiction) {
    TRY(jurisdiction, jurisdiction_named(tx, *in.jurisdiction));
    row.jurisdiction_id = jurisdiction;
  }
  for (const std::string &product : in.products.value_or(std::vector<std::string>{})) {
    TRY(fine, check_product(product));
    row.products += (row.products.empty() ? "" : ",") + product;
  }
  const std::vector<Tax> all = list_taxes(tx, today);
  std::vector<TaxId> on;
  for (const std::string &code : in.on.value_or(std::vector<std::string>{})) {
    TRY(id, tax_named(all, code, "on"));
    const auto below = std::find_if(all.begin(), all.end(), [&](const Tax &other) { return other.id == id; });
    if (!below->on.empty())
      return refuse("taxes_nested_too_deep",
                    fmt::format("{} is on other taxes itself; a tax is on taxes of the net alone.", code), "on");
    on.push_back(id);
  }
  if (in.replaces) {
    TRY(replaced, tax_named(all, *in.replaces, "replaces"));
    row.replaces_tax_id = replaced;
  }
  row.id = ids.next<TaxId>("tax");
  insert_tax(tx, row, on);
  insert_tax_rate(tx, ids.next<TaxRateId>("tax_rate"), row.id, rate_of(in));
  tx.notify(std::string(tax_channel), "");
  return find_tax(tx, row.id, today);
}

Outcome<Tax> add_tax_rate(db::Tx &tx, db::Database &ids, TaxId id, const NewTaxRate &in, Date today) {
  TRY(tax, find_tax(tx, id, today));
  TRY(checked, check_rate(in.percent_ppm, in.share_ppm, in.per_unit_minor));
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
  tx.notify(std::string(tax_channel), "");
  return find_tax(tx, id, today);
}

Outcome<Tax> edit_tax(db::Tx &tx, TaxId id, const TaxEdit &edit, Date today) {
  TRY(before, find_tax(tx, id, today));
  const std::string name = edit.name.value_or(before.name);
  if (name.empty())
    return refuse("name_missing", "A tax has a name that invoices print.", "name");
  update_tax(tx, id, name, edit.active.value_or(before.active));
  tx.notify(std::string(tax_channel), "");
  return find_tax(tx, id, today);
}

} // namespace demarc::catalog
