-- Prepaid: periods bought from the customer's credit, and vouchers that fill it.

-- is_prepaid: a period is bought when it begins, or the service stops. forfeits_unused: unused days of a bought period are not given back.
alter table plan_version add column is_prepaid bigint not null default 0;
alter table plan_version add column forfeits_unused bigint not null default 0;

-- A service has a row exactly when it is prepaid. stopped_on: the first day for which no period is bought, and why: 'balance', 'renewal_off',
-- 'held', 'paused', 'ended', 'unbillable'. price_minor and balance_minor: of the purchase that failed last.
create table service_prepaid (
  service_id bigint primary key references service (id), auto_renew bigint not null, stopped_on text, stop_reason text not null,
  price_minor bigint not null, balance_minor bigint not null
);

-- What was bought, item by item, as it was that day: its price never changes afterwards. [from_date, full_until) was bought;
-- [from_date, used_until) is the service's; [from_date, owed_until) is what is owed for.
create table service_purchase (
  id bigint primary key, service_id bigint not null references service (id), item_id bigint not null,
  from_date text not null, full_until text not null, used_until text not null, owed_until text not null,
  plan_version_id bigint not null references plan_version (id), quantity bigint not null check (quantity > 0),
  price_micro bigint not null check (price_micro >= 0), created_at bigint not null, tax_place text not null,
  check (from_date <= owed_until and owed_until <= full_until and from_date <= used_until and used_until <= full_until)
);
create index service_purchase_of on service_purchase (service_id, from_date);
-- Bought once, on any number of nodes; a period that was given back whole can be bought again.
create unique index service_purchase_once on service_purchase (service_id, item_id, from_date) where used_until > from_date;

-- Vouchers: made in batches of one value, sold as a batch, redeemed one by one. A code is kept as its SHA-256 alone.
create table voucher_batch (
  id bigint primary key, name text not null, count bigint not null check (count > 0),
  value_minor bigint not null check (value_minor > 0), currency text not null, expires_on text not null,
  state text not null, method text, sold_on text, sold_minor bigint not null, exported_at bigint,
  codes_sealed text not null, created_by text not null, created_at bigint not null
);
create table voucher (
  id bigint primary key, batch_id bigint not null references voucher_batch (id), code_hash text not null unique,
  last4 text not null, state text not null, customer_id bigint references customer (id), redeemed_on text, changed_at bigint not null,
  changed_by text not null
);
create index voucher_of_batch on voucher (batch_id, id);
create index voucher_of_customer on voucher (customer_id);
-- Tries that failed, for the limit per customer.
create table voucher_try (customer_id bigint not null references customer (id), tried_at bigint not null);
create index voucher_try_of on voucher_try (customer_id, tried_at);
