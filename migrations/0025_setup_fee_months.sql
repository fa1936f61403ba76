-- A set-up fee that is no service of its own is earned over so many months from the first day of the service; 0: on that day.
alter table plan_version add column setup_fee_months bigint not null default 0;
-- Lines earned so, until their schedule ends or their service does, when the rest is earned at once.
create table spread_fee (
  invoice_id bigint not null,
  line bigint not null,
  service_id bigint not null references service (id),
  end_day bigint not null,
  primary key (invoice_id, line)
);
