import { expect, test } from 'vitest';
import { voucher_page } from './print_vouchers';

test('each code stands once on the page, as text, with its value and last day', () => {
  const page = document.implementation.createHTMLDocument('');
  voucher_page(page, { title: 'Kiosk <b>1</b>', worth: '€20.00', until: 'until 31 Dec 2027', codes: ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH'] });
  expect([...page.querySelectorAll('section code')].map(({ textContent }) => textContent)).toEqual(['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH']);
  expect(page.querySelectorAll('section').length).toBe(2);
  expect(page.querySelector('section')?.textContent).toBe('Kiosk <b>1</b>€20.00AAAA-BBBB-CCCC-DDDDuntil 31 Dec 2027');
  expect(page.title).toBe('Kiosk <b>1</b>');
});
