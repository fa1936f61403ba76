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
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: correct it with a new entry', tg_table_name;
end $$;
create trigger journal_entry_no_update before update or delete on journal_entry for each row execute function refuse_change();
create trigger journal_entry_no_truncate before truncate on journal_entry for each statement execute function refuse_change();
create trigger posting_no_update before update or delete on posting for each row execute function refuse_change();
create trigger posting_no_truncate before truncate on posting for each statement execute function refuse_change();
create trigger journal_seal_no_update before update or delete on journal_seal for each row execute function refuse_change();
create trigger journal_seal_no_truncate before truncate on journal_seal for each statement execute function refuse_change();
create trigger revenue_line_no_update before update or delete on revenue_line for each row execute function refuse_change();
create trigger revenue_line_no_truncate before truncate on revenue_line for each statement execute function refuse_change();
create trigger ledger_month_no_update before update or delete on ledger_month for each row execute function refuse_change();
create trigger ledger_month_no_truncate before truncate on ledger_month for each statement execute function refuse_change();
-- Once for each statement, however many rows it brings.
create function refuse_closed_month() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added where entry_date <= (select closed_until from books where id = 1)) then
    raise exception 'the month of this entry is closed';
  end if;
  return null;
end $$;
create trigger journal_entry_in_open_month after insert on journal_entry
  referencing new table as added for each statement execute function refuse_closed_month();
