// A reminder is a real mail: composed, handed to a mail server, retried when it says "later", given up when it says "never".
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { MailSink } from './support/mail.mjs';
import { eventually } from './support/wait.mjs';

let sink, refused = 0;
flow('a reminder reaches the customer by mail', {
  simulated_clock: '2027-01-31T09:00',
  databases: ['sqlite'],
}, async (daemon) => {
  sink = await MailSink.start((to) => (to.includes('gone@') ? '550 no such mailbox' : to.includes('later@') && ++refused === 1 ? '451 try later' : '250 ok'));
  try {
    daemon.write_config({ mail: { host: '127.0.0.1', port: sink.port, security: 'none', from: 'Loop ISP <billing@loop.example>' } });
    await daemon.restart();
    const api = await daemon.api();
    const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900 });
    const join = async (name, email) => {
      const customer = await api.post('/v1/customers', { name, email });
      await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `${name.toLowerCase()}@isp` });
      return customer;
    };
    const anna = await join('Änne', 'anne@example.net');
    const gone = await join('Gone', 'gone@example.net');
    const later = await join('Later', 'later@example.net');
    const none = await join('Silent', undefined);
    await daemon.advance('2027-02-18T12:00:00Z'); // due 14 Feb, reminded on the 17th
    const message = async (customer) => (await api.get(`/v1/customers/${customer.id}/messages`)).items[0];
    await eventually(async () => (await message(anna))?.status === 'sent', { within_ms: 10000, what: 'the mail' });
    const mail = sink.mails.find((one) => one.to.includes('anne@example.net'));
    assert.match(mail.from, /<billing@loop\.example>/);
    assert.match(mail.text, /^Subject: Reminder: invoice 2027-0*\d+ is open$/m);
    const body = Buffer.from(mail.text.split('\n\n').slice(1).join(''), 'base64').toString('utf8');
    assert.match(body, /Hello Änne/);
    assert.match(body, /29\.00 EUR/);
    assert.match(body, /restricted on 2027-02-24/);
    assert.equal((await message(gone)).status, 'failed');
    assert.match((await message(gone)).error, /550|mailbox|RCPT/i);
    assert.equal((await message(none)).status, 'kept');
    await daemon.advance('10m');
    await eventually(async () => (await message(later)).status === 'sent', { within_ms: 10000, what: 'the second try' });
    assert.equal(sink.mails.filter((one) => one.to.includes('later@')).length, 1);
  } finally {
    await sink.stop();
  }
});
