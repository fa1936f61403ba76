import { expect, test } from 'vitest';
import { ipv4_value, is_ipv4, prefix_length_of } from './addresses';

test('an IPv4 address has four parts without leading zeros', () => {
  expect(ipv4_value('192.0.2.7')).toBe(0xc0000207);
  for (const bad of ['', '1.2.3', '01.2.3.4', '256.1.1.1', '1.2.3.4.5', '::1']) expect(is_ipv4(bad), bad).toBe(false);
});

test('a prefix has colons and a length up to 128', () => {
  expect(prefix_length_of(' 2001:DB8:100::/40 ')).toBe(40);
  expect(prefix_length_of('::/0')).toBe(0);
  for (const bad of ['', '2001:db8::', '2001:db8::/129', '2001:db8::/056', '10.0.0.0/8', '2001:db8::/x', 'abc/64']) expect(prefix_length_of(bad), bad).toBeNull();
});
