// Rows of coupons.
#pragma once

#include "catalog/coupon.h"

namespace demarc::catalog {

void insert_coupon(db::Tx &tx, const Coupon &coupon);
bool set_coupon_active(db::Tx &tx, CouponId id, bool active); // false: there is none
std::optional<Coupon> find_coupon(db::Tx &tx, CouponId id);

} // namespace demarc::catalog
