-- Moves of services. tax_place: the codes of the jurisdictions that tax a fixed line there, where a move changed them; '' for the place
-- that a service was at first. Days are billed apart by it. fee_item_id: what was charged for the move.
alter table service_location add column tax_place text not null default '';
alter table service_location add column fee_item_id bigint references service_item (id);
alter table service_location add column actor text not null default '';
alter table service_location add column created_at bigint;
alter table charge add column tax_place text not null default '';
