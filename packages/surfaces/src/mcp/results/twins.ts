import type { ResultText } from '../../results/result-text.ts';
import type { ResultSpan } from '../../results/rewrite-result.ts';

/** Shorter ones stand everywhere by chance. */
const MIN_VALUE = 6;
/** Values looked for again; a result with more of them has its spans, and loses no more than that. */
const MAX_VALUES = 200;
const MAX_SPANS = 10_000;
/** Characters searched for all of them together: some tens of milliseconds. */
const MAX_SEARCHED = 100_000_000;

/**
 * Structured content stands twice in a result, as it is and as a text of JSON, and a detector may know a value in the one
 * by what stands around it and miss it in the other. So what was found anywhere is taken out everywhere, as it is and
 * as JSON writes it.
 */
export const withTwins = (
  { text, pieces }: ResultText,
  spans: readonly ResultSpan[],
): readonly ResultSpan[] => {
  if (pieces.length < 2 || spans.length === 0) return spans;
  const values = valuesOf({ text, pieces, cut: false }, spans);
  const all: ResultSpan[] = [...spans];
  let budget = MAX_SEARCHED;
  for (const [value, kind] of values) {
    budget -= text.length;
    if (budget < 0) break;
    for (
      let at = text.indexOf(value);
      at >= 0 && all.length < MAX_SPANS;
      at = text.indexOf(value, at + value.length)
    )
      all.push({ start: at, end: at + value.length, kind });
  }
  return all;
};

/**
 * A number in structured content stands as digits in the twin. What was found there is taken out here by a zero: another
 * form would break what the tool declared, and the client would drop the whole result.
 */
export const withoutNumbers = (value: unknown, taken: ReadonlySet<string>): unknown => {
  if (typeof value === 'number') return taken.has(String(value)) ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNumbers(item, taken));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutNumbers(item, taken)]));
};

/** What was found that may stand somewhere as a number. */
export const numbersTaken = (text: ResultText, spans: readonly ResultSpan[]): ReadonlySet<string> =>
  new Set([...valuesOf(text, spans).keys()].filter((value) => /^-?\d+(?:\.\d+)?$/.test(value)));

/** A span may reach over several strings, which stand on lines of their own in the text: each part is a value. */
const valuesOf = (
  { text, pieces }: ResultText,
  spans: readonly ResultSpan[],
): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  const sorted = spans.toSorted((left, right) => left.start - right.start);
  // Both stand in the order of the text, so one walk along them is enough.
  let first = 0;
  for (const { start, end, kind } of sorted) {
    while ((pieces[first]?.end ?? Infinity) <= start) first += 1;
    for (let at = first; (pieces[at]?.start ?? Infinity) < end; at += 1) {
      const piece = pieces[at];
      if (piece === undefined || values.size >= MAX_VALUES) return values;
      const value = text.slice(Math.max(piece.start, start), Math.min(piece.end, end));
      if (value.length < MIN_VALUE) continue;
      values.set(value, kind);
      values.set(JSON.stringify(value).slice(1, -1), kind);
    }
  }
  return values;
};
