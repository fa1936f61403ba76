// Rows of VAT checks, exemptions and service locations.
#pragma once

#include "subscribers/customer_tax.h"

namespace demarc::subscribers {

std::vector<VatCheck> vat_checks_of(db::Tx &tx, const std::vector<CustomerId> &customers); // oldest first
void insert_vat_check(db::Tx &tx, const VatCheck &check);
void insert_exemption(db::Tx &tx, const Exemption &exemption, const TaxAct &act);
void set_exemption_end(db::Tx &tx, ExemptionId id, Date valid_to);
std::optional<JurisdictionId> jurisdiction_id_of(db::Tx &tx, const std::string &code);
void save_location(db::Tx &tx, const ServiceLocation &location);
void drop_locations_from(db::Tx &tx, ServiceId service, Date from);
struct NumberOfCustomer {
  CustomerId id;
  std::string vat_number;
};
BOOST_DESCRIBE_STRUCT(NumberOfCustomer, (), (id, vat_number))
std::vector<NumberOfCustomer> vat_numbers_of(db::Tx &tx, const std::vector<CustomerId> &customers);

} // namespace demarc::subscribers
