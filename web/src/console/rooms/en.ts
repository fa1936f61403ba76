// Each room's English, in one tree.
import { billing_en } from './billing/en';
import { calculator_en } from './calculator/en';
import { customers_en } from './customers/en';
import { moves_en } from './customers/moves_en';
import { discounts_en } from './customers/discounts_en';
import { payers_en } from './customers/payers_en';
import { referrals_en } from './customers/referrals_en';
import { documents_en } from './documents/en';
import { home_en } from './home/en';
import { invoices_en } from './invoices/en';
import { ledger_en } from './ledger/en';
import { network_en } from './network/en';
import { profiles_en } from './network/profiles_en';
import { payments_en } from './payments/en';
import { plans_en } from './plans/en';
import { reports_en } from './reports/en';
import { sessions_en } from './sessions/en';
import { entities_en } from './settings/entities_en';
import { settings_en } from './settings/en';
import { sign_in_en } from './sign_in/en';

export const room_words = {
  ...sign_in_en, ...home_en, ...customers_en, ...moves_en, ...payers_en, ...discounts_en, ...referrals_en, ...plans_en, ...network_en, ...profiles_en, ...sessions_en, ...billing_en, ...calculator_en, ...invoices_en, ...documents_en, ...payments_en, ...ledger_en, ...reports_en, ...settings_en, ...entities_en,
};
