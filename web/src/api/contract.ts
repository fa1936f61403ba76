// The API as types, in the shape openapi-typescript writes, so that `schema.d.ts` (npm run gen) takes its place without
// touching a page: pages name types from `types.ts` and paths from `client.ts`, never from here.

export interface FieldError { path: string; code: string; detail: string }
export interface Problem { type: string; title: string; status: number; code: string; detail: string; errors: FieldError[] }
interface Paged<T> { items: T[]; next_cursor: string | null; total: number | null }

type Role = 'admin' | 'agent' | 'viewer';
interface Me {
  user_id: number; email: string; name: string; role: Role; permissions: string[];
  provider: { name: string; currency: string; time_zone: string; country: string; locale: string };
  clock: { now: string; simulated: boolean };
}
interface ClockState { now: string; simulated: boolean; business_date: string }
interface Provider {
  name: string; legal_name: string; street: string; city: string; postal_code: string; country: string; vat_number: string;
  currency: string; time_zone: string; locale: string; invoice_prefix: string; payment_days: number; billing_run_time: string;
}
interface User { id: number; email: string; name: string; role: Role; active: boolean; last_login_at: string | null }
interface NewUser { email: string; name: string; role: Role; password: string }
interface ApiToken { id: number; name: string; role: Role; created_at: string; last_used_at: string | null; token?: string | null }
interface TaxRate { id: number; percent_ppm: number; valid_from: string; valid_to: string | null }
interface Tax { id: number; code: string; name: string; rates: TaxRate[]; current_percent_ppm: number | null }
interface NewTax { code: string; name: string; percent_ppm: number; valid_from: string }
interface NewTaxRate { percent_ppm: number; valid_from: string }
interface Plan {
  id: number; code: string; name: string; kind: 'internet'; description: string; version: number; price_minor: number; currency: string;
  tax_id: number | null; tax_name: string | null; down_kbit: number | null; up_kbit: number | null; active: boolean;
  services_active: number; valid_from: string;
}
interface NewPlan {
  code: string; name: string; description?: string; price_minor: number; currency?: string; tax_id?: number | null;
  down_kbit?: number | null; up_kbit?: number | null;
}
type PlanPatch = Partial<Omit<NewPlan, 'code' | 'currency'>> & { active?: boolean };
interface AccessServer {
  id: number; name: string; address: string; profile: string; require_message_authenticator: boolean; coa_port: number;
  interim_interval_s: number; pool_id: number | null; garden_pool_id: number | null; enabled: boolean; last_seen_at: string | null;
  sessions_online: number; auth_accepts: number; auth_rejects: number; coa_acks: number; coa_naks: number;
}
interface NewAccessServer {
  name: string; address: string; secret: string; profile: string; require_message_authenticator?: boolean; coa_port?: number;
  interim_interval_s?: number; pool_id?: number | null; garden_pool_id?: number | null;
}
type AccessServerPatch = Partial<NewAccessServer> & { enabled?: boolean };
interface VendorProfile { name: string; title: string; description: string; disconnect: 'disconnect' | 'coa' }
interface Pool { id: number; name: string; purpose: 'service' | 'garden'; first_address: string; last_address: string; size: number; leased: number }
interface NewPool { name: string; purpose: 'service' | 'garden'; first_address: string; last_address: string }
type CustomerStatus = 'active' | 'suspended' | 'lead' | 'left';
type CustomerKind = 'residential' | 'business';
interface CustomerRow {
  id: number; number: string; name: string; kind: CustomerKind; city: string; email: string; phone: string; status: CustomerStatus;
  balance_minor: number; overdue_minor: number; currency: string; services: number; online: boolean; joined_on: string;
}
interface NewCustomer {
  name: string; kind: CustomerKind; email?: string; phone?: string; street: string; city: string; postal_code: string;
  country?: string; region?: string; vat_number?: string; billing_day?: number; language?: string; note?: string;
}
interface Customer {
  id: number; number: string; name: string; kind: CustomerKind; status: CustomerStatus; email: string; phone: string; street: string;
  city: string; postal_code: string; country: string; region: string; vat_number: string; billing_day: number; language: string;
  note: string; joined_on: string; dunning_policy_id: number | null; balance_minor: number; open_minor: number;
  overdue_minor: number; credit_minor: number; currency: string;
}
type CustomerPatch = Partial<NewCustomer> & { dunning_policy_id?: number | null };
interface TimelineEntry {
  id: number; at: string; kind: string; title: string; detail: string; actor: string | null; service_id: number | null;
  ref_kind: string | null; ref_id: number | null; ref_text: string | null; customer_id: number; customer_name: string;
}
interface Hold { reason: string; since: string; note: string }
interface Reason { code: string; text: string }
interface Access {
  verdict: 'allow' | 'throttle' | 'walled_garden' | 'reject'; down_kbit: number | null; up_kbit: number | null;
  address: string | null; reasons: Reason[]; decided_at: string;
}
interface NetworkState {
  desired: string; actual: string; state: 'in_step' | 'sending' | 'failed'; last_answer: string | null; since: string | null;
}
interface Session {
  id: number; service_id: number | null; customer_id: number | null; customer_name: string | null; username: string;
  access_server_id: number; access_server_name: string; acct_session_id: string; framed_address: string | null;
  calling_station_id: string | null; nas_port_id: string | null; started_at: string; updated_at: string; stopped_at: string | null;
  octets_in: number; octets_out: number; duration_s: number; terminate_cause: string | null; network: NetworkState;
}
interface Service {
  id: number; customer_id: number; customer_name: string; plan_id: number; plan_name: string; username: string;
  static_address: string | null; status: 'pending' | 'active' | 'suspended' | 'ended'; starts_on: string; ends_on: string | null;
  price_minor: number; currency: string; down_kbit: number | null; up_kbit: number | null; holds: Hold[]; access: Access;
  session: Session | null; month_octets_in: number; month_octets_out: number; password?: string | null;
}
interface NewService {
  plan_id: number; username: string; password?: string; static_address?: string; starts_on?: string; session_timeout_s?: number;
}
interface ServicePatch { username?: string; password?: string; static_address?: string | null; session_timeout_s?: number | null }
interface UsageDay { date: string; octets_in: number; octets_out: number }
interface PreviewLine { description: string; period_start: string; period_end: string; net_minor: number; tax_minor: number; explanation: string }
interface PreviewItem { customer_id: number; customer_name: string; gross_minor: number; lines: PreviewLine[] }
interface BillingPreview {
  date: string; customers: number; invoices: number; net_minor: number; tax_minor: number; gross_minor: number; currency: string;
  items: PreviewItem[]; next_cursor: string | null;
}
interface Parked { customer_id: number; customer_name?: string; reason: string }
interface BillingRun {
  id: number; date: string; status: 'queued' | 'running' | 'done' | 'cancelled' | 'failed'; total: number; done: number;
  invoices: number; gross_minor: number; currency: string; started_at: string | null; ended_at: string | null;
  started_by: string | null; error: string | null; parked: Parked[];
}
interface InvoiceLine {
  id: number; service_id: number | null; description: string; period_start: string; period_end: string; quantity: number;
  unit_price_minor: number; net_minor: number; tax_name: string; tax_percent_ppm: number; tax_minor: number; explanation: string;
}
interface InvoiceTax { name: string; percent_ppm: number; base_minor: number; tax_minor: number }
interface Settlement { source_kind: string; source_id: number; amount_minor: number; on: string }
interface InvoiceRow {
  id: number; number: string; kind: 'invoice' | 'credit_note'; customer_id: number; customer_name: string; issued_on: string;
  due_on: string; currency: string; net_minor: number; tax_minor: number; gross_minor: number; open_minor: number;
  status: 'open' | 'overdue' | 'paid' | 'credited';
}
interface Invoice extends InvoiceRow { lines: InvoiceLine[]; taxes: InvoiceTax[]; settlements: Settlement[] }
type Method = 'cash' | 'bank' | 'card' | 'other';
interface NewPayment { customer_id: number; amount_minor: number; method: Method; received_on?: string; reference?: string; note?: string }
interface Allocation { invoice_id: number; invoice_number: string; amount_minor: number }
interface Payment {
  id: number; customer_id: number; customer_name: string; amount_minor: number; currency: string; method: Method;
  received_on: string; reference: string; note: string; recorded_at: string; recorded_by: string; allocations: Allocation[];
  credited_minor: number; restored_services: number[];
}
interface DunningStep { days_after_due: number; action: 'remind' | 'suspend' }
interface NewDunningPolicy {
  name: string; is_default: boolean; minimum_debt_minor: number; restriction: 'walled_garden' | 'reject'; steps: DunningStep[];
}
interface DunningPolicy extends NewDunningPolicy { id: number }
interface Ageing { bucket: 'current' | '1-30' | '31-60' | '61-90' | '90+'; invoices: number; amount_minor: number }
interface MonthFigures { month: string; billed_minor: number; collected_minor: number; joined: number; left: number; subscribers: number }
interface Alert { kind: string; text: string; link: string | null }
interface Dashboard {
  subscribers: number; subscribers_new_month: number; subscribers_left_month: number; services_active: number;
  services_suspended: number; online_now: number; billed_month_minor: number; collected_month_minor: number; open_minor: number;
  overdue_minor: number; overdue_customers: number; credit_minor: number; currency: string; month: string; ageing: Ageing[];
  months: MonthFigures[]; recent: TimelineEntry[]; alerts: Alert[];
}
interface SearchHit { kind: 'customer' | 'service' | 'invoice' | 'payment' | 'session'; id: number; title: string; subtitle: string; link: string }
interface LedgerAccount { code: string; name: string; kind: string; balance_minor: number; currency: string }
interface Posting { account: string; account_name: string; debit_minor: number; credit_minor: number }
interface LedgerEntry {
  id: number; date: string; kind: string; memo: string; ref_kind: string | null; ref_id: number | null; ref_text: string | null;
  customer_id: number | null; postings: Posting[];
}

