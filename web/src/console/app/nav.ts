import {
  mdiAccountGroupOutline, mdiBookOpenVariantOutline, mdiCalculatorVariantOutline, mdiCashMultiple, mdiChartBoxOutline, mdiCogOutline, mdiFileCodeOutline, mdiFileDocumentOutline, mdiHomeOutline, mdiIpNetworkOutline, mdiLoginVariant, mdiPulse,
  mdiReceiptTextClockOutline, mdiRouterNetwork, mdiSpeedometer,
} from '@mdi/js';

export interface Place {
  href: string;
  word: 'home' | 'customers' | 'plans' | 'billing' | 'calculator' | 'invoices' | 'payments' | 'ledger' | 'reports' | 'sessions' | 'logins' | 'access_servers' | 'pools' | 'vendor_profiles' | 'settings';
  icon: string;
  /** Without this permission the room would show only refusals. */
  needs: string;
  /** g, then this key. */
  key: string;
}

export const places: { group: 'business' | 'network' | 'system'; items: Place[] }[] = [
  {
    group: 'business',
    items: [
      { href: '/', word: 'home', icon: mdiHomeOutline, needs: 'insight.read', key: 'h' },
      { href: '/customers', word: 'customers', icon: mdiAccountGroupOutline, needs: 'customers.read', key: 'c' },
      { href: '/plans', word: 'plans', icon: mdiSpeedometer, needs: 'catalog.read', key: 'l' },
      { href: '/billing', word: 'billing', icon: mdiReceiptTextClockOutline, needs: 'billing.read', key: 'b' },
      { href: '/calculator', word: 'calculator', icon: mdiCalculatorVariantOutline, needs: 'billing.read', key: 'k' },
      { href: '/invoices', word: 'invoices', icon: mdiFileDocumentOutline, needs: 'billing.read', key: 'i' },
      { href: '/payments', word: 'payments', icon: mdiCashMultiple, needs: 'payments.read', key: 'p' },
      { href: '/ledger', word: 'ledger', icon: mdiBookOpenVariantOutline, needs: 'ledger.read', key: 'j' },
      { href: '/reports', word: 'reports', icon: mdiChartBoxOutline, needs: 'reports.read', key: 'r' },
    ],
  },
  {
    group: 'network',
    items: [
      { href: '/sessions', word: 'sessions', icon: mdiPulse, needs: 'network.read', key: 'o' },
      { href: '/logins', word: 'logins', icon: mdiLoginVariant, needs: 'network.read', key: 'u' },
      { href: '/access-servers', word: 'access_servers', icon: mdiRouterNetwork, needs: 'network.read', key: 'a' },
      { href: '/pools', word: 'pools', icon: mdiIpNetworkOutline, needs: 'network.read', key: 'd' },
      { href: '/vendor-profiles', word: 'vendor_profiles', icon: mdiFileCodeOutline, needs: 'network.read', key: 'v' },
    ],
  },
  { group: 'system', items: [{ href: '/settings', word: 'settings', icon: mdiCogOutline, needs: 'settings.read', key: 's' }] },
];

export const all_places = places.flatMap(({ items }) => items);

export function is_here(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
