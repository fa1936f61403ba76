#include "network/login_store.h"

namespace demarc::network {

namespace {

struct LoginRow {
  ServiceId service_id;
  CustomerId customer_id;
  std::string username, password_sealed;
  Verdict verdict = Verdict::reject;
  std::optional<int> down_kbit, up_kbit;
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s;
  std::string plan_name, reasons;
  std::int64_t version = 0;
  std::optional<std::string> static_prefix, static_delegated_prefix;
  std::optional<int> idle_timeout_s, max_sessions;
};
BOOST_DESCRIBE_STRUCT(LoginRow, (),
                      (service_id, customer_id, username, password_sealed, verdict, down_kbit, up_kbit, static_address,
                       session_timeout_s, plan_name, reasons, version, static_prefix, static_delegated_prefix,
                       idle_timeout_s, max_sessions))

constexpr std::string_view select_logins =
    "select s.id as service_id, s.customer_id as customer_id, s.username as username,"
    " s.password_sealed as password_sealed, p.verdict as verdict, p.down_kbit as down_kbit, p.up_kbit as up_kbit,"
    " p.static_address as static_address, p.session_timeout_s as session_timeout_s, p.plan_name as plan_name,"
    " p.reasons as reasons, p.version as version, p.static_prefix as static_prefix,"
    " p.static_delegated_prefix as static_delegated_prefix, p.idle_timeout_s as idle_timeout_s,"
    " p.max_sessions as max_sessions from service s join access_profile p on p.service_id = s.id"
    " order by s.id";
constexpr std::string_view select_one =
    "select s.id as service_id, s.customer_id as customer_id, s.username as username,"
    " s.password_sealed as password_sealed, p.verdict as verdict, p.down_kbit as down_kbit, p.up_kbit as up_kbit,"
    " p.static_address as static_address, p.session_timeout_s as session_timeout_s, p.plan_name as plan_name,"
    " p.reasons as reasons, p.version as version, p.static_prefix as static_prefix,"
    " p.static_delegated_prefix as static_delegated_prefix, p.idle_timeout_s as idle_timeout_s,"
    " p.max_sessions as max_sessions from service s join access_profile p on p.service_id = s.id"
    " where s.id = $1";

StoredLogin stored(LoginRow row) {
  return {row.service_id,
          row.customer_id,
          std::move(row.username),
          std::move(row.password_sealed),
          {row.verdict, row.down_kbit, row.up_kbit, std::move(row.static_address), row.session_timeout_s,
           std::move(row.plan_name), parse_reasons(row.reasons), std::move(row.static_prefix),
           std::move(row.static_delegated_prefix), row.idle_timeout_s, row.max_sessions},
          row.version};
}

} // namespace

void each_login(db::Tx &tx, const std::function<void(StoredLogin)> &use) {
  tx.each<LoginRow>(select_logins, [&](LoginRow row) { use(stored(std::move(row))); });
}

std::optional<StoredLogin> load_login(db::Tx &tx, ServiceId service) {
  auto row = tx.maybe<LoginRow>(select_one, service);
  if (!row)
    return std::nullopt;
  return stored(std::move(*row));
}

std::vector<StoredAccessServer> enabled_access_servers(db::Tx &tx) {
  return tx.all<StoredAccessServer>(
      "select a.id as id, a.name as name, a.address as address, a.secret_sealed as secret_sealed, a.profile as profile,"
      " a.require_message_authenticator as require_message_authenticator, a.coa_port as coa_port,"
      " a.interim_interval_s as interim_interval_s, a.pool_id as pool_id, a.garden_pool_id as garden_pool_id,"
      " a.allow_mschap as allow_mschap, a.prefix_pool_id as prefix_pool_id,"
      " a.delegated_pool_id as delegated_pool_id, coalesce(p.name, '') as pool_name, coalesce(g.name, '') as "
      "garden_pool_name"
      " from access_server a left join address_pool p on p.id = a.pool_id left join address_pool g on g.id = "
      "a.garden_pool_id"
      " where a.enabled = 1 order by a.id");
}

} // namespace demarc::network
