-- Which folding made customer.search_text: 0 is that of the first releases (ASCII case alone). Rows of an older one are
-- folded anew when the schema has been brought up to date.
alter table customer add column search_folding bigint not null default 0;
create index customer_search_folding on customer (id) where search_folding = 0;
