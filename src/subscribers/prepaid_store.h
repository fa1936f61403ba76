// Rows of prepaid services and of what was bought for them.
#pragma once

#include "platform/db/db.h"
#include "subscribers/prepaid.h"

#include <string>
#include <vector>

namespace demarc::subscribers {

std::optional<Prepaid> prepaid_of(db::Tx &tx, ServiceId service); // none: the service is not prepaid
void put_prepaid(db::Tx &tx, const Prepaid &prepaid);
std::vector<Purchase> purchases_of(db::Tx &tx, ServiceId service); // by from_date, then id
// The plan's row of the period that a day belongs to.
std::optional<Purchase> purchase_on(db::Tx &tx, ServiceId service, Date day);
// The first day after everything that was bought; none: nothing was.
std::optional<Date> paid_until(db::Tx &tx, ServiceId service);
void insert_purchases(db::Tx &tx, const std::vector<Purchase> &purchases);
void cut_purchase(db::Tx &tx, std::int64_t id, Date used_until, Date owed_until);

// For bulk readers; `services` as db::id_list gives it.
std::vector<Prepaid> prepaid_of_services(db::Tx &tx, const std::string &services);
std::vector<Purchase> purchases_of_services(db::Tx &tx, const std::string &services);
bool has_prepaid(db::Tx &tx, CustomerId customer);
// Customers whose prepaid services may buy, stop or be cut on `today`, ids above `after`.
std::vector<CustomerId> prepaid_due(db::Tx &tx, Date today, CustomerId after, int limit);

} // namespace demarc::subscribers
