#include "billing/tax_profile_store.h"

#include "billing/charge_store.h"
#include "subscribers/customer_tax.h"

namespace demarc::billing {

namespace {

struct TaxedCustomerRow {
  CustomerId id;
  subscribers::CustomerKind kind = subscribers::CustomerKind::residential;
  std::string country, region, postal_code, vat_number;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(TaxedCustomerRow, (), (id, kind, country, region, postal_code, vat_number, legal_entity_id))

// A service of a customer that somebody else pays for is at its customer's address, not at the bill's.
struct HomeRow {
  ServiceId service_id;
  CustomerId customer_id;
  std::string country, region, postal_code;
};
BOOST_DESCRIBE_STRUCT(HomeRow, (), (service_id, customer_id, country, region, postal_code))

} // namespace

TaxProfiles load_tax_profiles(db::Tx &tx, const std::vector<CustomerId> &customers) {
  TaxProfiles profiles;
  for (TaxedCustomerRow &row :
       tx.all<TaxedCustomerRow>("select id, kind, country, region, postal_code, vat_number, legal_entity_id"
                                " from customer"
                                " where id = any($1::bigint[])",
                                db::id_list(tx, customers))) {
    TaxProfile &profile = profiles[row.id];
    profile.buyer.is_business = row.kind == subscribers::CustomerKind::business;
    profile.seller = row.legal_entity_id;
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
  const std::vector<PaidAccount> paid = accounts_paid_by(tx, customers);
  std::vector<CustomerId> installed = customers;
  std::unordered_map<CustomerId, std::vector<CustomerId>> payers_of;
  for (const PaidAccount &one : paid) {
    installed.push_back(one.customer_id);
    payers_of[one.customer_id].push_back(one.payer_id);
  }
  if (!paid.empty()) {
    const std::vector<CustomerId> others(installed.begin() + static_cast<std::ptrdiff_t>(customers.size()),
                                         installed.end());
    for (const HomeRow &row :
         tx.all<HomeRow>("select s.id as service_id, c.id as customer_id, c.country as country, c.region as region,"
                         " c.postal_code as postal_code from customer c join service s on s.customer_id = c.id"
                         " where c.id = any($1::bigint[]) order by s.id",
                         db::id_list(tx, others))) {
      for (const CustomerId payer : payers_of[row.customer_id])
        profiles.at(payer).locations.push_back(
            {row.service_id, Date::of(1, 1, 1), {row.country, row.region, row.postal_code, std::nullopt}});
    }
  }
  for (const subscribers::ServiceLocation &one : subscribers::locations_of(tx, installed)) {
    const TaxProfile::Location location{one.service_id, one.from_date, subscribers::address_of(one), one.tax_place};
    if (const auto own = profiles.find(one.customer_id); own != profiles.end())
      own->second.locations.push_back(location);
    for (const CustomerId payer : payers_of[one.customer_id])
      profiles.at(payer).locations.push_back(location);
  }
  return profiles;
}

bool knows_buyers(db::Tx &tx) {
  return tx.one<bool>("select case when exists (select 1 from exemption)"
                      " or exists (select 1 from vat_check where result = 'valid') then 1 else 0 end");
}

} // namespace demarc::billing
