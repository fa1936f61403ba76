-- The business, first version. Types are the ones both engines know: bigint, text; instants are microseconds UTC, dates are
-- 'YYYY-MM-DD', money is in minor units beside a currency, flags are 0/1, enums are their names (see platform/db/db.h).

-- What kind of installation this is. `simulated_at` is set on one that runs on a simulated clock: its present instant.
create table installation (
  id bigint primary key check (id = 1), simulated_at bigint, demo bigint not null, created_at bigint not null
);

create table provider (
  id bigint primary key check (id = 1),
  name text not null, legal_name text not null, street text not null, city text not null, postal_code text not null,
  country text not null, vat_number text not null,
  currency text not null, time_zone text not null, locale text not null,
  invoice_prefix text not null, payment_days bigint not null check (payment_days >= 0),
  billing_run_at_s bigint not null check (billing_run_at_s between 0 and 86399)
);

-- catalog ---------------------------------------------------------------------------------------------------------------
create table tax (id bigint primary key, code text not null, name text not null);
create unique index tax_code on tax (code);
create table tax_rate (
  id bigint primary key, tax_id bigint not null references tax (id),
  percent_ppm bigint not null check (percent_ppm >= 0), valid_from text not null
);
create unique index tax_rate_dated on tax_rate (tax_id, valid_from);

create table plan (id bigint primary key, code text not null, kind text not null, active bigint not null, created_at bigint not null);
create unique index plan_code on plan (code);
-- A customer keeps the version they bought until moved; a change of a plan is a new version.
create table plan_version (
  id bigint primary key, plan_id bigint not null references plan (id), version bigint not null,
  name text not null, description text not null, price_minor bigint not null check (price_minor >= 0), currency text not null,
  interval_months bigint not null check (interval_months >= 1), tax_id bigint references tax (id),
  down_kbit bigint check (down_kbit > 0), up_kbit bigint check (up_kbit > 0), valid_from text not null
);
create unique index plan_version_numbered on plan_version (plan_id, version);

-- subscribers -----------------------------------------------------------------------------------------------------------
create table dunning_policy (
  id bigint primary key, name text not null, is_default bigint not null,
  minimum_debt_minor bigint not null check (minimum_debt_minor >= 0), restriction text not null
);
create unique index dunning_policy_name on dunning_policy (name);
create table dunning_policy_step (
  policy_id bigint not null references dunning_policy (id), days_after_due bigint not null check (days_after_due >= 0),
  action text not null, primary key (policy_id, days_after_due, action)
);

create table customer (
  id bigint primary key, number text not null, kind text not null, name text not null,
  email text not null, phone text not null,
  street text not null, city text not null, postal_code text not null, region text not null, country text not null,
  vat_number text not null, language text not null, note text not null,
  currency text not null, billing_anchor text not null, dunning_policy_id bigint not null references dunning_policy (id),
  joined_on text not null, status text not null, search_text text not null, created_at bigint not null
);
create unique index customer_number on customer (number);
create index customer_by_name on customer (name, id);
create index customer_by_status on customer (status, id);

create table service (
  id bigint primary key, customer_id bigint not null references customer (id),
  username text not null, password_sealed text not null, static_address text, session_timeout_s bigint,
  starts_on text not null, ends_on text, created_at bigint not null
);
create unique index service_username on service (username);
create unique index service_static_address on service (static_address) where static_address is not null;
create index service_by_customer on service (customer_id);
-- Which plan version a service is on from which day. The history that billing reads; the last row of a day wins.
create table service_plan (
  service_id bigint not null references service (id), from_date text not null,
  plan_version_id bigint not null references plan_version (id), primary key (service_id, from_date)
);
create index service_plan_by_version on service_plan (plan_version_id);
-- Reasons to keep a service off are a set; clearing one never clears another. Debt is not among them: it is a standing.
create table service_hold (
  service_id bigint not null references service (id), reason text not null, since bigint not null, note text not null,
  actor text not null, primary key (service_id, reason)
);

create table timeline (
  id bigint primary key, customer_id bigint not null references customer (id), service_id bigint, at bigint not null,
  kind text not null, title text not null, detail text not null, actor text,
  ref_kind text, ref_id bigint, ref_text text
);
create index timeline_by_customer on timeline (customer_id, id);

