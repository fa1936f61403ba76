import { expect, test } from 'vitest';
import { accent_of, base64_of, with_accent } from './DocumentSettings';

test('the accent picker changes the layout’s own line, or adds it', () => {
  const layout = 'page a4\ncolour accent  #1D4ED8 # ours\ncolour soft #aaaaaa';
  expect(accent_of(layout)).toBe('#1D4ED8');
  expect(with_accent(layout, '#aa0000')).toBe('page a4\ncolour accent  #aa0000 # ours\ncolour soft #aaaaaa');
  expect(with_accent('page a4', '#aa0000')).toBe('colour accent #aa0000\npage a4');
});

test('a logo travels as base64', async () => expect(await base64_of(new Blob([new Uint8Array([137, 80, 78, 71])]))).toBe('iVBORw=='));
