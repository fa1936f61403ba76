#include "catalog/plan_store.h"

#include <fmt/format.h>

namespace demarc::catalog {

namespace {
constexpr std::string_view select_versions =
    "select id, plan_id, version, name, description, price_minor, currency,"
    " interval_months, tax_id, down_kbit, up_kbit, valid_from, tax_category, price_includes_tax, is_once,"
    " setup_fee_minor, trial_days from plan_version"
    " order by id";
constexpr std::string_view select_version =
    "select id, plan_id, version, name, description, price_minor, currency,"
    " interval_months, tax_id, down_kbit, up_kbit, valid_from, tax_category, price_includes_tax, is_once,"
    " setup_fee_minor, trial_days from plan_version"
    " where id = $1";
constexpr std::string_view select_newest =
    "select id, plan_id, version, name, description, price_minor, currency,"
    " interval_months, tax_id, down_kbit, up_kbit, valid_from, tax_category, price_includes_tax, is_once,"
    " setup_fee_minor, trial_days from plan_version"
    " where plan_id = $1 order by version desc limit 1";
// A service counts for the plan of its newest plan row that has begun; services that have ended do not count.
// All plans, or with $2 above 0 that one.
constexpr std::string_view select_plans =
    "select p.id as id, p.code as code, p.kind as kind, p.active as active, v.id as version_id, v.version as version,"
    " v.name as name, v.description as description, v.price_minor as price_minor, v.currency as currency,"
    " v.interval_months as interval_months, v.tax_id as tax_id, t.name as tax_name, v.down_kbit as down_kbit,"
    " v.up_kbit as up_kbit, v.valid_from as valid_from, v.tax_category as tax_category, v.price_includes_tax as "
    "price_includes_tax, v.is_once as is_once, v.setup_fee_minor as setup_fee_minor, v.trial_days as trial_days,"
    " (select count(*) from plan_version w join service_plan sp on sp.plan_version_id = w.id"
    "   join service s on s.id = sp.service_id"
    "   where w.plan_id = p.id and s.starts_on <= $1 and (s.ends_on is null or s.ends_on > $1)"
    "   and sp.from_date = (select max(q.from_date) from service_plan q where q.service_id = s.id and q.from_date <= "
    "$1)"
    " ) as services_active"
    " from plan p join plan_version v on v.plan_id = p.id"
    " and v.version = (select max(x.version) from plan_version x where x.plan_id = p.id)"
    " left join tax t on t.id = v.tax_id"
    " where $2 = 0 or p.id = $2"
    " order by p.active desc, v.price_minor, p.code";
} // namespace

bool plan_code_is_taken(db::Tx &tx, std::string_view code) {
  return tx.maybe<std::int64_t>("select id from plan where code = $1", code).has_value();
}

void insert_plan(db::Tx &tx, PlanId id, std::string_view code, PlanKind kind, Instant now) {
  tx.exec("insert into plan (id, code, kind, active, created_at) values ($1, $2, $3, 1, $4)", id, code, kind, now);
}

void insert_plan_version(db::Tx &tx, const PlanVersion &version) { tx.insert("plan_version", version); }

void set_plan_active(db::Tx &tx, PlanId id, bool active) {
  tx.exec("update plan set active = $1 where id = $2", active, id);
}

std::vector<Plan> list_plans(db::Tx &tx, Date today) { return tx.all<Plan>(select_plans, today, 0); }

Outcome<Plan> find_plan(db::Tx &tx, PlanId id, Date today) {
  auto plan = tx.maybe<Plan>(select_plans, today, id);
  if (!plan)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  return std::move(*plan);
}

std::vector<PlanVersion> list_plan_versions(db::Tx &tx) { return tx.all<PlanVersion>(select_versions); }
std::optional<PlanVersion> find_plan_version(db::Tx &tx, PlanVersionId id) {
  return tx.maybe<PlanVersion>(select_version, id);
}
std::optional<bool> plan_is_active(db::Tx &tx, PlanId id) {
  return tx.maybe<bool>("select active from plan where id = $1", id);
}
std::optional<PlanVersion> newest_version(db::Tx &tx, PlanId id) { return tx.maybe<PlanVersion>(select_newest, id); }

} // namespace demarc::catalog
