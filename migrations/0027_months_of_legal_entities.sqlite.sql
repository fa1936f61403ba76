-- Months that one legal entity closes by itself (decision 0028); those of ledger_month are closed for all.

-- Until when; the books of all may be closed further. Written while the row of `books` is held alone.
create table books_of_entity (legal_entity_id bigint primary key, closed_until text not null);

create table ledger_month_of (
  legal_entity_id bigint not null, month text not null, closed_at bigint not null, closed_by text not null, chain_length bigint not null,
  chain_hash text not null, primary key (legal_entity_id, month)
);
create trigger ledger_month_of_no_update before update on ledger_month_of begin
  select raise(abort, 'ledger_month_of is append-only: correct it with a new entry');
end;
create trigger ledger_month_of_no_delete before delete on ledger_month_of begin
  select raise(abort, 'ledger_month_of is append-only: correct it with a new entry');
end;
create trigger journal_entry_in_open_month_of before insert on journal_entry
when new.entry_date <= (select closed_until from books_of_entity where legal_entity_id = coalesce(new.legal_entity_id, 1)) begin
  select raise(abort, 'the month of this entry is closed');
end;
