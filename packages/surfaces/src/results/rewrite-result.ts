import { base64OfText } from './base64-text.ts';
import type { ResultPiece, ResultText } from './result-text.ts';

/** What is to be taken out of the one text of a result, and what it is called. */
export interface ResultSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The same result with these places taken out of its strings; everything else is as it was. */
export const redactResult = (
  response: unknown,
  { text, pieces }: ResultText,
  spans: readonly ResultSpan[],
): unknown => {
  const sorted = united(spans);
  const changes = newChanges();
  // Both stand in the order of the text, so one walk along them is enough.
  let first = 0;
  for (const piece of pieces) {
    while ((sorted[first]?.end ?? Infinity) <= piece.start) first += 1;
    let last = first;
    while ((sorted[last]?.start ?? Infinity) < piece.end) last += 1;
    if (last === first) continue;
    const here = sorted.slice(first, last);
    addChange(
      changes,
      piece.path,
      written(redactPiece(text.slice(piece.start, piece.end), piece, here), piece),
    );
  }
  return withChanges(response, changes);
};

/** The same shape with nothing in it but a notice. */
export const withholdResult = (response: unknown, { text, pieces }: ResultText, notice: string): unknown => {
  const changes = newChanges();
  for (const [place, piece] of pieces.entries()) {
    const said = place > 0 ? '' : isJson(text.slice(piece.start, piece.end)) ? asJson(notice) : notice;
    addChange(changes, piece.path, written(said, piece));
  }
  return withChanges(withLineCount(response), changes);
};

const written = (text: string, { isBlob }: ResultPiece): string =>
  isBlob === true ? base64OfText(text) : text;

const marker = (kind: string): string => `[redacted:${kind}]`;
const asJson = (notice: string): string => JSON.stringify({ notice });

/** Overlapping ones as one, so that nothing is taken out twice. */
const united = (spans: readonly ResultSpan[]): readonly ResultSpan[] => {
  const all: ResultSpan[] = [];
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = all.at(-1);
    if (last === undefined || span.start >= last.end) all.push(span);
    else all[all.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return all;
};

const redactPiece = (piece: string, { start }: ResultPiece, spans: readonly ResultSpan[]): string => {
  let out = '';
  let done = 0;
  for (const span of spans) {
    const from = Math.max(0, span.start - start);
    const to = Math.min(piece.length, span.end - start);
    // Line ends stay: the numbers of the lines behind it are still those of the file.
    out += piece.slice(done, from) + marker(span.kind) + piece.slice(from, to).replaceAll(/[^\n]/g, '');
    done = to;
  }
  const redacted = out + piece.slice(done);
  // A tool's structured output is a string of JSON, and whoever reads it expects that.
  if (isJson(piece) && !isJson(redacted))
    return asJson([...new Set(spans.map(({ kind }) => marker(kind)))].join(' '));
  return redacted;
};

const isJson = (text: string): boolean => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Strings to replace, by the way to them. A result of many blocks must not be copied once for each of them. */
interface Changes {
  text: string | undefined;
  readonly below: Map<string | number, Changes>;
}
const newChanges = (): Changes => ({ text: undefined, below: new Map() });

function addChange(changes: Changes, path: readonly (string | number)[], text: string): void {
  let at = changes;
  for (const key of path) {
    let next = at.below.get(key);
    if (next === undefined) at.below.set(key, (next = newChanges()));
    at = next;
  }
  at.text = text;
}

/** A copy with these strings replaced; only the ways to them are copied, each once. */
function withChanges(value: unknown, { text, below }: Changes): unknown {
  if (text !== undefined) return text;
  if (below.size === 0) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => {
      const change = below.get(index);
      return change === undefined ? item : withChanges(item, change);
    });
  // The paths were read from this value, so they lead through objects and arrays only.
  const copy: Record<string, unknown> = { ...(value as Readonly<Record<string, unknown>>) };
  for (const [key, change] of below) {
    // Defined, not assigned: `__proto__` is a key like any other here.
    const changed = withChanges(copy[key], change);
    Object.defineProperty(copy, key, {
      value: changed,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

/** A file's text says how many lines of it there are. */
const withLineCount = (response: unknown): unknown => {
  if (typeof response !== 'object' || response === null || !('file' in response)) return response;
  const { file } = response;
  if (typeof file !== 'object' || file === null || !('numLines' in file)) return response;
  return { ...response, file: { ...file, numLines: 1 } };
};
