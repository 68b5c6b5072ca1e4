/**
 * Tries many patterns on one text: one pass finds the words they wait for, and each is then tried only around its own.
 * Linear in the text: a pattern's stretches never overlap, each pattern and each call have a share of units to look at,
 * and what is over is named in `truncated`.
 */
import { buildWordAutomaton, findWords, type WordAutomaton } from '../secrets/word-automaton.ts';
import type { TextPattern } from './text-rule.ts';

export type PatternMatch<P extends TextPattern> = {
  readonly rule: P;
  readonly start: number;
  readonly end: number;
};

export type Prepared<P extends TextPattern> = {
  readonly automaton: WordAutomaton;
  readonly patterns: readonly (readonly [rule: P, pattern: RegExp])[];
  /** For each word: the patterns that wait for it. */
  readonly waiting: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  /** Patterns with words in other scripts, which the automaton does not hold; these look for all theirs themselves. */
  readonly searching: readonly (readonly [index: number, words: RegExp])[];
};

const REACH_UNITS = 240;
const UNITS_A_PATTERN = 60_000;
const UNITS_A_CALL = 600_000;
/** Nobody writes a pattern's word every few units over pages; a text that does makes the pattern try for long. */
const DENSE_UNITS = 40;
const UNITS_WHERE_DENSE = 15_000;
const MATCHES_A_PATTERN = 12;

export function preparePatterns<P extends TextPattern>(rules: readonly P[]): Prepared<P> {
  const searching = new Set(rules.filter(({ words }) => words.some((word) => /[^\x20-\x7e]/.test(word))));
  const isSearching = (rule: P): boolean => searching.has(rule);
  const words = [...new Set(rules.flatMap((rule) => (isSearching(rule) ? [] : rule.words)))];
  return {
    searching: rules.flatMap((rule, index) =>
      isSearching(rule) ? [[index, new RegExp(rule.words.join('|'), 'gi')] as const] : [],
    ),
    automaton: buildWordAutomaton(words),
    patterns: rules.map((rule) => [rule, new RegExp(rule.pattern.source, 'gi')]),
    waiting: words.map((word) =>
      rules.flatMap((rule, index) => (!isSearching(rule) && rule.words.includes(word) ? [index] : [])),
    ),
    lengths: words.map(({ length }) => length),
  };
}

export type Matched<P extends TextPattern> = {
  readonly matches: readonly PatternMatch<P>[];
  readonly truncated: readonly string[];
};

export function matchPatterns<P extends TextPattern>(prepared: Prepared<P>, text: string): Matched<P> {
  const matches: PatternMatch<P>[] = [];
  const truncated = new Set<string>();
  let unitsLeft = UNITS_A_CALL;
  for (const [index, { stretches, hits }] of stretchesOf(prepared, text)) {
    const [rule, pattern] = prepared.patterns[index] ?? [];
    if (rule === undefined || pattern === undefined) continue;
    const units = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
    let left = units < hits * DENSE_UNITS ? UNITS_WHERE_DENSE : UNITS_A_PATTERN;
    let count = 0;
    for (const [from, until] of stretches) {
      const to = Math.min(until, from + Math.min(left, unitsLeft));
      if (to < until) truncated.add(rule.id);
      if (to === from) break;
      left -= to - from;
      unitsLeft -= to - from;
      for (const match of text.slice(from, to).matchAll(pattern)) {
        if (match[0] === '') continue;
        matches.push({ rule, start: from + match.index, end: from + match.index + match[0].length });
        if (++count >= MATCHES_A_PATTERN) break;
      }
      if (count >= MATCHES_A_PATTERN) break;
    }
  }
  return { matches, truncated: [...truncated] };
}

type Waiting = { readonly stretches: [from: number, to: number][]; hits: number };

/** For each pattern one of whose words was seen: where to look, in order and without overlap. */
function stretchesOf<P extends TextPattern>(
  { automaton, patterns, waiting, lengths, searching }: Prepared<P>,
  text: string,
): ReadonlyMap<number, Waiting> {
  const all = new Map<number, Waiting>();
  const wait = (index: number, start: number, end: number): void => {
    const reach = patterns[index]?.[0].reach ?? REACH_UNITS;
    const from = Math.max(0, start - reach);
    const to = Math.min(text.length, end + reach);
    const known = all.get(index) ?? { stretches: [], hits: 0 };
    if (known.hits++ === 0) all.set(index, known);
    const last = known.stretches.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else known.stretches.push([from, to]);
  };
  const { hits, count } = findWords(automaton, text);
  for (let at = 0; at < count; at += 2) {
    const end = hits[at] ?? 0;
    for (const word of automaton.endings[hits[at + 1] ?? 0] ?? [])
      for (const index of waiting[word] ?? []) wait(index, end - (lengths[word] ?? 0), end);
  }
  for (const [index, words] of searching)
    for (const match of text.matchAll(words)) wait(index, match.index, match.index + match[0].length);
  return all;
}
