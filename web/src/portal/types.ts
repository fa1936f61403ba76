import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Front = Schemas['PortalFront'];
export type PortalMe = Schemas['PortalMe'];
export type PortalService = Schemas['PortalService'];
export type OwnInvoice = Schemas['OwnInvoice'];
export type HowToPay = Schemas['HowToPay'];
export type OfferedPlan = Schemas['OfferedPlan'];
export type PlanChangeQuote = Schemas['PlanChangeQuote'];
export type QuoteDocument = Schemas['QuoteDocument'];
