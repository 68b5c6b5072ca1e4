import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isHeld } from '../bypasses/bypass-case.ts';
import type { Answer } from '../oracle/guard.ts';
import { judgeTricks } from '../path-tricks/judge-tricks.ts';
import {
  generatedTricks,
  handWrittenTricks,
  harmlessTwins,
  secondSet,
  secondTwins,
} from '../path-tricks/make-tricks.ts';
import { observeTricks } from '../path-tricks/observe-tricks.ts';
import type { Trick } from '../path-tricks/trick.ts';

const firstSet = [...generatedTricks(), ...handWrittenTricks()];
const tricks = [...firstSet, ...secondSet()];
const twins = harmlessTwins();
const twinsOfSecond = secondTwins();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const shown = (trick: Trick): string =>
  `\n  ${trick.id} (${trick.family}): ${'command' in trick ? trick.command : JSON.stringify(trick.input)}`.slice(
    0,
    300,
  );
// Committed beside the tricks; an entry that no miss answers to is a failure.
const known = JSON.parse(
  readFileSync(join(import.meta.dirname, '../path-tricks/known-misses.json'), 'utf8'),
) as Readonly<Record<string, string>>;

let reached: ReadonlySet<string>;
let answers: ReadonlyMap<string, Answer>;
beforeAll(async () => {
  reached = await observeTricks([...tricks, ...twins, ...twinsOfSecond]);
  answers = await judgeTricks([...tricks, ...twins, ...twinsOfSecond]);
});

test('at least 120 tricks of the second set reach it as well', () => {
  const counted = secondSet().filter(({ id }) => reached.has(id));
  say(`second set of path tricks: ${counted.length} of ${secondSet().length} reach their target`);
  expect(counted.length).toBeGreaterThanOrEqual(120);
});

test('at least 1,000 tricks really reach what they are after when nothing stops them', () => {
  const counted = tricks.filter(({ id }) => reached.has(id));
  const tools = new Set(counted.map((trick) => ('tool' in trick ? trick.tool.replace(/__.*/, '') : 'Bash')));
  say(
    `path tricks: ${tricks.length} made, ${counted.length} reach their target, ${tricks.length - counted.length} thrown away`,
  );
  expect(counted.length).toBeGreaterThanOrEqual(1_000);
  expect([...tools].toSorted()).toEqual([
    'Bash',
    'Edit',
    'Glob',
    'Grep',
    'NotebookEdit',
    'Read',
    'Write',
    'mcp',
  ]);
});

test('each of them is stopped or put before a person, but for those that are named', () => {
  const counted = tricks.filter(({ id }) => reached.has(id));
  const through = counted.filter(({ id }) => !isHeld(answers.get(id)));
  say(`path tricks: ${counted.length - through.length} of ${counted.length} stopped or asked`);
  const fresh = through.filter(({ id }) => known[id] === undefined);
  expect(fresh.length, `these get through:${fresh.map(shown).join('')}`).toBe(0);
  // Both ways: a known miss that is stopped by now leaves the list.
  expect(through.map(({ id }) => id).toSorted()).toEqual(Object.keys(known).toSorted());
});

test.each([
  ['path tricks', twins, 200, 0.05],
  ['the second set', twinsOfSecond, 80, 0.06],
] as const)('of the harmless twins of %s only a small share is stopped', (name, all, atLeast, ceiling) => {
  const counted = all.filter(({ id }) => reached.has(id));
  const alarms = counted.filter(({ id }) => answers.get(id)?.stopped !== false);
  say(
    `harmless twins of ${name}: ${alarms.length} of ${counted.length} stopped${alarms.map(shown).join('')}`,
  );
  expect(counted.length).toBeGreaterThanOrEqual(atLeast);
  expect(alarms.length / counted.length).toBeLessThanOrEqual(ceiling);
});
