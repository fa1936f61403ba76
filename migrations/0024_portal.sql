-- Subscribers' own way in. Their sessions and passwords are their own kind, never rows of staff (decision 0027).
create table portal_account (
  customer_id bigint primary key references customer (id),
  password_hash text not null, -- argon2id; empty: none set yet
  password_set_at bigint, last_login_at bigint
);
create table portal_session (
  token_hash text primary key, customer_id bigint not null references customer (id),
  created_at bigint not null, expires_at bigint not null, last_seen_at bigint not null, user_agent text not null,
  by_link bigint not null -- came by a link: a password may be set without the one before
);
create index portal_session_by_customer on portal_session (customer_id);
create index portal_session_by_expiry on portal_session (expires_at);
-- One-time links: a row is taken away when it is used.
create table portal_link (
  token_hash text primary key, customer_id bigint not null references customer (id),
  created_at bigint not null, expires_at bigint not null
);
create index portal_link_by_customer on portal_link (customer_id);
create index portal_link_by_expiry on portal_link (expires_at);
-- Subscribers may change to it by themselves.
alter table plan add column offered_in_portal bigint not null default 0;
-- Who signs in is looked for by either, in any case.
create index customer_by_email on customer (lower(email));
create index customer_by_number on customer (upper(number));
