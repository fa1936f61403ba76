#include "pricing/price_change_store.h"

#include "subscribers/customer_store.h"

#include <fmt/format.h>
#include <unordered_map>

namespace demarc::pricing {

namespace {

constexpr std::string_view select_row =
    "select id, plan_id, plan_version_id, makes_version, from_versions, on_date, notice_days, text, state, total, done,"
    " services, customers, difference_minor, currency, first_date, last_date, last_customer_id, created_by, created_at,"
    " announced_at, cancelled_by, cancelled_at, error from price_change where id = $1";
constexpr std::string_view select_row_for_update =
    "select id, plan_id, plan_version_id, makes_version, from_versions, on_date, notice_days, text, state, total, done,"
    " services, customers, difference_minor, currency, first_date, last_date, last_customer_id, created_by, created_at,"
    " announced_at, cancelled_by, cancelled_at, error from price_change where id = $1 for update";
constexpr std::string_view select_of_plan =
    "select id, plan_id, plan_version_id, makes_version, from_versions, on_date, notice_days, text, state, total, done,"
    " services, customers, difference_minor, currency, first_date, last_date, last_customer_id, created_by, created_at,"
    " announced_at, cancelled_by, cancelled_at, error from price_change where plan_id = $1 order by id desc";

// One pass through the customers over the whole work: from the last one on by the primary key.
constexpr std::string_view select_affected =
    "select c.id from customer c where c.id > $1 and exists (select 1 from service s join service_plan p"
    "   on p.service_id = s.id where s.customer_id = c.id and p.plan_version_id = any($2::bigint[])"
    "   and (s.ends_on is null or s.ends_on > $3)) order by c.id limit $4";
constexpr std::string_view lock_affected =
    "select c.id from customer c where c.id > $1 and exists (select 1 from service s join service_plan p"
    "   on p.service_id = s.id where s.customer_id = c.id and p.plan_version_id = any($2::bigint[])"
    "   and (s.ends_on is null or s.ends_on > $3)) order by c.id limit $4 for update of c";

// $1 the change, $2 its version, $3 today, $4 whether unlisted rows too.
constexpr std::string_view takable_rows =
    " from service_plan p join service s on s.id = p.service_id left join price_change_service m"
    " on m.price_change_id = $1 and m.service_id = p.service_id and m.from_date = p.from_date and m.taken_back = 0"
    " where p.plan_version_id = $2 and p.from_date > $3 and (m.service_id is not null or $4 = 1)";

struct CustomerRow {
  CustomerId id;
  std::string name, email;
  Date billing_anchor;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (), (id, name, email, billing_anchor, legal_entity_id))
struct ServiceRow {
  ServiceId id;
  CustomerId customer_id;
  std::string username;
  Date starts_on;
  std::optional<Date> ends_on;
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (), (id, customer_id, username, starts_on, ends_on))
struct DiscountRow {
  ServiceId service_id;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t percent_ppm = 0;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(DiscountRow, (), (service_id, from_date, until_date, percent_ppm, amount_minor))
struct ExceptRow {
  PriceChangeId price_change_id;
  CustomerId customer_id;
};
BOOST_DESCRIBE_STRUCT(ExceptRow, (), (price_change_id, customer_id))
struct SettingsRow {
  std::int64_t id = 1;
  int notice_days = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (), (id, notice_days))

} // namespace

std::optional<int> stored_notice_days(db::Tx &tx) {
  return tx.maybe<int>("select notice_days from price_settings where id = 1");
}
void store_notice_days(db::Tx &tx, int days) {
  tx.exec("delete from price_settings where id = 1");
  tx.insert("price_settings", SettingsRow{1, days});
}

void insert_change(db::Tx &tx, const PriceChangeRow &row, const std::vector<CustomerId> &except) {
  tx.insert("price_change", row);
  std::vector<ExceptRow> rows;
  for (const CustomerId customer : except)
    rows.push_back({row.id, customer});
  tx.insert_many("price_change_except", rows);
}

std::optional<PriceChangeRow> change_row(db::Tx &tx, PriceChangeId id) {
  return tx.maybe<PriceChangeRow>(select_row, id);
}
std::optional<PriceChangeRow> lock_change(db::Tx &tx, PriceChangeId id) {
  return tx.maybe<PriceChangeRow>(select_row_for_update, id);
}
std::vector<PriceChangeRow> changes_of(db::Tx &tx, PlanId plan) { return tx.all<PriceChangeRow>(select_of_plan, plan); }
std::vector<CustomerId> exceptions_of(db::Tx &tx, PriceChangeId id) {
  return tx.all<CustomerId>("select customer_id from price_change_except where price_change_id = $1", id);
}

void save_change(db::Tx &tx, const PriceChangeRow &row) {
  tx.exec("update price_change set state = $1, total = $2, done = $3, services = $4, customers = $5,"
          " difference_minor = $6, first_date = $7, last_date = $8, last_customer_id = $9, announced_at = $10,"
          " cancelled_by = $11, cancelled_at = $12, error = $13 where id = $14",
          row.state, row.total, row.done, row.services, row.customers, row.difference_minor, row.first_date,
          row.last_date, row.last_customer_id, row.announced_at, row.cancelled_by, row.cancelled_at, row.error, row.id);
}

std::vector<CustomerId> affected_customers(db::Tx &tx, CustomerId after, const std::vector<PlanVersionId> &versions,
                                           Date until, int limit, bool lock) {
  return tx.all<CustomerId>(lock ? lock_affected : select_affected, after, db::id_list(tx, versions), until, limit);
}

std::int64_t count_affected(db::Tx &tx, const std::vector<PlanVersionId> &versions, Date until) {
  return tx.one<std::int64_t>("select count(distinct s.customer_id) from service s join service_plan p"
                              " on p.service_id = s.id where p.plan_version_id = any($1::bigint[])"
                              " and (s.ends_on is null or s.ends_on > $2)",
                              db::id_list(tx, versions), until);
}

std::vector<Addressee> load_addressees(db::Tx &tx, const std::vector<CustomerId> &customers) {
  const std::string ids = db::id_list(tx, customers);
  std::vector<Addressee> all;
  std::unordered_map<CustomerId, std::size_t> at;
  for (CustomerRow &row : tx.all<CustomerRow>("select id, name, email, billing_anchor, legal_entity_id from customer"
                                              " where id = any($1::bigint[]) order by id",
                                              ids)) {
    at.emplace(row.id, all.size());
    all.push_back({row.id, std::move(row.name), std::move(row.email), row.billing_anchor, {}, row.legal_entity_id});
  }
  const auto newest = [&](CustomerId id) { return all[at.at(id)].anchors.stretches().back().anchor; };
  for (auto &[customer, anchors] : subscribers::changed_anchors(tx, ids, newest))
    all[at.at(customer)].anchors = std::move(anchors);
  std::unordered_map<ServiceId, billing::ServiceLife *> lives;
  const auto services = tx.all<ServiceRow>("select id, customer_id, username, starts_on, ends_on from service"
                                           " where customer_id = any($1::bigint[]) order by id",
                                           ids);
  for (const ServiceRow &row : services)
    all[at.at(row.customer_id)].services.push_back({row.id, row.username, row.starts_on, row.ends_on, {}});
  for (Addressee &one : all) {
    for (billing::ServiceLife &life : one.services)
      lives.emplace(life.id, &life);
  }
  for (const NewStay &row : tx.all<NewStay>(
           "select p.service_id as service_id, p.from_date as from_date, p.plan_version_id as plan_version_id,"
           " p.quantity as quantity from service s join service_plan p on p.service_id = s.id where s.customer_id = "
           "any($1::bigint[])"
           " order by p.service_id, p.from_date",
           ids)) {
    if (const auto found = lives.find(row.service_id); found != lives.end())
      found->second->plans.push_back({row.from_date, row.plan_version_id, row.quantity});
  }
  for (const DiscountRow &row : tx.all<DiscountRow>(
           "select d.service_id as service_id, d.from_date as from_date, d.until_date as until_date,"
           " d.percent_ppm as percent_ppm, d.amount_minor as amount_minor from service s join service_discount d"
           " on d.service_id = s.id where s.customer_id = any($1::bigint[]) order by d.service_id, d.from_date, d.id",
           ids)) {
    if (const auto found = lives.find(row.service_id); found != lives.end())
      found->second->discounts.push_back({{}, "", row.from_date, row.until_date, row.percent_ppm, row.amount_minor});
  }
  return all;
}

void insert_moved(db::Tx &tx, const std::vector<MovedRow> &rows) { tx.insert_many("price_change_service", rows); }
void insert_stays(db::Tx &tx, const std::vector<NewStay> &rows) { tx.insert_many("service_plan", rows); }

std::vector<CustomerId> customers_to_take_back(db::Tx &tx, const PriceChangeRow &change, bool withdrawn, Date today,
                                               int limit) {
  static const std::string statement = "select c.id from customer c where c.id > $5 and exists (select 1" +
                                       std::string(takable_rows) +
                                       " and s.customer_id = c.id) order by c.id limit $6 for update of c";
  return tx.all<CustomerId>(statement, change.id, change.plan_version_id, today, withdrawn ? 1 : 0,
                            change.last_customer_id, limit);
}

std::vector<ToTakeBack> rows_to_take_back(db::Tx &tx, const PriceChangeRow &change, bool withdrawn, Date today,
                                          const std::vector<CustomerId> &customers) {
  static const std::string statement =
      "select p.service_id as service_id, s.customer_id as customer_id, p.from_date as from_date,"
      " m.before_version_id as listed_before, m.old_price_minor as old_price_minor" +
      std::string(takable_rows) +
      " and s.customer_id = any($5::bigint[]) order by s.customer_id, p.service_id,"
      " p.from_date desc";
  return tx.all<ToTakeBack>(statement, change.id, change.plan_version_id, today, withdrawn ? 1 : 0,
                            db::id_list(tx, customers));
}

void drop_stay(db::Tx &tx, ServiceId service, Date from) {
  tx.exec("delete from service_plan where service_id = $1 and from_date = $2", service, from);
}

void mark_taken_back(db::Tx &tx, PriceChangeId id, ServiceId service, Date from) {
  tx.exec("update price_change_service set taken_back = 1 where price_change_id = $1 and service_id = $2"
          " and from_date = $3",
          id, service, from);
}

std::vector<ChangedService> changed_services(db::Tx &tx, const PriceChangeRow &change, Date today,
                                             std::optional<std::pair<std::int64_t, std::string>> after, int limit) {
  return tx.all<ChangedService>(
      "select m.service_id as service_id, m.customer_id as customer_id, c.name as customer_name,"
      " s.username as username, m.old_price_minor as old_price_minor, m.new_price_minor as new_price_minor,"
      " m.from_date as \"on\", case when m.taken_back = 1 then 'taken_back'"
      " when p.service_id is null or s.ends_on <= m.from_date then 'gone'"
      " when m.from_date <= $2 then 'in_effect' else 'coming' end as outlook"
      " from price_change_service m join service s on s.id = m.service_id join customer c on c.id = m.customer_id"
      " left join service_plan p on p.service_id = m.service_id and p.from_date = m.from_date"
      "   and p.plan_version_id = $3"
      " where m.price_change_id = $1 and (m.service_id > $4 or (m.service_id = $4 and m.from_date > $5))"
      " order by m.service_id, m.from_date limit $6",
      change.id, today, change.plan_version_id, after ? after->first : 0, after ? after->second : std::string(), limit);
}

} // namespace demarc::pricing
