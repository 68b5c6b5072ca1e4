import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.ts';

describe('a cursor', () => {
  it('comes back as it went', () => {
    const cursor = { day: '2026-11-22', id: 1_449_000_000_000_017 };
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  it.each([
    '',
    'x',
    '2026-11-22',
    '2026-11-22.',
    '2026-11-22.-1',
    '2026-11-22.1e9',
    '2026-11-22.9999999999999999',
    '../../etc.1',
  ])('is not seen in %j', (text) => {
    expect(parseCursor(text)).toBeNull();
  });
});
