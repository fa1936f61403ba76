#include "subscribers/customer_discount.h"

#include "catalog/coupon.h"
#include "subscribers/customer.h"
#include "subscribers/customer_discount_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

std::string in_words(const CustomerDiscount &discount, Currency currency) {
  std::string words =
      fmt::format("{}: {}", discount.name,
                  discount.percent_ppm.ppm > 0 ? to_string(discount.percent_ppm) + " %"
                                               : to_string(Money::minor(discount.amount_minor, currency)));
  if (!discount.invoices)
    words += " off each invoice";
  else
    words += *discount.invoices == 1 ? " off one invoice" : fmt::format(" off {} invoices", *discount.invoices);
  return words + fmt::format(" from {}", to_string(discount.from_date));
}

void tell_of_discount(db::Tx &tx, db::Database &ids, CustomerId customer, std::string kind, std::string title,
                      std::string detail, const Act &act) {
  tell(tx, ids,
       {.customer_id = customer,
        .at = act.now,
        .kind = std::move(kind),
        .title = std::move(title),
        .detail = std::move(detail),
        .actor = act.actor});
}

} // namespace

Outcome<CustomerDiscount> discount_asked(db::Tx &tx, const NewCustomerDiscount &in, Currency currency, Date today) {
  CustomerDiscount discount;
  discount.from_date = in.from.value_or(today);
  if (discount.from_date < today)
    return refuse(Refusal::Kind::conflict, "in_the_past",
                  fmt::format("An invoice that is issued does not change: choose {} or a later day.", to_string(today)),
                  "from");
  if (in.coupon_code) {
    if (in.name || in.percent_ppm || in.amount_minor || in.invoices)
      return refuse("coupon_says_it_all", "The coupon says what is given: leave the rest out.", "coupon_code");
    const auto coupon = catalog::find_coupon_by_code(tx, *in.coupon_code);
    if (!coupon)
      return refuse(Refusal::Kind::not_found, "coupon_unknown",
                    fmt::format("There is no coupon \"{}\".", *in.coupon_code), "coupon_code");
    TRY(valid, catalog::check_coupon(*coupon, currency, today));
    (void)valid;
    discount.coupon_id = coupon->id;
    discount.name = coupon->name;
    discount.percent_ppm = coupon->percent_ppm;
    discount.amount_minor = coupon->amount_minor;
    discount.invoices = coupon->periods;
    return discount;
  }
  if (!in.name || in.name->empty())
    return refuse("name_missing", "Give the discount the name that stands on invoices, or a coupon's code.", "name");
  if (in.percent_ppm.has_value() == in.amount_minor.has_value())
    return refuse("percent_or_amount", "A discount is a percentage or an amount: give one of them.", "percent_ppm");
  if (in.percent_ppm && (in.percent_ppm->ppm < 1 || in.percent_ppm->ppm > 1'000'000))
    return refuse("percent_out_of_range", "A discount is more than 0 and at most 100 percent.", "percent_ppm");
  if (in.amount_minor && (*in.amount_minor < 1 || *in.amount_minor > 1'000'000'000'000))
    return refuse("amount_out_of_range", "The amount is more than zero, in minor units (5.00 EUR is 500).",
                  "amount_minor");
  if (in.invoices && (*in.invoices < 1 || *in.invoices > 1200))
    return refuse("invoices_out_of_range", "A discount is on 1 to 1200 invoices; leave it out for ever.", "invoices");
  discount.name = *in.name;
  discount.percent_ppm = in.percent_ppm.value_or(Percent{});
  discount.amount_minor = in.amount_minor.value_or(0);
  discount.invoices = in.invoices;
  return discount;
}

Outcome<CustomerDiscount> give_customer_discount(db::Tx &tx, db::Database &ids, CustomerId id,
                                                 const NewCustomerDiscount &in, const Act &act) {
  TRY(customer, lock_customer(tx, id));
  TRY(discount, discount_asked(tx, in, customer.currency, act.today));
  discount.id = ids.next<CustomerDiscountId>("customer_discount");
  discount.customer_id = id;
  discount.actor = act.actor;
  discount.created_at = act.now;
  if (!insert_customer_discount(tx, discount))
    return refuse(Refusal::Kind::conflict, "coupon_used", "The customer has been given this coupon before.",
                  "coupon_code");
  if (discount.coupon_id && !catalog::count_redemption(tx, *discount.coupon_id))
    return refuse(Refusal::Kind::conflict, "coupon_not_valid", "The coupon has reached its limit.", "coupon_code");
  tell_of_discount(tx, ids, id, "customer.discount_given", "Discount on the invoice given",
                   in_words(discount, customer.currency), act);
  return discount;
}

Outcome<CustomerDiscount> end_customer_discount(db::Tx &tx, db::Database &ids, CustomerId id,
                                                CustomerDiscountId discount_id, std::optional<Date> on,
                                                const Act &act) {
  TRY(customer, lock_customer(tx, id));
  auto discounts = discounts_of_customer(tx, id);
  const auto discount = std::find_if(discounts.begin(), discounts.end(),
                                     [&](const CustomerDiscount &candidate) { return candidate.id == discount_id; });
  if (discount == discounts.end())
    return refuse(Refusal::Kind::not_found, "discount_unknown",
                  fmt::format("{} has no discount {} on the invoice.", customer.name, discount_id.value()));
  const Date until = on.value_or(act.today);
  if (until < act.today)
    return refuse(
        Refusal::Kind::conflict, "in_the_past",
        fmt::format("An invoice that is issued does not change: choose {} or a later day.", to_string(act.today)),
        "on");
  if (discount->until_date && *discount->until_date <= until)
    return *discount;
  discount->until_date = until;
  set_customer_discount_until(tx, discount_id, until);
  tell_of_discount(tx, ids, id, "customer.discount_ended", "Discount on the invoice ended",
                   fmt::format("{}, invoices without it from {}", discount->name, to_string(until)), act);
  return *discount;
}

} // namespace demarc::subscribers
