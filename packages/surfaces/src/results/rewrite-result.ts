import { base64OfText } from './base64-text.ts';
import type { ResultPiece, ResultText } from './result-text.ts';

/** What is to be taken out of the one text of a result, and what it is called. */
export interface ResultSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Where a mark stands in a result that was rewritten. */
export interface ResultMark {
  /** The keys that lead to the string from the result itself. */
  readonly path: readonly (string | number)[];
  /** In UTF-16 code units of the new string (of its text, where that is base64). */
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The same result with these places taken out of its strings; everything else is as it was. */
export const redactResult = (response: unknown, text: ResultText, spans: readonly ResultSpan[]): unknown =>
  redactResultWithMarks(response, text, spans).response;

export const redactResultWithMarks = (
  response: unknown,
  { text, pieces }: ResultText,
  spans: readonly ResultSpan[],
): { readonly response: unknown; readonly marks: readonly ResultMark[] } => {
  const sorted = united(spans);
  const changes = newChanges();
  const marks: ResultMark[] = [];
  // Both stand in the order of the text, so one walk along them is enough.
  let first = 0;
  for (const piece of pieces) {
    while ((sorted[first]?.end ?? Infinity) <= piece.start) first += 1;
    let last = first;
    while ((sorted[last]?.start ?? Infinity) < piece.end) last += 1;
    if (last === first) continue;
    const redacted = redactPiece(text.slice(piece.start, piece.end), piece, sorted.slice(first, last));
    for (const mark of redacted.marks) marks.push({ path: piece.path, ...mark });
    addChange(changes, piece.path, written(redacted.text, piece));
  }
  return { response: withChanges(response, changes), marks };
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

const redactPiece = (
  piece: string,
  { start }: ResultPiece,
  spans: readonly ResultSpan[],
): { readonly text: string; readonly marks: readonly Omit<ResultMark, 'path'>[] } => {
  let out = '';
  let done = 0;
  const marks: Omit<ResultMark, 'path'>[] = [];
  for (const { kind, ...span } of spans) {
    const from = Math.max(0, span.start - start);
    const to = Math.min(piece.length, span.end - start);
    out += piece.slice(done, from);
    const mark = marker(kind);
    marks.push({ start: out.length, end: out.length + mark.length, kind });
    // Line ends stay: the numbers of the lines behind it are still those of the file.
    out += mark + piece.slice(from, to).replaceAll(/[^\n]/g, '');
    done = to;
  }
  const redacted = out + piece.slice(done);
  if (!isJson(piece) || isJson(redacted)) return { text: redacted, marks };
  // A tool's structured output is a string of JSON, and whoever reads it expects that.
  const kinds = [...new Set(spans.map(({ kind }) => kind))];
  const notice = asJson(kinds.map(marker).join(' '));
  return { text: notice, marks: kinds.map((kind) => ({ start: 0, end: notice.length, kind })) };
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
