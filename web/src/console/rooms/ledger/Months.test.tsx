import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { LedgerMonth, Me } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { Months } from './Months';

afterEach(() => vi.unstubAllGlobals());
const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['settings.books'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
const month = (name: string, over: Partial<LedgerMonth> = {}) => ({ month: name, is_closed: false, can_close: true, entries: 3, customers_to_bill: 0, closed_at: null, closed_by: null, chain_hash: null, closed_for: [], ...over }) as LedgerMonth;
const at = (address: string, several = true) => {
  const asked = serve({
    'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }),
    'GET /v1/legal-entities': () => json(200, { items: [{ id: 1, name: 'Nord' }, ...(several ? [{ id: 2, name: 'Alpen' }] : [])] }),
    'GET /v1/ledger/months': () => json(200, [month('2026-02', { closed_for: several ? [2] : [] }), month('2026-01', { is_closed: true, can_close: false })]),
    'POST /v1/ledger/months/2026-02/close': () => json(200, month('2026-02')), 'POST /v1/legal-entities/1/months/2026-02/close': () => json(200, month('2026-02')),
  });
  show(<SessionProvider me={me}><Months /></SessionProvider>, address);
  return () => asked.filter(({ method }) => method === 'POST').map(({ path }) => path);
};
const close = async (): Promise<HTMLElement> => {
  await userEvent.click(await screen.findByRole('button', { name: 'Close: February 2026' }));
  return screen.findByRole('dialog');
};

test('a month says for whom it is closed already, and closes for all', async () => {
  const posted = at('/');
  expect(await screen.findByText('Closed for Alpen')).toBeTruthy();
  const dialog = await close();
  expect(dialog.textContent).toContain('It is closed for all legal entities together.');
  await userEvent.click(within(dialog).getByText('Close'));
  await waitFor(() => expect(posted()).toEqual(['/v1/ledger/months/2026-02/close']));
});

test('of one legal entity it closes for that one', async () => {
  const posted = at('/?legal_entity=1');
  await screen.findByText('Closed for Alpen');
  const dialog = await close();
  expect(dialog.textContent).toContain('Close February 2026 for Nord?');
  expect(dialog.textContent).toContain('The books of Nord alone are closed');
  await userEvent.click(within(dialog).getByText('Close'));
  await waitFor(() => expect(posted()).toEqual(['/v1/legal-entities/1/months/2026-02/close']));
});

test('whoever is one company sees nothing of it', async () => {
  at('/', false);
  const dialog = await close();
  expect(dialog.textContent).not.toContain('legal entit');
  expect(screen.queryByRole('combobox', { name: 'Legal entity' })).toBeNull();
});
