import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, NoAnswer } from './client';
import { file_of, name_in } from './file';

afterEach(() => vi.unstubAllGlobals());

test('a file is saved under the server’s name for it', () => {
  expect(name_in('attachment; filename="invoice-2026-000001.pdf"', 'x')).toBe('invoice-2026-000001.pdf');
  expect(name_in(null, 'x')).toBe('x');
});

test('a file that is refused is an error in the server’s words; no answer is another', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ status: 422, detail: 'Line 2: no colour.' }), { status: 422 }));
  await expect(file_of('/v1/x', {})).rejects.toThrow(new ApiError({ status: 422, detail: 'Line 2: no colour.' }));
  vi.stubGlobal('fetch', async () => { throw new TypeError('failed'); });
  await expect(file_of('/v1/x')).rejects.toBeInstanceOf(NoAnswer);
});
