// Coupons: offers of a price reduction that a customer names by a code. What was given with one stays as it was when
// the coupon changes (subscribers/service.h, ServiceDiscount). One that is on the invoice is given to a customer, not
// to a service (subscribers/customer_discount.h).
#pragma once

#include "catalog/ids.h"
#include "money/percent.h"
#include "platform/db/db.h"

namespace demarc::catalog {

struct Coupon {
  CouponId id;
  std::string code;
  std::string name; // as it stands on invoices
  Percent percent_ppm;
  std::int64_t amount_minor = 0;
  std::optional<Currency> currency;   // of amount_minor
  std::optional<int> periods;         // for so many full billing periods; none: for ever
  std::optional<PlanId> plan_id;      // for services on that plan; none: on any
  bool on_add_ons = false;            // else on the plan alone
  std::optional<Date> valid_from;     // to be given on these days,
  std::optional<Date> valid_until;    // the last one included
  std::optional<int> max_redemptions; // never given more often
  std::int64_t redeemed = 0;
  bool active = true;
  Instant created_at;
  bool on_invoice = false; // off a customer's invoices; `periods` counts these
};
BOOST_DESCRIBE_STRUCT(Coupon, (),
                      (id, code, name, percent_ppm, amount_minor, currency, periods, plan_id, on_add_ons, valid_from,
                       valid_until, max_redemptions, redeemed, active, created_at, on_invoice))

// Either a percentage or an amount.
struct NewCoupon {
  std::string code;
  std::string name;
  std::optional<Percent> percent_ppm;
  std::optional<std::int64_t> amount_minor; // of the provider's currency
  std::optional<int> periods;
  std::optional<PlanId> plan_id;
  std::optional<bool> on_add_ons;
  std::optional<Date> valid_from, valid_until;
  std::optional<int> max_redemptions;
  std::optional<bool> on_invoice;
};
BOOST_DESCRIBE_STRUCT(NewCoupon, (),
                      (code, name, percent_ppm, amount_minor, periods, plan_id, on_add_ons, valid_from, valid_until,
                       max_redemptions, on_invoice))
struct CouponEdit {
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(CouponEdit, (), (active))

Outcome<Coupon> create_coupon(db::Tx &tx, db::Database &ids, const NewCoupon &in, Instant now);
Outcome<Coupon> edit_coupon(db::Tx &tx, CouponId id, const CouponEdit &edit);
std::vector<Coupon> list_coupons(db::Tx &tx); // those that can be given first, then by code
std::optional<Coupon> find_coupon_by_code(db::Tx &tx, std::string_view code);
// Why it cannot be given on that day to a service on that plan; nothing: it can.
Outcome<Done> check_coupon(const Coupon &coupon, PlanId plan, Currency currency, Date today);
// The same of a customer's invoices.
Outcome<Done> check_coupon(const Coupon &coupon, Currency currency, Date today);
// Counts one redemption, unless that would pass the limit, whoever else counts at the same instant.
bool count_redemption(db::Tx &tx, CouponId id);

} // namespace demarc::catalog
