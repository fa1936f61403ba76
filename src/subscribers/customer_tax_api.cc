#include "subscribers/customer_tax_api.h"

#include "catalog/provider.h"
#include "subscribers/customer_tax.h"
#include "subscribers/vat_registry.h"

namespace demarc::subscribers {

namespace {

TaxAct act_of(http::Call &call, db::Tx &tx) {
  return {call.now(), catalog::business_date(tx, call.now()), call.actor().name};
}

} // namespace
} // namespace demarc::subscribers

template <> struct demarc::http::Rules<demarc::subscribers::NewVatCheck> {
  static FieldRules fields() {
    return {{"method", {.description = "Absent: format and check digits"}},
            {"result", {.description = "What the registry or the document says"}},
            {"registered_name", {.max_length = 200}},
            {"reference", {.max_length = 100, .description = "The registry's consultation number"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewExemption> {
  static FieldRules fields() {
    return {{"jurisdiction", {.description = "Its code; absent: everywhere"}},
            {"products", {.max_length = 20, .description = "Tax categories of plans; absent: all"}},
            {"number", {.min_length = 1, .max_length = 80}},
            {"document", {.max_length = 300, .description = "Where the certificate is kept"}},
            {"valid_to", {.description = "The first day without; absent: open"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewServiceLocation> {
  static FieldRules fields() {
    return {
        {"from_date", {.description = "Today when absent"}},
        {"street", {.max_length = 200}},
        {"city", {.max_length = 100}},
        {"postal_code", {.max_length = 20}},
        {"country", {.format = Format::country, .description = "The customer's when absent"}},
        {"longitude_udeg", {.minimum = -180'000'000, .maximum = 180'000'000, .description = "Millionths of a degree"}},
        {"latitude_udeg", {.minimum = -90'000'000, .maximum = 90'000'000, .description = "Millionths of a degree"}}};
  }
};

namespace demarc::subscribers {

void register_customer_tax_api(http::Api &api) {
  api.get<http::NoQuery, CustomerTax>("/v1/customers/{id}/tax",
                                      {.id = "get_customer_tax",
                                       .summary = "What is known of a customer for tax",
                                       .permission = "customers.read",
                                       .tag = "Customers"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                        return find_customer_tax(tx, call.path_id<CustomerId>("id"));
                                      });
  api.post<NewVatCheck, CustomerTax>(
      "/v1/customers/{id}/vat-checks",
      {.id = "check_vat_number",
       .summary = "Record a check of the customer's VAT number",
       .permission = "customers.write",
       .tag = "Customers",
       .status = 201,
       .description = "Without a body's members the format and the check digits are looked at. With a method, what a "
                      "registry (VIES) or a document answered is kept. A business of another EU state whose number was "
                      "found valid owes the tax himself from then on."},
      [](http::Call &call, db::Tx &tx, const NewVatCheck &in) {
        return add_vat_check(tx, call.database(), call.path_id<CustomerId>("id"), in, act_of(call, tx));
      });
  api.post<NewExemption, CustomerTax>("/v1/customers/{id}/exemptions",
                                      {.id = "add_exemption",
                                       .summary = "Record an exemption certificate",
                                       .permission = "customers.write",
                                       .tag = "Customers",
                                       .status = 201},
                                      [](http::Call &call, db::Tx &tx, const NewExemption &in) {
                                        return add_exemption(tx, call.database(), call.path_id<CustomerId>("id"), in,
                                                             act_of(call, tx));
                                      });
  api.post<ExemptionEnd, CustomerTax>("/v1/customers/{id}/exemptions/{exemption_id}/end",
                                      {.id = "end_exemption",
                                       .summary = "Let an exemption end earlier",
                                       .permission = "customers.write",
                                       .tag = "Customers"},
                                      [](http::Call &call, db::Tx &tx, const ExemptionEnd &in) {
                                        return end_exemption(tx, call.database(), call.path_id<CustomerId>("id"),
                                                             call.path_id<ExemptionId>("exemption_id"), in,
                                                             act_of(call, tx));
                                      });
  api.put<NewServiceLocation, CustomerTax>(
      "/v1/services/{id}/location",
      {.id = "locate_service",
       .summary = "Where a service is installed, from a day on",
       .permission = "customers.write",
       .tag = "Customers",
       .description = "The place decides the taxes of a fixed line. Without one it is the customer's address."},
      [](http::Call &call, db::Tx &tx, const NewServiceLocation &in) {
        return locate_service(tx, call.database(), call.path_id<ServiceId>("id"), in, act_of(call, tx));
      });
}

void register_vat_registry_api(http::Api &api, bool configured) {
  api.post<http::NoBody, CustomerTax>(
      "/v1/customers/{id}/vat-checks/registry",
      {.id = "ask_vat_registry",
       .summary = "Ask the registry about the customer's VAT number",
       .permission = "customers.write",
       .tag = "Customers",
       .description =
           "The question is put and this answers at once; what the registry says (VIES, or what `tax.vat_registry_url` "
           "names) is a VAT check some seconds later, and on the timeline. While the registry is away it is "
           "asked again every half hour, and the number counts as before. A number that is entered or changed is asked "
           "for by "
           "itself. Refused with `registry_off` where no registry is configured, with `registry_elsewhere` "
           "for a country outside the EU."},
      [configured](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<CustomerTax> {
        if (!configured)
          return refuse(
              Refusal::Kind::conflict, "registry_off",
              "No registry is configured (tax.vat_registry_url); look the number up and record what you found.");
        return ask_vat_registry(tx, call.path_id<CustomerId>("id"), act_of(call, tx));
      });
}

} // namespace demarc::subscribers
