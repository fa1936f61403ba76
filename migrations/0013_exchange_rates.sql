-- What a currency was worth in the reporting currency, from a day on. Reports alone use it.
create table exchange_rate (
  reporting text not null, currency text not null, valid_from text not null, rate_e12 bigint not null check (rate_e12 > 0),
  source text not null, actor text not null, created_at bigint not null, primary key (reporting, currency, valid_from)
);
-- One row at most: the currency in which reports also give their totals.
create table reporting_currency (id bigint primary key check (id = 1), currency text not null);
