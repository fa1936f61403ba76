#include "subscribers/prepaid_store.h"

namespace demarc::subscribers {

std::optional<Prepaid> prepaid_of(db::Tx &tx, ServiceId service) {
  return tx.maybe<Prepaid>("select service_id, auto_renew, stopped_on, stop_reason, price_minor, balance_minor"
                           " from service_prepaid where service_id = $1",
                           service);
}

void put_prepaid(db::Tx &tx, const Prepaid &p) {
  tx.exec("insert into service_prepaid (service_id, auto_renew, stopped_on, stop_reason, price_minor, balance_minor)"
          " values ($1, $2, $3, $4, $5, $6) on conflict (service_id) do update set auto_renew = excluded.auto_renew,"
          " stopped_on = excluded.stopped_on, stop_reason = excluded.stop_reason, price_minor = excluded.price_minor,"
          " balance_minor = excluded.balance_minor",
          p.service_id, p.auto_renew, p.stopped_on, p.stop_reason, p.price_minor, p.balance_minor);
}

std::vector<Purchase> purchases_of(db::Tx &tx, ServiceId service) {
  return tx.all<Purchase>("select id, service_id, item_id, from_date, full_until, used_until, owed_until,"
                          " plan_version_id, quantity, price_micro, created_at, tax_place from service_purchase"
                          " where service_id = $1 order by from_date, id",
                          service);
}

std::optional<Purchase> purchase_on(db::Tx &tx, ServiceId service, Date day) {
  return tx.maybe<Purchase>("select id, service_id, item_id, from_date, full_until, used_until, owed_until,"
                            " plan_version_id, quantity, price_micro, created_at, tax_place from service_purchase"
                            " where service_id = $1 and item_id = 0 and from_date <= $2 and used_until > $2",
                            service, day);
}

std::optional<Date> paid_until(db::Tx &tx, ServiceId service) {
  return tx.one<std::optional<Date>>(
      "select max(used_until) from service_purchase where service_id = $1 and item_id = 0 and used_until > from_date",
      service);
}

void insert_purchases(db::Tx &tx, const std::vector<Purchase> &purchases) {
  tx.insert_many("service_purchase", purchases);
}

void cut_purchase(db::Tx &tx, std::int64_t id, Date used_until, Date owed_until) {
  tx.exec("update service_purchase set used_until = $1, owed_until = $2 where id = $3", used_until, owed_until, id);
}

std::vector<Prepaid> prepaid_of_services(db::Tx &tx, const std::string &services) {
  return tx.all<Prepaid>("select p.service_id as service_id, p.auto_renew as auto_renew, p.stopped_on as stopped_on,"
                         " p.stop_reason as stop_reason, p.price_minor as price_minor,"
                         " p.balance_minor as balance_minor"
                         " from service_prepaid p where p.service_id = any($1::bigint[])",
                         services);
}

std::vector<Purchase> purchases_of_services(db::Tx &tx, const std::string &services) {
  return tx.all<Purchase>("select p.id as id, p.service_id as service_id, p.item_id as item_id,"
                          " p.from_date as from_date, p.full_until as full_until, p.used_until as used_until,"
                          " p.owed_until as owed_until, p.plan_version_id as plan_version_id,"
                          " p.quantity as quantity, p.price_micro as price_micro, p.created_at as created_at,"
                          " p.tax_place as tax_place"
                          " from service_purchase p where p.service_id = any($1::bigint[])"
                          " order by + p.service_id, p.from_date, p.id",
                          services);
}

bool has_prepaid(db::Tx &tx, CustomerId customer) {
  return tx
      .maybe<std::int64_t>("select s.id from service s join service_prepaid p on p.service_id = s.id"
                           " where s.customer_id = $1 limit 1",
                           customer)
      .has_value();
}

std::vector<CustomerId> prepaid_due(db::Tx &tx, Date today, CustomerId after, int limit) {
  // Who runs without a gap is due where the paid days end, where a pause begins and where the service ends; who is
  // stopped, every day: a pause or a hold may be over. One that ended is not looked at again.
  return tx.all<CustomerId>(
      "select s.customer_id from service s join service_prepaid p on p.service_id = s.id"
      " where s.customer_id > $2 and s.starts_on <= $1 and coalesce(p.stop_reason, '') <> 'ended'"
      " and (p.stopped_on is not null or s.ends_on <= $1"
      "   or not exists (select 1 from service_purchase q where q.service_id = s.id and q.item_id = 0"
      "     and q.used_until > $1)"
      "   or exists (select 1 from service_pause w where w.service_id = s.id and w.from_date <= $1"
      "     and (w.until_date is null or w.until_date > $1)))"
      " group by s.customer_id order by s.customer_id limit $3",
      today, after, limit);
}

} // namespace demarc::subscribers
