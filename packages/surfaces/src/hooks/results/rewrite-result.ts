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
  return pieces.reduce((rewritten, piece) => {
    const here = sorted.filter(({ start, end }) => start < piece.end && end > piece.start);
    if (here.length === 0) return rewritten;
    return withString(rewritten, piece.path, redactPiece(text.slice(piece.start, piece.end), piece, here));
  }, response);
};

/** The same shape with nothing in it but a notice. */
export const withholdResult = (response: unknown, { text, pieces }: ResultText, notice: string): unknown =>
  pieces.reduce((rewritten, piece, place) => {
    const said = place > 0 ? '' : isJson(text.slice(piece.start, piece.end)) ? asJson(notice) : notice;
    return withString(rewritten, piece.path, said);
  }, withLineCount(response));

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

/** A copy with one string replaced; only the way to it is copied. */
const withString = (value: unknown, [key, ...rest]: readonly (string | number)[], text: string): unknown => {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? withString(item, rest, text) : item));
  // The path was read from this value, so it leads through objects and arrays only.
  const holder = value as Readonly<Record<string, unknown>>;
  return { ...holder, [key]: withString(holder[key], rest, text) };
};

/** A file's text says how many lines of it there are. */
const withLineCount = (response: unknown): unknown => {
  if (typeof response !== 'object' || response === null || !('file' in response)) return response;
  const { file } = response;
  if (typeof file !== 'object' || file === null || !('numLines' in file)) return response;
  return { ...response, file: { ...file, numLines: 1 } };
};
