/** Longer than any key block; what follows a first line without a last one is taken for at most so many characters. */
const MAX_BLOCK_CHARACTERS = 20_000;

const EDGE = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What a key's body can hold: base64, headers, hyphens and escaped line breaks, but nothing that a shell acts on. */
const BODY = /[\w+/=\s\\:,.-]{0,20000}/y;
const BASE64 = /[A-Za-z0-9+/=\\\r\n]/;

/**
 * Takes private key blocks out of text: whole ones whatever is inside, a first line with what can be a body, and a
 * last line with the base64 that stands before it. By hand, because a pattern for the last case would be quadratic.
 */
export function takeOutKeys(text: string, marker: string): { text: string; bodies: readonly string[] } {
  const edges = [...text.matchAll(EDGE)];
  let out = '';
  let done = 0;
  const bodies: string[] = [];
  edges.forEach((edge, index) => {
    if (edge.index < done) return;
    const [start, end] =
      edge[1] === 'BEGIN'
        ? [edge.index, endOf(text, edge, edges[index + 1])]
        : [startOf(text, edge.index, done), edge.index + edge[0].length];
    out += text.slice(done, start) + marker;
    done = end;
    bodies.push(text.slice(start, end));
  });
  return { text: out + text.slice(done), bodies };
}

/** A line of a key is long and without blanks; shorter pieces stand elsewhere by chance. */
const KEY_LINE = /[\w+/=]{16,}/g;
/** More lines than any key has. */
const MAX_KEY_LINES = 400;

/** The lines of a key: a shell takes each for a command of its own, and then it stands in a record without its frame. */
export const linesOfKey = (body: string): string[] =>
  (body.match(KEY_LINE) ?? [])
    .filter((line) => /[A-Z]/.test(line) && /[a-z]/.test(line))
    .slice(0, MAX_KEY_LINES);

/**
 * Is this text, by itself, what stands between a key's first and last line? A short word or a path is not: a first line
 * of a key must not hide what comes behind it.
 */
export const isKeyLine = (text: string): boolean =>
  /^\s{0,20}(?:(?![/~])(?=\S{0,200}[a-z])(?=\S{0,200}[A-Z])[\w+/=]{16,200}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): [\w ,.()-]{0,200})?\s{0,20}$/.test(
    text,
  );

/** Ends in a key that goes on in the next text. */
export const opensKey = (text: string): boolean =>
  text.length <= 10_000 && /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----\s{0,20}$/.test(text);

function endOf(text: string, begin: RegExpExecArray, next: RegExpExecArray | undefined): number {
  const body = begin.index + begin[0].length;
  if (next?.[1] === 'END' && next.index - body <= MAX_BLOCK_CHARACTERS) return next.index + next[0].length;
  BODY.lastIndex = body;
  const end = body + (BODY.exec(text)?.[0].length ?? 0);
  return next === undefined ? end : Math.min(end, next.index);
}

function startOf(text: string, end: number, done: number): number {
  const floor = Math.max(done, end - MAX_BLOCK_CHARACTERS);
  let start = end;
  while (start > floor) {
    if (BASE64.test(text.charAt(start - 1))) {
      start -= 1;
      continue;
    }
    // Spaces belong to the block only where they indent a line of it.
    let indent = start;
    while (indent > floor && ' \t'.includes(text.charAt(indent - 1))) indent -= 1;
    if (indent === start || text.charAt(indent - 1) !== '\n') break;
    start = indent;
  }
  return start;
}
