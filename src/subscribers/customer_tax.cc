#include "subscribers/customer_tax.h"

#include "catalog/provider.h"
#include "subscribers/customer_tax_store.h"
#include "subscribers/timeline.h"
#include "tax/vat_number.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

// The latest check of the number that says something of it; nullptr: none.
const VatCheck *latest_of(const std::vector<VatCheck> &checks, CustomerId customer, const std::string &vat_number) {
  const auto number = tax::parse_vat_number(vat_number);
  if (!number)
    return nullptr;
  const VatCheck *latest = nullptr;
  for (const VatCheck &check : checks) {
    const bool decides =
        check.result != VatResult::unknown || latest == nullptr || latest->result == VatResult::unknown;
    if (check.customer_id == customer && check.vat_number == number->text() && decides)
      latest = &check;
  }
  return latest;
}

void note(db::Tx &tx, db::Database &ids, CustomerId customer, std::string title, std::string detail,
          const TaxAct &act) {
  tell(tx, ids,
       {.customer_id = customer,
        .at = act.now,
        .kind = "customer.tax",
        .title = std::move(title),
        .detail = std::move(detail),
        .actor = act.actor});
}

} // namespace

tax::Address address_of(const ServiceLocation &location) {
  tax::Address address{location.country, location.region, location.postal_code, std::nullopt};
  if (location.longitude_udeg && location.latitude_udeg)
    address.point = tax::Point{*location.longitude_udeg, *location.latitude_udeg};
  return address;
}

Outcome<CustomerTax> find_customer_tax(db::Tx &tx, CustomerId id) {
  TRY(customer, find_customer(tx, id));
  CustomerTax found;
  found.status = customer.kind;
  found.vat_number = customer.vat_number;
  if (!customer.vat_number.empty()) {
    if (const auto number = tax::parse_vat_number(customer.vat_number); !number)
      found.vat_problem = number.error().detail;
  }
  const auto checks = vat_checks_of(tx, {id});
  if (const VatCheck *latest = latest_of(checks, id, customer.vat_number)) {
    found.vat_check = *latest;
    found.vat_confirmed = latest->result == VatResult::valid;
  }
  found.exemptions = exemptions_of(tx, {id});
  found.locations = locations_of(tx, {id});
  return found;
}

Outcome<CustomerTax> add_vat_check(db::Tx &tx, db::Database &ids, CustomerId id, const NewVatCheck &in,
                                   const TaxAct &act) {
  TRY(customer, lock_customer(tx, id));
  if (customer.vat_number.empty())
    return refuse(Refusal::Kind::conflict, "vat_number_missing", "The customer has no VAT number; enter it first.");
  TRY(number, tax::parse_vat_number(customer.vat_number));
  VatCheck check;
  check.method = in.method.value_or(VatCheckMethod::format);
  if ((check.method == VatCheckMethod::format) != !in.result.has_value())
    return refuse("result_missing", "Give the registry's or the document's answer; a check of the format has none.",
                  "result");
  check.id = ids.next<VatCheckId>("vat_check");
  check.customer_id = id;
  check.vat_number = number.text();
  check.country = number.country;
  check.result = in.result.value_or(VatResult::unknown);
  check.registered_name = in.registered_name.value_or("");
  check.reference = in.reference.value_or("");
  check.checked_at = act.now;
  check.checked_by = act.actor;
  insert_vat_check(tx, check);
  const std::string_view said = check.result == VatResult::valid     ? "found valid"
                                : check.result == VatResult::invalid ? "found invalid"
                                                                     : "well formed, not confirmed";
  note(tx, ids, id, fmt::format("VAT number {}", said),
       check.reference.empty() ? check.vat_number : fmt::format("{}, reference {}", check.vat_number, check.reference),
       act);
  return find_customer_tax(tx, id);
}

