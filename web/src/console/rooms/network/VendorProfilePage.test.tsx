import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Me } from '@/api/types';
import { json, now, serve, show, type Asked } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { copied, NewVendorProfile } from './VendorProfilePage';
import { label_of } from './profile_label';
import { TryProfile } from './TryProfile';

afterEach(() => vi.unstubAllGlobals());
const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['network.write', 'network.read'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
const text = '# of the maker\nname = mikrotik\ntitle = M\n';
const packet = (code: string, attributes: string[]) => ({ code, why: '', attributes, hex: '02' });
const trial = { request: ['User-Name = "anna"'], notes: ['Line 3 was left out: odd.'], accept: packet('Access-Accept', ['Filter-Id = "x"']), change: packet('CoA-Request', ['Filter-Id = "y"']), disconnect: null };
const works = { profile_problem: null, profile_line: null, request_problem: null, trial };
const tries = (asked: Asked[]) => asked.filter(({ path }) => path === '/v1/vendor-profiles/try').map(({ body }) => body as Record<string, unknown>);

test('a copy has a name of its own, and one that fits', () => {
  expect(copied(text, 'mikrotik')).toBe('# of the maker\nname = my-mikrotik\ntitle = M\n');
  expect(copied(text, 'a'.repeat(40))).toContain(`\nname = my-${'a'.repeat(37)}\n`);
});

test('in a choice, a copy is told from the original by its name', () => {
  expect(label_of({ title: 'M', name: 'mikrotik', is_own: false })).toBe('M');
  expect(label_of({ title: 'M', name: 'my-mikrotik', is_own: true })).toBe('M (my-mikrotik)');
});

test('what would be sent is shown, and asked anew when a fact changes', async () => {
  const asked = serve({ 'POST /v1/vendor-profiles/try': () => json(200, works) });
  show(<TryProfile text={text} />);
  const accept = await screen.findByRole('region', { name: 'The login is answered' });
  within(accept).getByText('Filter-Id = "x"');
  screen.getByText('This make takes no orders: the session must be ended there.');
  screen.getByText('Line 3 was left out: odd.');
  expect(tries(asked).at(-1)).toMatchObject({ text, state: 'full', down_kbit: 100000, up_kbit: 20000, plan: 'Home 100' });
  await userEvent.clear(screen.getByLabelText('Down, kbit/s'));
  await userEvent.click(screen.getByRole('radio', { name: 'Slowed down' }));
  await waitFor(() => expect(tries(asked).at(-1)).toMatchObject({ state: 'throttled', down_kbit: null, up_kbit: 20000 }));
});

test('what is wrong with the profile or the login stands where it was written', async () => {
  serve({ 'POST /v1/vendor-profiles/try': ({ body }) => json(200, (body as { text: string }).text === text ? { ...works, trial: null, request_problem: 'These octets are no RADIUS packet: too_short.' } : { ...works, trial: null, profile_problem: 'Line 7: no attribute is called "X".' }) });
  const first = show(<TryProfile text={text} />);
  await screen.findByText('These octets are no RADIUS packet: too_short.');
  expect(screen.queryByRole('region', { name: 'The login is answered' })).toBeNull();
  first.unmount();
  show(<TryProfile text="wrong" />);
  await screen.findByText('Line 7: no attribute is called "X".');
});

test('a refused save keeps the text and says the line', async () => {
  const profile = { name: 'mikrotik', title: 'M', description: '', disconnect: 'coa', rates_in_login: true, addresses_from_device: false, is_own: false, version: 0, saved_by: null, saved_at: null, access_servers: 0 };
  const asked = serve({
    'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/vendor-profiles': () => json(200, { items: [profile] }), 'GET /v1/vendor-profiles/mikrotik': () => json(200, { ...profile, text }),
    'POST /v1/vendor-profiles/try': () => json(200, works), 'POST /v1/vendor-profiles': () => json(422, { status: 422, code: 'profile_invalid', title: '', detail: 'Line 4: unknown section [acept].', errors: [] }),
  });
  show(<SessionProvider me={me}><NewVendorProfile /></SessionProvider>, '/?from=mikrotik');
  const editor = await screen.findByRole('textbox', { name: 'Profile' });
  await userEvent.type(editor, '[[acept]');
  await userEvent.click(screen.getByRole('button', { name: 'Save as new profile' }));
  await screen.findByText('Line 4: unknown section [acept].');
  const sent = asked.find(({ method, path }) => method === 'POST' && path === '/v1/vendor-profiles')!.body as { text: string };
  expect(sent.text).toBe('# of the maker\nname = my-mikrotik\ntitle = M\n[acept]');
  expect((editor as HTMLTextAreaElement).value).toBe(sent.text);
});