-- ledger ----------------------------------------------------------------------------------------------------------------
create table journal_entry (
  id bigint primary key, entry_date text not null, kind text not null, ref_kind text not null, ref_id bigint not null,
  customer_id bigint references customer (id), memo text not null, created_at bigint not null
);
create index journal_entry_by_date on journal_entry (entry_date, id);
create index journal_entry_by_ref on journal_entry (ref_kind, ref_id);
create index journal_entry_by_customer on journal_entry (customer_id, id);
create table posting (
  entry_id bigint not null references journal_entry (id), line bigint not null, account text not null,
  customer_id bigint, amount_minor bigint not null, currency text not null, primary key (entry_id, line)
);
create index posting_by_account on posting (account, customer_id);
create index posting_by_customer on posting (customer_id, account);

-- billing ---------------------------------------------------------------------------------------------------------------
create table number_series (name text primary key, next bigint not null check (next >= 1));

create table billing_run (
  id bigint primary key, run_date text not null, status text not null, requested_by text not null,
  total bigint not null, done bigint not null, invoices bigint not null, gross_minor bigint not null, currency text not null,
  last_customer_id bigint not null, created_at bigint not null, started_at bigint, ended_at bigint, error text not null
);
create table billing_run_parked (
  run_id bigint not null references billing_run (id), customer_id bigint not null references customer (id),
  reason text not null, primary key (run_id, customer_id)
);

create table invoice (
  id bigint primary key, number text not null, kind text not null, customer_id bigint not null references customer (id),
  run_id bigint references billing_run (id), corrects_invoice_id bigint references invoice (id),
  issued_on text not null, due_on text not null, currency text not null,
  net_minor bigint not null, tax_minor bigint not null, gross_minor bigint not null,
  bill_to text not null, created_at bigint not null
);
create unique index invoice_number on invoice (number);
create index invoice_by_customer on invoice (customer_id, id);
create index invoice_by_date on invoice (issued_on, id);
create table invoice_line (
  invoice_id bigint not null references invoice (id), line bigint not null,
  service_id bigint references service (id), plan_version_id bigint references plan_version (id),
  description text not null, period_start text not null, period_end text not null,
  quantity bigint not null, unit_price_minor bigint not null, net_minor bigint not null,
  tax_id bigint references tax (id), tax_name text not null, tax_percent_ppm bigint not null, explanation text not null,
  primary key (invoice_id, line)
);
create table invoice_tax (
  invoice_id bigint not null references invoice (id), tax_id bigint not null references tax (id),
  name text not null, percent_ppm bigint not null, base_minor bigint not null, tax_minor bigint not null,
  primary key (invoice_id, tax_id, percent_ppm)
);
-- What has been billed of a service, day by day. charge_once carries exactly-once billing: whoever computes the same charge
-- again, on whatever node, meets the index. `revision` counts a period start billed anew after a full credit. The full period
-- is the one that the days were measured on.
create table charge (
  id bigint primary key, service_id bigint not null references service (id), kind text not null,
  period_start text not null, period_end text not null, full_start text not null, full_end text not null,
  revision bigint not null,
  plan_version_id bigint not null references plan_version (id), net_minor bigint not null, currency text not null,
  reverses_charge_id bigint references charge (id),
  invoice_id bigint not null references invoice (id), line bigint not null
);
create unique index charge_once on charge (service_id, kind, period_start, revision);
create index charge_by_invoice on charge (invoice_id);

-- How far a customer is billed, and when a run next has to look at them (a customer without a row was never looked at).
-- `in_step` is 0 while a change since then waits for the next billing day.
create table billing_mark (
  customer_id bigint primary key references customer (id), billed_until text, next_on text not null, in_step bigint not null
);

-- An invoice row never changes; what is still owed of it lives here.
create table open_item (
  invoice_id bigint primary key references invoice (id), customer_id bigint not null references customer (id),
  due_on text not null, currency text not null, open_minor bigint not null check (open_minor >= 0)
);
create index open_item_unpaid on open_item (customer_id, due_on) where open_minor > 0;
create index open_item_due on open_item (due_on) where open_minor > 0;
-- What pays an invoice: a payment, or a credit note.
create table settlement (
  id bigint primary key, invoice_id bigint not null references invoice (id), source_kind text not null, source_id bigint not null,
  amount_minor bigint not null check (amount_minor > 0), settled_on text not null, created_at bigint not null
);
create index settlement_by_invoice on settlement (invoice_id);
create index settlement_by_source on settlement (source_kind, source_id);
-- Money of the customer's that no invoice has used yet.
create table credit (
  id bigint primary key, customer_id bigint not null references customer (id), source_kind text not null, source_id bigint not null,
  currency text not null, amount_minor bigint not null check (amount_minor > 0),
  remaining_minor bigint not null check (remaining_minor >= 0), created_at bigint not null
);
create unique index credit_once on credit (source_kind, source_id);
create index credit_left on credit (customer_id) where remaining_minor > 0;

