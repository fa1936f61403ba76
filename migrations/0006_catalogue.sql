-- What is sold beside a plan, discounts, trials. A plan version that is charged once is a device or a fee; the others recur.
alter table plan_version add column is_once bigint not null default 0;
alter table plan_version add column setup_fee_minor bigint not null default 0 check (setup_fee_minor >= 0);
alter table plan_version add column trial_days bigint not null default 0 check (trial_days >= 0);

alter table service add column trial_until text;
alter table service_plan add column quantity bigint not null default 1 check (quantity >= 1);

-- until_date is the first day without it. price_minor: agreed for this customer, else the version's. instalments: of what is charged once.
create table service_item (
  id bigint primary key, service_id bigint not null references service (id),
  plan_version_id bigint not null references plan_version (id), from_date text not null, until_date text,
  quantity bigint not null check (quantity >= 1), price_minor bigint check (price_minor >= 0),
  instalments bigint not null check (instalments between 1 and 120), note text not null,
  actor text not null, created_at bigint not null
);
create index service_item_by_service on service_item (service_id);
create index service_item_by_version on service_item (plan_version_id);

-- An offer of a price reduction. `code`: what a customer names to get it; empty: staff give it. periods: for so many full billing
-- periods, else for ever. redeemed counts and never passes max_redemptions.
create table coupon (
  id bigint primary key, code text not null, name text not null,
  percent_ppm bigint not null check (percent_ppm between 0 and 1000000), amount_minor bigint not null check (amount_minor >= 0),
  currency text, periods bigint check (periods >= 1), plan_id bigint references plan (id), on_add_ons bigint not null,
  valid_from text, valid_until text, max_redemptions bigint check (max_redemptions >= 1),
  redeemed bigint not null, active bigint not null, created_at bigint not null
);
create unique index coupon_code on coupon (code);

-- A discount of a service, as it was when it was given: a coupon that changes later changes nothing here. until_date is the first day at
-- the full price.
create table service_discount (
  id bigint primary key, service_id bigint not null references service (id), coupon_id bigint references coupon (id),
  name text not null, percent_ppm bigint not null check (percent_ppm between 0 and 1000000),
  amount_minor bigint not null check (amount_minor >= 0), on_add_ons bigint not null,
  from_date text not null, until_date text, actor text not null, created_at bigint not null
);
create index service_discount_by_service on service_discount (service_id);
create unique index service_discount_once on service_discount (service_id, coupon_id) where coupon_id is not null;

-- 0: the plan, -1: its set-up fee, else a service_item. price_micro: of the full period after discounts, in millionths of the minor
-- unit; null on charges of before, whose price is their version's.
alter table charge add column item_id bigint not null default 0;
alter table charge add column quantity bigint not null default 1;
alter table charge add column price_micro bigint;
drop index charge_once;
create unique index charge_once on charge (service_id, item_id, kind, period_start, revision);
