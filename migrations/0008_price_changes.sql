-- Price changes: announced with a date, taking effect on a boundary of each service's own cycle; and what each kind of plan says of itself.

-- A list of {"name", "value"} as the plan's kind declares them; nothing but the catalogue reads it.
alter table plan_version add column attributes text not null default '[]';
-- 1: announced and taken back before its day. Nobody is on it, and nobody will be.
alter table plan_version add column withdrawn bigint not null default 0;

create table price_settings (id bigint primary key check (id = 1), notice_days bigint not null check (notice_days >= 0));

-- An announcement goes through the customers in the order of their ids; progress is committed with them.
create table price_change (
  id bigint primary key, plan_id bigint not null references plan (id),
  plan_version_id bigint not null references plan_version (id), makes_version bigint not null,
  from_versions text not null, on_date text not null, notice_days bigint not null, text text not null, state text not null,
  total bigint not null, done bigint not null, services bigint not null, customers bigint not null,
  difference_minor bigint not null, currency text not null, first_date text, last_date text,
  last_customer_id bigint not null, created_by text not null, created_at bigint not null,
  announced_at bigint, cancelled_by text, cancelled_at bigint, error text not null
);
create index price_change_by_plan on price_change (plan_id, id);
-- Customers that it leaves alone: they have agreed on a price.
create table price_change_except (
  price_change_id bigint not null references price_change (id), customer_id bigint not null references customer (id),
  primary key (price_change_id, customer_id)
);
-- Who was told what. before_version_id: what holds on that day if it is taken back.
create table price_change_service (
  price_change_id bigint not null references price_change (id), service_id bigint not null references service (id),
  from_date text not null, customer_id bigint not null references customer (id),
  before_version_id bigint not null references plan_version (id), old_price_minor bigint not null,
  new_price_minor bigint not null, taken_back bigint not null, primary key (price_change_id, service_id, from_date)
);