-- Where the account stands with money: the ladder's answer, rewritten with whatever changes it; `demarc verify` derives it anew.
create table standing (
  customer_id bigint primary key references customer (id), state text not null, restriction text,
  invoice_id bigint references invoice (id), since text, reason text not null
);

create table payment (
  id bigint primary key, customer_id bigint not null references customer (id), amount_minor bigint not null check (amount_minor > 0),
  currency text not null, method text not null, received_on text not null, reference text not null, note text not null,
  recorded_at bigint not null, recorded_by text not null
);
create index payment_by_customer on payment (customer_id, id);
create index payment_by_date on payment (received_on, id);
create index payment_by_reference on payment (reference);

create table dunning_step (
  invoice_id bigint not null references invoice (id), days_after_due bigint not null, action text not null,
  customer_id bigint not null references customer (id), taken_on text not null, taken_at bigint not null,
  primary key (invoice_id, action, days_after_due)
);
create index dunning_step_by_customer on dunning_step (customer_id);

create table message (
  id bigint primary key, customer_id bigint references customer (id), channel text not null, recipient text not null,
  subject text not null, body text not null, status text not null, error text not null,
  created_at bigint not null, sent_at bigint, ref_kind text, ref_id bigint
);
create index message_by_customer on message (customer_id, id);

-- network ---------------------------------------------------------------------------------------------------------------
create table address_pool (
  id bigint primary key, name text not null, purpose text not null, first_address text not null, last_address text not null
);
create unique index address_pool_name on address_pool (name);
create table access_server (
  id bigint primary key, name text not null, address text not null, secret_sealed text not null, profile text not null,
  require_message_authenticator bigint not null, coa_port bigint not null, interim_interval_s bigint not null,
  pool_id bigint references address_pool (id), garden_pool_id bigint references address_pool (id),
  enabled bigint not null, created_at bigint not null
);
create unique index access_server_name on access_server (name);
create unique index access_server_address on access_server (address);
-- A service keeps its address of a pool: the same one at every login, on every node.
create table address_lease (
  pool_id bigint not null references address_pool (id), address text not null,
  service_id bigint not null references service (id), leased_at bigint not null, primary key (pool_id, address)
);
create unique index address_lease_once on address_lease (pool_id, service_id);
create unique index address_lease_address on address_lease (address);
create index address_lease_by_service on address_lease (service_id);

-- The access decision, kept ready. `version` is another for whatever an access server is told otherwise, so that a session
-- knows whether it was given the present one. `status` is what lists show: pending, active, suspended, ended.
create table access_profile (
  service_id bigint primary key references service (id), customer_id bigint not null references customer (id),
  verdict text not null, status text not null, down_kbit bigint, up_kbit bigint, static_address text,
  session_timeout_s bigint, plan_name text not null, reasons text not null, version bigint not null, decided_at bigint not null
);

-- octets are the session's, counters the access server's last word: they part when a counter begins anew. end_presumed: no
-- Stop was received, Demarc concluded that it ended. applied: in words, what the session was last given. disconnect_asked: an
-- operator wants it ended.
create table session (
  id bigint primary key, access_server_id bigint not null references access_server (id),
  acct_session_id text not null, username text not null, service_id bigint, customer_id bigint,
  framed_address text, calling_station_id text, nas_port_id text,
  started_at bigint not null, updated_at bigint not null, stopped_at bigint, end_presumed bigint not null,
  session_time_s bigint not null, octets_in bigint not null, octets_out bigint not null,
  counter_in bigint not null, counter_out bigint not null, terminate_cause text,
  applied_version bigint not null, applied text not null,
  network_state text not null, network_answer text, network_since bigint, disconnect_asked bigint not null
);
-- No index holds what an Interim changes: that keeps the update of a running session cheap on both engines.
create unique index session_open on session (access_server_id, acct_session_id, username) where stopped_at is null;
create index session_by_key on session (access_server_id, acct_session_id, username, started_at);
create index session_online on session (started_at, id) where stopped_at is null;
create index session_by_start on session (started_at, id);
create index session_by_server on session (access_server_id, started_at);
create index session_by_service on session (service_id, started_at);
create index session_by_customer on session (customer_id, started_at);
create index session_by_username on session (username, started_at);
create index session_by_address on session (framed_address, started_at);
create index session_by_caller on session (calling_station_id, started_at);

-- usage -----------------------------------------------------------------------------------------------------------------
create table usage_day (
  service_id bigint not null references service (id), day text not null, octets_in bigint not null, octets_out bigint not null,
  primary key (service_id, day)
);
