-- Months that one legal entity closes by itself (decision 0028); those of ledger_month are closed for all.

-- Until when; the books of all may be closed further. Written while the row of `books` is held alone.
create table books_of_entity (legal_entity_id bigint primary key, closed_until text not null);

create table ledger_month_of (
  legal_entity_id bigint not null, month text not null, closed_at bigint not null, closed_by text not null, chain_length bigint not null,
  chain_hash text not null, primary key (legal_entity_id, month)
);
create trigger ledger_month_of_no_update before update or delete on ledger_month_of for each row execute function refuse_change();
create trigger ledger_month_of_no_truncate before truncate on ledger_month_of for each statement execute function refuse_change();
create or replace function refuse_closed_month() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added where entry_date <= (select closed_until from books where id = 1))
    or exists (select 1 from added a join books_of_entity b on b.legal_entity_id = coalesce(a.legal_entity_id, 1)
      where a.entry_date <= b.closed_until) then
    raise exception 'the month of this entry is closed';
  end if;
  return null;
end $$;