export interface components {
  schemas: {
    Problem: Problem; FieldError: FieldError; Me: Me; Clock: ClockState; Provider: Provider; User: User; NewUser: NewUser;
    ApiToken: ApiToken; Tax: Tax; TaxRate: TaxRate; NewTax: NewTax; NewTaxRate: NewTaxRate; Plan: Plan; NewPlan: NewPlan;
    AccessServer: AccessServer; NewAccessServer: NewAccessServer; VendorProfile: VendorProfile; Pool: Pool; NewPool: NewPool;
    CustomerRow: CustomerRow; Customer: Customer; NewCustomer: NewCustomer; TimelineEntry: TimelineEntry; Hold: Hold; Access: Access;
    Session: Session; Service: Service; NewService: NewService; UsageDay: UsageDay; BillingPreview: BillingPreview;
    PreviewItem: PreviewItem; BillingRun: BillingRun; Invoice: Invoice; InvoiceRow: InvoiceRow; InvoiceLine: InvoiceLine;
    Payment: Payment; NewPayment: NewPayment; DunningPolicy: DunningPolicy; NewDunningPolicy: NewDunningPolicy;
    Dashboard: Dashboard; MonthFigures: MonthFigures; Ageing: Ageing; Alert: Alert; SearchHit: SearchHit;
    LedgerAccount: LedgerAccount; LedgerEntry: LedgerEntry;
  };
}

