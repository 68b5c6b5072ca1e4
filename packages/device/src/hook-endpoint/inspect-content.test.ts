import { detect, type Detection } from '@sallyport/detectors';
import { expect, it } from 'vitest';
import { inspectContent, type Inspect } from './inspect-content.ts';

const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const sample = (text: string) => ({ role: 'result', text, truncated: false }) as const;
const really: Inspect = async (texts) => texts.map((text) => detect(text));

const finding = (at: number, changes: Partial<Detection> = {}): Detection => ({
  detector: 'pii',
  rule: 'email',
  level: 'warn',
  start: at * 10,
  end: at * 10 + 5,
  confidence: 0.9,
  ...changes,
});
const grave = (at: number) => finding(at, { detector: 'secret', rule: 'jwt', level: 'block' });
const many = (count: number, make: (at: number) => Detection = finding) =>
  Array.from({ length: count }, (_, at) => make(at));
/** Answers the first, second… piece of a text with these. */
const saying = (...found: readonly (readonly Detection[])[]): Inspect => {
  return async (texts) => texts.map((_, at) => ({ found: found[at] ?? [], truncated: [] }));
};
const LONG = 'x'.repeat(400_000);

it('finds a secret behind thousands of addresses, in the same piece and in later ones', async () => {
  const lines = Array.from({ length: 9000 }, (_, at) => `user${at}.smith@firm${at}.com\n`);
  const text = `${lines.join('')}TOKEN=${SECRET}\n`;
  const { findings, leftOut, notInspected } = await inspectContent([sample(text)], really, 1000);
  const secret = findings.find(({ detector }) => detector === 'secret');
  expect(text.slice(secret?.start, secret?.end)).toBe(SECRET);
  expect(findings).toHaveLength(2048);
  expect(leftOut.map(({ rule }) => rule)).toEqual(['email']);
  expect(notInspected).toBeUndefined();
});

it('says that not all was inspected when certain findings had to be left out', async () => {
  const two = await inspectContent([sample(LONG)], saying(many(2000, grave), many(49, grave)), 1000);
  expect(two).toMatchObject({ findings: { length: 2048 }, notInspected: 'too-many-grave-findings' });
  const none = await inspectContent([sample(LONG)], saying(many(2000, grave), many(48, grave)), 1000);
  expect(none).not.toHaveProperty('notInspected');
  expect(none.leftOut).toEqual([]);
});

it('keeps the only one of its sort and names the sorts that are not whole', async () => {
  const one = finding(5000, { rule: 'phone', confidence: 0.5 });
  const { findings, leftOut } = await inspectContent([sample(LONG)], saying(many(2048), [one]), 1000);
  expect(findings.filter(({ rule }) => rule === 'phone')).toHaveLength(1);
  expect(leftOut.map(({ rule }) => rule)).toEqual(['email']);
});

const cut =
  (...truncated: readonly string[]): Inspect =>
  async (texts) =>
    texts.map(() => ({ found: [grave(1), finding(2)], truncated }));

it('takes each lesser sort for not whole of which the inspector itself left some out', async () => {
  const { leftOut, notInspected } = await inspectContent([sample('x')], cut('too-many-findings'), 1000);
  expect(leftOut.map(({ rule }) => rule)).toEqual(['email']);
  expect(notInspected).toBeUndefined();
});

it('says what the inspector said of certain ones that it left out', async () => {
  const inspect = cut('too-many-findings', 'too-many-grave-findings');
  expect((await inspectContent([sample('x')], inspect, 1000)).notInspected).toBe('too-many-grave-findings');
});

it('keeps the longer of two sights of one place in pieces that overlap', async () => {
  const start = 240 * 1024 - 100;
  const from = 240 * 1024 - 12 * 1024;
  const first = finding(0, { start, end: start + 100 });
  const whole = finding(0, { start: start - from, end: start - from + 150 });
  const { findings } = await inspectContent([sample(LONG)], saying([first], [whole]), 1000);
  expect(findings).toMatchObject([{ start, end: start + 150 }]);
});