Outcome<CustomerTax> add_exemption(db::Tx &tx, db::Database &ids, CustomerId id, const NewExemption &in,
                                   const TaxAct &act) {
  TRY(customer, lock_customer(tx, id));
  Exemption one;
  one.customer_id = id;
  if (in.jurisdiction && !in.jurisdiction->empty()) {
    one.jurisdiction_id = jurisdiction_id_of(tx, *in.jurisdiction);
    if (!one.jurisdiction_id)
      return refuse("jurisdiction_unknown", fmt::format("There is no jurisdiction \"{}\".", *in.jurisdiction),
                    "jurisdiction");
  }
  one.products = in.products.value_or(std::vector<std::string>{});
  for (const std::string &product : one.products) {
    if (product.empty() || product.find(',') != std::string::npos)
      return refuse("product_malformed", "A tax category of plans is a word: internet, voice, equipment.", "products");
  }
  one.number = in.number;
  if (one.number.empty())
    return refuse("number_missing", "Give the certificate's number: it stands on the invoice.", "number");
  one.document = in.document.value_or("");
  one.valid_from = in.valid_from;
  one.valid_to = in.valid_to;
  if (one.valid_to && *one.valid_to <= one.valid_from)
    return refuse("period_empty", "The certificate ends after it begins.", "valid_to");
  one.id = ids.next<ExemptionId>("exemption");
  insert_exemption(tx, one, act);
  note(tx, ids, id, "Tax exemption recorded",
       fmt::format("certificate {}, from {}{}", one.number, to_string(one.valid_from),
                   one.valid_to ? fmt::format(" to {}", to_string(*one.valid_to)) : ""),
       act);
  return find_customer_tax(tx, id);
}

Outcome<CustomerTax> end_exemption(db::Tx &tx, db::Database &ids, CustomerId id, ExemptionId exemption,
                                   const ExemptionEnd &in, const TaxAct &act) {
  TRY(customer, lock_customer(tx, id));
  const auto all = exemptions_of(tx, {id});
  const auto found = std::find_if(all.begin(), all.end(), [&](const Exemption &one) { return one.id == exemption; });
  if (found == all.end())
    return refuse(Refusal::Kind::not_found, "exemption_unknown", "This customer has no such exemption.");
  if (in.valid_to < found->valid_from || (found->valid_to && in.valid_to > *found->valid_to))
    return refuse("period_not_shorter", "An exemption can end earlier, not later; a new certificate is a new one.",
                  "valid_to");
  set_exemption_end(tx, exemption, in.valid_to);
  note(tx, ids, id, "Tax exemption ended",
       fmt::format("certificate {}, from {}", found->number, to_string(in.valid_to)), act);
  return find_customer_tax(tx, id);
}

Outcome<CustomerTax> locate_service(db::Tx &tx, db::Database &ids, ServiceId id, const NewServiceLocation &in,
                                    const TaxAct &act) {
  const auto service = find_service(tx, id);
  if (!service)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  TRY(customer, lock_customer(tx, service->customer_id));
  if (in.longitude_udeg.has_value() != in.latitude_udeg.has_value())
    return refuse("point_incomplete", "Give longitude and latitude, or neither.", "latitude_udeg");
  ServiceLocation location{id,
                           customer.id,
                           in.from_date.value_or(std::max(act.today, service->starts_on)),
                           in.street,
                           in.city,
                           in.postal_code,
                           in.region.value_or(""),
                           in.country.value_or(customer.country),
                           in.longitude_udeg,
                           in.latitude_udeg,
                           {},
                           std::nullopt,
                           act.actor,
                           act.now};
  const auto before = locations_of_service(tx, id);
  if (const ServiceLocation *corrected = location_on(before, location.from_date)) {
    location.tax_place = corrected->tax_place; // days are not billed anew
    if (corrected->from_date == location.from_date)
      location.fee_item_id = corrected->fee_item_id;
  }
  save_location(tx, location);
  note(tx, ids, customer.id, fmt::format("Installation address of {} changed", service->username),
       fmt::format("{}, {} {}, {} from {}", location.street, location.postal_code, location.city, location.country,
                   to_string(location.from_date)),
       act);
  return find_customer_tax(tx, customer.id);
}

const ServiceLocation *location_on(const std::vector<ServiceLocation> &of_service, Date day) {
  const ServiceLocation *found = nullptr;
  for (const ServiceLocation &location : of_service) {
    if (location.from_date <= day)
      found = &location;
  }
  return found;
}

std::vector<VatCheck> valid_vat_checks(db::Tx &tx, const std::vector<CustomerId> &customers) {
  const auto checks = vat_checks_of(tx, customers);
  std::vector<VatCheck> valid;
  if (checks.empty())
    return valid;
  for (const NumberOfCustomer &one : vat_numbers_of(tx, customers)) {
    const VatCheck *latest = latest_of(checks, one.id, one.vat_number);
    if (latest != nullptr && latest->result == VatResult::valid)
      valid.push_back(*latest);
  }
  return valid;
}

} // namespace demarc::subscribers
