#include "subscribers/service_store.h"

namespace demarc::subscribers {

namespace {
constexpr std::string_view select_service = "select id, customer_id, username, password_sealed, static_address,"
                                            " session_timeout_s, starts_on, ends_on, trial_until, static_prefix, "
                                            "static_delegated_prefix from service where id = $1";
constexpr std::string_view select_services_of = "select id, customer_id, username, password_sealed, static_address,"
                                                " session_timeout_s, starts_on, ends_on, trial_until, static_prefix,"
                                                " static_delegated_prefix from service"
                                                " where customer_id = $1 order by id";
} // namespace

bool username_is_taken(db::Tx &tx, std::string_view username, std::optional<ServiceId> except) {
  return tx
      .maybe<std::int64_t>("select id from service where username = $1 and id <> $2", username,
                           except ? except->value() : 0)
      .has_value();
}

bool static_address_is_taken(db::Tx &tx, std::string_view address, std::optional<ServiceId> except) {
  return tx
      .maybe<std::int64_t>("select id from service where static_address = $1 and id <> $2", address,
                           except ? except->value() : 0)
      .has_value();
}

bool static_prefix_is_taken(db::Tx &tx, std::string_view prefix, std::optional<ServiceId> except) {
  return tx
      .maybe<std::int64_t>("select id from service where (static_prefix = $1 or static_delegated_prefix = $1)"
                           " and id <> $2",
                           prefix, except ? except->value() : 0)
      .has_value();
}

void insert_service(db::Tx &tx, const Service &s, Instant now) {
  tx.exec(
      "insert into service (id, customer_id, username, password_sealed, static_address, session_timeout_s, starts_on,"
      " ends_on, created_at, trial_until, static_prefix, static_delegated_prefix)"
      " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      s.id, s.customer_id, s.username, s.password_sealed, s.static_address, s.session_timeout_s, s.starts_on, s.ends_on,
      now, s.trial_until, s.static_prefix, s.static_delegated_prefix);
}

void update_service(db::Tx &tx, const Service &s) {
  tx.exec("update service set username = $1, password_sealed = $2, static_address = $3, session_timeout_s = $4,"
          " starts_on = $5, ends_on = $6, trial_until = $7, static_prefix = $9, static_delegated_prefix = $10"
          " where id = $8",
          s.username, s.password_sealed, s.static_address, s.session_timeout_s, s.starts_on, s.ends_on, s.trial_until,
          s.id, s.static_prefix, s.static_delegated_prefix);
}

void put_service_plan(db::Tx &tx, const ServicePlan &plan) {
  tx.exec("insert into service_plan (service_id, from_date, plan_version_id, quantity) values ($1, $2, $3, $4)"
          " on conflict (service_id, from_date) do update set plan_version_id = excluded.plan_version_id,"
          " quantity = excluded.quantity",
          plan.service_id, plan.from_date, plan.plan_version_id, plan.quantity);
}

void drop_service_plans_after(db::Tx &tx, ServiceId service, Date day) {
  tx.exec("delete from service_plan where service_id = $1 and from_date > $2", service, day);
}

void insert_pause(db::Tx &tx, const ServicePause &pause) { tx.insert("service_pause", pause); }

void set_pause_until(db::Tx &tx, ServiceId service, Date from, Date until) {
  tx.exec("update service_pause set until_date = $1 where service_id = $2 and from_date = $3", until, service, from);
}

void drop_pause(db::Tx &tx, ServiceId service, Date from) {
  tx.exec("delete from service_pause where service_id = $1 and from_date = $2", service, from);
}

std::vector<ServicePause> pauses_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServicePause>("select service_id, from_date, until_date, note, actor, created_at from service_pause"
                              " where service_id = $1 order by from_date",
                              service);
}

void insert_item(db::Tx &tx, const ServiceItem &item) { tx.insert("service_item", item); }

void set_item_until(db::Tx &tx, ServiceItemId item, Date until) {
  tx.exec("update service_item set until_date = $1 where id = $2", until, item);
}

