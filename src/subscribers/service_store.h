// Rows of services, their plans and their holds.
#pragma once

#include "subscribers/service.h"

namespace demarc::subscribers {

bool username_is_taken(db::Tx &tx, std::string_view username, std::optional<ServiceId> except);
bool static_address_is_taken(db::Tx &tx, std::string_view address, std::optional<ServiceId> except);
bool static_prefix_is_taken(db::Tx &tx, std::string_view prefix, std::optional<ServiceId> except);
void insert_service(db::Tx &tx, const Service &service, Instant now);
void update_service(db::Tx &tx, const Service &service);
// The last change of a day wins: no line is ever billed for the one before it.
void put_service_plan(db::Tx &tx, const ServicePlan &plan);
// Plans that were to begin after `day` are forgotten: a newer decision replaces them.
void drop_service_plans_after(db::Tx &tx, ServiceId service, Date day);
void insert_pause(db::Tx &tx, const ServicePause &pause);
void set_pause_until(db::Tx &tx, ServiceId service, Date from, Date until);
void drop_pause(db::Tx &tx, ServiceId service, Date from);
void insert_item(db::Tx &tx, const ServiceItem &item);
void set_item_until(db::Tx &tx, ServiceItemId item, Date until);
bool insert_discount(db::Tx &tx, const ServiceDiscount &discount); // false: the service has that coupon
void set_discount_until(db::Tx &tx, DiscountId discount, Date until);
void put_contract(db::Tx &tx, const ServiceContract &contract); // in place of one of the same day
void drop_contracts_from(db::Tx &tx, ServiceId service, Date day);
void put_end(db::Tx &tx, const EndOfService &end); // in place of the one before
void drop_end(db::Tx &tx, ServiceId service);
bool put_hold(db::Tx &tx, const ServiceHold &hold); // false: it was there
bool drop_hold(db::Tx &tx, ServiceId service, std::string_view reason);

} // namespace demarc::subscribers
