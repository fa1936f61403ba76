#include "catalog/catalog_api.h"

#include "catalog/change_provider.h"
#include "catalog/coupon.h"
#include "catalog/legal_entity_api.h"
#include "catalog/plan.h"
#include "catalog/plan_rules.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "catalog/tax_api.h"
#include "catalog/tax_rules.h"
#include "platform/http/page.h"

namespace demarc::catalog {
namespace {

// A list without pages: there are tens of these, not thousands.
template <class T> struct List {
  std::vector<T> items;
  BOOST_DESCRIBE_CLASS(List, (), (items), (), ())
};

struct ProviderEdit {
  std::optional<std::string> name, legal_name, street, city, postal_code, country, vat_number, time_zone, locale,
      invoice_prefix;
  std::optional<Currency> currency;
  std::optional<int> payment_days, billing_run_at_s;
};
BOOST_DESCRIBE_STRUCT(ProviderEdit, (),
                      (name, legal_name, street, city, postal_code, country, vat_number, time_zone, locale,
                       invoice_prefix, currency, payment_days, billing_run_at_s))

} // namespace
} // namespace demarc::catalog

template <> struct demarc::http::Rules<demarc::catalog::NewCoupon> {
  static FieldRules fields() {
    return {{"code", {.format = Format::code, .description = "What customers name: \"welcome-10\""}},
            {"name", {.min_length = 1, .max_length = 80, .description = "As invoices name it"}},
            {"percent_ppm", {.minimum = 1, .maximum = 1'000'000, .description = "10 % is 100000; or an amount"}},
            {"amount_minor", {.minimum = 1, .description = "Off the price of each full period, or each invoice"}},
            {"periods",
             {.minimum = 1, .maximum = 1200, .description = "Full billing periods, or invoices; absent: for ever"}},
            {"on_invoice",
             {.description = "Given to a customer, off what recurs on their invoices, and not to a service; false when "
                             "absent"}},
            {"plan_id", {.description = "For services on this plan; absent: on any"}},
            {"on_add_ons", {.description = "On add-ons too; false when absent"}},
            {"valid_from", {.description = "The first day it is given"}},
            {"valid_until", {.description = "The last day it is given"}},
            {"max_redemptions", {.minimum = 1, .description = "Never given more often; absent: no limit"}}};
  }
};
template <> struct demarc::http::Rules<demarc::catalog::Coupon> {
  static FieldRules fields() {
    return {{"percent_ppm", {.description = "Of the list price, or of the invoice; 0 when it is an amount"}},
            {"amount_minor",
             {.description = "Off the price of each full period, or each invoice; 0 when it is a percentage"}},
            {"periods", {.description = "Full billing periods, or invoices; null: for ever"}},
            {"on_invoice", {.description = "Off a customer's invoices, not a service's periods"}}};
  }
};
template <> struct demarc::http::Rules<demarc::catalog::NewPlan> {
  static FieldRules fields() {
    return {
        {"code", {.format = Format::code, .description = "Short and stable: \"fiber-100\""}},
        {"name", {.min_length = 1, .max_length = 80, .description = "As customers and invoices read it"}},
        {"price_minor", {.minimum = 0, .description = "Per interval, before tax, in minor units"}},
        {"interval_months",
         {.minimum = 1, .maximum = 120, .description = "1 monthly, 3 quarterly, 6 half-yearly, 12 yearly"}},
        {"interval_days",
         {.minimum = 1, .maximum = 366, .description = "In place of interval_months: 7 weekly, 14 every two weeks"}},
        {"in_arrears",
         {.description = "A period is billed on the day after its last one, not on its first; false when absent"}},
        {"joins_stub",
         {.description = "Days before the first full period are billed with that one, not alone on the billing day "
                         "before it; false when absent"}},
        {"currency", {.description = "The provider's when absent"}},
        {"down_kbit", {.minimum = 1, .description = "To the customer; absent: unlimited"}},
        {"up_kbit", {.minimum = 1, .description = "From the customer; absent: unlimited"}},
        {"tax_category",
         {.max_length = 40,
          .description = "What is sold, for taxes found by place: internet, voice, television, equipment; "
                         "absent: the tax of tax_id, or none"}},
        {"price_includes_tax", {.description = "The price holds its taxes; false when absent"}},
        {"is_prepaid",
         {.description = "Each period is bought from the customer's credit when it begins, or the service stops; false "
                         "when absent. A plan stays what it is"}},
        {"forfeits_unused",
         {.description = "Of a prepaid plan: unused days of a bought period are not given back; false when absent"}},
        {"is_once", {.description = "The price is charged once: a device, a fee; false when absent"}},
        {"setup_fee_minor", {.minimum = 0, .description = "Charged on the first day of a service"}},
        {"setup_fee_months",
         {.minimum = 0,
          .maximum = 120,
          .description = "The set-up fee is no service of its own and is revenue of so many months from the first day, "
                         "or until the service ends; 0, when absent: of that day"}},
        {"trial_days",
         {.minimum = 0,
          .maximum = 366,
          .description = "At the beginning of a service, before its first period is owed"}},
        {"trial_price_minor", {.minimum = 0, .description = "Of the trial, once and whole; free when absent"}},
        {"bundle",
         {.max_length = catalog::most_parts,
          .description = "A bundle: the plans, 2 to 10, that it sells at its one price. Each is taken over as it is "
                         "sold alone today. Each line is divided over them by these prices, and each part bears its "
                         "own taxes: the bundle has no tax_id and no tax_category. Not bundles, nor what is once or "
                         "prepaid; all counted in months or all in days, all with their taxes in the price or none"}},
        {"kind", {.description = "Internet when absent; a plan keeps its kind"}},
        {"attributes",
         {.max_length = 40,
          .description = "As GET /v1/plan-kinds declares them for the kind. voice: included_minutes, lines "
                         "(required); television: channels (required); equipment: model (required), rental, "
                         "serial_needed; internet and other: none"}},
        {"contract", {.description = "What a service is sold on; none when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::catalog::ContractTerms> {
  static constexpr std::string_view name = "ContractTerms";
  static FieldRules fields() {
    return {{"minimum_months", {.minimum = 0, .maximum = 120, .description = "0: no minimum term, only notice"}},
            {"renewal_months",
             {.minimum = 0,
              .maximum = 120,
              .optional = true,
              .description = "Renews for so many months each time; 0: runs on without a term"}},
            {"notice_days",
             {.minimum = 0,
              .maximum = 366,
              .optional = true,
              .description = "How far ahead notice is given of an end without a fee"}},
            {"fee_kind",
             {.optional = true,
              .description = "Of leaving early. flat: fee_minor; percent: fee_ppm of the recurring price until the "
                             "contract could have ended; declining: fee_minor, less an equal step with each full month "
                             "of the minimum term that was served"}},
            {"fee_minor",
             {.minimum = 0, .optional = true, .description = "Net, of a flat fee; what a declining one begins with"}},
            {"fee_ppm", {.minimum = 0, .maximum = 1'000'000, .optional = true, .description = "50 % is 500000"}}};
  }
};
template <> struct demarc::http::Rules<demarc::catalog::NewTax> {
  static FieldRules fields() {
    return {
        {"code", {.min_length = 1, .max_length = 40}},
        {"name", {.min_length = 1, .max_length = 80, .description = "As invoices print it"}},
        {"percent_ppm", {.minimum = 0, .maximum = 1'000'000, .description = "19 % is 190000"}},
        {"jurisdiction", {.description = "The code of the place that levies it; absent: plans name the tax outright"}},
        {"category", {.one_of = {"S", "Z", "E", "AE", "O", "K", "G"}, .description = "EN 16931; S when absent"}},
        {"inside", {.description = "A percentage of the price that already holds it"}},
        {"products", {.description = "Tax categories of plans; absent: all"}},
        {"on", {.description = "Codes of the taxes in its base"}},
        {"replaces", {.description = "The code of a tax that this one stands in for"}},
        {"per_unit_minor", {.minimum = 0, .description = "A fixed amount for each unit"}},
        {"share_ppm", {.minimum = 0, .maximum = 1'000'000, .description = "How much of the base is taxable"}},
        {"source", {.max_length = 300, .description = "The law, and when it was looked at"}}};
  }
};

namespace demarc::catalog {

namespace {

void register_provider(http::Api &api) {
  api.get<http::NoQuery, Provider>(
      "/v1/provider", {.id = "get_provider", .summary = "Who sells", .permission = "settings.read", .tag = "Settings"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return find_provider(tx); });
  api.patch<ProviderEdit, Provider>("/v1/provider",
                                    {.id = "edit_provider",
                                     .summary = "Change the provider's data",
                                     .permission = "settings.write",
                                     .tag = "Settings",
                                     .description = "Name, address, VAT number and prefix are those of the first legal "
                                                    "entity (/v1/legal-entities/1)."},
                                    [](http::Call &call, db::Tx &tx, const ProviderEdit &in) -> Outcome<Provider> {
                                      Provider p = find_provider(tx);
                                      p.name = in.name.value_or(p.name);
                                      p.legal_name = in.legal_name.value_or(p.legal_name);
                                      p.street = in.street.value_or(p.street);
                                      p.city = in.city.value_or(p.city);
                                      p.postal_code = in.postal_code.value_or(p.postal_code);
                                      p.country = in.country.value_or(p.country);
                                      p.vat_number = in.vat_number.value_or(p.vat_number);
                                      p.time_zone = in.time_zone.value_or(p.time_zone);
                                      p.locale = in.locale.value_or(p.locale);
                                      p.invoice_prefix = in.invoice_prefix.value_or(p.invoice_prefix);
                                      p.currency = in.currency.value_or(p.currency);
                                      p.payment_days = in.payment_days.value_or(p.payment_days);
                                      p.billing_run_at_s = in.billing_run_at_s.value_or(p.billing_run_at_s);
                                      return change_provider(tx, p, call.now());
                                    });
}

void register_taxes(http::Api &api) {
  api.get<http::NoQuery, List<Tax>>(
      "/v1/taxes",
      {.id = "list_taxes", .summary = "Taxes and their dated rates", .permission = "catalog.read", .tag = "Catalog"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return List<Tax>{list_taxes(tx, business_date(tx, call.now()))};
      });
  api.post<NewTax, Tax>("/v1/taxes",
                        {.id = "create_tax",
                         .summary = "Create a tax with its first rate",
                         .permission = "settings.write",
                         .tag = "Catalog",
                         .status = 201},
                        [](http::Call &call, db::Tx &tx, const NewTax &in) {
                          return create_tax(tx, call.database(), in, business_date(tx, call.now()));
                        });
  api.get<http::NoQuery, Tax>("/v1/taxes/{id}",
                              {.id = "get_tax", .summary = "A tax", .permission = "catalog.read", .tag = "Catalog"},
                              [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                return find_tax(tx, call.path_id<TaxId>("id"), business_date(tx, call.now()));
                              });
  api.post<NewTaxRate, Tax>("/v1/taxes/{id}/rates",
                            {.id = "add_tax_rate",
                             .summary = "A new rate from a day on",
                             .permission = "settings.write",
                             .tag = "Catalog",
                             .status = 201},
                            [](http::Call &call, db::Tx &tx, const NewTaxRate &in) {
                              return add_tax_rate(tx, call.database(), call.path_id<TaxId>("id"), in,
                                                  business_date(tx, call.now()));
                            });
  api.patch<TaxEdit, Tax>("/v1/taxes/{id}",
                          {.id = "edit_tax",
                           .summary = "Rename a tax, or stop charging it",
                           .permission = "settings.write",
                           .tag = "Catalog",
                           .description = "For documents issued from now on. A tax that plans name outright is charged "
                                          "as long as they name it."},
                          [](http::Call &call, db::Tx &tx, const TaxEdit &in) {
                            return edit_tax(tx, call.path_id<TaxId>("id"), in, business_date(tx, call.now()));
                          });
}

void register_plans(http::Api &api) {
  api.get<http::NoQuery, List<PlanKindDeclaration>>(
      "/v1/plan-kinds",
      {.id = "list_plan_kinds",
       .summary = "Kinds of plans, each with the attributes it declares",
       .permission = "catalog.read",
       .tag = "Catalog"},
      [](http::Call &, db::Tx &, const http::NoQuery &) { return List<PlanKindDeclaration>{plan_kinds()}; });
  api.get<http::NoQuery, List<Plan>>("/v1/plans",
                                     {.id = "list_plans",
                                      .summary = "Plans, each as the version that is sold today",
                                      .permission = "catalog.read",
                                      .tag = "Catalog"},
                                     [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                       return List<Plan>{list_plans(tx, business_date(tx, call.now()))};
                                     });
  api.post<NewPlan, Plan>(
      "/v1/plans",
      {.id = "create_plan", .summary = "Create a plan", .permission = "catalog.write", .tag = "Catalog", .status = 201},
      [](http::Call &call, db::Tx &tx, const NewPlan &in) { return create_plan(tx, call.database(), in, call.now()); });
  api.get<http::NoQuery, Plan>("/v1/plans/{id}",
                               {.id = "get_plan", .summary = "A plan", .permission = "catalog.read", .tag = "Catalog"},
                               [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                 return find_plan(tx, call.path_id<PlanId>("id"), business_date(tx, call.now()));
                               });
  api.patch<PlanEdit, Plan>(
      "/v1/plans/{id}",
      {.id = "edit_plan",
       .summary = "Change a plan for whoever buys next",
       .permission = "catalog.write",
       .tag = "Catalog",
       .description = "Makes a new version. Services keep the version they were sold until they are moved "
                      "(a price change). Refused while a version is announced for a day to come. The parts of a "
                      "bundle stay as they were taken over, unless bundle names them: then each is taken "
                      "over as it is sold today. An empty list makes it a plan without parts."},
      [](http::Call &call, db::Tx &tx, const PlanEdit &in) {
        return edit_plan(tx, call.database(), call.path_id<PlanId>("id"), in, call.now());
      });
}

void register_coupons(http::Api &api) {
  api.get<http::NoQuery, List<Coupon>>(
      "/v1/coupons", {.id = "coupons", .summary = "Coupons", .permission = "catalog.read", .tag = "Catalog"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return List<Coupon>{list_coupons(tx)}; });
  api.post<NewCoupon, Coupon>("/v1/coupons",
                              {.id = "create_coupon",
                               .summary = "Create a coupon",
                               .permission = "catalog.write",
                               .tag = "Catalog",
                               .status = 201},
                              [](http::Call &call, db::Tx &tx, const NewCoupon &in) {
                                return create_coupon(tx, call.database(), in, call.now());
                              });
  api.patch<CouponEdit, Coupon>("/v1/coupons/{id}",
                                {.id = "edit_coupon",
                                 .summary = "Stop giving a coupon, or give it again",
                                 .permission = "catalog.write",
                                 .tag = "Catalog",
                                 .description = "What was given with it stays."},
                                [](http::Call &call, db::Tx &tx, const CouponEdit &in) {
                                  return edit_coupon(tx, call.path_id<CouponId>("id"), in);
                                });
}

} // namespace

void register_catalog_api(http::Api &api) {
  register_provider(api);
  register_legal_entity_api(api);
  register_taxes(api);
  register_tax_api(api);
  register_plans(api);
  register_coupons(api);
}

} // namespace demarc::catalog
