// Tax on a document's lines: which taxes they bear is the tax department's to say (tax/liability.h), what they amount
// to its arithmetic's (tax/assessment.h); here they meet the plans. The rate is the one in force at the tax point,
// which is the day of issue. A credit takes back the tax that was charged, at its rate and of its day. A rule.
#pragma once

#include "catalog/ids.h"
#include "subscribers/ids.h"
#include "tax/assessment.h"

#include <boost/describe.hpp>
#include <map>

namespace demarc::billing {

// What does not change between customers.
struct Taxes {
  tax::Table table;
  std::map<LegalEntityId, tax::Seller> sellers;
  tax::Method method;

  // One that is not there is nowhere: taxes that plans name outright do not ask.
  [[nodiscard]] const tax::Seller &seller(LegalEntityId entity) const;
};

// One tax that plans name outright, with its rates by first day: all that a quote for a plain plan needs.
Taxes one_tax(TaxId id, std::string name, const std::vector<std::pair<Date, Percent>> &rates);

// Who buys, and where their services are on which days.
struct TaxProfile {
  struct Location {
    ServiceId service_id;
    Date from;
    tax::Address address;
    std::string tax_place = {}; // charges.h
  };
  tax::Buyer buyer;
  tax::Address address;                     // of the bill
  std::optional<std::int64_t> vat_check_id; // the check that buyer.vat_number rests on
  std::vector<Location> locations;          // of services installed elsewhere, by service and day
  LegalEntityId seller = first_legal_entity;

  // Where the service is on `day`, as it is known when a document of `issued_on` is made: an address that was corrected
  // without a move counts from its day of issue. nullptr: at the address of the bill.
  [[nodiscard]] const Location *location_of(ServiceId service, Date day, Date issued_on) const;
};
// What make_invoice() needs to know of taxes. Without a customer, lines bear the tax that their plan names.
struct TaxView {
  TaxView(const Taxes &known) : taxes(known) {}
  TaxView(const Taxes &known, tax::Places &resolver, const TaxProfile &buyer)
      : taxes(known), places(&resolver), customer(&buyer) {}

  [[nodiscard]] const tax::Seller &seller() const {
    return taxes.seller(customer != nullptr ? customer->seller : first_legal_entity);
  }

  const Taxes &taxes;
  tax::Places *places = nullptr;
  const TaxProfile *customer = nullptr;
};

// The inputs that a line was taxed by, as they are kept with it.
struct TaxBasis {
  std::string rule; // of the place of supply, in words
  std::string product;
  std::string seller_country, seller_region;
  std::string country, region, postal_code;
  std::optional<std::int64_t> longitude_udeg, latitude_udeg;
  std::vector<std::string> jurisdictions; // codes, the country first
  std::string found_by;
  bool business = false;
  std::string vat_number; // confirmed
  std::optional<std::int64_t> vat_check_id;
  std::vector<std::string> evidence; // of the place
  bool cross_border_consumer = false;
};
BOOST_DESCRIBE_STRUCT(TaxBasis, (),
                      (rule, product, seller_country, seller_region, country, region, postal_code, longitude_udeg,
                       latitude_udeg, jurisdictions, found_by, business, vat_number, vat_check_id, evidence,
                       cross_border_consumer))

// Of one tax at one rate on one document.
struct TaxSum {
  TaxId tax_id;
  std::string name; // as invoices print it
  Percent percent;
  Money base;
  Money tax;
  std::optional<TaxRateId> rate_id;
  std::string category = "S";    // EN 16931
  std::string reason;            // why nothing is charged
  std::int64_t amount_minor = 0; // what the lines that bear it are priced at
  bool is_included = false;      // in that price
  bool is_plain = true;          // tax is round(base × percent), half up, and base is the amount
};

// The tax that a credit for `amount` of its lines takes back, when `corrected` is what its document charged and
// `credited` (nullptr: nothing) what earlier credits of that document took back already. Partial credits of any number
// sum to the tax that was charged, exactly.
tax::TakenBack tax_taken_back(const TaxSum &corrected, const TaxSum *credited, Money amount);

} // namespace demarc::billing
