import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Quote, QuoteQuestion, Service, ServiceDiscount, ServiceItem } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { EndExtraDialog } from './EndExtraDialog';

afterEach(() => vi.unstubAllGlobals());
const service = { id: 3, customer_id: 7, plan_id: 1, price_minor: 2900, currency: 'EUR', username: 'ada' } as unknown as Service;
const nothing: Quote = { currency: 'EUR', until: '2026-05-14', net_minor: 0, tax_minor: 0, gross_minor: 0, stops: [], balance_minor: 0, documents: [] };
const serving = () => serve({
  'GET /v1/plans': () => json(200, { items: [] }), 'POST /v1/quotes': () => json(200, nothing),
  'POST /v1/services/3/items/5/end': () => json(200, service), 'POST /v1/services/3/discounts/6/end': () => json(200, service),
});
const asked_events = (asked: ReturnType<typeof serve>) => asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => (body as QuoteQuestion).events).find((events) => events.length > 0);

test('what is charged once is taken back on its day, and the bills are asked before', async () => {
  const asked = serving();
  const close = vi.fn();
  show(<EndExtraDialog service={service} extra={{ item: { id: 5, name: 'Router', is_once: true, from: '2026-02-03' } as ServiceItem }} close={close} />);
  expect(await screen.findByText('Take back Router?')).toBeTruthy();
  await waitFor(() => expect(asked_events(asked)).toMatchObject([{ kind: 'end_item', on: '2026-02-03', item_id: 5 }]));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Take back' }).hasAttribute('disabled')).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/services/3/items/5/end')?.body).toEqual({ on: '2026-02-03' }));
  await waitFor(() => expect(close).toHaveBeenCalled());
});

test('a discount that has not begun ends on its first day: it is never given', async () => {
  const asked = serving();
  show(<EndExtraDialog service={service} extra={{ discount: { id: 6, name: 'Loyal', from: '2099-01-01' } as ServiceDiscount }} close={() => undefined} />);
  expect(await screen.findByText('End Loyal?')).toBeTruthy();
  await waitFor(() => expect(asked_events(asked)).toMatchObject([{ kind: 'end_discount', on: '2099-01-01', discount_id: 6 }]));
  await waitFor(() => expect(screen.getByRole('button', { name: 'End' }).hasAttribute('disabled')).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'End' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/services/3/discounts/6/end')?.body).toEqual({ on: '2099-01-01' }));
});
