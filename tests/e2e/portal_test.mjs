// The portal in a real browser, as a customer has it: on a phone and at a desk, in the light and in the dark.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { MailSink } from '../flows/support/mail.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a customer uses the portal', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  const sink = await MailSink.start();
  t.after(() => sink.stop());
  await with_daemon({ name: 'e2e-portal', simulated_clock: '2027-03-01T09:00:00Z', config: { mail: { host: '127.0.0.1', port: sink.port, security: 'none', from: 'Fjord Net <office@fjord.example>' } } }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const design = await api.get('/v1/document-design');
    const fields = Object.fromEntries(['layout', 'logo', 'account_holder', 'bic', 'bank_name', 'registration', 'website'].map((name) => [name, design[name]]));
    await api.put('/v1/document-design', { ...fields, iban: 'DE02120300000000202051', pay_link: 'https://pay.example.net/{number}', email: 'office@fjord.example', phone: '+49 461 123456' });
    const tax = (await api.get('/v1/taxes')).items[0];
    const plan = (code, name, price_minor, down_kbit) => api.post('/v1/plans', { code, name, description: 'For a home with a few screens', price_minor, tax_id: tax.id, down_kbit, up_kbit: down_kbit / 4 });
    const small = await plan('f100', 'Fibre 100', 2900, 100_000);
    await plan('f500', 'Fibre 500', 4900, 500_000);
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', email: 'ada@fjord.example', street: '8 Shore', postal_code: '24937', city: 'Flensburg' });
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: small.id, username: 'ada@fjord' });
    await daemon.advance('2027-03-02T09:00:00Z');
    await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 1000, method: 'bank', reference: 'A part' });
    await daemon.advance('2027-03-11T09:00:00Z');

    await t.test('the office offers a plan and sends the link', async () => {
      const page = await browser.page({ url: daemon.url });
      await sign_in(page, api);
      await page.goto('/plans');
      await page.getByRole('button', { name: 'Change: Fibre 500' }).click();
      await page.getByRole('dialog').getByLabel('Offered in the portal').click();
      await shot(page, '95-portal-plan-dialog', { full: true });
      await page.getByRole('dialog').getByRole('button', { name: 'Save changes', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.goto(`/customers/${customer.id}`);
      await page.getByRole('button', { name: 'Send portal link' }).click();
      await page.getByText('Link to the portal sent').first().waitFor();
      await shot(page, '96-portal-customer-page', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert_no_problems(page);
    });

    await eventually(() => sink.mails.length > 0, { within_ms: 15000, what: 'the mail' });
    const mail = Buffer.from(sink.mails.at(-1).text.split('\n\n').slice(1).join(''), 'base64').toString('utf8');
    const link = /(\/portal\/link#\S+)/.exec(mail)[1];
    const narrow = async (page) => assert.equal(await page.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth), 0, 'nothing sticks out at the side');
    const looked = async (page, name) => {
      await shot(page, name, { full: true });
      await narrow(page);
      assert.deepEqual(await accessibility_violations(page), [], name);
    };
    const password = 'fjord at five in the morning';

    await t.test('by link, on a phone in the light', async () => {
      const page = await browser.page({ url: daemon.url, phone: true });
      await page.goto(link);
      await looked(page, '97-portal-link-phone');
      await page.getByRole('button', { name: 'Come in' }).click();
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
      await page.getByLabel(/^New password/).fill('short');
      await page.getByRole('button', { name: 'Set a password' }).click();
      await page.getByText('At least 10 characters.').nth(1).waitFor();
      await page.getByLabel(/^New password/).fill(password);
      await page.getByRole('button', { name: 'Set a password' }).click();
      await page.getByText('Your password is set.').waitFor();
      await looked(page, '98-portal-profile-phone');
      await page.getByRole('link', { name: 'Home', exact: true }).click();
      await page.getByText('Fibre 100').first().waitFor();
      await looked(page, '99-portal-home-phone');
      await page.getByRole('link', { name: /^2027-.* by / }).click();
      await page.getByRole('button', { name: /^Explain this line/ }).first().click();
      await page.getByText('Price of the plan').waitFor();
      await page.getByText('€24.51 is left', { exact: false }).waitFor();
      await page.getByText('24.51 EUR', { exact: true }).waitFor(); // what is to be paid, and what the code to scan says
      await looked(page, '99-portal-invoice-phone');
      assert_no_problems(page, [/401/]);
    });

    await t.test('by password, another plan, on a phone in the dark', async () => {
      const page = await browser.page({ url: daemon.url, phone: true, dark: true });
      await page.goto('/portal/');
      await page.getByLabel('E-mail or customer number').fill('ada@fjord.example');
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('The e-mail address, the customer number or the password is wrong.').waitFor();
      await looked(page, '99-portal-sign-in-phone-dark');
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: /^Change plan/ }).click();
      await page.getByLabel(/Fibre 500/).click();
      await page.getByText('What you will be billed').waitFor();
      await page.getByText(/Credit note of/).first().waitFor();
      await looked(page, '99-portal-plan-phone-dark');
      await page.getByRole('button', { name: 'Change to Fibre 500' }).click();
      await page.getByText('Your plan was changed.').waitFor();
      await page.getByRole('main').getByRole('link', { name: 'Home' }).click();
      await page.getByText('Fibre 500').first().waitFor();
      await looked(page, '99-portal-home-phone-dark');
      assert_no_problems(page, [/401/]);
    });

    await t.test('a pause is called a pause, in the portal and in the office, and its day is written as every other', async () => {
      const [service] = (await api.get(`/v1/customers/${customer.id}/services`)).items;
      await api.post(`/v1/services/${service.id}/pause`, { from: '2027-03-11', until: '2027-04-05', note: 'is in hospital' });
      const page = await browser.page({ url: daemon.url, phone: true });
      await page.goto('/portal/');
      await page.getByLabel('E-mail or customer number').fill(customer.number);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.keyboard.press('Enter');
      await page.getByText('paused as you asked, service again from 5 Apr 2027').waitFor();
      await page.getByText('Paused', { exact: true }).waitFor();
      assert.equal(await page.getByText('hospital').count(), 0);
      await looked(page, '99-portal-paused-phone');
      const office = await browser.page({ url: daemon.url });
      await sign_in(office, api);
      await office.goto('/customers');
      await office.getByRole('row', { name: /Ada Fjord/ }).getByText('Paused').waitFor();
      await shot(office, '99-portal-paused-customers', { full: true });
      await office.goto(`/customers/${customer.id}`);
      await office.getByText('Paused', { exact: true }).first().waitFor();
      assert.equal(await office.getByText('Suspended', { exact: true }).count(), 0);
      await shot(office, '99-portal-paused-customer', { full: true });
      assert.deepEqual(await accessibility_violations(office), []);
      await api.post(`/v1/services/${service.id}/resume`, { on: '2027-03-11' });
    });

    await t.test('at a desk, in the light and in the dark', async () => {
      for (const dark of [false, true]) {
        const page = await browser.page({ url: daemon.url, dark });
        const how = dark ? 'dark' : 'light';
        await page.goto('/portal/invoices');
        await page.getByLabel('E-mail or customer number').fill(customer.number);
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByRole('link', { name: /^Invoice 2027/ }).first().waitFor();
        await looked(page, `99-portal-invoices-desk-${how}`);
        await page.getByRole('link', { name: /^Invoice 2027/ }).last().click();
        await page.getByRole('button', { name: 'Show the document' }).click();
        await page.frameLocator('iframe').getByText('Fibre 100').first().waitFor();
        await looked(page, `99-portal-invoice-desk-${how}`);
        await page.getByRole('link', { name: 'Payments' }).click();
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Receipt of/ }).click()]);
        assert.match(file.suggestedFilename(), /\.pdf$/);
        await looked(page, `99-portal-payments-desk-${how}`);
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        assert_no_problems(page, [/401/]);
      }
    });
  });
});
