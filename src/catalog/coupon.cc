#include "catalog/coupon.h"

#include "catalog/coupon_store.h"
#include "catalog/plan.h"
#include "catalog/provider.h"

#include <fmt/format.h>

namespace demarc::catalog {

namespace {
constexpr std::int64_t highest_amount_minor = 1'000'000'000'000;
constexpr std::int64_t whole_ppm = 1'000'000;
} // namespace

Outcome<Coupon> create_coupon(db::Tx &tx, db::Database &ids, const NewCoupon &in, Instant now) {
  if (in.code.empty())
    return refuse("code_missing", "Give the coupon the code that customers name, such as \"WELCOME\".", "code");
  if (in.name.empty())
    return refuse("name_missing", "Give the coupon the name that stands on invoices.", "name");
  if (find_coupon_by_code(tx, in.code))
    return refuse(Refusal::Kind::conflict, "code_taken", fmt::format("There is a coupon \"{}\" already.", in.code),
                  "code");
  if (in.percent_ppm.has_value() == in.amount_minor.has_value())
    return refuse("percent_or_amount", "A coupon takes off a percentage or an amount: give one of them.",
                  "percent_ppm");
  if (in.percent_ppm && (in.percent_ppm->ppm < 1 || in.percent_ppm->ppm > whole_ppm))
    return refuse("percent_out_of_range", "A coupon takes off more than 0 and at most 100 percent.", "percent_ppm");
  if (in.amount_minor && (*in.amount_minor < 1 || *in.amount_minor > highest_amount_minor))
    return refuse("amount_out_of_range", "The amount is more than zero, in minor units (5.00 EUR is 500).",
                  "amount_minor");
  if (in.periods && (*in.periods < 1 || *in.periods > 1200))
    return refuse("periods_out_of_range", "A coupon holds for 1 to 1200 billing periods; leave it out for ever.",
                  "periods");
  if (in.max_redemptions && *in.max_redemptions < 1)
    return refuse("limit_out_of_range", "A coupon is given at least once; leave the limit out for none.",
                  "max_redemptions");
  if (in.valid_from && in.valid_until && *in.valid_until < *in.valid_from)
    return refuse("never_valid", "The last day is before the first one.", "valid_until");
  if (in.on_invoice.value_or(false) && (in.plan_id || in.on_add_ons))
    return refuse("invoice_is_whole",
                  "A coupon on the invoice lowers all that recurs on it: leave the plan and the add-ons out.",
                  "on_invoice");
  if (in.plan_id && !plan_is_active(tx, *in.plan_id))
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", in.plan_id->value()),
                  "plan_id");
  Coupon coupon;
  coupon.id = ids.next<CouponId>("coupon");
  coupon.code = in.code;
  coupon.name = in.name;
  coupon.percent_ppm = in.percent_ppm.value_or(Percent{});
  coupon.amount_minor = in.amount_minor.value_or(0);
  if (in.amount_minor)
    coupon.currency = find_provider(tx).currency;
  coupon.periods = in.periods;
  coupon.plan_id = in.plan_id;
  coupon.on_add_ons = in.on_add_ons.value_or(false);
  coupon.on_invoice = in.on_invoice.value_or(false);
  coupon.valid_from = in.valid_from;
  coupon.valid_until = in.valid_until;
  coupon.max_redemptions = in.max_redemptions;
  coupon.created_at = now;
  insert_coupon(tx, coupon);
  return coupon;
}

Outcome<Coupon> edit_coupon(db::Tx &tx, CouponId id, const CouponEdit &edit) {
  if (!set_coupon_active(tx, id, edit.active))
    return refuse(Refusal::Kind::not_found, "coupon_unknown", fmt::format("There is no coupon {}.", id.value()));
  return *find_coupon(tx, id);
}

namespace {

tl::unexpected<Refusal> not_valid(std::string detail) {
  return refuse(Refusal::Kind::conflict, "coupon_not_valid", std::move(detail), "coupon_code");
}

// Whatever it is given to.
Outcome<Done> check_offer(const Coupon &coupon, Currency currency, Date today) {
  if (!coupon.active)
    return not_valid(fmt::format("\"{}\" is no longer given.", coupon.code));
  if (coupon.valid_from && today < *coupon.valid_from)
    return not_valid(fmt::format("\"{}\" is given from {} on.", coupon.code, to_string(*coupon.valid_from)));
  if (coupon.valid_until && *coupon.valid_until < today)
    return not_valid(fmt::format("\"{}\" was given until {}.", coupon.code, to_string(*coupon.valid_until)));
  if (coupon.max_redemptions && coupon.redeemed >= *coupon.max_redemptions)
    return not_valid(fmt::format("\"{}\" has been given {} times, which is its limit.", coupon.code, coupon.redeemed));
  if (coupon.currency && *coupon.currency != currency)
    return not_valid(fmt::format("\"{}\" is in {}, the customer is billed in {}.", coupon.code, coupon.currency->code(),
                                 currency.code()));
  return Done{};
}

} // namespace

Outcome<Done> check_coupon(const Coupon &coupon, PlanId plan, Currency currency, Date today) {
  if (coupon.on_invoice)
    return not_valid(fmt::format("\"{}\" is on the invoice: give it to the customer.", coupon.code));
  if (coupon.plan_id && *coupon.plan_id != plan)
    return not_valid(fmt::format("\"{}\" is for another plan.", coupon.code));
  return check_offer(coupon, currency, today);
}

Outcome<Done> check_coupon(const Coupon &coupon, Currency currency, Date today) {
  if (!coupon.on_invoice)
    return not_valid(fmt::format("\"{}\" is for a service: give it to one.", coupon.code));
  return check_offer(coupon, currency, today);
}

} // namespace demarc::catalog
