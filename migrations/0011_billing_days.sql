-- The billing day of a customer can change. customer.billing_anchor is the newest; here is what held before.
create table billing_anchor_before (
  customer_id bigint not null references customer (id), until_date text not null, anchor text not null,
  actor text not null, created_at bigint not null, primary key (customer_id, until_date)
);
