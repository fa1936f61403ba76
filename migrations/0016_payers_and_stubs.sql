-- Who is billed for a customer, from a day on until the next row; without a payer, they themselves again.
create table customer_payer (
  customer_id bigint not null references customer (id), from_date text not null, payer_id bigint references customer (id),
  actor text not null, created_at bigint not null, primary key (customer_id, from_date)
);
create index customer_payer_by_payer on customer_payer (payer_id, customer_id);
-- Of a charge that was billed to somebody else than the service's customer.
alter table charge add column payer_id bigint references customer (id);
create index charge_by_payer on charge (payer_id, service_id) where payer_id is not null;
-- The account that a line is for, as it was called that day, on an invoice that has lines of others than whom it is billed to.
alter table invoice_line add column account_id bigint references customer (id);
alter table invoice_line add column account text not null default '';

-- Of a plan whose days before the first full period are billed with that one, not alone on the billing day before it.
alter table plan_version add column joins_stub bigint not null default 0;
