import { screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { CustomerRow, Me } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { Customers } from './Customers';
import { shown_status } from './pause';

afterEach(() => vi.unstubAllGlobals());
const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['customers.read'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
const row = (id: number, name: string, status: CustomerRow['status'], is_paused: boolean) => ({ id, number: `C-${id}`, name, kind: 'residential', city: 'Cork', email: '', phone: '', status, balance_minor: 0, overdue_minor: 0, currency: 'EUR', services: 1, online: 0, joined_on: '2026-01-01', is_paused }) as CustomerRow;

test('who paused is Paused, who owes is Suspended', async () => {
  serve({ 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/customers': () => json(200, { items: [row(1, 'Ada', 'suspended', true), row(2, 'Bea', 'suspended', false), row(3, 'Cleo', 'active', false)], next_cursor: null }) });
  show(<SessionProvider me={me}><Customers /></SessionProvider>);
  const state = async (name: string) => within((await screen.findAllByText(name))[0]!.closest('tr, li, article, a')!.closest('tr, li, article') as HTMLElement).getByText(/^(Paused|Suspended|Active)$/).textContent;
  expect(await state('Ada')).toBe('Paused');
  expect(await state('Bea')).toBe('Suspended');
  expect(await state('Cleo')).toBe('Active');
});

test('only a pause takes the place of the word', () => {
  expect(shown_status({ status: 'suspended', is_paused: true })).toBe('paused');
  expect(shown_status({ status: 'left', is_paused: false })).toBe('left');
});
