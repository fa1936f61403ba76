-- What the trial of a plan costs, once and whole; 0: it is free.
alter table plan_version add column trial_price_minor bigint not null default 0;
