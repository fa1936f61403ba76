#include "billing/tax.h"

namespace demarc::billing {

const tax::Seller &Taxes::seller(LegalEntityId entity) const {
  static const tax::Seller nowhere;
  const auto found = sellers.find(entity);
  return found == sellers.end() ? nowhere : found->second;
}

Taxes one_tax(TaxId id, std::string name, const std::vector<std::pair<Date, Percent>> &rates) {
  tax::Tax one;
  one.id = id;
  one.name = std::move(name);
  for (const auto &[from, percent] : rates) {
    tax::Rate &rate = one.rates.emplace_back();
    rate.id = TaxRateId(static_cast<std::int64_t>(one.rates.size()));
    rate.valid_from = from;
    rate.percent = percent;
  }
  Taxes taxes;
  taxes.table.taxes.emplace(id, std::move(one));
  return taxes;
}

const TaxProfile::Location *TaxProfile::location_of(ServiceId service, Date day, Date issued_on) const {
  const Location *found = nullptr;
  for (const Location &location : locations) {
    if (location.service_id != service)
      continue;
    const bool is_corrected = location.from <= issued_on && location.tax_place == (found ? found->tax_place : "");
    if (location.from > day && !is_corrected)
      break;
    found = &location;
  }
  return found;
}

tax::TakenBack tax_taken_back(const TaxSum &corrected, const TaxSum *credited, Money amount) {
  const Currency currency = amount.currency();
  const Money zero = Money::zero(currency);
  const auto sum = [&](const TaxSum &of) {
    return tax::ChargedSum{Money::minor(of.amount_minor, currency), of.base, of.tax, of.percent};
  };
  return tax::take_back(sum(corrected),
                        credited != nullptr ? sum(*credited) : tax::ChargedSum{zero, zero, zero, corrected.percent},
                        amount);
}

} // namespace demarc::billing
