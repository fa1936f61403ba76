#include "calendar/billing_cycle.h"
#include "subscribers/customer_store.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/service_steps.h"
#include "subscribers/service_store.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

constexpr std::int64_t highest_price_minor = 1'000'000'000'000;
constexpr int most_instalments = 120;

// What is bought with a period of a prepaid service has the period's length, or is charged once and whole.
Outcome<Done> check_beside_prepaid(db::Tx &tx, const Service &service, const catalog::PlanVersion &item,
                                   int instalments, Date from) {
  if (!prepaid_of(tx, service.id))
    return Done{};
  if (instalments > 1)
    return refuse("prepaid_has_no_instalments", "A prepaid service owes nothing: sell the device at its full price.",
                  "instalments");
  const auto plan = catalog::find_plan_version(tx, *plan_on(plans_of(tx, service.id), from));
  if (!item.is_once && item.interval() != plan->interval())
    return refuse(
        "add_on_interval",
        fmt::format("\"{}\" is {}, the service is bought {}: an add-on of a prepaid service is bought with each "
                    "of its periods.",
                    item.name, per(item.interval()), per(plan->interval())),
        "plan_id");
  return Done{};
}

} // namespace

Outcome<Service> add_item(db::Tx &tx, db::Database &ids, ServiceId id, const NewItem &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  TRY(customer, find_customer(tx, service.customer_id));
  const Date from = in.from.value_or(std::max(act.today, service.starts_on));
  TRY(within, check_within(service, from, "from"));
  TRY(version, sellable(tx, in.plan_id, std::max(from, act.today)));
  TRY(quantity, check_quantity(in.quantity.value_or(1)));
  (void)within;
  if (version.currency != customer.currency)
    return refuse("currency_mismatch", "The plan's currency is not the customer's.", "plan_id");
  if (in.price_minor && (*in.price_minor < 0 || *in.price_minor > highest_price_minor))
    return refuse("price_out_of_range", "A price is zero or more, in minor units (29.00 EUR is 2900).", "price_minor");
  if (in.instalments && (*in.instalments < 1 || *in.instalments > most_instalments))
    return refuse("instalments_out_of_range", "What is charged once is paid in 1 to 120 instalments.", "instalments");
  TRY(beside, check_beside_prepaid(tx, service, version, in.instalments.value_or(1), from));
  (void)beside;
  if (version.is_prepaid)
    return refuse("prepaid_is_a_plan", "A prepaid plan is sold as a service; choose an add-on that is not prepaid.",
                  "plan_id");
  if (in.instalments.value_or(1) > 1 && !version.is_once)
    return refuse("recurs", "Only what is charged once is paid in instalments.", "instalments");
  const ServiceItem item{ids.next<ServiceItemId>("service_item"),
                         id,
                         version.id,
                         from,
                         std::nullopt,
                         quantity,
                         in.price_minor,
                         in.instalments.value_or(1),
                         in.note.value_or(""),
                         act.actor,
                         act.now};
  insert_item(tx, item);
  tell_service(tx, ids, service, act, "service.item_added", version.is_once ? "Charge added" : "Add-on added",
               fmt::format("{}{} from {}{}", quantity == 1 ? "" : fmt::format("{} × ", quantity), version.name,
                           to_string(from),
                           item.instalments > 1 ? fmt::format(", in {} instalments", item.instalments) : ""));
  return service;
}

Outcome<Service> end_item(db::Tx &tx, db::Database &ids, ServiceId id, ServiceItemId item_id, Date on, const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto items = items_of(tx, id);
  const auto item =
      std::find_if(items.begin(), items.end(), [&](const ServiceItem &candidate) { return candidate.id == item_id; });
  if (item == items.end())
    return refuse(Refusal::Kind::not_found, "item_unknown",
                  fmt::format("The service has no item {}.", item_id.value()));
  const Date until = std::max(on, item->from_date);
  if (item->until_date == until)
    return service;
  set_item_until(tx, item_id, until);
  const auto version = catalog::find_plan_version(tx, item->plan_version_id);
  tell_service(tx, ids, service, act, "service.item_ended", version->is_once ? "Charge taken back" : "Add-on ended",
               fmt::format("{}, first day without it {}", version->name, to_string(until)));
  return service;
}

Date discount_end(Date billing_anchor, Interval interval, Date from, int periods) {
  const BillingCycle cycle(billing_anchor, interval);
  const int k = cycle.index_of(from);
  return cycle.boundary((cycle.boundary(k) == from ? k : k + 1) + periods);
}

