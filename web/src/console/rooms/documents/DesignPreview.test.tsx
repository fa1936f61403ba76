import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Me } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { DocumentSettings } from './DocumentSettings';

afterEach(() => vi.unstubAllGlobals());
const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['settings.write'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
const design = { version: 1, layout: '', logo: '', account_holder: '', iban: '', bic: '', bank_name: '', pay_link: '', registration: '', email: '', phone: '', website: '', created_at: null, created_by: null, languages: ['en', 'de'], placeholders: [] };
const at = (entities: { id: number; name: string }[]) => {
  const asked = serve({
    'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/document-design': () => json(200, design), 'GET /v1/document-design/versions': () => json(200, { items: [] }),
    'GET /v1/legal-entities': () => json(200, { items: entities }), 'POST /v1/document-design/preview/html': () => new Response('<p>paper</p>', { headers: { 'content-type': 'text/html' } }),
  });
  const answered = fetch as unknown as (request: Request) => Promise<Response>; // files are fetched by their address
  vi.stubGlobal('fetch', (input: Request | string, init?: RequestInit) => answered(input instanceof Request ? input : new Request(new URL(input, location.origin), init)));
  show(<SessionProvider me={me}><DocumentSettings /></SessionProvider>);
  return () => asked.filter(({ path }) => path.endsWith('/preview/html')).at(-1)?.body as { legal_entity_id?: number } | undefined;
};

test('where there are several, the preview is of the legal entity that is chosen', async () => {
  const drawn = at([{ id: 1, name: 'Nord' }, { id: 2, name: 'Alpen' }]);
  const choice = await screen.findByRole('combobox', { name: 'Legal entity' });
  expect((choice as HTMLInputElement).value).toBe('Nord');
  await waitFor(() => expect(drawn()).toBeTruthy());
  await userEvent.click(choice);
  await userEvent.click(await screen.findByRole('option', { name: 'Alpen' }));
  await waitFor(() => expect(drawn()?.legal_entity_id).toBe(2));
});

test('whoever is one company is not asked', async () => {
  const drawn = at([{ id: 1, name: 'Nord' }]);
  await waitFor(() => expect(drawn()).toBeTruthy());
  expect(screen.queryByRole('combobox', { name: 'Legal entity' })).toBeNull();
  expect(drawn()).not.toHaveProperty('legal_entity_id');
});
