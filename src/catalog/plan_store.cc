#include "catalog/plan_store.h"

#include "catalog/plan_rules.h"
#include "platform/http/json.h"

#include <fmt/format.h>

namespace demarc::catalog {

namespace {
// In the order of PlanVersion's members.
const std::string select_from_versions =
    "select id, plan_id, version, name, description, price_minor, currency,"
    " interval_months, tax_id, down_kbit, up_kbit, valid_from, tax_category, price_includes_tax, is_once,"
    " setup_fee_minor, trial_days, attributes, withdrawn, interval_days, in_arrears, contract_months,"
    " contract_renewal_months, contract_notice_days, contract_fee_kind, contract_fee_minor, contract_fee_ppm,"
    " is_prepaid, forfeits_unused, joins_stub, trial_price_minor, bundle, setup_fee_months from plan_version";
const std::string select_versions = select_from_versions + " order by id";
const std::string select_version = select_from_versions + " where id = $1";
const std::string select_of_plan = select_from_versions + " where plan_id = $1 and withdrawn = 0 order by version";
const std::string select_newest =
    select_from_versions + " where plan_id = $1 and withdrawn = 0 order by version desc limit 1";
// The newest that has begun; before the first one has, the first.
const std::string select_on = select_from_versions +
                              " where plan_id = $1 and withdrawn = 0"
                              " order by case when valid_from <= $2 then version else -version end desc limit 1";
const std::string select_coming =
    select_from_versions + " where plan_id = $1 and withdrawn = 0 and valid_from > $2 order by valid_from, version";
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
    " ) as services_active, v.attributes as attributes, n.price_minor as next_price_minor, n.valid_from as next_from,"
    " v.interval_days as interval_days, v.in_arrears as in_arrears,"
    " v.contract_months as contract_months, v.contract_renewal_months as contract_renewal_months,"
    " v.contract_notice_days as contract_notice_days, v.contract_fee_kind as contract_fee_kind,"
    " v.contract_fee_minor as contract_fee_minor, v.contract_fee_ppm as contract_fee_ppm,"
    " v.is_prepaid as is_prepaid, v.forfeits_unused as forfeits_unused, v.joins_stub as joins_stub,"
    " v.trial_price_minor as trial_price_minor, v.bundle as bundle, v.setup_fee_months as setup_fee_months,"
    " p.offered_in_portal as offered_in_portal"
    " from plan p join plan_version v on v.plan_id = p.id"
    " and v.version = coalesce("
    "   (select max(x.version) from plan_version x where x.plan_id = p.id and x.withdrawn = 0 and x.valid_from <= $1),"
    "   (select min(x.version) from plan_version x where x.plan_id = p.id and x.withdrawn = 0))"
    " left join plan_version n on n.plan_id = p.id and n.version > v.version and n.version ="
    "   (select min(x.version) from plan_version x where x.plan_id = p.id and x.withdrawn = 0 and x.valid_from > $1)"
    " left join tax t on t.id = v.tax_id"
    " where $2 = 0 or p.id = $2"
    " order by p.active desc, v.price_minor, p.code";

struct PlanColumns {
  PlanId id;
  std::string code;
  PlanKind kind = PlanKind::internet;
  bool active = true;
  PlanVersionId version_id;
  int version = 1;
  std::string name;
  std::string description;
  std::int64_t price_minor = 0;
  Currency currency = Currency::of("EUR");
  int interval_months = 1;
  std::optional<TaxId> tax_id;
  std::optional<std::string> tax_name;
  std::optional<int> down_kbit;
  std::optional<int> up_kbit;
  Date valid_from;
  std::string tax_category;
  bool price_includes_tax = false;
  bool is_once = false;
  std::int64_t setup_fee_minor = 0;
  int trial_days = 0;
  std::int64_t services_active = 0;
  std::string attributes; // as text; the rest is Plan's
  std::optional<std::int64_t> next_price_minor;
  std::optional<Date> next_from;
  int interval_days = 0;
  bool in_arrears = false;
  int contract_months = 0;
  int contract_renewal_months = 0;
  int contract_notice_days = 0;
  TerminationFee contract_fee_kind = TerminationFee::none;
  std::int64_t contract_fee_minor = 0;
  std::int64_t contract_fee_ppm = 0;
  bool is_prepaid = false;
  bool forfeits_unused = false;
  bool joins_stub = false;
  std::int64_t trial_price_minor = 0;
  std::string bundle; // as text
  int setup_fee_months = 0;
  bool offered_in_portal = false;
};
BOOST_DESCRIBE_STRUCT(PlanColumns, (),
                      (id, code, kind, active, version_id, version, name, description, price_minor, currency,
                       interval_months, tax_id, tax_name, down_kbit, up_kbit, valid_from, tax_category,
                       price_includes_tax, is_once, setup_fee_minor, trial_days, services_active, attributes,
                       next_price_minor, next_from, interval_days, in_arrears, contract_months, contract_renewal_months,
                       contract_notice_days, contract_fee_kind, contract_fee_minor, contract_fee_ppm, is_prepaid,
                       forfeits_unused, joins_stub, trial_price_minor, bundle, setup_fee_months, offered_in_portal))

Plan shown(PlanColumns row) {
  const ContractTerms contract{row.contract_months,   row.contract_renewal_months, row.contract_notice_days,
                               row.contract_fee_kind, row.contract_fee_minor,      row.contract_fee_ppm};
  return {row.id,
          std::move(row.code),
          row.kind,
          row.active,
          row.version_id,
          row.version,
          std::move(row.name),
          std::move(row.description),
          row.price_minor,
          row.currency,
          row.interval_days > 0 ? 0 : row.interval_months,
          row.tax_id,
          std::move(row.tax_name),
          row.down_kbit,
          row.up_kbit,
          row.valid_from,
          std::move(row.tax_category),
          row.price_includes_tax,
          row.is_once,
          row.setup_fee_minor,
          row.trial_days,
          row.services_active,
          parse_attributes(row.attributes),
          row.next_price_minor,
          row.next_from,
          row.interval_days,
          row.in_arrears,
          contract.is_empty() ? std::nullopt : std::optional(contract),
          row.is_prepaid,
          row.forfeits_unused,
          row.joins_stub,
          row.trial_price_minor,
          parse_bundle(row.bundle),
          row.setup_fee_months,
          row.offered_in_portal};
}

} // namespace

std::string attributes_text(const std::vector<PlanAttribute> &attributes) { return http::to_json(attributes); }

std::vector<PlanAttribute> parse_attributes(std::string_view text) {
  if (text == "[]") // most
    return {};
  auto attributes = http::decode_json<std::vector<PlanAttribute>>(text);
  if (!attributes)
    db::throw_bad_cell("attributes", text, "a list of attributes");
  return std::move(*attributes);
}

std::string bundle_text(const std::vector<BundlePart> &parts) { return http::to_json(parts); }

std::vector<BundlePart> parse_bundle(std::string_view text) {
  if (text == "[]") // nearly all
    return {};
  auto parts = http::decode_json<std::vector<BundlePart>>(text);
  if (!parts)
    db::throw_bad_cell("bundle", text, "a list of parts");
  return std::move(*parts);
}

int last_version_number(db::Tx &tx, PlanId id) {
  return tx.one<int>("select max(version) from plan_version where plan_id = $1", id);
}

PlanKind kind_of_plan(db::Tx &tx, PlanId id) { return tx.one<PlanKind>("select kind from plan where id = $1", id); }

void lock_plan(db::Tx &tx, PlanId id) {
  (void)tx.maybe<PlanId>("select id from plan where id = $1 for no key update", id);
}

void withdraw_version(db::Tx &tx, PlanVersionId id) {
  tx.exec("update plan_version set withdrawn = 1 where id = $1", id);
}

bool plan_code_is_taken(db::Tx &tx, std::string_view code) {
  return tx.maybe<std::int64_t>("select id from plan where code = $1", code).has_value();
}

void insert_plan(db::Tx &tx, PlanId id, std::string_view code, PlanKind kind, Instant now) {
  tx.exec("insert into plan (id, code, kind, active, created_at) values ($1, $2, $3, 1, $4)", id, code, kind, now);
}

void insert_plan_version(db::Tx &tx, const PlanVersion &version) { tx.insert("plan_version", version); }

void set_plan_offered(db::Tx &tx, PlanId id, bool offered) {
  tx.exec("update plan set offered_in_portal = $1 where id = $2", offered, id);
}

void set_plan_active(db::Tx &tx, PlanId id, bool active) {
  tx.exec("update plan set active = $1 where id = $2", active, id);
}

std::vector<Plan> list_plans(db::Tx &tx, Date today) {
  std::vector<Plan> plans;
  for (PlanColumns &row : tx.all<PlanColumns>(select_plans, today, 0))
    plans.push_back(shown(std::move(row)));
  return plans;
}

Outcome<Plan> find_plan(db::Tx &tx, PlanId id, Date today) {
  auto plan = tx.maybe<PlanColumns>(select_plans, today, id);
  if (!plan)
    return refuse(Refusal::Kind::not_found, "plan_unknown", fmt::format("There is no plan {}.", id.value()));
  return shown(std::move(*plan));
}

std::vector<PlanVersion> list_plan_versions(db::Tx &tx) { return tx.all<PlanVersion>(select_versions); }
std::optional<PlanVersion> find_plan_version(db::Tx &tx, PlanVersionId id) {
  return tx.maybe<PlanVersion>(select_version, id);
}
std::optional<bool> plan_is_active(db::Tx &tx, PlanId id) {
  return tx.maybe<bool>("select active from plan where id = $1", id);
}
std::optional<bool> hold_plan(db::Tx &tx, PlanId id) {
  return tx.maybe<bool>("select active from plan where id = $1 for share", id);
}
std::optional<PlanVersion> version_on(db::Tx &tx, PlanId id, Date day) {
  return tx.maybe<PlanVersion>(select_on, id, day);
}
std::vector<PlanVersion> coming_versions(db::Tx &tx, PlanId id, Date day) {
  return tx.all<PlanVersion>(select_coming, id, day);
}
std::vector<PlanVersion> versions_of(db::Tx &tx, PlanId id) { return tx.all<PlanVersion>(select_of_plan, id); }
std::optional<PlanVersion> newest_version(db::Tx &tx, PlanId id) { return tx.maybe<PlanVersion>(select_newest, id); }

} // namespace demarc::catalog
