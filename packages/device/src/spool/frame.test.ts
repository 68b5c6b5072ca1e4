import { expect, test } from 'vitest';
import { frame, looksWhole, unframe } from './frame.ts';
import { CHAIN_BEGIN, linkAfter } from './link.ts';
import { headerText } from './segment-header.ts';

const record = linkAfter(
  CHAIN_BEGIN,
  '{"type":"lifecycle","event":"x","detail":{"label":"a"}}',
  '2026-11-22T12:00:00.000Z',
  { device: 'd', tier: 'cooperative' },
).text;
const bytes = (text: string): Buffer => Buffer.from(text.trimEnd());

test.each([record, headerText({ epoch: 'e', device: 'd', first: 1, prev: CHAIN_BEGIN.hash, gaps: 0 })])(
  'a line whose bytes were changed still looks whole: %s',
  (text) => {
    const whole = bytes(frame(text, 0));
    expect(unframe(whole)?.text).toBe(text);
    const changed = Buffer.from(whole);
    changed[40] = 0x58;
    expect(unframe(changed)).toBeUndefined();
    expect(looksWhole(changed)).toBe(true);
  },
);

test('the end of a line looks whole at none of its places, not even at an inner brace', () => {
  const line = frame(record, 0).trimEnd();
  for (let from = 1; from < line.length; from += 1) expect(looksWhole(bytes(line.slice(from)))).toBe(false);
});
