#include "portal/portal_store.h"

namespace demarc::portal {

std::vector<Candidate> candidates(db::Tx &tx, const std::string &account, int limit) {
  return tx.all<Candidate>("select c.id as id, coalesce(a.password_hash, '') as password_hash from customer c"
                           " left join portal_account a on a.customer_id = c.id"
                           " where (lower(c.email) = lower($1) or upper(c.number) = upper($1)) and c.status <> 'left'"
                           " and $1 <> '' order by c.id limit $2",
                           account, limit);
}

std::optional<Candidate> candidate(db::Tx &tx, CustomerId customer) {
  return tx.maybe<Candidate>("select c.id as id, coalesce(a.password_hash, '') as password_hash from customer c"
                             " left join portal_account a on a.customer_id = c.id"
                             " where c.id = $1 and c.status <> 'left'",
                             customer);
}

std::optional<PortalSession> portal_session(db::Tx &tx, const std::string &token_hash) {
  return tx.maybe<PortalSession>(
      "select s.customer_id as customer_id, s.created_at as created_at, s.expires_at as expires_at,"
      " s.last_seen_at as last_seen_at, s.by_link as by_link from portal_session s"
      " join customer c on c.id = s.customer_id where s.token_hash = $1 and c.status <> 'left'",
      token_hash);
}

void insert_portal_session(db::Tx &tx, const std::string &token_hash, const PortalSession &session,
                           const std::string &user_agent) {
  tx.exec("insert into portal_session (token_hash, customer_id, created_at, expires_at, last_seen_at, user_agent,"
          " by_link) values ($1, $2, $3, $4, $5, $6, $7)",
          token_hash, session.customer_id, session.created_at, session.expires_at, session.last_seen_at, user_agent,
          session.by_link);
}

void touch_portal_session(db::Tx &tx, const std::string &token_hash, Instant now, Instant expires_at) {
  tx.exec("update portal_session set last_seen_at = $1, expires_at = $2 where token_hash = $3", now, expires_at,
          token_hash);
}

void end_portal_session(db::Tx &tx, const std::string &token_hash) {
  tx.exec("delete from portal_session where token_hash = $1", token_hash);
}

void end_other_portal_sessions(db::Tx &tx, CustomerId customer, const std::string &kept_hash) {
  tx.exec("delete from portal_session where customer_id = $1 and token_hash <> $2", customer, kept_hash);
  tx.exec("delete from portal_link where customer_id = $1", customer);
}

void settle_portal_session(db::Tx &tx, const std::string &token_hash) {
  tx.exec("update portal_session set by_link = 0 where token_hash = $1", token_hash);
}

void set_portal_password(db::Tx &tx, CustomerId customer, const std::string &hash, Instant now) {
  tx.exec("insert into portal_account (customer_id, password_hash, password_set_at) values ($1, $2, $3)"
          " on conflict (customer_id) do update set password_hash = excluded.password_hash,"
          " password_set_at = excluded.password_set_at",
          customer, hash, now);
}

void set_portal_login(db::Tx &tx, CustomerId customer, Instant now) {
  tx.exec("insert into portal_account (customer_id, password_hash, last_login_at) values ($1, '', $2)"
          " on conflict (customer_id) do update set last_login_at = excluded.last_login_at",
          customer, now);
}

void insert_portal_link(db::Tx &tx, const std::string &token_hash, CustomerId customer, Instant now,
                        Instant expires_at) {
  tx.exec("insert into portal_link (token_hash, customer_id, created_at, expires_at) values ($1, $2, $3, $4)",
          token_hash, customer, now, expires_at);
}

std::optional<CustomerId> use_portal_link(db::Tx &tx, const std::string &token_hash, Instant now) {
  return tx.maybe<CustomerId>("delete from portal_link where token_hash = $1 and expires_at > $2 returning customer_id",
                              token_hash, now);
}

std::int64_t links_sent_since(db::Tx &tx, CustomerId customer, Instant since) {
  return tx.one<std::int64_t>("select count(*) from message where customer_id = $1 and ref_kind = $2 and"
                              " created_at > $3",
                              customer, portal_link_ref, since);
}

PortalAccess portal_access(db::Tx &tx, CustomerId customer) {
  return tx
      .maybe<PortalAccess>("select case when password_hash = '' then 0 else 1 end as has_password,"
                           " password_set_at, last_login_at from portal_account where customer_id = $1",
                           customer)
      .value_or(PortalAccess{});
}

std::int64_t forget_expired_portal_rows(db::Tx &tx, Instant machine_now) {
  return tx.exec_counted("delete from portal_session where expires_at <= $1", machine_now) +
         tx.exec_counted("delete from portal_link where expires_at <= $1", machine_now);
}

} // namespace demarc::portal
