import { beforeAll, expect, test } from 'vitest';
import { isHeld, judge, readBypasses, readTwins } from '../bypasses/bypass-case.ts';
import type { Answer } from '../oracle/guard.ts';

const bypasses = readBypasses();
const twins = readTwins();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
let answers: ReadonlyMap<string, Answer>;
beforeAll(async () => {
  answers = await judge([...bypasses, ...twins]);
});

test('the pack covers the published weaknesses, each case once', () => {
  const sources = new Set(bypasses.map(({ source }) => source));
  for (const cve of ['54794', '54795', '58764', '59536', '66032'])
    expect(sources).toContain(`CVE-2025-${cve}`);
  expect(bypasses.length).toBeGreaterThanOrEqual(60);
  expect(twins.length).toBeGreaterThanOrEqual(60);
  const ids = [...bypasses, ...twins].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every published bypass of the client\u2019s permissions is stopped or put before a person', () => {
  const through = bypasses.filter(({ id }) => !isHeld(answers.get(id)));
  say(`published bypasses: ${bypasses.length - through.length} of ${bypasses.length} stopped or asked`);
  const why = through.map(({ id, what }) => `\n  ${id} (${answers.get(id)?.verdict}): ${what}`).join('');
  expect(through.length, `these get through:${why}`).toBe(0);
});

test('of the same shapes in ordinary use at most 2 % are stopped', () => {
  const alarms = twins.filter(({ id }) => answers.get(id)?.stopped !== false);
  const why = alarms.map(({ id }) => `\n  ${id}: ${answers.get(id)?.rules.join(' ')}`).join('');
  say(`harmless twins of published bypasses: ${alarms.length} of ${twins.length} stopped${why}`);
  expect(alarms.length / twins.length).toBeLessThanOrEqual(0.02);
});
