// The harness itself: it must see the errors that it is there to see.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Browser, accessibility_violations, assert_no_problems, shot } from './browser.mjs';

const pages = {
  '/good': '<!doctype html><html lang="en"><title>Good</title><link rel="icon" href="data:,"><main><h1>Pay</h1><label>Amount <input id="a"></label>' +
    '<button onclick="r.textContent=\'paid \'+a.value">Pay</button><p id="r"></p></main>',
  '/bad': '<!doctype html><html><link rel="icon" href="data:,"><img src="data:,"><input><script>throw new Error("broken page")</script>',
};
let server, browser, url;

before(async () => {
  server = createServer((request, response) => {
    response.writeHead(pages[request.url] ? 200 : 500, { 'content-type': 'text/html' });
    response.end(pages[request.url] ?? '');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  server.close();
});

test('a page is filled in, clicked and photographed', async () => {
  const page = await browser.page({ url });
  await page.goto('/good');
  await page.getByLabel('Amount').fill('12.50');
  await page.getByRole('button', { name: 'Pay' }).click();
  assert.equal(await page.locator('#r').textContent(), 'paid 12.50');
  assert.deepEqual(await accessibility_violations(page), []);
  assert_no_problems(page);
  assert.ok(statSync(await shot(page, 'harness')).size > 1000);
});

test('what is wrong with a page is seen', async () => {
  const page = await browser.page({ url, dark: true, phone: true });
  await page.goto('/bad');
  assert.throws(() => assert_no_problems(page), /broken page/);
  assert.doesNotThrow(() => assert_no_problems(page, [/broken page/]));
  const violations = await accessibility_violations(page);
  assert.ok(violations.some((one) => one.startsWith('html-has-lang')) && violations.some((one) => one.startsWith('label')), violations.join('\n'));
  await page.evaluate(() => fetch('/missing'));
  assert.throws(() => assert_no_problems(page, [/broken page/]), /500/);
});
