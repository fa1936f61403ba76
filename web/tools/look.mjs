// Looks at the rooms in a real browser: a picture of each in four ways, and axe's findings (WCAG 2.2 A and AA).
//   node tools/look.mjs http://127.0.0.1:5173 /tmp/pictures [room ...]
// Signs in with DEMARC_EMAIL and DEMARC_PASSWORD. Exits 1 when axe finds anything or a page logs an error.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base = 'http://127.0.0.1:5173', out = '/tmp/pictures', ...only] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ways = [['phone', 390, 844], ['wide', 1440, 900]].flatMap(([size, width, height]) => ['light', 'dark'].map((scheme) => ({ size, width, height, scheme })));
const rooms = (ids) => ({
  home: '/', customers: '/customers', customer: `/customers/${ids.customer}`, plans: '/plans', 'access-servers': '/access-servers', 'access-server': `/access-servers/${ids.server}`, pools: '/pools',
  sessions: '/sessions', billing: `/billing?date=${ids.tomorrow}`, run: `/billing/runs/${ids.run}`, calculator: `/calculator?plan=${ids.plan}&start=${ids.tomorrow}&events=pause.${ids.later}_resume.${ids.latest}`, 'calculator-empty': '/calculator', 'calculator-service': `/calculator?service=${ids.service}`, invoices: '/invoices', invoice: `/invoices/${ids.invoice}`, payments: '/payments', payment: `/payments/${ids.payment}`,
  ledger: '/ledger', journal: '/ledger?view=journal', months: '/ledger?view=months', reports: '/reports', 'r-trial': '/reports/trial_balance', 'r-ageing': '/reports/receivables_ageing', 'r-deferred': '/reports/deferred_revenue', 'r-release': '/reports/deferred_release', 'r-plans': '/reports/revenue_by_plan', 'r-collections': '/reports/collections', 'r-taxes': '/reports/taxes', provider: '/settings/provider', taxes: '/settings/taxes', dunning: '/settings/dunning', users: '/settings/users', tokens: '/settings/tokens', 'not-found': '/nowhere',
});
// Dialogs: a room, and what to press there.
const press = (name) => (page) => page.getByRole('button', { name }).first().click();
const manage = (item, fill) => async (page) => {
  await page.getByRole('button', { name: /^Manage / }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
  await fill?.(page.getByRole('dialog'), page);
  await page.waitForTimeout(700); // the quote
};
const dialogs = (ids) => ({
  'd-customer': ['/customers', press('New customer')], 'd-payment': [`/customers/${ids.customer}`, press('Record payment')], 'd-service': [`/customers/${ids.customer}`, press('Add service')],
  'd-menu': [`/customers/${ids.customer}`, press(/^Manage /)], 'd-plan': ['/plans', press('New plan')],
  'd-pause': [`/services/${ids.service}`, manage('Pause…', (dialog) => dialog.getByLabel('Service again from').fill(ids.later))], 'd-end': [`/services/${ids.service}`, manage('End…')],
  'd-change-plan': [`/services/${ids.service}`, manage('Change plan…', async (dialog, page) => { await dialog.getByLabel('Plan').click(); await page.getByRole('option').first().click(); })],
  'd-server': ['/access-servers', press('New access server')], 'd-policy': ['/settings/dunning', press(/^Change/)],
  'd-search': ['/', async (page) => { await page.keyboard.press('/'); await page.keyboard.type('an', { delay: 20 }); await page.waitForTimeout(700); }],
  'd-help': ['/', (page) => page.keyboard.press('?')],
});
/** Things worth looking at in whatever provider is there: a suspended customer before an active one. */
const find_ids = () => {
  const first = async (path) => (await (await fetch(path)).json()).items?.[0]?.id ?? 1;
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const tomorrow = day(1);
  return Promise.all([fetch('/v1/customers?status=suspended&limit=1').then((answer) => answer.json()), first('/v1/customers?limit=1'), first('/v1/access-servers'), first('/v1/billing/runs?limit=1'), first('/v1/invoices?limit=1'), first('/v1/payments?limit=1'), first('/v1/plans'), fetch('/v1/customers?status=active&limit=1').then((answer) => answer.json()).then(({ items }) => first(`/v1/customers/${items[0]?.id ?? 1}/services`))])
    .then(([suspended, customer, server, run, invoice, payment, plan, service]) => ({ customer: suspended.items[0]?.id ?? customer, server, run, invoice, payment, plan, service, tomorrow, later: day(20), latest: day(45) }));
};

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'] });
let bad = 0;
for (const { size, width, height, scheme } of ways) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  let where = '';
  page.on('console', (message) => { if (message.type() === 'error' && !/401|favicon/.test(message.text())) { bad++; console.log(`${where}: console: ${message.text().slice(0, 300)}`); } });
  page.on('pageerror', (error) => { bad++; console.log(`${where}: ${error.message.slice(0, 300)}`); });
  const look = async (name, path, act) => {
    if (only.length && !only.includes(name)) return;
    where = `${name} ${size} ${scheme}`;
    await page.goto(base + path);
    await page.waitForSelector('h1, [role=alert], .mantine-Stack-root', { timeout: 10_000 });
    await page.waitForTimeout(name === 'home' ? 1600 : 700);
    if (act) { await act(page); await page.waitForTimeout(500); }
    await page.screenshot({ path: `${out}/${name}-${size}-${scheme}.png`, fullPage: !act && height > 0 && size === 'phone' });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (sideways > 1) { bad++; console.log(`${where}: scrolls sideways by ${sideways} px`); }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    for (const { id, nodes } of violations) { bad += nodes.length; console.log(`${where}: ${id} ×${nodes.length}: ${nodes.slice(0, 2).map((node) => `${node.target.join(' ')} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message?.slice(0, 140) ?? ''}`).join(' | ')}`); }
  };
  await look('sign-in', '/sign-in');
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('E-mail').fill(process.env.DEMARC_EMAIL ?? 'admin@demarc.local');
  await page.locator('input[type=password]').fill(process.env.DEMARC_PASSWORD ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${base}/`);
  const ids = await page.evaluate(find_ids);
  for (const [name, path] of Object.entries(rooms(ids))) await look(name, path).catch((error) => { bad++; console.log(`${name} ${size} ${scheme}: ${error.message.slice(0, 200)}`); });
  for (const [name, [path, act]] of Object.entries(dialogs(ids))) await look(name, path, act).catch((error) => { bad++; console.log(`${name} ${size} ${scheme}: ${error.message.slice(0, 200)}`); });
  await context.close();
}
await browser.close();
console.log(bad ? `${bad} findings` : 'nothing found');
process.exit(bad ? 1 : 0);
