#include "catalog/coupon_store.h"

namespace demarc::catalog {

namespace {
constexpr std::string_view select_by_id =
    "select id, code, name, percent_ppm, amount_minor, currency, periods, plan_id, on_add_ons, valid_from, valid_until,"
    " max_redemptions, redeemed, active, created_at, on_invoice from coupon where id = $1";
constexpr std::string_view select_by_code =
    "select id, code, name, percent_ppm, amount_minor, currency, periods, plan_id, on_add_ons, valid_from, valid_until,"
    " max_redemptions, redeemed, active, created_at, on_invoice from coupon where code = $1";
constexpr std::string_view select_all =
    "select id, code, name, percent_ppm, amount_minor, currency, periods, plan_id, on_add_ons, valid_from, valid_until,"
    " max_redemptions, redeemed, active, created_at, on_invoice from coupon order by active desc, code";
} // namespace

void insert_coupon(db::Tx &tx, const Coupon &coupon) { tx.insert("coupon", coupon); }

bool set_coupon_active(db::Tx &tx, CouponId id, bool active) {
  return tx.exec_counted("update coupon set active = $1 where id = $2", active, id) == 1;
}

std::optional<Coupon> find_coupon(db::Tx &tx, CouponId id) { return tx.maybe<Coupon>(select_by_id, id); }
std::optional<Coupon> find_coupon_by_code(db::Tx &tx, std::string_view code) {
  return tx.maybe<Coupon>(select_by_code, code);
}
std::vector<Coupon> list_coupons(db::Tx &tx) { return tx.all<Coupon>(select_all); }

bool count_redemption(db::Tx &tx, CouponId id) {
  return tx.exec_counted("update coupon set redeemed = redeemed + 1 where id = $1 and active = 1"
                         " and (max_redemptions is null or redeemed < max_redemptions)",
                         id) == 1;
}

} // namespace demarc::catalog
