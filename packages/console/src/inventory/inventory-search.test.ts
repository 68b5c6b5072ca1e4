import { expect, test } from 'vitest';
import { queryOf, readInventorySearch } from './inventory-search.ts';

test('a link keeps what the API would take and loses the rest', () => {
  const kept = { q: 'files', thing: 'mcp-server', device: 'dev_1', state: 'gone' };
  expect(readInventorySearch({ ...kept, kind: 'file.read', record: 'x' })).toEqual(kept);
  expect(readInventorySearch({ q: 'x'.repeat(501), thing: 7, device: '', state: 'maybe' })).toEqual({});
});

test('a hash is looked for as a hash, and words that only begin like one are words', () => {
  expect(queryOf({ q: 'ab'.repeat(16) })).toEqual({ sha256: 'ab'.repeat(16) });
  for (const q of ['deadbeef', 'AB'.repeat(16), `${'ab'.repeat(16)}.md`, 'a'.repeat(65)])
    expect(queryOf({ q, thing: 'skill', state: 'gone' })).toEqual({ q, kind: 'skill', state: 'gone' });
});