std::vector<ServiceItem> items_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServiceItem>(
      "select id, service_id, plan_version_id, from_date, until_date, quantity, price_minor,"
      " instalments, note, actor, created_at from service_item where service_id = $1 order by id",
      service);
}

bool insert_discount(db::Tx &tx, const ServiceDiscount &d) {
  return tx.exec_counted(
             "insert into service_discount (id, service_id, coupon_id, name, percent_ppm, amount_minor, on_add_ons,"
             " from_date, until_date, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
             " on conflict do nothing",
             d.id, d.service_id, d.coupon_id, d.name, d.percent_ppm, d.amount_minor, d.on_add_ons, d.from_date,
             d.until_date, d.actor, d.created_at) == 1;
}

void set_discount_until(db::Tx &tx, DiscountId discount, Date until) {
  tx.exec("update service_discount set until_date = $1 where id = $2", until, discount);
}

std::vector<ServiceDiscount> discounts_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServiceDiscount>("select id, service_id, coupon_id, name, percent_ppm, amount_minor, on_add_ons,"
                                 " from_date, until_date, actor, created_at from service_discount where service_id = $1"
                                 " order by from_date, id",
                                 service);
}

void put_contract(db::Tx &tx, const ServiceContract &contract) {
  tx.exec("delete from service_contract where service_id = $1 and from_date = $2", contract.service_id,
          contract.from_date);
  tx.insert("service_contract", contract);
}

void drop_contracts_from(db::Tx &tx, ServiceId service, Date day) {
  tx.exec("delete from service_contract where service_id = $1 and from_date >= $2", service, day);
}

std::vector<ServiceContract> contracts_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServiceContract>(
      "select service_id, from_date, minimum_until, minimum_months, renewal_months, notice_days, fee_kind, fee_minor,"
      " fee_ppm, actor, created_at from service_contract where service_id = $1 order by from_date",
      service);
}

void put_end(db::Tx &tx, const EndOfService &end) {
  drop_end(tx, end.service_id);
  tx.insert("service_end", end);
}

void drop_end(db::Tx &tx, ServiceId service) { tx.exec("delete from service_end where service_id = $1", service); }

std::optional<EndOfService> end_of(db::Tx &tx, ServiceId service) {
  return tx.maybe<EndOfService>("select service_id, noticed_on, fee_waived, waive_reason, actor, created_at"
                                " from service_end where service_id = $1",
                                service);
}

bool put_hold(db::Tx &tx, const ServiceHold &h) {
  return tx.exec_counted("insert into service_hold (service_id, reason, since, note, actor) values ($1, $2, $3, $4, $5)"
                         " on conflict (service_id, reason) do nothing",
                         h.service_id, h.reason, h.since, h.note, h.actor) == 1;
}

bool drop_hold(db::Tx &tx, ServiceId service, std::string_view reason) {
  return tx.exec_counted("delete from service_hold where service_id = $1 and reason = $2", service, reason) == 1;
}

std::optional<Service> find_service(db::Tx &tx, ServiceId id) { return tx.maybe<Service>(select_service, id); }
std::vector<Service> services_of(db::Tx &tx, CustomerId customer) {
  return tx.all<Service>(select_services_of, customer);
}

std::vector<ServicePlan> plans_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServicePlan>(
      "select service_id, from_date, plan_version_id, quantity from service_plan where service_id = $1"
      " order by from_date",
      service);
}

std::vector<ServiceHold> holds_of(db::Tx &tx, ServiceId service) {
  return tx.all<ServiceHold>(
      "select service_id, reason, since, note, actor from service_hold where service_id = $1 order by since, reason",
      service);
}

std::vector<ServiceHistory> histories_of(db::Tx &tx, CustomerId customer) {
  std::vector<ServiceHistory> histories;
  for (const Service &service : services_of(tx, customer))
    histories.push_back({service.id, service.username, service.starts_on, service.ends_on, plans_of(tx, service.id)});
  return histories;
}

} // namespace demarc::subscribers
