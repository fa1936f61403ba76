-- Several legal entities that sell: each with its own name, address, taxes, numbers and books.

-- The first one (1) is what the provider was so far, and what exists belongs to it. The provider keeps what is the same for all:
-- currency, time zone, language, days to pay. region, registrations and one_stop_shop are for taxes (tax/liability.h). The account and
-- the registration on documents: of the first one they are the design's.
create table legal_entity (
  id bigint primary key, name text not null, legal_name text not null, street text not null, city text not null,
  postal_code text not null, country text not null, region text not null, vat_number text not null,
  registrations text not null, one_stop_shop bigint not null, invoice_prefix text not null,
  registration text not null, account_holder text not null, iban text not null, bic text not null, bank_name text not null,
  active bigint not null
);
create unique index legal_entity_prefix on legal_entity (invoice_prefix);
insert into legal_entity (id, name, legal_name, street, city, postal_code, country, region, vat_number, registrations, one_stop_shop,
  invoice_prefix, registration, account_holder, iban, bic, bank_name, active)
  select 1, p.name, p.legal_name, p.street, p.city, p.postal_code, p.country, coalesce(t.seller_region, ''), p.vat_number,
    coalesce(t.registrations, ''), coalesce(t.one_stop_shop, 0), p.invoice_prefix, '', '', '', '', '', 1
  from provider p left join tax_settings t on t.id = 1;
alter table provider drop column name;
alter table provider drop column legal_name;
alter table provider drop column street;
alter table provider drop column city;
alter table provider drop column postal_code;
alter table provider drop column country;
alter table provider drop column vat_number;
alter table provider drop column invoice_prefix;
alter table tax_settings drop column seller_region;
alter table tax_settings drop column registrations;
alter table tax_settings drop column one_stop_shop;

-- Whose customers they are; it stays once something was billed or booked.
alter table customer add column legal_entity_id bigint not null default 1;
-- A document's entity is its seller's.
alter table seller add column legal_entity_id bigint not null default 1;
alter table seller add column registration text not null default '';
alter table seller add column account_holder text not null default '';
alter table seller add column iban text not null default '';
alter table seller add column bic text not null default '';
alter table seller add column bank_name text not null default '';
-- A series is one entity's, for ever: nobody else goes on with its numbers.
alter table number_series add column legal_entity_id bigint not null default 1;
alter table voucher_batch add column legal_entity_id bigint not null default 1;

-- Whose books an entry is in; null: the first one's. Sealed where it is given, so older entries fit the seals they have.
alter table journal_entry add column legal_entity_id bigint;
-- The document's, for sums over millions of lines. Verified against the books.
alter table revenue_line add column legal_entity_id bigint not null default 1;

-- The threshold of sales to consumers of other states is each entity's own.
create table cross_border_sales_of (
  legal_entity_id bigint not null, year bigint not null, currency text not null, net_minor bigint not null,
  primary key (legal_entity_id, year, currency)
);
insert into cross_border_sales_of (legal_entity_id, year, currency, net_minor)
  select 1, year, currency, net_minor from cross_border_sales;
drop table cross_border_sales;
alter table cross_border_sales_of rename to cross_border_sales;
