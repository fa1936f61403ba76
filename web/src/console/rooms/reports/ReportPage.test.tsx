import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Report } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { ReportPage } from './ReportPage';

vi.mock('@tanstack/react-router', async (original) => ({ ...(await original<typeof import('@tanstack/react-router')>()), useParams: () => ({ name: 'taxes' }) }));
afterEach(() => vi.unstubAllGlobals());
const report = (legal_entity: string) => ({ name: 'taxes', title: 'Tax', period: '2026-03-01 to 2026-03-14', columns: [{ key: 'tax', title: 'Tax', kind: 'text' }, { key: 'base', title: 'Base', kind: 'money' }], rows: [{ currency: 'EUR', cells: [{ text: 'VAT', number: null }, { text: null, number: 3100 }], is_total: false, href: null, is_converted: false }], rates_of: null, rates: [], rates_missing: [], legal_entity }) as unknown as Report;
const entity = (id: number, name: string) => ({ id, name, active: true });
const at = (address: string, legal_entity: string) => {
  serve({ 'GET /v1/reports': () => json(200, [{ name: 'taxes', title: 'Tax', description: '', span: 'period', is_detail: false }]), 'GET /v1/legal-entities': () => json(200, { items: [entity(1, 'Nord'), entity(2, 'Alpen')] }), 'GET /v1/reports/taxes': () => json(200, report(legal_entity)) });
  return show(<ReportPage />, address);
};

test('a report of one legal entity says so in its title, the window’s and the table’s', async () => {
  at('/?legal_entity=2', 'Alpen');
  expect(await screen.findByRole('heading', { level: 1, name: 'Tax of Alpen' })).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Tax of Alpen as a table' })).toBeTruthy();
  await waitFor(() => expect(document.title).toBe('Tax of Alpen · Demarc'));
  expect(screen.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')).toContain('legal_entity=2');
});

test('one of all does not', async () => {
  at('/', '');
  expect(await screen.findByRole('heading', { level: 1, name: 'Tax' })).toBeTruthy();
  expect(await screen.findByRole('region', { name: 'Tax as a table' })).toBeTruthy();
  await userEvent.click(await screen.findByRole('combobox', { name: 'Legal entity' }));
  expect(await screen.findByRole('option', { name: 'Alpen' })).toBeTruthy();
});
