// A real browser for the console: Debian's Chromium driven by playwright-core (a package of web/). Screenshots are kept in
// test-results/e2e; a page's own errors fail the test that opened it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
const web = createRequire(join(root, 'web/package.json'));
const shots = join(process.env.TEST_RESULTS ?? join(root, 'test-results'), 'e2e');

const chromium_path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

export class Browser {
  static async start() {
    assert.ok(chromium_path, 'Chromium is not installed: tools/bootstrap test');
    const { chromium } = web('playwright-core');
    const browser = new Browser();
    browser.#browser = await chromium.launch({
      executablePath: chromium_path,
      // Without these Chromium looks for its maker's servers at every start; as root it cannot sandbox itself.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
    });
    return browser;
  }

  #browser;

  /** A new page with its own cookies. `page.problems` fills with script errors, failed loads and console errors. */
  async page({ url, width = 1440, height = 900, dark = false, phone = false, locale = 'en-GB' } = {}) {
    const context = await this.#browser.newContext({
      baseURL: url, viewport: phone ? { width: 390, height: 844 } : { width, height }, colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce', locale, timezoneId: 'Europe/Berlin', hasTouch: phone,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') page.problems.push(`console: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) page.problems.push(`${response.status()} ${response.url()}`);
    });
    return page;
  }

  async stop() {
    await this.#browser.close();
  }
}

/** Signs in at the console's first page, as a person does, and waits for Home. */
export async function sign_in(page, { email, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(/^Password/).first().fill(password);
  await page.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

/** Keeps a picture of the page as test-results/e2e/NAME.png. */
export async function shot(page, name, { full = false } = {}) {
  mkdirSync(shots, { recursive: true });
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path, fullPage: full, animations: 'disabled' });
  return path;
}

/** What WCAG 2.2 A and AA forbid on the page, as "rule: how many, first place". */
export async function accessibility_violations(page, { without = [] } = {}) {
  await page.evaluate(readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8'));
  const look = async () => {
    const { violations } = await page.evaluate((rules) => globalThis.axe.run(globalThis.document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
    }), without);
    return violations.map((one) => `${one.id}: ${one.nodes.length}, ${one.nodes[0].target} ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`);
  };
  // A button that is freed while it is looked at has the colours of one state and the rules of the other: what counts is
  // what stays.
  const first = await look();
  if (first.length === 0) return first;
  await page.waitForTimeout(1000);
  return look();
}

/** The page has no errors of its own so far. `allowed`: patterns of those that a test provokes. */
export function assert_no_problems(page, allowed = []) {
  assert.deepEqual(page.problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem))), []);
}