Outcome<Service> give_discount(db::Tx &tx, db::Database &ids, ServiceId id, const NewDiscount &in, const Act &act) {
  TRY(service, lock_service(tx, id));
  TRY(customer, find_customer(tx, service.customer_id));
  Date from = in.from.value_or(std::max(act.today, service.starts_on));
  TRY(within, check_within(service, from, "from"));
  (void)within;
  if (service.trial_until)
    from = std::max(from, *service.trial_until); // nothing is owed before
  const auto plans = plans_of(tx, id);
  const auto version = catalog::find_plan_version(tx, *plan_on(plans, from));
  ServiceDiscount discount;
  std::optional<int> periods = in.periods;
  if (in.coupon_code) {
    if (in.name || in.percent_ppm || in.amount_minor || in.periods || in.on_add_ons)
      return refuse("coupon_says_it_all", "The coupon says what is given: leave the rest out.", "coupon_code");
    const auto coupon = catalog::find_coupon_by_code(tx, *in.coupon_code);
    if (!coupon)
      return refuse(Refusal::Kind::not_found, "coupon_unknown",
                    fmt::format("There is no coupon \"{}\".", *in.coupon_code), "coupon_code");
    TRY(valid, catalog::check_coupon(*coupon, version->plan_id, customer.currency, act.today));
    (void)valid;
    discount.coupon_id = coupon->id;
    discount.name = coupon->name;
    discount.percent_ppm = coupon->percent_ppm.ppm;
    discount.amount_minor = coupon->amount_minor;
    discount.on_add_ons = coupon->on_add_ons;
    periods = coupon->periods;
  } else {
    if (!in.name || in.name->empty())
      return refuse("name_missing", "Give the discount the name that stands on invoices, or a coupon's code.", "name");
    if (in.percent_ppm.has_value() == in.amount_minor.has_value())
      return refuse("percent_or_amount", "A discount is a percentage or an amount: give one of them.", "percent_ppm");
    if (in.percent_ppm && (in.percent_ppm->ppm < 1 || in.percent_ppm->ppm > 1'000'000))
      return refuse("percent_out_of_range", "A discount is more than 0 and at most 100 percent.", "percent_ppm");
    if (in.amount_minor && (*in.amount_minor < 1 || *in.amount_minor > highest_price_minor))
      return refuse("amount_out_of_range", "The amount is more than zero, in minor units (5.00 EUR is 500).",
                    "amount_minor");
    if (in.periods && (*in.periods < 1 || *in.periods > 1200))
      return refuse("periods_out_of_range", "A discount holds for 1 to 1200 billing periods; leave it out for ever.",
                    "periods");
    discount.name = *in.name;
    discount.percent_ppm = in.percent_ppm.value_or(Percent{}).ppm;
    discount.amount_minor = in.amount_minor.value_or(0);
    discount.on_add_ons = in.on_add_ons.value_or(false);
  }
  discount.id = ids.next<DiscountId>("service_discount");
  discount.service_id = id;
  discount.from_date = from;
  if (periods) {
    // The periods of a prepaid service are its own: from the next one that is bought.
    const auto paid = version->is_prepaid ? paid_until(tx, id) : std::nullopt;
    const Date first = paid ? std::max(*paid, from) : from;
    discount.until_date = discount_end(version->is_prepaid ? first : anchors_of(tx, customer).on(from),
                                       version->interval(), first, *periods);
  }
  discount.actor = act.actor;
  discount.created_at = act.now;
  if (!insert_discount(tx, discount))
    return refuse(Refusal::Kind::conflict, "coupon_used", "The service has been given this coupon before.",
                  "coupon_code");
  if (discount.coupon_id && !catalog::count_redemption(tx, *discount.coupon_id))
    return refuse(Refusal::Kind::conflict, "coupon_not_valid", "The coupon has reached its limit.", "coupon_code");
  tell_service(tx, ids, service, act, "service.discount_given", "Discount given",
               fmt::format("{}: {} from {}{}", discount.name,
                           discount.percent_ppm > 0
                               ? to_string(Percent{discount.percent_ppm}) + " %"
                               : to_string(Money::minor(discount.amount_minor, customer.currency)) + " a period",
                           to_string(from),
                           discount.until_date ? fmt::format(" until {}", to_string(*discount.until_date)) : ""));
  return service;
}

Outcome<Service> end_discount(db::Tx &tx, db::Database &ids, ServiceId id, DiscountId discount_id, Date on,
                              const Act &act) {
  TRY(service, lock_service(tx, id));
  const auto discounts = discounts_of(tx, id);
  const auto discount = std::find_if(discounts.begin(), discounts.end(),
                                     [&](const ServiceDiscount &candidate) { return candidate.id == discount_id; });
  if (discount == discounts.end())
    return refuse(Refusal::Kind::not_found, "discount_unknown",
                  fmt::format("The service has no discount {}.", discount_id.value()));
  const Date until = std::max(on, discount->from_date);
  if (discount->until_date && *discount->until_date <= until)
    return service;
  set_discount_until(tx, discount_id, until);
  tell_service(tx, ids, service, act, "service.discount_ended", "Discount ended",
               fmt::format("{}, full price from {}", discount->name, to_string(until)));
  return service;
}

} // namespace demarc::subscribers
