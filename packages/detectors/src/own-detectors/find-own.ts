/**
 * Finds what admins' own detectors look for in one text. All plain words of all detectors are found in one pass of one
 * automaton; each pattern is asked once whether it matches at all. Must never run a pattern on the ordinary engine,
 * whose time an admin's pattern could make endless.
 */
import type { RE2JS } from 're2js';
import type { Detected } from '../detect.ts';
import type { Detection } from '../detection.ts';
import { findWords, type WordAutomaton } from '../secrets/word-automaton.ts';
import { findPattern } from './find-pattern.ts';
import { standsNear, type Near } from './stands-near.ts';
import { isWholeWord } from './word-edges.ts';

export type OwnWord = { readonly text: string; readonly of: OwnDetector };

export type OwnDetector = Pick<Detection, 'detector' | 'rule' | 'level'> & {
  readonly patterns: readonly RE2JS[];
  readonly wholeWord: boolean;
  readonly ignoreCase: boolean;
  readonly near: Near | undefined;
};

/** Ready to look: made by `readOwnDetectors`, which has run their tests. */
export type OwnDetectors = {
  readonly detectors: readonly OwnDetector[];
  readonly words: readonly OwnWord[];
  readonly automaton: WordAutomaton;
};

/** What the searches of one detector in one text may read: the text a few times over, and small texts more often. */
const WORK_RATIO = 4;
const LEAST_WORK = 200_000;
/** An admin said what to look for, and showed by tests that it is found. */
const CONFIDENCE = 1;

export const findOwn = (text: string, own: OwnDetectors): Detected => {
  const found = new Map<OwnDetector, Detection[]>();
  const truncated: string[] = [];
  const add = (of: OwnDetector, start: number, end: number): void => {
    if (of.wholeWord && !isWholeWord(text, start, end)) return;
    if (of.near !== undefined && !standsNear(text, start, end, of.near)) return;
    const { detector, rule, level } = of;
    const known = found.get(of) ?? [];
    known.push({ detector, rule, level, start, end, confidence: CONFIDENCE });
    found.set(of, known);
  };

  const { hits, count } = findWords(own.automaton, text);
  for (let hit = 0; hit < count; hit += 2) {
    const end = hits[hit] ?? 0;
    for (const index of own.automaton.endings[hits[hit + 1] ?? 0] ?? []) {
      const word = own.words[index];
      if (word === undefined) continue;
      const start = end - word.text.length;
      if (word.of.ignoreCase || text.startsWith(word.text, start)) add(word.of, start, end);
    }
  }
  for (const detector of own.detectors) {
    const work = { unitsLeft: Math.max(LEAST_WORK, text.length * WORK_RATIO) };
    const isDone = detector.patterns.map((pattern) =>
      findPattern(pattern, text, work, ({ start, end }) => add(detector, start, end)),
    );
    if (isDone.includes(false)) truncated.push(detector.rule);
  }
  return { found: [...found.values()].flatMap(longestOf), truncated };
};

/** Words of one detector may lie in each other (`heron`, `night heron`): the longest is said. */
const longestOf = (found: readonly Detection[]): readonly Detection[] => {
  const kept: Detection[] = [];
  for (const next of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || next.start >= last.end) kept.push(next);
    else if (next.end - next.start > last.end - last.start) kept[kept.length - 1] = next;
  }
  return kept;
};
