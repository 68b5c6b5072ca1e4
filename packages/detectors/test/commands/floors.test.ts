import { describe, expect, it } from 'vitest';
import {
  installedScripts,
  isHeldBack,
  judgedDestructive,
  ownDestructive,
  ownOrdinary,
  ownReaching,
  readRows,
  type Row,
  type Share,
  shareOf,
} from './measurement.ts';

/** A little under and over what was measured: a fall or rise is a change for the worse, not chance. */
const RECALL = { any: 0.9, block: 0.45 };
const OWN_RECALL = { any: 0.95, block: 0.55 };
const REACH_RECALL = { any: 0.82, block: 0.25 };
const ALARMS = { any: 0.02, block: 0.012 };

const textsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ text }) => text);
const rate = ({ n, any, block }: Share) => ({ any: any / n, block: block / n });

const destructive = readRows('commands.dcg-dev.jsonl');
const ordinary = readRows('commands.tldr-half.jsonl');

describe('dangerous commands on development texts', () => {
  it.for([
    ['public ones of programs that nobody looked at', textsOf(destructive.filter(isHeldBack)), RECALL],
    ['public ones, tuning half', textsOf(destructive.filter((row) => !isHeldBack(row))), RECALL],
    ['ones written here in other shapes', ownDestructive(), OWN_RECALL],
    ['ways out, ways in and ways to weaken', ownReaching(), REACH_RECALL],
  ] as const)('finds %s', ([, texts, floors]) => {
    expect(texts.length).toBeGreaterThan(70);
    const { any, block } = rate(shareOf(texts));
    expect(any).toBeGreaterThanOrEqual(floors.any);
    expect(block).toBeGreaterThanOrEqual(floors.block);
  });

  it.for([
    ['examples of programs that nobody looked at', textsOf(ordinary.filter(isHeldBack))],
    ['examples, tuning half', textsOf(ordinary.filter((row) => !isHeldBack(row)))],
    ['what developers run daily', ownOrdinary()],
    ['scripts of the packages installed here', installedScripts()],
  ] as const)('says next to nothing of %s', ([, texts]) => {
    expect(texts.length).toBeGreaterThan(150);
    const { any, block } = rate(shareOf(texts));
    expect(any).toBeLessThanOrEqual(ALARMS.any);
    expect(block).toBeLessThanOrEqual(ALARMS.block);
  });

  it('gives a reason for each example that it takes for destructive all the same', () => {
    const rows = new Map(ordinary.map((row) => [row.id, row]));
    for (const [id, reason] of judgedDestructive()) {
      const row = rows.get(id);
      expect(row && !isHeldBack(row), id).toBe(true);
      expect(reason.length, id).toBeGreaterThan(10);
    }
  });
});
