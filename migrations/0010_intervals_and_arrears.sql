-- Plans billed every so many days, and plans billed when a period is over.

-- Above 0: every so many days, and interval_months says nothing.
alter table plan_version add column interval_days bigint not null default 0 check (interval_days >= 0);
alter table plan_version add column in_arrears bigint not null default 0;
