// The names pages use for what the API speaks. Each is one schema of the OpenAPI document.
import type { components } from './contract';

type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];
export type Me = Schemas['Me'];
export type Clock = Schemas['Clock'];
export type Provider = Schemas['Provider'];
export type User = Schemas['User'];
export type NewUser = Schemas['NewUser'];
export type ApiToken = Schemas['ApiToken'];
export type Tax = Schemas['Tax'];
export type TaxRate = Schemas['TaxRate'];
export type NewTax = Schemas['NewTax'];
export type Plan = Schemas['Plan'];
export type NewPlan = Schemas['NewPlan'];
export type AccessServer = Schemas['AccessServer'];
export type NewAccessServer = Schemas['NewAccessServer'];
export type VendorProfile = Schemas['VendorProfile'];
export type Pool = Schemas['Pool'];
export type NewPool = Schemas['NewPool'];
export type CustomerRow = Schemas['CustomerRow'];
export type Customer = Schemas['Customer'];
export type NewCustomer = Schemas['NewCustomer'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type Access = Schemas['Access'];
export type Session = Schemas['Session'];
export type Service = Schemas['Service'];
export type NewService = Schemas['NewService'];
export type UsageDay = Schemas['UsageDay'];
export type BillingPreview = Schemas['BillingPreview'];
export type PreviewItem = Schemas['PreviewItem'];
export type BillingRun = Schemas['BillingRun'];
export type Invoice = Schemas['Invoice'];
export type InvoiceRow = Schemas['InvoiceRow'];
export type Payment = Schemas['Payment'];
export type NewPayment = Schemas['NewPayment'];
export type DunningPolicy = Schemas['DunningPolicy'];
export type NewDunningPolicy = Schemas['NewDunningPolicy'];
export type Dashboard = Schemas['Dashboard'];
export type MonthFigures = Schemas['MonthFigures'];
export type Ageing = Schemas['Ageing'];
export type SearchHit = Schemas['SearchHit'];
export type LedgerAccount = Schemas['LedgerAccount'];
export type LedgerEntry = Schemas['LedgerEntry'];

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number | null;
}
