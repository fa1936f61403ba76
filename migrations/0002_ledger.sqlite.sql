-- The ledger grows up: revenue is earned by day, months close, the journal is append-only and hash-chained.

-- The date of what an entry books, where that lies in a closed month and the entry stands in the first open one.
alter table journal_entry add column document_date text;

-- One row. Whoever posts holds it shared; whoever moves a limit takes it alone, so no entry slips past.
-- closed_until: no entry takes this day or an earlier one any more. earned_until_day: revenue is recognised through this day.
create table books (id bigint primary key check (id = 1), closed_until text, earned_until_day bigint);
insert into books (id, closed_until, earned_until_day) values (1, null, null);

-- How the net of a document's line is earned: evenly over the days [start_day, end_day). A credit note's line has a negative
-- amount and its own days. Days count from 1970-01-01, because both engines must compute with them.
-- booked_day: the entry of the document; what lay before it was earned at once (until earned_until_day). from_day: the first
-- day on which recognition takes the line along; later than the day behind earned_until_day when the document came late.
create table revenue_line (
  invoice_id bigint not null references invoice (id), line bigint not null,
  account text not null, currency text not null, amount_minor bigint not null,
  start_day bigint not null, end_day bigint not null check (end_day > start_day),
  booked_day bigint not null, earned_until_day bigint not null, from_day bigint not null, primary key (invoice_id, line)
);
create index revenue_line_running on revenue_line (end_day);
create index revenue_line_late on revenue_line (from_day) where from_day > earned_until_day + 1;

-- A month that takes no entry any more, and how long the chain was and where it ended when it closed.
create table ledger_month (
  month text primary key, closed_at bigint not null, closed_by text not null, chain_length bigint not null, chain_hash text not null
);

-- The chain: seal n is the SHA-256 of seal n-1 and the content of its entry. journal_unsealed holds ranges of entry ids that wait for
-- their seals; journal_chain, one row, the chain's end.
create table journal_seal (seq bigint primary key, entry_id bigint not null references journal_entry (id), hash text not null);
create unique index journal_seal_once on journal_seal (entry_id);
create table journal_unsealed (first_id bigint primary key, last_id bigint not null);
create table journal_chain (id bigint primary key check (id = 1), length bigint not null, hash text not null);
insert into journal_chain (id, length, hash) values (1, 0, '');
insert into journal_unsealed (first_id, last_id) select min(id), max(id) from journal_entry having count(*) > 0;

-- Append-only, for everybody who comes through SQL too: a correction is a new entry.
create trigger journal_entry_no_update before update on journal_entry begin
  select raise(abort, 'journal_entry is append-only: correct it with a new entry');
end;
create trigger journal_entry_no_delete before delete on journal_entry begin
  select raise(abort, 'journal_entry is append-only: correct it with a new entry');
end;
create trigger posting_no_update before update on posting begin
  select raise(abort, 'posting is append-only: correct it with a new entry');
end;
create trigger posting_no_delete before delete on posting begin
  select raise(abort, 'posting is append-only: correct it with a new entry');
end;
create trigger journal_seal_no_update before update on journal_seal begin
  select raise(abort, 'journal_seal is append-only: correct it with a new entry');
end;
create trigger journal_seal_no_delete before delete on journal_seal begin
  select raise(abort, 'journal_seal is append-only: correct it with a new entry');
end;
create trigger revenue_line_no_update before update on revenue_line begin
  select raise(abort, 'revenue_line is append-only: correct it with a new entry');
end;
create trigger revenue_line_no_delete before delete on revenue_line begin
  select raise(abort, 'revenue_line is append-only: correct it with a new entry');
end;
create trigger ledger_month_no_update before update on ledger_month begin
  select raise(abort, 'ledger_month is append-only: correct it with a new entry');
end;
create trigger ledger_month_no_delete before delete on ledger_month begin
  select raise(abort, 'ledger_month is append-only: correct it with a new entry');
end;
create trigger journal_entry_in_open_month before insert on journal_entry
when new.entry_date <= (select closed_until from books where id = 1) begin
  select raise(abort, 'the month of this entry is closed');
end;
