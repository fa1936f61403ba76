-- What two accounts were billed for one period may be taken back from both by one page of a run; each of them is held by
-- that run, so who is billed is part of what is billed once.
drop index charge_once;
create unique index charge_once on charge (service_id, item_id, kind, period_start, coalesce(payer_id, 0), revision);
