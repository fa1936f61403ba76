// What is known of a customer for tax: where each service is installed, whether the VAT number was found valid, and the
// certificates that exempt from a tax. Facts with their dates; they are added to, not overwritten. Bills are taxed by
// them from then on.
#pragma once

#include "subscribers/service.h"
#include "tax/liability.h"

namespace demarc::subscribers {

using VatCheckId = StrongId<struct VatCheckTag>;
using ExemptionId = StrongId<struct ExemptionTag>;

// Who found out: the check digits alone, the registry of the European Commission or of the country, or a document that
// somebody looked at.
enum class VatCheckMethod { format, registry, document };
BOOST_DESCRIBE_ENUM(VatCheckMethod, format, registry, document)
enum class VatResult { valid, invalid, unknown };
BOOST_DESCRIBE_ENUM(VatResult, valid, invalid, unknown)

struct VatCheck {
  VatCheckId id;
  CustomerId customer_id;
  std::string vat_number; // as checked, without blanks
  std::string country;    // ISO 3166
  VatCheckMethod method = VatCheckMethod::format;
  VatResult result = VatResult::unknown;
  std::string registered_name;
  std::string reference; // the registry's consultation number
  Instant checked_at;
  std::string checked_by;
};
BOOST_DESCRIBE_STRUCT(VatCheck, (),
                      (id, customer_id, vat_number, country, method, result, registered_name, reference, checked_at,
                       checked_by))
// Without a method: format and check digits of the customer's VAT number. With one: what it answered.
struct NewVatCheck {
  std::optional<VatCheckMethod> method;
  std::optional<VatResult> result;
  std::optional<std::string> registered_name;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(NewVatCheck, (), (method, result, registered_name, reference))

struct Exemption {
  ExemptionId id;
  CustomerId customer_id;
  std::optional<JurisdictionId> jurisdiction_id;
  std::optional<std::string> jurisdiction; // its code; none: everywhere
  std::vector<std::string> products;       // none: all
  std::string number;
  std::string document; // where the certificate is kept
  Date valid_from;
  std::optional<Date> valid_to; // exclusive
};
BOOST_DESCRIBE_STRUCT(Exemption, (),
                      (id, customer_id, jurisdiction_id, jurisdiction, products, number, document, valid_from,
                       valid_to))
struct NewExemption {
  std::optional<std::string> jurisdiction;
  std::optional<std::vector<std::string>> products;
  std::string number;
  std::optional<std::string> document;
  Date valid_from;
  std::optional<Date> valid_to;
};
BOOST_DESCRIBE_STRUCT(NewExemption, (), (jurisdiction, products, number, document, valid_from, valid_to))
struct ExemptionEnd {
  Date valid_to;
};
BOOST_DESCRIBE_STRUCT(ExemptionEnd, (), (valid_to))

struct ServiceLocation {
  ServiceId service_id;
  CustomerId customer_id;
  Date from_date;
  std::string street, city, postal_code, region, country;
  std::optional<int> longitude_udeg, latitude_udeg; // millionths of a degree
  std::string tax_place;                            // tax/place.h; empty: taxed as where the service was at first
  std::optional<ServiceItemId> fee_item_id;         // what was charged for the move
  std::string actor;                                // empty: before there were moves
  std::optional<Instant> created_at;
};
BOOST_DESCRIBE_STRUCT(ServiceLocation, (),
                      (service_id, customer_id, from_date, street, city, postal_code, region, country, longitude_udeg,
                       latitude_udeg, tax_place, fee_item_id, actor, created_at))
struct NewServiceLocation {
  std::optional<Date> from_date; // today when absent
  std::string street, city, postal_code;
  std::optional<std::string> region, country;
  std::optional<int> longitude_udeg, latitude_udeg;
};
BOOST_DESCRIBE_STRUCT(NewServiceLocation, (),
                      (from_date, street, city, postal_code, region, country, longitude_udeg, latitude_udeg))
tax::Address address_of(const ServiceLocation &location);

struct CustomerTax {
  CustomerKind status = CustomerKind::residential;
  std::string vat_number;
  std::string vat_problem;           // why it cannot be right; empty: it can
  std::optional<VatCheck> vat_check; // the latest one of this number
  bool vat_confirmed = false;        // found valid: another EU state's business owes the tax himself
  std::vector<Exemption> exemptions;
  std::vector<ServiceLocation> locations; // by service and day
};
BOOST_DESCRIBE_STRUCT(CustomerTax, (),
                      (status, vat_number, vat_problem, vat_check, vat_confirmed, exemptions, locations))

struct TaxAct {
  Instant now;
  Date today;
  std::string actor;
};
Outcome<CustomerTax> find_customer_tax(db::Tx &tx, CustomerId id);
// Refused without a VAT number, and for one whose check digits are wrong.
Outcome<CustomerTax> add_vat_check(db::Tx &tx, db::Database &ids, CustomerId id, const NewVatCheck &in,
                                   const TaxAct &act);
Outcome<CustomerTax> add_exemption(db::Tx &tx, db::Database &ids, CustomerId id, const NewExemption &in,
                                   const TaxAct &act);
// Only to an earlier day than before: a certificate that begins anew is a new one.
Outcome<CustomerTax> end_exemption(db::Tx &tx, db::Database &ids, CustomerId id, ExemptionId exemption,
                                   const ExemptionEnd &in, const TaxAct &act);
// Corrects an address without billing anything anew; a service that moves is move_service.h's. A second location from
// the same day replaces the first.
Outcome<CustomerTax> locate_service(db::Tx &tx, db::Database &ids, ServiceId id, const NewServiceLocation &in,
                                    const TaxAct &act);

// For bulk readers such as the billing run: by customer; of VAT checks the latest of each customer's present number,
// when it found it valid.
std::vector<VatCheck> valid_vat_checks(db::Tx &tx, const std::vector<CustomerId> &customers);
std::vector<Exemption> exemptions_of(db::Tx &tx, const std::vector<CustomerId> &customers);
std::vector<ServiceLocation> locations_of(db::Tx &tx, const std::vector<CustomerId> &customers);
std::vector<ServiceLocation> locations_of_service(db::Tx &tx, ServiceId service); // by day
// The one in force on `day`; nullptr: the customer's address.
const ServiceLocation *location_on(const std::vector<ServiceLocation> &of_service, Date day);

} // namespace demarc::subscribers