interface Json<T> { content: { 'application/json': T } }
interface Failure { content: { 'application/problem+json': Problem } }
type PathOf<P> = [P] extends [undefined] ? { path?: never } : { path: P };
type QueryOf<Q> = [Q] extends [undefined] ? { query?: never } : { query?: Q };
interface Get<R, Q = undefined, P = undefined> {
  parameters: PathOf<P> & QueryOf<Q>;
  responses: { 200: Json<R>; default: Failure };
}
interface Send<B, R, P = undefined> {
  parameters: PathOf<P>;
  requestBody: Json<B>;
  responses: { 200: Json<R>; default: Failure };
}
/** A mutation that carries nothing. */
interface Act<R, P = undefined> {
  parameters: PathOf<P>;
  responses: { 200: Json<R>; default: Failure };
}
type NoPath = never;
interface Id { id: number }
interface ListQuery { limit?: number; cursor?: string; q?: string; sort?: string }
interface Period { from?: string; to?: string }

export interface paths {
  '/v1/session': { get: Get<Me>; post: Send<{ email: string; password: string }, Me>; delete: Act<NoPath> };
  '/v1/clock': { get: Get<ClockState> };
  '/v1/clock/advance': { post: Send<{ to?: string; by?: string }, ClockState> };
  '/v1/provider': { get: Get<Provider>; patch: Send<Partial<Provider>, Provider> };
  '/v1/users': { get: Get<Paged<User>, ListQuery>; post: Send<NewUser, User> };
  '/v1/users/{id}': { patch: Send<{ name?: string; role?: Role; active?: boolean; password?: string }, User, Id> };
  '/v1/api-tokens': { get: Get<Paged<ApiToken>, ListQuery>; post: Send<{ name: string; role: Role }, ApiToken> };
  '/v1/api-tokens/{id}': { delete: Act<NoPath, Id> };
  '/v1/taxes': { get: Get<Paged<Tax>, ListQuery>; post: Send<NewTax, Tax> };
  '/v1/taxes/{id}': { get: Get<Tax, undefined, Id> };
  '/v1/taxes/{id}/rates': { post: Send<NewTaxRate, Tax, Id> };
  '/v1/plans': { get: Get<Paged<Plan>, ListQuery & { active?: boolean }>; post: Send<NewPlan, Plan> };
  '/v1/plans/{id}': { get: Get<Plan, undefined, Id>; patch: Send<PlanPatch, Plan, Id> };
  '/v1/access-servers': { get: Get<Paged<AccessServer>, ListQuery>; post: Send<NewAccessServer, AccessServer> };
  '/v1/access-servers/{id}': { get: Get<AccessServer, undefined, Id>; patch: Send<AccessServerPatch, AccessServer, Id>; delete: Act<NoPath, Id> };
  '/v1/vendor-profiles': { get: Get<VendorProfile[]> };
  '/v1/pools': { get: Get<Paged<Pool>, ListQuery>; post: Send<NewPool, Pool> };
  '/v1/pools/{id}': { patch: Send<Partial<NewPool>, Pool, Id>; delete: Act<NoPath, Id> };
  '/v1/customers': {
    get: Get<Paged<CustomerRow>, ListQuery & { status?: string; kind?: string }>; post: Send<NewCustomer, Customer>;
  };
  '/v1/customers/{id}': { get: Get<Customer, undefined, Id>; patch: Send<CustomerPatch, Customer, Id> };
  '/v1/customers/{id}/timeline': { get: Get<Paged<TimelineEntry>, ListQuery, Id> };
  '/v1/customers/{id}/services': { get: Get<Service[], undefined, Id>; post: Send<NewService, Service, Id> };
  '/v1/services/{id}': { get: Get<Service, undefined, Id>; patch: Send<ServicePatch, Service, Id> };
  '/v1/services/{id}/password': { get: Get<{ password: string }, undefined, Id> };
  '/v1/services/{id}/change-plan': { post: Send<{ plan_id: number; on?: string }, Service, Id> };
  '/v1/services/{id}/end': { post: Send<{ on: string }, Service, Id> };
  '/v1/services/{id}/hold': { post: Send<{ note: string }, Service, Id> };
  '/v1/services/{id}/release': { post: Act<Service, Id> };
  '/v1/services/{id}/usage': { get: Get<UsageDay[], Period, Id> };
  '/v1/sessions': {
    get: Get<Paged<Session>, ListQuery & { online?: boolean; access_server_id?: number; customer_id?: number; service_id?: number }>;
  };
  '/v1/sessions/{id}/disconnect': { post: Act<Session, Id> };
  '/v1/billing/preview': { get: Get<BillingPreview, { date?: string; limit?: number; cursor?: string }> };
  '/v1/billing/runs': { get: Get<Paged<BillingRun>, ListQuery>; post: Send<{ date?: string }, BillingRun> };
  '/v1/billing/runs/{id}': { get: Get<BillingRun, undefined, Id> };
  '/v1/billing/runs/{id}/cancel': { post: Act<BillingRun, Id> };
  '/v1/invoices': { get: Get<Paged<InvoiceRow>, ListQuery & Period & { status?: string; customer_id?: number }> };
  '/v1/invoices/{id}': { get: Get<Invoice, undefined, Id> };
  '/v1/payments': { get: Get<Paged<Payment>, ListQuery & Period & { customer_id?: number }>; post: Send<NewPayment, Payment> };
  '/v1/payments/{id}': { get: Get<Payment, undefined, Id> };
  '/v1/dunning-policies': { get: Get<Paged<DunningPolicy>, ListQuery>; post: Send<NewDunningPolicy, DunningPolicy> };
  '/v1/dunning-policies/{id}': { patch: Send<Partial<NewDunningPolicy>, DunningPolicy, Id> };
  '/v1/dashboard': { get: Get<Dashboard> };
  '/v1/search': { get: Get<{ hits: SearchHit[] }, { q: string }> };
  '/v1/ledger/accounts': { get: Get<LedgerAccount[]> };
  '/v1/ledger/entries': { get: Get<Paged<LedgerEntry>, ListQuery & Period & { customer_id?: number; account?: string }> };
}
