-- Taxes by place: where a tax is levied, on what and how; what is known of a customer for it; which inputs an invoice was taxed by.

-- A country, and what lies inside it.
create table jurisdiction (
  id bigint primary key, code text not null, parent_id bigint references jurisdiction (id),
  level text not null, country text not null, name text not null, preset text not null
);
create unique index jurisdiction_code on jurisdiction (code);
-- How addresses find it: one of a region's name, a range of postal codes, or a polygon (GeoJSON).
create table jurisdiction_extent (
  id bigint primary key, jurisdiction_id bigint not null references jurisdiction (id),
  region text not null, postal_from text not null, postal_to text not null, polygon text not null
);
create index jurisdiction_extent_of on jurisdiction_extent (jurisdiction_id);

-- A tax without a jurisdiction is one that plans name outright. `products` are tax categories, with commas; none: all.
alter table tax add column jurisdiction_id bigint references jurisdiction (id);
alter table tax add column category text not null default 'S';
alter table tax add column applies text not null default 'always';
alter table tax add column inside bigint not null default 0;
alter table tax add column products text not null default '';
alter table tax add column replaces_tax_id bigint references tax (id);
alter table tax add column active bigint not null default 1;
alter table tax add column preset text not null default '';
-- The taxes that belong to a tax's base.
create table tax_on (
  tax_id bigint not null references tax (id), on_tax_id bigint not null references tax (id), primary key (tax_id, on_tax_id)
);
alter table tax_rate add column valid_to text;
alter table tax_rate add column per_unit_minor bigint not null default 0;
alter table tax_rate add column share_ppm bigint not null default 1000000;
alter table tax_rate add column source text not null default '';

create table tax_settings (
  id bigint primary key check (id = 1),
  seller_region text not null, registrations text not null, one_stop_shop bigint not null,
  threshold_minor bigint not null check (threshold_minor >= 0),
  sum_by text not null, rounding text not null, cash_step_minor bigint not null check (cash_step_minor >= 0)
);
-- Net sales to consumers of other EU states, which move the place of supply once they pass the threshold.
create table cross_border_sales (
  year bigint not null, currency text not null, net_minor bigint not null, primary key (year, currency)
);

-- What a plan sells, for taxes found by place; empty: the plan's own tax, or none.
alter table plan_version add column tax_category text not null default '';
alter table plan_version add column price_includes_tax bigint not null default 0;

-- Where a service is installed, from which day on; without a row, at the customer's address.
create table service_location (
  service_id bigint not null references service (id), from_date text not null,
  street text not null, city text not null, postal_code text not null, region text not null, country text not null,
  longitude_udeg bigint, latitude_udeg bigint, primary key (service_id, from_date)
);
create table vat_check (
  id bigint primary key, customer_id bigint not null references customer (id), vat_number text not null, country text not null,
  method text not null, result text not null, registered_name text not null, reference text not null,
  checked_at bigint not null, checked_by text not null
);
create index vat_check_by_customer on vat_check (customer_id, id);
create table exemption (
  id bigint primary key, customer_id bigint not null references customer (id), jurisdiction_id bigint references jurisdiction (id),
  products text not null, number text not null, document text not null, valid_from text not null, valid_to text,
  created_at bigint not null, created_by text not null
);
create index exemption_by_customer on exemption (customer_id, id);

-- The inputs that lines were taxed by: place, jurisdictions, customer's status, evidence, VAT check, exemption. Lines
-- with the same inputs share a row, which never changes.
create table tax_basis (id bigint primary key, detail text not null);
create unique index tax_basis_detail on tax_basis (detail);
-- A line's price is net_minor + included_tax_minor. tax_category is EN 16931's, of a line that bears no tax too.
alter table invoice_line add column included_tax_minor bigint not null default 0;
alter table invoice_line add column tax_category text not null default '';
alter table invoice_line add column tax_basis_id bigint references tax_basis (id);
-- The second tax of a line and further ones; the first stands in the line.
create table invoice_line_tax (
  invoice_id bigint not null, line bigint not null, tax_id bigint not null references tax (id), percent_ppm bigint not null,
  primary key (invoice_id, line, tax_id), foreign key (invoice_id, line) references invoice_line (invoice_id, line)
);
-- amount_minor is what the lines that bear the tax are priced at; is_plain: tax = round(base × percent) and base = amount.
alter table invoice_tax add column rate_id bigint references tax_rate (id);
alter table invoice_tax add column category text not null default 'S';
alter table invoice_tax add column reason text not null default '';
alter table invoice_tax add column amount_minor bigint not null default 0;
alter table invoice_tax add column is_included bigint not null default 0;
alter table invoice_tax add column is_plain bigint not null default 1;
update invoice_tax set amount_minor = base_minor;
alter table invoice add column rounding_minor bigint not null default 0;
