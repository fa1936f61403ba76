-- Of a coupon that lowers a customer's invoices, not a service's periods; `periods` counts invoices then.
alter table coupon add column on_invoice bigint not null default 0;

-- A discount on the invoices of a customer, as it was when it was given. invoices: on so many, else for ever. On invoices from
-- from_date on; until_date is the first day without it, once it was ended.
create table customer_discount (
  id bigint primary key, customer_id bigint not null references customer (id), coupon_id bigint references coupon (id),
  name text not null, percent_ppm bigint not null check (percent_ppm between 0 and 1000000),
  amount_minor bigint not null check (amount_minor >= 0), invoices bigint check (invoices >= 1),
  from_date text not null, until_date text, actor text not null, created_at bigint not null
);
create index customer_discount_by_customer on customer_discount (customer_id);
create unique index customer_discount_once on customer_discount (customer_id, coupon_id) where coupon_id is not null;

-- A billing day on which it lowered what was billed. The key carries that it counts once, however many invoices that day had.
create table customer_discount_use (
  discount_id bigint not null references customer_discount (id), used_on text not null, primary key (discount_id, used_on)
);
-- What it took off a charge, in the terms of the charge's price; below zero: what a credit gave back of that. used_on: the billing
-- day that it counts for, which is that of the charge, or that of the charge whose days it bills anew.
create table charge_discount (
  charge_id bigint not null references charge (id), discount_id bigint not null, used_on text not null,
  amount_minor bigint not null check (amount_minor <> 0), primary key (charge_id, discount_id, used_on),
  foreign key (discount_id, used_on) references customer_discount_use (discount_id, used_on)
);
create index charge_discount_by_discount on charge_discount (discount_id);

-- What is given for a referral, to whom, and when. One row.
create table referral_settings (
  id bigint primary key check (id = 1), is_on bigint not null, referrer_minor bigint not null check (referrer_minor >= 0),
  referred_minor bigint not null check (referred_minor >= 0), minimum_paid_minor bigint not null check (minimum_paid_minor >= 0),
  most_per_year bigint check (most_per_year >= 1), window_days bigint not null check (window_days >= 0)
);
insert into referral_settings (id, is_on, referrer_minor, referred_minor, minimum_paid_minor, most_per_year, window_days)
values (1, 0, 0, 0, 0, null, 30);

-- Who brought a customer. decided_on: it was earned with the payment of invoice_id, once; then nothing of the row changes.
create table customer_referral (
  customer_id bigint primary key references customer (id),
  referrer_id bigint not null references customer (id) check (referrer_id <> customer_id),
  named_on text not null, actor text not null, created_at bigint not null,
  decided_on text, invoice_id bigint references invoice (id)
);
create index customer_referral_by_referrer on customer_referral (referrer_id);

-- What each of the two was given, once; nothing (0) has a reason.
create table referral_reward (
  id bigint primary key, referred_id bigint not null references customer_referral (customer_id),
  customer_id bigint not null references customer (id), role text not null check (role in ('referrer', 'referred')),
  amount_minor bigint not null check (amount_minor >= 0), currency text not null, booked_on text not null, reason text not null,
  created_at bigint not null
);
create unique index referral_reward_once on referral_reward (referred_id, role);
create index referral_reward_by_customer on referral_reward (customer_id);
