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

-- How each part is earned; 0: a line that has none, as a whole.
alter table revenue_line add column part bigint not null default 0;
alter table revenue_line drop constraint revenue_line_pkey, add primary key (invoice_id, line, part);
