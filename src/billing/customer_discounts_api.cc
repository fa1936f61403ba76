#include "billing/customer_discounts_api.h"

#include "billing/discount_uses_store.h"
#include "catalog/provider.h"
#include "subscribers/customer.h"
#include "subscribers/customer_discount.h"

#include <algorithm>

namespace demarc::billing {
namespace {

struct CustomerDiscountView {
  CustomerDiscountId id;
  std::optional<CouponId> coupon_id;
  std::string name;
  Percent percent_ppm;
  std::int64_t amount_minor = 0;
  std::optional<int> invoices;
  int used = 0;
  std::int64_t taken_off_minor = 0;
  Date from;
  std::optional<Date> until;
  bool is_over = false;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(CustomerDiscountView, (),
                      (id, coupon_id, name, percent_ppm, amount_minor, invoices, used, taken_off_minor, from, until,
                       is_over, actor))
struct CustomerDiscounts {
  Currency currency = Currency::of("XXX");
  std::vector<CustomerDiscountView> items;
};
BOOST_DESCRIBE_STRUCT(CustomerDiscounts, (), (currency, items))
struct DiscountEnd {
  std::optional<Date> on;
};
BOOST_DESCRIBE_STRUCT(DiscountEnd, (), (on))

subscribers::Act act_of_discount(http::Call &call, db::Tx &tx) {
  return {call.now(), catalog::business_date(tx, call.now()), call.actor().name};
}

Outcome<CustomerDiscounts> discounts_view(db::Tx &tx, CustomerId id, Date today) {
  TRY(customer, subscribers::find_customer(tx, id));
  CustomerDiscounts shown{customer.currency, {}};
  const auto uses = discount_uses(tx, id);
  for (subscribers::CustomerDiscount &d : subscribers::discounts_of_customer(tx, id)) {
    CustomerDiscountView view{d.id, d.coupon_id, std::move(d.name), d.percent_ppm, d.amount_minor, d.invoices,
                              0,    0,           d.from_date,       d.until_date,  false,          std::move(d.actor)};
    for (const DiscountUse &use : uses) {
      view.used += use.discount_id == d.id ? 1 : 0;
      view.taken_off_minor += use.discount_id == d.id ? use.amount_minor : 0;
    }
    view.is_over = (d.until_date && *d.until_date <= today) || (d.invoices && view.used >= *d.invoices);
    shown.items.push_back(std::move(view));
  }
  return shown;
}

} // namespace
} // namespace demarc::billing

template <> struct demarc::http::Rules<demarc::billing::CustomerDiscountView> {
  static constexpr std::string_view name = "CustomerDiscount";
  static FieldRules fields() {
    return {{"percent_ppm", {.description = "Of the recurring lines; 0 when it is an amount"}},
            {"amount_minor", {.description = "Off each invoice; 0 when it is a percentage"}},
            {"invoices", {.description = "On so many; null: for ever"}},
            {"used", {.description = "On so many billing days something of it stands"}},
            {"taken_off_minor", {.description = "In all, less what credit notes took back"}},
            {"from", {.description = "On invoices of this day and later ones"}},
            {"until", {.description = "The first day without it; null: it was not ended"}},
            {"is_over", {.description = "It was ended, or has been on all its invoices"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewCustomerDiscount> {
  static FieldRules fields() {
    return {
        {"coupon_code", {.max_length = 40, .description = "Of a coupon on the invoice; or the members that follow"}},
        {"name", {.min_length = 1, .max_length = 80, .description = "As invoices name it"}},
        {"percent_ppm", {.minimum = 1, .maximum = 1'000'000, .description = "10 % is 100000; or an amount"}},
        {"amount_minor", {.minimum = 1, .description = "Off each invoice, before tax or with it as prices are"}},
        {"invoices", {.minimum = 1, .maximum = 1200, .description = "On so many; absent: for ever"}},
        {"from", {.description = "On invoices of this day and later ones; today when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::billing::DiscountEnd> {
  static constexpr std::string_view name = "CustomerDiscountEnd";
  static FieldRules fields() { return {{"on", {.description = "Invoices of this day and later ones are without it"}}}; }
};

namespace demarc::billing {

void register_customer_discounts_api(http::Api &api) {
  api.get<http::NoQuery, CustomerDiscounts>("/v1/customers/{id}/discounts",
                                            {.id = "customer_discounts",
                                             .summary = "Discounts on the invoices of a customer",
                                             .permission = "customers.read",
                                             .tag = "Customers"},
                                            [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                              return discounts_view(tx, call.path_id<CustomerId>("id"),
                                                                    catalog::business_date(tx, call.now()));
                                            });
  api.post<subscribers::NewCustomerDiscount, CustomerDiscounts>(
      "/v1/customers/{id}/discounts",
      {.id = "discount_customer",
       .summary = "Give a discount on the invoice",
       .permission = "customers.write",
       .tag = "Customers",
       .status = 201,
       .description = "Lowers what recurs on the customer's invoices of `from` and later ones, for their own services; "
                      "invoices that are issued stay. POST /v1/quotes with the event invoice_discount tells the "
                      "documents before."},
      [](http::Call &call, db::Tx &tx, const subscribers::NewCustomerDiscount &in) -> Outcome<CustomerDiscounts> {
        const subscribers::Act act = act_of_discount(call, tx);
        TRY(given, subscribers::give_customer_discount(tx, call.database(), call.path_id<CustomerId>("id"), in, act));
        return discounts_view(tx, given.customer_id, act.today);
      });
  api.post<DiscountEnd, CustomerDiscounts>(
      "/v1/customers/{id}/discounts/{discount_id}/end",
      {.id = "end_customer_discount",
       .summary = "End a discount on the invoice",
       .permission = "customers.write",
       .tag = "Customers",
       .description = "Invoices that are issued stay. POST /v1/quotes with the event end_invoice_discount tells the "
                      "documents before."},
      [](http::Call &call, db::Tx &tx, const DiscountEnd &in) -> Outcome<CustomerDiscounts> {
        const subscribers::Act act = act_of_discount(call, tx);
        TRY(ended, subscribers::end_customer_discount(tx, call.database(), call.path_id<CustomerId>("id"),
                                                      call.path_id<CustomerDiscountId>("discount_id"), in.on, act));
        return discounts_view(tx, ended.customer_id, act.today);
      });
}

} // namespace demarc::billing
