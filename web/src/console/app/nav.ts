import {
  mdiAccountGroupOutline, mdiBookOpenVariantOutline, mdiCashMultiple, mdiCogOutline, mdiFileDocumentOutline, mdiHomeOutline, mdiIpNetworkOutline, mdiPulse,
  mdiReceiptTextClockOutline, mdiRouterNetwork, mdiSpeedometer,
} from '@mdi/js';

export interface Place {
  href: string;
  word: 'home' | 'customers' | 'plans' | 'billing' | 'invoices' | 'payments' | 'ledger' | 'sessions' | 'access_servers' | 'pools' | 'settings';
  icon: string;
  /** g, then this key. */
  key: string;
}

export const places: { group: 'business' | 'network' | 'system'; items: Place[] }[] = [
  {
    group: 'business',
    items: [
      { href: '/', word: 'home', icon: mdiHomeOutline, key: 'h' },
      { href: '/customers', word: 'customers', icon: mdiAccountGroupOutline, key: 'c' },
      { href: '/plans', word: 'plans', icon: mdiSpeedometer, key: 'l' },
      { href: '/billing', word: 'billing', icon: mdiReceiptTextClockOutline, key: 'b' },
      { href: '/invoices', word: 'invoices', icon: mdiFileDocumentOutline, key: 'i' },
      { href: '/payments', word: 'payments', icon: mdiCashMultiple, key: 'p' },
      { href: '/ledger', word: 'ledger', icon: mdiBookOpenVariantOutline, key: 'j' },
    ],
  },
  {
    group: 'network',
    items: [
      { href: '/sessions', word: 'sessions', icon: mdiPulse, key: 'o' },
      { href: '/access-servers', word: 'access_servers', icon: mdiRouterNetwork, key: 'a' },
      { href: '/pools', word: 'pools', icon: mdiIpNetworkOutline, key: 'd' },
    ],
  },
  { group: 'system', items: [{ href: '/settings', word: 'settings', icon: mdiCogOutline, key: 's' }] },
];

export const all_places = places.flatMap(({ items }) => items);

export function is_here(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
