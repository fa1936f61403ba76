#include "billing/tax_profile_store.h"

#include "subscribers/customer_tax.h"

namespace demarc::billing {

namespace {

struct TaxedCustomerRow {
  CustomerId id;
  subscribers::CustomerKind kind = subscribers::CustomerKind::residential;
  std::string country, region, postal_code, vat_number;
};
BOOST_DESCRIBE_STRUCT(TaxedCustomerRow, (), (id, kind, country, region, postal_code, vat_number))

} // namespace

TaxProfiles load_tax_profiles(db::Tx &tx, const std::vector<CustomerId> &customers) {
  TaxProfiles profiles;
  for (TaxedCustomerRow &row :
       tx.all<TaxedCustomerRow>("select id, kind, country, region, postal_code, vat_number from customer"
                                " where id = any($1::bigint[])",
                                db::id_list(tx, customers))) {
    TaxProfile &profile = profiles[row.id];
    profile.buyer.is_business = row.kind == subscribers::CustomerKind::business;
    profile.address = {std::move(row.country), std::move(row.region), std::move(row.postal_code), std::nullopt};
  }
  for (const subscribers::VatCheck &check : subscribers::valid_vat_checks(tx, customers)) {
    TaxProfile &customer = profiles.at(check.customer_id);
    customer.buyer.vat_country = check.country;
    customer.buyer.vat_number = check.vat_number;
    customer.vat_check_id = check.id.value();
  }
  for (const subscribers::Exemption &one : subscribers::exemptions_of(tx, customers))
    profiles.at(one.customer_id)
        .buyer.exemptions.push_back({one.jurisdiction_id, one.products, one.number, one.valid_from, one.valid_to});
  for (const subscribers::ServiceLocation &one : subscribers::locations_of(tx, customers))
    profiles.at(one.customer_id)
        .locations.push_back({one.service_id, one.from_date, subscribers::address_of(one), one.tax_place});
  return profiles;
}

bool knows_buyers(db::Tx &tx) {
  return tx.one<bool>("select case when exists (select 1 from exemption)"
                      " or exists (select 1 from vat_check where result = 'valid') then 1 else 0 end");
}

} // namespace demarc::billing
