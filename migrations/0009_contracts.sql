-- Contracts: for how long a service is promised, how it renews, and what it costs to leave sooner.

-- contract_months: the minimum term, 0 none. contract_renewal_months: renews for so many each time, 0: runs on without a term.
-- contract_fee_minor: of a flat fee, and what a declining one begins with; contract_fee_ppm: of the price that remains.
alter table plan_version add column contract_months bigint not null default 0 check (contract_months >= 0);
alter table plan_version add column contract_renewal_months bigint not null default 0 check (contract_renewal_months >= 0);
alter table plan_version add column contract_notice_days bigint not null default 0 check (contract_notice_days >= 0);
alter table plan_version add column contract_fee_kind text not null default 'none';
alter table plan_version add column contract_fee_minor bigint not null default 0 check (contract_fee_minor >= 0);
alter table plan_version add column contract_fee_ppm bigint not null default 0 check (contract_fee_ppm between 0 and 1000000);

-- What a service was sold on, as it was that day: a plan that changes later changes nothing here. In force from from_date until the next
-- row. minimum_until is the first day after the minimum term.
create table service_contract (
  service_id bigint not null references service (id), from_date text not null, minimum_until text not null,
  minimum_months bigint not null, renewal_months bigint not null, notice_days bigint not null,
  fee_kind text not null, fee_minor bigint not null, fee_ppm bigint not null,
  actor text not null, created_at bigint not null, primary key (service_id, from_date)
);

-- How service.ends_on came about: when the provider was told, and whether the fee for leaving early is waived. Gone when the end is taken
-- back.
create table service_end (
  service_id bigint primary key references service (id), noticed_on text not null, fee_waived bigint not null,
  waive_reason text not null, actor text not null, created_at bigint not null
);
