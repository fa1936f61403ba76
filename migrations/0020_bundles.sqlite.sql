-- Bundles: plans of several parts sold at one price, which is divided over the parts once a line's amount is known.

-- The parts as they were sold alone when the version was made; JSON. '[]': no bundle.
alter table plan_version add column bundle text not null default '[]';

-- What a line of a bundle comes to for each part, 1, 2, … in the bundle's order; they sum to their line. Of a credit note: what of the
-- part is taken back.
create table invoice_line_part (
  invoice_id bigint not null, line bigint not null, part bigint not null,
  plan_version_id bigint not null references plan_version (id), name text not null,
  net_minor bigint not null, included_tax_minor bigint not null, tax_category text not null, tax_basis_id bigint references tax_basis (id),
  primary key (invoice_id, line, part), foreign key (invoice_id, line) references invoice_line (invoice_id, line)
);
-- The taxes that a part bears, in the order of their computation.
create table invoice_line_part_tax (
  invoice_id bigint not null, line bigint not null, part bigint not null, position bigint not null,
  tax_id bigint not null references tax (id), percent_ppm bigint not null,
  primary key (invoice_id, line, part, position), foreign key (invoice_id, line, part) references invoice_line_part (invoice_id, line, part)
);

-- How each part is earned; 0: a line that has none, as a whole. The part is of the key, so the table is made anew.
create table revenue_part (
  invoice_id bigint not null references invoice (id), line bigint not null,
  account text not null, currency text not null, amount_minor bigint not null,
  start_day bigint not null, end_day bigint not null check (end_day > start_day),
  booked_day bigint not null, earned_until_day bigint not null, from_day bigint not null,
  part bigint not null default 0, primary key (invoice_id, line, part)
);
insert into revenue_part (invoice_id, line, account, currency, amount_minor, start_day, end_day, booked_day, earned_until_day, from_day)
  select invoice_id, line, account, currency, amount_minor, start_day, end_day, booked_day, earned_until_day, from_day from revenue_line;
drop table revenue_line;
alter table revenue_part rename to revenue_line;
create index revenue_line_running on revenue_line (end_day);
create index revenue_line_late on revenue_line (from_day) where from_day > earned_until_day + 1;
create trigger revenue_line_no_update before update on revenue_line begin
  select raise(abort, 'revenue_line is append-only: correct it with a new entry');
end;
create trigger revenue_line_no_delete before delete on revenue_line begin
  select raise(abort, 'revenue_line is append-only: correct it with a new entry');
end;
