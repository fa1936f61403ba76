#include "network/access_profile_store.h"

#include "platform/http/json.h"

namespace demarc::network {

namespace {

struct ProfileRow {
  ServiceId service_id;
  CustomerId customer_id;
  Verdict verdict = Verdict::reject;
  std::optional<int> down_kbit, up_kbit;
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s;
  std::string plan_name;
  std::string reasons;
  std::int64_t version = 0;
  Instant decided_at;
  std::optional<std::string> static_prefix, static_delegated_prefix;
  std::optional<int> idle_timeout_s, max_sessions;
};
BOOST_DESCRIBE_STRUCT(ProfileRow, (),
                      (service_id, customer_id, verdict, down_kbit, up_kbit, static_address, session_timeout_s,
                       plan_name, reasons, version, decided_at, static_prefix, static_delegated_prefix, idle_timeout_s,
                       max_sessions))

constexpr std::string_view select_of_service =
    "select service_id, customer_id, verdict, down_kbit, up_kbit, static_address, session_timeout_s, plan_name,"
    " reasons, version, decided_at, static_prefix, static_delegated_prefix, idle_timeout_s, max_sessions from "
    "access_profile where service_id = $1";
constexpr std::string_view select_profiles =
    "select service_id, customer_id, verdict, down_kbit, up_kbit, static_address, session_timeout_s, plan_name,"
    " reasons, version, decided_at, static_prefix, static_delegated_prefix, idle_timeout_s, max_sessions from "
    "access_profile order by service_id";
constexpr std::string_view upsert =
    "insert into access_profile (service_id, customer_id, verdict, status, down_kbit, up_kbit, static_address,"
    " session_timeout_s, plan_name, reasons, version, decided_at, static_prefix, static_delegated_prefix, "
    "idle_timeout_s, max_sessions)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (service_id) do "
    "update set"
    " verdict = excluded.verdict, status = excluded.status, down_kbit = excluded.down_kbit, up_kbit = excluded.up_kbit,"
    " static_address = excluded.static_address, session_timeout_s = excluded.session_timeout_s,"
    " plan_name = excluded.plan_name, reasons = excluded.reasons, version = excluded.version,"
    " decided_at = excluded.decided_at, static_prefix = excluded.static_prefix,"
    " static_delegated_prefix = excluded.static_delegated_prefix,"
    " idle_timeout_s = excluded.idle_timeout_s, max_sessions = excluded.max_sessions";
// A beginning or an end is compared with what is stored, so one that went unnoticed is made good. A change of plan, a
// pause and another payer have no such trace: three days back are looked through; the scheduler runs each missed day
// anyway.
constexpr std::string_view select_due =
    "select s.customer_id as customer_id, s.id as service_id from service s"
    " left join access_profile p on p.service_id = s.id"
    " where p.service_id is null or (p.status = 'pending' and s.starts_on <= $1)"
    " or (p.status <> 'ended' and s.ends_on <= $1)"
    " or exists (select 1 from service_plan c where c.service_id = s.id and c.from_date <= $1 and c.from_date > $2"
    "   and c.from_date > s.starts_on)"
    " or exists (select 1 from service_pause q where q.service_id = s.id"
    "   and ((q.from_date <= $1 and q.from_date > $2) or (q.until_date <= $1 and q.until_date > $2)))"
    " or exists (select 1 from customer_payer w where w.customer_id = s.customer_id and w.from_date <= $1"
    "   and w.from_date > $2)"
    " order by s.customer_id, s.id";

StoredProfile stored(ProfileRow row) {
  return {row.service_id,
          row.customer_id,
          {row.verdict, row.down_kbit, row.up_kbit, std::move(row.static_address), row.session_timeout_s,
           std::move(row.plan_name), parse_reasons(row.reasons), std::move(row.static_prefix),
           std::move(row.static_delegated_prefix), row.idle_timeout_s, row.max_sessions},
          row.version,
          row.decided_at};
}

} // namespace

std::string reasons_text(const std::vector<Reason> &reasons) { return http::to_json(reasons); }

std::vector<Reason> parse_reasons(std::string_view text) {
  auto reasons = http::decode_json<std::vector<Reason>>(text);
  if (!reasons)
    db::throw_bad_cell("reasons", text, "a list of reasons");
  return std::move(*reasons);
}

std::optional<StoredProfile> find_profile(db::Tx &tx, ServiceId service) {
  auto row = tx.maybe<ProfileRow>(select_of_service, service);
  if (!row)
    return std::nullopt;
  return stored(std::move(*row));
}

void save_profile(db::Tx &tx, const StoredProfile &stored) {
  const AccessProfile &p = stored.profile;
  tx.exec(upsert, stored.service_id, stored.customer_id, p.verdict, status_of(p), p.down_kbit, p.up_kbit,
          p.static_address, p.session_timeout_s, p.plan_name, reasons_text(p.reasons), stored.version,
          stored.decided_at, p.static_prefix, p.static_delegated_prefix, p.idle_timeout_s, p.max_sessions);
}

void each_profile(db::Tx &tx, const std::function<void(const StoredProfile &)> &use) {
  tx.each<ProfileRow>(select_profiles, [&](ProfileRow row) { use(stored(std::move(row))); });
}

billing::Restriction restriction_by_policy(db::Tx &tx, CustomerId customer) {
  return tx
      .maybe<billing::Restriction>("select p.restriction from customer c"
                                   " join dunning_policy p on p.id = c.dunning_policy_id where c.id = $1",
                                   customer)
      .value_or(billing::Restriction::walled_garden);
}

std::vector<ServiceStatus> statuses_of(db::Tx &tx, CustomerId customer) {
  return tx.all<ServiceStatus>("select p.status from service s join access_profile p on p.service_id = s.id"
                               " where s.customer_id = $1",
                               customer);
}

std::vector<ProfileVersion> profile_versions(db::Tx &tx, const std::vector<ServiceId> &services) {
  std::vector<ProfileVersion> versions;
  if (services.empty())
    return versions;
  constexpr std::string_view select =
      "select service_id, customer_id, verdict, down_kbit, up_kbit, static_address, session_timeout_s, plan_name,"
      " '[]' as reasons, version, decided_at, static_prefix, static_delegated_prefix, idle_timeout_s, max_sessions "
      "from access_profile where "
      "service_id = any($1::bigint[])";
  for (ProfileRow &row : tx.all<ProfileRow>(select, db::id_list(tx, services))) {
    const StoredProfile profile = stored(std::move(row));
    versions.push_back({profile.service_id, profile.version, profile.profile.verdict, in_words(profile.profile)});
  }
  return versions;
}

std::vector<DueService> services_due(db::Tx &tx, Date today) {
  return tx.all<DueService>(select_due, today, today.plus_days(-3));
}

} // namespace demarc::network
